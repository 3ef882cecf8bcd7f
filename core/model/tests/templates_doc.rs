//! `docs/templates.md` is the rendering of the library beside its source, so that it cannot drift.
//! After a change of the data run the test once with `UPDATE_DOCS=1` and read the difference.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use gridwork_model::template::part::{Part, PartKind, Problem};
use gridwork_model::template::rule::FollowUp;
use gridwork_model::template::{Evidence, IssuedBy, Item, Library, Template, Trigger};

const INTRODUCTION: &str = "\
# Templates: how the checklists were read

The source (`core/model/tests/data/checklists.json`) is prose in places: answer types such as `D+T` or `N×3`, frequencies and assignees that are
sentences. `core/model/data/templates.json` is the same 57 checklists and 247 items as typed data. This page sets both side by side and lists
every interpretation. It is rendered from the data by a test and cannot drift; change the data, not this page.

Rules that hold for all of them:

- Part numbers and option codes are frozen. A simple item has part 0 and is stored as field `3`; a part of a compound item as `3.2`; the same
  part in the second row of a repeated item as `3.12`. Parts 8 and 9 are the photo and the reason why it was skipped (危险, 没信号, 对方不愿意, 天黑).
- A part marked *target* is the task's own target: shown, never asked, never stored.
- 不适用 is accepted everywhere, 谢绝 wherever a person is asked. 不清楚, where offered, is stored as 不适用.
- A photo is asked for only where the evidence says `problem_photo` and an answer means a problem (marked *!*), and never owed.
- A part marked *closed* never stores its problem answer: it opens the sealed channel.
- Windows are calendar windows unless a season is named; the first entry in season whose test holds decides. An *occasion* is started by
  hand (*finding*) or opened by the hub (*event*).
- *derived* tasks are worked out alike on phone and hub from what the assignee may read anyway; *hub* tasks rest on a tag, a need or a list of another
  authority, which the assignee may not read, so the hub issues them.
- All admissions 职责准入 are made up for training and marked 示意; a production hub must not publish them.
- Numbers without a limit in the source have one here, wide enough for the county, so that a slip of the finger is caught.
- Incident categories and grades of the rules are proposals to the worker; the duty officer decides.
";

fn raw() -> Vec<serde_json::Value> {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../data/templates.json")).expect("the library is JSON");
    file["templates"].as_array().expect("templates").clone()
}

fn source_rules() -> Vec<Vec<String>> {
    let file: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("data/checklists.json")).expect("the source is JSON");
    let rules = |template: &serde_json::Value| {
        let items = template["items"].as_array().expect("items");
        items.iter().map(|item| item[4].as_str().unwrap_or_default().to_owned()).collect()
    };
    file.iter().map(rules).collect()
}

/// The serialized name of a unit-like value, such as `problem_photo`.
fn name(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        other => format!("{other:?}"),
    }
}

