//! `import`: the county, a township's own list, or the forms for one.

use std::io::Write;
use std::path::Path;

use gridwork_county::{County, Options};
use gridwork_model::Id;

use super::args::Import;
use super::open::Place;
use super::{Failure, find};
use crate::audit::Actor;
use crate::clock;
use crate::import::form;
use crate::import::rows::ListKind;

pub(super) fn run(place: &Place, what: &Import, out: &mut dyn Write) -> Result<(), Failure> {
    match (what.source.as_str(), &what.org) {
        ("county", None) if !what.dry_run => county(place, what.cells, what.seed, out),
        ("forms", None) => forms(what.to.as_deref().unwrap_or(Path::new(".")), out),
        ("county", _) => Err(Failure::Usage("--org and --dry-run are for a list, not the county")),
        (file, Some(org)) if what.cells.is_none() => {
            list(place, Path::new(file), org, what.dry_run, out)
        }
        (_, Some(_)) => Err(Failure::Usage("--cells is for the county, not for a list")),
        (_, None) => Err(Failure::Usage("name the township of the list with --org")),
    }
}

fn county(
    place: &Place,
    cells: Option<usize>,
    seed: u64,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let held = place.open()?;
    let now = clock::now();
    let county = County::new(Options { seed, cells, day: now.day() })?;
    let mut said = 0;
    let imported = held.hub.import_county(&county, Actor::Operator, now, &mut |done, of| {
        // A line each tenth: the output may be a log.
        let tenth = done * 10 / of.max(1);
        if tenth > said {
            said = tenth;
            let _ = writeln!(out, "{done}/{of} 网格");
        }
    })?;
    writeln!(
        out,
        "已导入:机构岗位 {} 条,网格 {} 个,{} 户,{} 人,记录 {} 份",
        imported.items, imported.cells, imported.households, imported.people, imported.documents
    )?;
    Ok(())
}

/// Writes every form that a township fills in.
fn forms(folder: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let failed = |source| Failure::Io { what: "forms", source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    for name in form::names() {
        let path = folder.join(&name);
        std::fs::write(&path, form::write(&name)?).map_err(failed)?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

/// Checks a list, prints every faulty row, and imports it if there is none and no dry run was asked.
fn list(
    place: &Place,
    file: &Path,
    org: &str,
    dry_run: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let bytes = std::fs::read(file).map_err(|source| Failure::Io { what: "list", source })?;
    let held = place.open()?;
    let (hub, now) = (&held.hub, clock::now());
    let township: Id = find::place(&hub.standing().directory, org, now.day())?;
    let run = hub.dry_run(township, &bytes, Actor::Operator, now)?;
    for finding in &run.findings {
        writeln!(out, "{}", finding.sentence)?;
    }
    if !run.acceptable {
        if run.more > 0 {
            writeln!(out, "另有 {} 处", run.more)?;
        }
        return Err(Failure::Rows(run.findings.len() + run.more));
    }
    let brought = &run.directory;
    match run.kind {
        ListKind::Roster => {
            writeln!(out, "核对通过:{} 户,{} 人", run.households, run.people)?;
            let told = run.residents;
            writeln!(
                out,
                "其中新增 {} 户 {} 人,已在册没有改动 {} 人,有改动 {} 人,在另一户 {} 人",
                told.new_households, told.new_people, told.unchanged, told.changed, told.elsewhere
            )?;
        }
        ListKind::Directory => writeln!(
            out,
            "核对通过:自然村 {},网格 {},岗位 {},人员 {},任职 {},执法人员 {};与现有相同 {} 行",
            brought.hamlets,
            brought.cells,
            brought.posts,
            brought.people,
            brought.assignments,
            brought.officers,
            brought.unchanged
        )?,
    }
    if !dry_run {
        let accepted = hub.accept_import(township, &run.id, Actor::Operator, now)?;
        match run.kind {
            ListKind::Roster => writeln!(
                out,
                "已导入 {} 户,在册的户改动或新添 {} 人",
                accepted.households, accepted.amended
            )?,
            ListKind::Directory => writeln!(out, "已导入 {} 条", accepted.items)?,
        }
    }
    Ok(())
}
