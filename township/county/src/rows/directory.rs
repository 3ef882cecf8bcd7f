//! A township's own directory as lists: hamlets, cells, who holds which post, certified officers.
//!
//! A list adds and amends; it moves no hamlet out of a cell, ends no assignment and withdraws nothing,
//! because each of these affects households and phones and has a page that shows whom. So a list may be
//! given a second time and changes nothing then.

mod people;
mod places;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use gridwork_model::Id;
use gridwork_model::directory::{Directory, DirectoryItem};
use gridwork_model::org::{OrgUnit, UnitKind};

use super::Table;
use super::finding::{Finding, Problem};
use super::form::{self, Sheet};

/// Most characters of a name.
const MOST_NAME: usize = 40;

/// Most names in one cell.
const MOST_PARTS: usize = 40;

/// What a list would bring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
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

/// The result of a dry run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CheckedDirectory {
    /// Everything found, by sheet and row.
    pub findings: Vec<Finding>,
    /// What it would bring.
    pub counts: Counts,
    items: Vec<DirectoryItem>,
}

impl CheckedDirectory {
    /// Whether it may be imported as it is.
    pub fn is_acceptable(&self) -> bool {
        !self.findings.iter().any(|finding| finding.problem.is_fault())
    }

    /// The items, if there is no fault; else the findings, and nothing is imported.
    pub fn accept(self) -> Result<Vec<DirectoryItem>, Vec<Finding>> {
        if self.is_acceptable() { Ok(self.items) } else { Err(self.findings) }
    }
}

/// Checks the tables of a township (`Id::NIL`: of the county) against the directory as it stands.
/// `fresh` makes the ids of what is new.
pub fn import_directory(
    tables: &[Table],
    directory: &Directory,
    org: Id,
    today: NaiveDate,
    fresh: &mut dyn FnMut() -> Id,
) -> CheckedDirectory {
    let mut import = Import {
        directory: directory.clone(),
        org,
        today,
        fresh,
        sheet: String::new(),
        seen: BTreeSet::new(),
        changed: Vec::new(),
        done: CheckedDirectory::default(),
    };
    for table in tables {
        import.sheet.clone_from(&table.name);
        match Sheet::of(table) {
            Some(Sheet::Residents) => import.found(1, "", Problem::MixedFile),
            Some(_) => {}
            None => import.found(1, "", Problem::UnknownSheet),
        }
    }
    for sheet in Sheet::DIRECTORY {
        for table in tables.iter().filter(|table| Sheet::of(table) == Some(sheet)) {
            import.sheet.clone_from(&table.name);
            import.table(sheet, table);
        }
    }
    // Each item once, as it stands at the end, in the order in which it was first named.
    let Import { changed, directory, mut done, .. } = import;
    let items = changed.iter().filter_map(|(kind, id)| directory.item(*kind, *id).cloned());
    done.items = items.collect();
    done.findings.sort();
    done.findings.dedup();
    done
}

struct Import<'a> {
    /// The directory with what the rows so far bring.
    directory: Directory,
    org: Id,
    today: NaiveDate,
    fresh: &'a mut dyn FnMut() -> Id,
    sheet: String,
    /// Rows by what they are about.
    seen: BTreeSet<(&'static str, Vec<String>)>,
    /// Items put, by kind and id.
    changed: Vec<(u8, Id)>,
    done: CheckedDirectory,
}

/// A row with its cells by heading.
struct Row<'a> {
    number: usize,
    cells: Vec<(&'static str, &'a str)>,
}

impl Row<'_> {
    fn text(&self, heading: &str) -> &str {
        self.cells.iter().find(|(name, _)| *name == heading).map_or("", |(_, text)| text)
    }
}