/// One line of JSON with sorted keys, whatever order the parser keeps.
fn line(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(map) => {
            let sorted: BTreeMap<_, _> = map.iter().collect();
            let pairs = sorted.into_iter().map(|(key, value)| format!("\"{key}\":{}", line(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        }
        serde_json::Value::Array(values) => {
            format!("[{}]", values.iter().map(line).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "/").replace('<', "&lt;")
}

fn part(part: &Part) -> String {
    let mut text = match part.number {
        0 => String::new(),
        number => format!("{number} "),
    };
    if !part.zh.is_empty() {
        text += &format!("{}: ", part.zh);
    }
    text += &match &part.kind {
        PartKind::YesNo => "yes/no".to_owned(),
        PartKind::Single { .. } => format!("one of {}", options(part)),
        PartKind::Multi { .. } => format!("any of {}", options(part)),
        PartKind::Number { min, max, unit } => {
            format!("number {min}–{max} {}", unit.as_deref().unwrap_or_default())
        }
        PartKind::Text { max } => format!("text ≤ {max}"),
        PartKind::Reference { to } => format!("reference to {}", name(to)),
        PartKind::Date => "date".to_owned(),
        PartKind::Time => "time".to_owned(),
        PartKind::Point => "point".to_owned(),
        PartKind::Signature => "signature".to_owned(),
        PartKind::Document => "document photo".to_owned(),
    };
    match part.problem {
        Some(Problem::Yes) => text += ", yes *!*",
        Some(Problem::No) => text += ", no *!*",
        Some(Problem::Given) => text += ", any words *!*",
        Some(Problem::Above(n)) => text += &format!(", above {n} *!*"),
        Some(Problem::Below(n)) => text += &format!(", below {n} *!*"),
        None => {}
    }
    let marks = [
        (part.from_target, "target"),
        (part.optional, "optional"),
        (part.closed, "closed"),
        (part.unsure, "不清楚 allowed"),
    ];
    for (_, mark) in marks.iter().filter(|(set, _)| *set) {
        text += &format!(" (*{mark}*)");
    }
    text.trim_end().to_owned()
}

fn options(part: &Part) -> String {
    let words = part.options().iter().map(|option| {
        let mark = if option.problem { " *!*" } else { "" };
        format!("{} {}{mark}", option.code, option.zh)
    });
    words.collect::<Vec<_>>().join(", ")
}

fn item_row(item: &Item, source_rule: &str) -> String {
    let parts: Vec<String> = item.parts.iter().map(part).collect();
    let rows = item.rows.map(|rows| format!("up to {rows} rows: ")).unwrap_or_default();
    let evidence = match item.evidence {
        Evidence::None => "–".to_owned(),
        other => name(&other),
    };
    let hint = item.hint.as_deref().map(|hint| format!("<br>“{hint}”")).unwrap_or_default();
    format!(
        "| {} | {}{hint} | `{}` | {rows}{} | {evidence} | {} |",
        item.number,
        item.zh,
        cell(&item.answer).replace("&lt;", "<"),
        cell(&parts.join("; ")),
        cell(source_rule),
    )
}

fn follow_up(follow_up: &FollowUp) -> String {
    match follow_up {
        FollowUp::Warn => "say it".to_owned(),
        FollowUp::Stop => "nothing more is asked".to_owned(),
        FollowUp::Task { in_days, template } => {
            let what = template.as_deref().unwrap_or("this task again");
            format!("task {what} in {in_days} days")
        }
        FollowUp::Incident { category, grade } => format!("incident {category}, {}", name(grade)),
        FollowUp::Clue { to } => format!("clue to {}", to.zh()),
        FollowUp::Service { category } => format!("service order {category}"),
        FollowUp::Call { numbers } => format!("call {}", numbers.join(", ")),
        FollowUp::Sealed { purpose } => format!("sealed channel {purpose:?}"),
        FollowUp::Refer { to } => format!("tell {}", to.zh()),
    }
}

fn due(template: &Template) -> String {
    let mut entries: Vec<String> = Vec::new();
    for every in &template.every {
        let mut entry = name(&every.window);
        if !every.seasons.is_empty() {
            entry += &format!(" in {}", every.seasons.join(", "));
        }
        if let Some(need) = &every.need {
            entry += &format!(" for need {}", name(need));
        }
        if !every.tags.is_empty() {
            let tags: Vec<String> = every.tags.iter().map(name).collect();
            entry += &format!(" for tag {}", tags.join(", "));
        }
        entries.push(entry);
    }
    for trigger in &template.on {
        let word = match trigger {
            Trigger::Finding => "finding",
            Trigger::Event => "event",
        };
        let after = match template.opens_after_days {
            0 => String::new(),
            days => format!("from day {days} on "),
        };
        entries.push(format!("on {word} ({after}open {} days)", template.open_days));
    }
    entries.join("; ")
}

fn section(template: &Template, raw: &serde_json::Value, source_rules: &[String]) -> String {
    let mut text = format!("\n## {} {} — {}\n\n", template.id, template.zh, template.en);
    let assignees: Vec<&str> = template.assignees.iter().map(|who| who.zh()).collect();
    let target = line(&raw["target"]);
    let issued = match template.issued_by {
        IssuedBy::Derived => "derived",
        IssuedBy::Hub => "hub",
    };
    let lines = [
        ("source", format!("{} · {}", template.frequency, template.by)),
        ("class, purpose", format!("{:?}, {:?}", template.class, template.purpose)),
        ("target", format!("`{target}`")),
        ("due", due(template)),
        ("assignee", format!("{} · {issued}", assignees.join("、"))),
        ("in one act", template.no_change.clone().unwrap_or_else(|| "–".to_owned())),
        ("admission", template.admission.reference.clone()),
        ("basis", template.basis.clone()),
    ];
    let _ = writeln!(text, "| | |\n|---|---|");
    for (label, line) in lines {
        let _ = writeln!(text, "| {label} | {} |", cell(&line).replace("&lt;", "<"));
    }
    let _ = writeln!(text, "\n| # | item | source | typed parts | evidence | source's rule |");
    let _ = writeln!(text, "|---|---|---|---|---|---|");
    for (item, rule) in template.items.iter().zip(source_rules) {
        let _ = writeln!(text, "{}", item_row(item, rule));
    }
    if !template.rules.is_empty() {
        let _ = writeln!(text, "\n| rule | when | says | then |\n|---|---|---|---|");
        let raw_rules = raw["rules"].as_array().expect("rules");
        for (rule, raw) in template.rules.iter().zip(raw_rules) {
            let when = line(&raw["if"]);
            let says = cell(&rule.words);
            let then = follow_up(&rule.follow_up);
            let _ = writeln!(text, "| {} | `{when}` | {says} | {then} |", rule.number);
        }
    }
    let notes = raw["interpretation"].as_array().expect("interpretation");
    if !notes.is_empty() {
        let _ = writeln!(text, "\nInterpretation:\n");
        for note in notes.iter().filter_map(|note| note.as_str()) {
            let _ = writeln!(text, "- {note}");
        }
    }
    text
}

fn render() -> String {
    let library = Library::embedded();
    let mut text = INTRODUCTION.to_owned();
    let _ = writeln!(
        text,
        "\n## Seasons\n\n| number | key | name | span | basis |\n|---|---|---|---|---|"
    );
    for season in &library.seasons.0 {
        let span = match season.span(2026) {
            Some((from, to)) => format!("{} to {}", from.format("%m-%d"), to.format("%m-%d")),
            None => String::new(),
        };
        let moves = if season.span(2036).is_none() { " (2026; tabled to 2035)" } else { "" };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {span}{moves} | {} |",
            season.number, season.key, season.zh, season.basis
        );
    }
    for ((template, raw), rules) in library.templates.iter().zip(raw()).zip(source_rules()) {
        text += &section(template, &raw, &rules);
    }
    text
}

#[test]
fn the_page_is_the_rendering_of_the_data() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/templates.md");
    let rendered = render();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &rendered).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(page == rendered, "docs/templates.md is stale: run this test with UPDATE_DOCS=1");
}
