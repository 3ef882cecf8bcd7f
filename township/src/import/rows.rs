//! A township's own lists, CSV or XLSX: residents, or the directory. A dry run lists every faulty row,
//! and nothing is imported before a person accepts a list without faults: all of it, in one transaction.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use gridwork_county::rows::directory::{CheckedDirectory, Counts, import_directory};
use gridwork_county::rows::form::{NOTES, Sheet};
use gridwork_county::rows::{
    Checked, Finding, Hub as HubKind, ImportedHousehold, KnownHamlet, Problem, Table, import_rows,
};
use gridwork_model::audience::{Entity, audience};
use gridwork_model::{Founding, Id, Moment};
use gridwork_seal::sha256;
use minicbor::{Decode, Encode};
use serde::Serialize;

use super::known::{Met, Residents};
use crate::audit::{self, Actor, Record};
use crate::config::Mode;
use crate::office::DocumentWrite;
use crate::storage::drawer::{decode, key, load, store};
use crate::storage::{Drawer, Writing};
use crate::{Done, Hub, HubError};

/// Most rows of a list: the largest township has about 20,000 people.
const ROWS: usize = 100_000;

/// Most rows of a directory: a township has some 20 villages and 200 people in posts.
const DIRECTORY_ROWS: usize = 5_000;

/// Most sheets of a workbook.
const SHEETS: usize = 12;

/// Most columns looked at.
const COLUMNS: usize = 64;

/// A list that nobody accepted is forgotten after so long, milliseconds: it holds people's data.
const KEPT_MS: i64 = 7 * 86_400_000;

/// Most findings shown; more of the same help nobody.
const SHOWN: usize = 500;

/// First bytes of an XLSX file (a ZIP archive).
const ZIP: &[u8] = b"PK\x03\x04";

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// 花名册: residents by household.
    Roster,
    /// 机构: hamlets, cells, posts, officers.
    Directory,
}

/// One thing that was found, and where. No value of the list is repeated.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Found {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row as the sheet numbers it; the heading row is 1.
    pub row: usize,
    /// Heading of the column; empty if it is about the row.
    pub column: String,
    /// Whether it keeps the list from being imported; else it is a warning.
    pub fault: bool,
    /// All of it as a sentence.
    pub sentence: String,
}

impl From<&Finding> for Found {
    fn from(finding: &Finding) -> Found {
        Found {
            sheet: finding.sheet.clone(),
            row: finding.row,
            column: finding.column.clone(),
            fault: finding.problem.is_fault(),
            sentence: finding.to_string(),
        }
    }
}

/// What a list of the directory brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Brought {
    /// Hamlets, new or amended.
    pub hamlets: usize,
    /// Cells, new or amended.
    pub cells: usize,
    /// Posts, new.
    pub posts: usize,
    /// People, new or amended.
    pub people: usize,
    /// Assignments, new or amended.
    pub assignments: usize,
    /// Officers, new or amended.
    pub officers: usize,
    /// Rows that say what the directory says already.
    pub unchanged: usize,
}

impl From<Counts> for Brought {
    fn from(counts: Counts) -> Brought {
        let Counts { hamlets, cells, posts, people, assignments, officers, unchanged } = counts;
        Brought { hamlets, cells, posts, people, assignments, officers, unchanged }
    }
}

/// A dry run.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DryRun {
    /// To be named when it is accepted.
    #[schema(value_type = String)]
    pub id: Id,
    /// Residents or the directory.
    pub kind: ListKind,
    /// Households the list has.
    pub households: usize,
    /// People the list has.
    pub people: usize,
    /// What a list of residents brings.
    pub residents: Residents,
    /// What a list of the directory brings.
    pub directory: Brought,
    /// Whether it may be accepted.
    pub acceptable: bool,
    /// What was found, by sheet and row.
    pub findings: Vec<Found>,
    /// Findings left out of the list above.
    pub more: usize,
}

/// What an accepted list brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Accepted {
    /// Households founded.
    pub households: usize,
    /// People who joined a household of the roster, or about whom something was put right.
    pub amended: usize,
    /// Items of the directory, new or amended.
    pub items: usize,
}