impl Import<'_> {
    fn found(&mut self, row: usize, column: &str, problem: Problem) {
        let (sheet, column) = (self.sheet.clone(), column.to_owned());
        self.done.findings.push(Finding { sheet, row, column, problem });
    }

    fn put(&mut self, item: impl Into<DirectoryItem>) {
        let item = item.into();
        let key = (item.kind(), item.id());
        if !self.changed.contains(&key) {
            self.changed.push(key);
        }
        self.directory.put(item);
    }

    fn table(&mut self, sheet: Sheet, table: &Table) {
        let columns = self.columns(sheet, &table.header);
        let mut rows = Vec::new();
        for (cells, number) in table.rows.iter().zip(2..) {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if cells.len() > table.header.len() {
                self.found(number, "", Problem::TooManyCells);
            }
            let text = |at: &usize| cells.get(*at).map_or("", |cell| cell.trim());
            let cells = columns.iter().map(|(heading, at)| (*heading, text(at))).collect();
            rows.push(Row { number, cells });
        }
        let whole: Vec<Row<'_>> =
            rows.into_iter().filter(|row| self.is_whole(sheet, row)).collect();
        match sheet {
            Sheet::Hamlets => whole.iter().for_each(|row| self.hamlet(row)),
            Sheet::Cells => whole.iter().for_each(|row| self.cell(row)),
            Sheet::Posts => self.posts(&whole),
            Sheet::Officers => whole.iter().for_each(|row| self.officer(row)),
            Sheet::Residents => {}
        }
    }

    fn columns(&mut self, sheet: Sheet, header: &[String]) -> Vec<(&'static str, usize)> {
        let headings = sheet.headings();
        let mut columns: Vec<(&'static str, usize)> = Vec::new();
        for (at, heading) in header.iter().enumerate() {
            let heading = form::clean(heading);
            match headings.iter().find(|(name, ..)| *name == heading) {
                Some((name, ..)) if columns.iter().any(|(taken, _)| taken == name) => {
                    self.found(1, heading, Problem::RepeatedColumn);
                }
                Some((name, ..)) => columns.push((name, at)),
                None if heading.is_empty() => {}
                None => self.found(1, heading, Problem::UnknownColumn),
            }
        }
        for (name, must, _) in headings {
            if must && !columns.iter().any(|(there, _)| *there == name) {
                self.found(1, name, Problem::MissingColumn);
            }
        }
        columns
    }

    /// Whether what must be there is, and nothing is too long.
    fn is_whole(&mut self, sheet: Sheet, row: &Row<'_>) -> bool {
        let mut whole = true;
        for (name, must, _) in sheet.headings() {
            let text = row.text(name);
            // A dedicated cell is a school or a mine and may have no hamlet.
            let may_lack = sheet == Sheet::Cells && name == "自然村";
            let problem = match text.chars().count() {
                0 if must && !may_lack => Problem::Empty,
                chars if chars > MOST_NAME * MOST_PARTS => Problem::TooLong,
                chars if chars > MOST_NAME && !matches!(name, "自然村" | "别名") => {
                    Problem::TooLong
                }
                _ => continue,
            };
            self.found(row.number, name, problem);
            whole = false;
        }
        whole
    }

    /// Notes what a row is about; a second row about the same is a finding.
    fn first(&mut self, row: &Row<'_>, sheet: Sheet, about: &[&str], column: &str) -> bool {
        let about = about.iter().map(|part| (*part).to_owned()).collect();
        let first = self.seen.insert((sheet.name(), about));
        if !first {
            self.found(row.number, column, Problem::RepeatedRow);
        }
        first
    }

    /// Whether a place is the township's.
    fn is_ours(&self, place: Id) -> bool {
        let of = |place| self.directory.township_of(place).map(|unit| unit.id);
        self.org.is_nil() || of(place) == Some(self.org)
    }

    fn units_called(&self, name: &str, fits: impl Fn(UnitKind) -> bool) -> Vec<Id> {
        let ours = |unit: &&OrgUnit| {
            unit.is_called(name)
                && fits(unit.kind)
                && unit.validity.holds(self.today)
                && self.is_ours(unit.id)
        };
        self.directory.units().filter(ours).map(|unit| unit.id).collect()
    }

    fn unit(&mut self, row: &Row<'_>, column: &str) -> Option<Id> {
        let found = self.units_called(row.text(column), |_| true);
        let problem = match found.as_slice() {
            [one] => return Some(*one),
            [] => Problem::UnknownUnit,
            _ => Problem::AmbiguousUnit,
        };
        self.found(row.number, column, problem);
        None
    }

    fn village(&mut self, row: &Row<'_>) -> Option<Id> {
        let found = self.units_called(row.text("村"), UnitKind::holds_cells);
        let problem = match found.as_slice() {
            [one] => return Some(*one),
            [] => Problem::UnknownVillage,
            _ => Problem::AmbiguousUnit,
        };
        self.found(row.number, "村", problem);
        None
    }

    fn day(&mut self, row: &Row<'_>, column: &str) -> Option<NaiveDate> {
        let day = super::cells::date(row.text(column));
        if day.is_none() {
            self.found(row.number, column, Problem::Day);
        }
        day
    }
}

/// Names in one cell, parted by the marks people use.
fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(['、', ',', '，', ';', '；', '\n']) {
        let name = name.trim();
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
