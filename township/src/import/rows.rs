//! A township's own list of residents, CSV or XLSX: a dry run lists every faulty row, and nothing
//! is imported before a person accepts a list without faults.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use gridwork_county::rows::{
    Checked, Hub as HubKind, ImportedHousehold, KnownHamlet, Table, import_rows,
};
use gridwork_model::audience::{Entity, audience};
use gridwork_model::{Founding, Id, Moment};
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::audit::{self, Actor, Record};
use crate::config::Mode;
use crate::office::DocumentWrite;
use crate::storage::Drawer;
use crate::storage::drawer::{key, load, store};
use crate::{Done, Hub, HubError};

/// Most rows of a list: the largest township has about 20,000 people.
const ROWS: usize = 100_000;

/// Most columns looked at.
const COLUMNS: usize = 64;

/// Most findings shown; more of the same help nobody.
const SHOWN: usize = 500;

/// First bytes of an XLSX file (a ZIP archive).
const ZIP: &[u8] = b"PK\x03\x04";

/// A dry run.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DryRun {
    /// To be named when it is accepted.
    #[schema(value_type = String)]
    pub id: Id,
    /// Households the list has.
    pub households: usize,
    /// People the list has.
    pub people: usize,
    /// Whether it may be accepted.
    pub acceptable: bool,
    /// Every finding with row and column; no value is repeated.
    pub findings: Vec<String>,
    /// Findings left out of the list above.
    pub more: usize,
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
}

fn run_key(org: Id, id: &Id) -> Vec<u8> {
    key(&[org.as_bytes(), id.as_bytes()])
}

impl Hub {
    /// Checks a list and keeps it for acceptance.
    pub fn dry_run(&self, org: Id, file: &[u8], by: Actor, now: Moment) -> Done<DryRun> {
        self.require_room()?;
        let checked = self.check_rows(file, org, now)?;
        let id = self.new_id(now);
        let sealed = self.vault.seal_record(id.as_bytes(), file, &mut **self.random.lock());
        let mut w = self.storage.writing()?;
        let record = RunRecord { at: now, sealed, accepted: false };
        store(&mut *w, Drawer::Imports, &run_key(org, &id), &record)?;
        let detail = format!("{} people, {} findings", checked.people, checked.findings.len());
        let entry = Record::done(now, by, "import.dry_run", org, Some(id)).with(detail);
        audit::append(&mut *w, entry)?;
        w.commit()?;
        let findings: Vec<String> =
            checked.findings.iter().take(SHOWN).map(ToString::to_string).collect();
        Ok(DryRun {
            id,
            households: checked.household_count(),
            people: checked.people,
            acceptable: checked.is_acceptable(),
            more: checked.findings.len() - findings.len(),
            findings,
        })
    }

    /// Imports a list whose dry run had no faults; all of it or nothing, once.
    pub fn accept_import(&self, org: Id, id: &Id, by: Actor, now: Moment) -> Done<usize> {
        let at = run_key(org, id);
        let record: RunRecord = load(&*self.storage.reading()?, Drawer::Imports, &at)?
            .ok_or(HubError::NotFound("import"))?;
        if record.accepted {
            return Err(HubError::Conflict("imported already"));
        }
        let file = self.vault.open_record(id.as_bytes(), &record.sealed)?;
        let checked = self.check_rows(&file, org, now)?;
        let households = checked.accept().map_err(|_| HubError::Invalid("list with faults"))?;
        let mut writes = Vec::new();
        for household in &households {
            writes.extend(writes_of(household)?);
        }
        self.found_documents(&writes, by, "import", now)?;
        let mut w = self.storage.writing()?;
        let done = RunRecord { at: record.at, sealed: Vec::new(), accepted: true };
        store(&mut *w, Drawer::Imports, &at, &done)?;
        w.commit()?;
        Ok(households.len())
    }

    fn check_rows(&self, file: &[u8], org: Id, now: Moment) -> Done<Checked> {
        let table = read_table(file)?;
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
        Ok(import_rows(&table, &ours, kind, now.day(), &mut || self.new_id(now)))
    }
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

/// Reads a sheet: XLSX by its first bytes, otherwise CSV in UTF-8.
pub fn read_table(file: &[u8]) -> Done<Table> {
    let rows = if file.starts_with(ZIP) { read_xlsx(file)? } else { read_csv(file)? };
    let mut rows = rows.into_iter();
    let header = rows.next().ok_or(HubError::Invalid("empty list"))?;
    Ok(Table { header, rows: rows.collect() })
}

fn read_csv(file: &[u8]) -> Done<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| HubError::Invalid("CSV file (UTF-8 is needed)"))?;
        if rows.len() > ROWS {
            return Err(HubError::Invalid("list: too many rows"));
        }
        rows.push(record.iter().take(COLUMNS).map(str::to_owned).collect());
    }
    Ok(rows)
}

fn read_xlsx(file: &[u8]) -> Done<Vec<Vec<String>>> {
    let unreadable = |_| HubError::Invalid("XLSX file");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).map_err(unreadable)?;
    let first = book.sheet_names().first().cloned().ok_or(HubError::Invalid("empty list"))?;
    let sheet = book.worksheet_range(&first).map_err(unreadable)?;
    if sheet.height() > ROWS || sheet.width() > COLUMNS {
        return Err(HubError::Invalid("list: too many rows or columns"));
    }
    Ok(sheet.rows().map(|row| row.iter().map(cell).collect()).collect())
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