#[derive(Encode, Decode)]
struct RunRecord {
    #[n(0)]
    at: Moment,
    /// The file as uploaded, sealed; cleared once accepted.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    sealed: Vec<u8>,
    #[n(2)]
    accepted: bool,
    /// A list of the directory, not of residents.
    #[n(3)]
    #[cbor(default)]
    directory: bool,
    /// SHA-256 of the file, by which a list of residents is known again.
    #[n(4)]
    #[cbor(default, with = "minicbor::bytes")]
    hash: Vec<u8>,
}

fn run_key(org: Id, id: &Id) -> Vec<u8> {
    key(&[org.as_bytes(), id.as_bytes()])
}

/// A list as far as it was checked.
enum Looked {
    Roster(Checked, Met),
    Directory(CheckedDirectory),
}

impl Looked {
    fn kind(&self) -> ListKind {
        match self {
            Looked::Roster(..) => ListKind::Roster,
            Looked::Directory(_) => ListKind::Directory,
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Looked::Roster(checked, _) => &checked.findings,
            Looked::Directory(checked) => &checked.findings,
        }
    }

    fn is_acceptable(&self) -> bool {
        match self {
            Looked::Roster(checked, _) => checked.is_acceptable(),
            Looked::Directory(checked) => checked.is_acceptable(),
        }
    }
}

/// What a file holds, by its sheets.
fn kind_of(tables: &[Table]) -> ListKind {
    let sheets: Vec<Option<Sheet>> = tables.iter().map(Sheet::of).collect();
    match sheets.iter().flatten().any(|sheet| *sheet != Sheet::Residents) {
        true => ListKind::Directory,
        false => ListKind::Roster,
    }
}

impl Hub {
    /// What a file holds: residents, or the directory.
    pub fn list_kind(&self, file: &[u8]) -> Done<ListKind> {
        Ok(kind_of(&read_tables(file)?))
    }

    /// What a list that was checked holds.
    pub fn checked_kind(&self, org: Id, id: &Id) -> Done<ListKind> {
        let record: RunRecord =
            load(&*self.storage.reading()?, Drawer::Imports, &run_key(org, id))?
                .ok_or(HubError::NotFound("import"))?;
        Ok(if record.directory { ListKind::Directory } else { ListKind::Roster })
    }

    /// Checks a list and keeps it for acceptance.
    pub fn dry_run(&self, org: Id, file: &[u8], by: Actor, now: Moment) -> Done<DryRun> {
        self.require_room()?;
        let looked = self.look_through(file, org, now)?;
        let hash = sha256(&[file]).to_vec();
        if looked.kind() == ListKind::Roster {
            let runs = self.storage.reading()?.list(
                Drawer::Imports,
                &key(&[org.as_bytes()]),
                None,
                1_000,
            )?;
            for (_, value) in runs {
                let run: RunRecord = decode(&value)?;
                if run.accepted && run.hash == hash {
                    return Err(HubError::Conflict("imported already"));
                }
            }
        }
        let id = self.new_id(now);
        let sealed = self.vault.seal_record(id.as_bytes(), file, &mut **self.random.lock());
        let all = looked.findings();
        let findings: Vec<Found> = all.iter().take(SHOWN).map(Found::from).collect();
        let mut run = DryRun {
            id,
            kind: looked.kind(),
            households: 0,
            people: 0,
            residents: Residents::default(),
            directory: Brought::default(),
            acceptable: looked.is_acceptable(),
            more: all.len() - findings.len(),
            findings,
        };
        match &looked {
            Looked::Roster(checked, met) => {
                run.households = checked.households().len();
                run.people = checked.people;
                run.residents = met.told;
            }
            Looked::Directory(checked) => run.directory = checked.counts.into(),
        }
        let mut w = self.storage.writing()?;
        forget_old(&mut *w, org, now)?;
        let directory = run.kind == ListKind::Directory;
        let record = RunRecord { at: now, sealed, accepted: false, directory, hash };
        store(&mut *w, Drawer::Imports, &run_key(org, &id), &record)?;
        let what = if directory { "directory" } else { "roster" };
        let detail = format!("{what}, {} people, {} findings", run.people, all.len());
        let entry = Record::done(now, by, "import.dry_run", org, Some(id)).with(detail);
        audit::append(&mut *w, entry)?;
        w.commit()?;
        Ok(run)
    }

    /// Imports a list whose dry run had no faults; all of it or nothing, once.
    pub fn accept_import(&self, org: Id, id: &Id, by: Actor, now: Moment) -> Done<Accepted> {
        let at = run_key(org, id);
        let record = pending(load(&*self.storage.reading()?, Drawer::Imports, &at)?)?;
        let file = self.vault.open_record(id.as_bytes(), &record.sealed)?;
        // In the transaction that imports: of two who accept at once only one does.
        let close = |w: &mut dyn Writing| -> Done<()> {
            let record = pending(load(&*w, Drawer::Imports, &at)?)?;
            let done = RunRecord { sealed: Vec::new(), accepted: true, ..record };
            Ok(store(w, Drawer::Imports, &at, &done)?)
        };
        match self.look_through(&file, org, now)? {
            Looked::Roster(checked, met) => {
                checked.accept().map_err(|_| HubError::Invalid("list with faults"))?;
                let mut founded = Vec::new();
                for household in &met.new {
                    founded.extend(writes_of(household)?);
                }
                let told = met.told;
                let in_new: usize = met.new.iter().map(|home| home.people.len()).sum();
                self.found_documents_with(&founded, &met.writes, by, "import", now, close)?;
                Ok(Accepted {
                    households: met.new.len(),
                    amended: told.changed + told.new_people - in_new,
                    items: 0,
                })
            }
            Looked::Directory(_) => {
                // Checked again where nobody else can change the directory meanwhile.
                let items = self.change_directory(by, now, |w| {
                    close(w)?;
                    let Looked::Directory(checked) = self.look_through(&file, org, now)? else {
                        return Err(HubError::Invalid("list with faults"));
                    };
                    let items =
                        checked.accept().map_err(|_| HubError::Invalid("list with faults"))?;
                    let count = items.len();
                    Ok((items, count))
                })?;
                Ok(Accepted { items, ..Accepted::default() })
            }
        }
    }

    fn look_through(&self, file: &[u8], org: Id, now: Moment) -> Done<Looked> {
        let tables = read_tables(file)?;
        match kind_of(&tables) {
            ListKind::Roster => {
                let mut checked = self.check_rows(&tables, org, now)?;
                let mut met = Met::default();
                if checked.is_acceptable() {
                    let sheet = tables.first().map_or("", |table| table.name.as_str());
                    met = self.meet(checked.households(), org, sheet)?;
                    checked.findings.append(&mut met.findings);
                    // What keeps the list from being imported first, what is as it was last.
                    let problem = |finding: &Finding| finding.problem;
                    checked.findings.sort_by_key(|found| {
                        (!problem(found).is_fault(), problem(found) == Problem::Same, found.row)
                    });
                }
                Ok(Looked::Roster(checked, met))
            }
            ListKind::Directory => {
                if tables.iter().map(|table| table.rows.len()).sum::<usize>() > DIRECTORY_ROWS {
                    return Err(HubError::Invalid("list: too many rows"));
                }
                let standing = self.standing();
                let mut fresh = || self.new_id(now);
                let directory = &standing.directory;
                let checked = import_directory(&tables, directory, org, now.day(), &mut fresh);
                Ok(Looked::Directory(checked))
            }
        }
    }

    /// The first sheet of a roster is read; what stands on others is told.
    fn check_rows(&self, tables: &[Table], org: Id, now: Moment) -> Done<Checked> {
        let (table, others) = tables.split_first().ok_or(HubError::Invalid("empty list"))?;
        let standing = self.standing();
        let known = KnownHamlet::of_directory(&standing.directory, now.day());
        let ours: Vec<KnownHamlet> = known
            .into_iter()
            .filter(|hamlet| org.is_nil() || standing.org_of(hamlet.cell) == org)
            .collect();
        let kind = match self.mode() {
            Mode::Training => HubKind::Training,
            Mode::Production => HubKind::Production,
        };
        let mut checked = import_rows(table, &ours, kind, now.day(), &mut || self.new_id(now));
        checked.findings.extend(others.iter().map(|other| Finding {
            sheet: other.name.clone(),
            row: 1,
            column: String::new(),
            problem: match Sheet::of(other) {
                Some(Sheet::Residents) => Problem::SecondSheet,
                _ => Problem::UnknownSheet,
            },
        }));
        Ok(checked)
    }
}

fn pending(record: Option<RunRecord>) -> Done<RunRecord> {
    match record {
        None => Err(HubError::NotFound("import")),
        Some(record) if record.accepted => Err(HubError::Conflict("imported already")),
        Some(record) => Ok(record),
    }
}

/// Forgets lists that nobody accepted in time.
fn forget_old(w: &mut dyn Writing, org: Id, now: Moment) -> Done<()> {
    for (at, value) in w.list(Drawer::Imports, &key(&[org.as_bytes()]), None, 1_000)? {
        let record: RunRecord = decode(&value)?;
        if !record.accepted && now.0 - record.at.0 > KEPT_MS {
            w.remove(Drawer::Imports, &at)?;
        }
    }
    Ok(())
}

fn writes_of(household: &ImportedHousehold) -> Done<Vec<DocumentWrite>> {
    let cell = household.cell;
    let first = |entity: &Entity| {
        let streams = audience(entity).map_err(|_| HubError::Invalid("audience"))?;
        streams.first().copied().ok_or(HubError::Invalid("audience"))
    };
    let mut writes = vec![DocumentWrite {
        founding: household.founding.clone(),
        stream: first(&Entity::Household { cell })?,
        edits: household.edits.clone(),
    }];
    if let Some((founding, edits)) = &household.identity
        && let Founding::Needs { purpose, .. } = founding
    {
        writes.push(DocumentWrite {
            founding: founding.clone(),
            stream: first(&Entity::Needs { cell, purpose: *purpose })?,
            edits: edits.clone(),
        });
    }
    Ok(writes)
}

/// Reads the sheets of a file: XLSX by its first bytes, otherwise CSV in UTF-8. Empty sheets and the one
/// that explains a form are left out.
pub fn read_tables(file: &[u8]) -> Done<Vec<Table>> {
    let sheets = match file.starts_with(ZIP) {
        true => read_xlsx(file)?,
        false => vec![(String::new(), read_csv(file)?)],
    };
    let table = |(name, rows): (String, Vec<Vec<String>>)| {
        let mut rows = rows.into_iter();
        let header = rows.next()?;
        (name.trim() != NOTES).then(|| Table { name, header, rows: rows.collect() })
    };
    let tables: Vec<Table> = sheets.into_iter().filter_map(table).collect();
    match tables.is_empty() {
        true => Err(HubError::Invalid("empty list")),
        false => Ok(tables),
    }
}

fn read_csv(file: &[u8]) -> Done<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| HubError::Invalid("CSV file (UTF-8 is needed)"))?;
        let empty = empty_lines(file, record.position().map_or(0, csv::Position::byte));
        if empty > 0 && rows.is_empty() {
            return Err(HubError::Invalid("list: the headings belong into the first row"));
        }
        if rows.len().saturating_add(empty) > ROWS {
            return Err(HubError::Invalid("list: too many rows"));
        }
        rows.resize_with(rows.len() + empty, Vec::new);
        rows.push(record.iter().take(COLUMNS).map(str::to_owned).collect());
    }
    Ok(rows)
}

/// Empty lines at a place of the file. The reader passes over them; findings number rows as the
/// spreadsheet does.
fn empty_lines(file: &[u8], at: u64) -> usize {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(file.len());
    let (before, rest) = file.split_at(at);
    // The second half of the line end before.
    let rest = match before.last() {
        Some(b'\r') => rest.strip_prefix(b"\n").unwrap_or(rest),
        _ => rest,
    };
    rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|b| **b == b'\n').count()
}

fn read_xlsx(file: &[u8]) -> Done<Vec<(String, Vec<Vec<String>>)>> {
    let unreadable = |_| HubError::Invalid("XLSX file");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(unreadable)?;
    let names = book.sheet_names();
    if names.len() > SHEETS {
        return Err(HubError::Invalid("list: too many sheets"));
    }
    let mut sheets = Vec::new();
    for name in names {
        let sheet = book.worksheet_range(&name).map_err(unreadable)?;
        if sheet.height() > ROWS || sheet.width() > COLUMNS {
            return Err(HubError::Invalid("list: too many rows or columns"));
        }
        // A sheet may begin below its first rows; findings name rows as the sheet numbers them.
        let above = sheet.start().map_or(0, |(row, _)| row as usize);
        if above > 0 && sheet.height() > 0 {
            return Err(HubError::Invalid("list: the headings belong into the first row"));
        }
        sheets.push((name, sheet.rows().map(|row| row.iter().map(cell).collect()).collect()));
    }
    Ok(sheets)
}

/// A cell as text. Days come as days, and whole numbers without a fraction: spreadsheets keep long
/// numbers badly, which the check of id numbers then finds.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}
