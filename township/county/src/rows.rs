//! A township's own list of residents: neutral rows in, findings by row and column out.
//!
//! The hub reads CSV and XLSX into a [`Table`]; everything else happens here, so that both are
//! judged alike. Checking is a dry run: nothing is imported until a person accepts a table without
//! faults. No finding repeats a value, because findings are printed and logged.

mod cells;
pub mod directory;
mod finding;
pub mod form;
mod relation;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use gridwork_model::citizen_id::{CitizenId, CitizenIdError};
use gridwork_model::directory::{Directory, DirectoryItem, kind};
use gridwork_model::residency::Residency;
use gridwork_model::{Edit, Founding, Id, Path, Purpose, Value};

pub use self::finding::{Column, Finding, Problem};
pub use self::relation::relation_code;

/// 户主 in GB/T 4761.
const HEAD: u32 = 2;

/// Most characters of the address, name, nickname and present place, as in the document schema.
const MOST_ADDRESS: usize = 60;
const MOST_NAME: usize = 40;
const MOST_SHORT: usize = 20;

/// A sheet as read: the heading row and the rows below it, cell by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Name of the sheet; empty for CSV.
    pub name: String,
    /// Headings.
    pub header: Vec<String>,
    /// Rows; a short row has empty cells at its end.
    pub rows: Vec<Vec<String>>,
}

/// Which hub imports: id numbers of the unassigned area 150199 belong to training alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hub {
    /// Takes made-up numbers only.
    Training,
    /// Takes real numbers only.
    Production,
}

/// A hamlet the rows may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownHamlet {
    /// The hamlet.
    pub hamlet: Id,
    /// The cell it belongs to.
    pub cell: Id,
    /// Its names: official and others.
    pub names: Vec<String>,
    /// The names of its village: official and others.
    pub village_names: Vec<String>,
}

impl KnownHamlet {
    /// The hamlets of a directory that belong to a cell on `day`.
    pub fn of_directory(directory: &Directory, day: NaiveDate) -> Vec<KnownHamlet> {
        let known = |item: &DirectoryItem| {
            let DirectoryItem::Hamlet(hamlet) = item else { return None };
            let cell = directory.cell_of_hamlet(hamlet.id, day)?;
            let village = directory.unit(hamlet.village)?;
            let names = |name: &String, aliases: &[String]| {
                std::iter::once(name).chain(aliases).cloned().collect()
            };
            Some(KnownHamlet {
                hamlet: hamlet.id,
                cell: cell.id,
                names: names(&hamlet.name, &hamlet.aliases),
                village_names: names(&village.name, &village.aliases),
            })
        };
        directory.of_kind(kind::HAMLET).filter_map(known).collect()
    }
}

/// A household ready for the ordinary document interface.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedHousehold {
    /// Its cell, which decides the streams.
    pub cell: Id,
    /// Founds the C2 document.
    pub founding: Founding,
    /// Its content.
    pub edits: Vec<Edit>,
    /// The id numbers, a C3 document of their own; `None` where the list has none.
    pub identity: Option<(Founding, Vec<Edit>)>,
    /// Its people as the rows told them.
    pub people: Vec<ImportedPerson>,
}

impl ImportedHousehold {
    /// The value of a field of the household itself.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.edits.iter().find_map(|edit| match edit {
            Edit::Put { path, value } if *path == Path::root(name) => Some(value),
            _ => None,
        })
    }
}

/// One row of a household.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedPerson {
    /// Row of the sheet.
    pub row: usize,
    /// The id the person would be founded under.
    pub id: Id,
    /// What the household's document gets of the person.
    pub fields: Vec<(String, Value)>,
    /// The id number.
    pub id_number: Option<String>,
}

impl ImportedPerson {
    /// Whether the row says that this is the head.
    pub fn is_head(&self) -> bool {
        self.fields.contains(&("relation".to_owned(), Value::Code(HEAD)))
    }
}

/// The result of a dry run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Everything found, by row.
    pub findings: Vec<Finding>,
    /// How many people the list has.
    pub people: usize,
    households: Vec<ImportedHousehold>,
}

impl Checked {
    /// Whether the list may be imported as it is.
    pub fn is_acceptable(&self) -> bool {
        !self.findings.iter().any(|finding| finding.problem.is_fault())
    }

    /// The households as far as they could be read.
    pub fn households(&self) -> &[ImportedHousehold] {
        &self.households
    }

    /// The households, if the list has no fault; else the findings, and nothing is imported.
    pub fn accept(self) -> Result<Vec<ImportedHousehold>, Vec<Finding>> {
        if self.is_acceptable() { Ok(self.households) } else { Err(self.findings) }
    }
}

/// Checks a list as of `today`. `fresh` makes the ids of new households and people.
pub fn import_rows(
    table: &Table,
    hamlets: &[KnownHamlet],
    hub: Hub,
    today: NaiveDate,
    fresh: &mut dyn FnMut() -> Id,
) -> Checked {
    let mut import = Import::of(&table.name, hamlets, hub, today);
    let columns = import.columns(&table.header);
    let mut order: Vec<String> = Vec::new();
    let mut households: BTreeMap<String, Vec<PersonRow>> = BTreeMap::new();
    for (cells, row) in table.rows.iter().zip(2..) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if cells.len() > table.header.len() {
            import.found(row, "", Problem::TooManyCells);
        }
        let person = import.person(&Row { number: row, cells, columns: &columns });
        let household = households.entry(person.household.clone()).or_default();
        if household.is_empty() {
            order.push(person.household.clone());
        }
        household.push(person);
    }
    let people = households.values().map(Vec::len).sum();
    let built: Vec<ImportedHousehold> = order
        .iter()
        .filter_map(|number| import.household(households.get(number)?, fresh))
        .collect();
    let mut findings = import.findings;
    findings.sort();
    findings.dedup();
    Checked { findings, people, households: built }
}

/// Checks one person who joins a household that is there, given as the only row of a list: what the
/// household's document gets of the person.
pub fn import_member(
    table: &Table,
    hamlets: &[KnownHamlet],
    hub: Hub,
    today: NaiveDate,
) -> Result<Vec<(String, Value)>, Vec<Finding>> {
    let mut import = Import::of(&table.name, hamlets, hub, today);
    let columns = import.columns(&table.header);
    let cells = table.rows.first().map_or(&[][..], Vec::as_slice);
    let person = import.person(&Row { number: 2, cells, columns: &columns });
    if person.relation == Some(HEAD) {
        import.found(person.row, Column::Relation.heading(), Problem::Head);
    }
    let mut findings = import.findings;
    findings.sort();
    match findings.iter().any(|finding| finding.problem.is_fault()) {
        true => Err(findings),
        false => Ok(person.fields),
    }
}

struct Import<'a> {
    sheet: &'a str,
    hamlets: &'a [KnownHamlet],
    hub: Hub,
    today: NaiveDate,
    findings: Vec<Finding>,
    ids: BTreeSet<String>,
}

struct Row<'a> {
    number: usize,
    cells: &'a [String],
    columns: &'a BTreeMap<Column, usize>,
}

impl Row<'_> {
    fn text(&self, column: Column) -> &str {
        let index = self.columns.get(&column).copied();
        index.and_then(|index| self.cells.get(index)).map_or("", |cell| cell.trim())
    }
}

/// A row as far as it could be read.
struct PersonRow {
    row: usize,
    household: String,
    home: Option<(Id, Id)>,
    address: String,
    relation: Option<u32>,
    phone: Option<String>,
    id_number: Option<String>,
    fields: Vec<(String, Value)>,
}

impl<'a> Import<'a> {
    fn of(sheet: &'a str, hamlets: &'a [KnownHamlet], hub: Hub, today: NaiveDate) -> Import<'a> {
        Import { sheet, hamlets, hub, today, findings: Vec::new(), ids: BTreeSet::new() }
    }
}

impl Import<'_> {
    fn found(&mut self, row: usize, column: &str, problem: Problem) {
        let (sheet, column) = (self.sheet.to_owned(), column.to_owned());
        self.findings.push(Finding { sheet, row, column, problem });
    }

    fn columns(&mut self, header: &[String]) -> BTreeMap<Column, usize> {
        let mut columns = BTreeMap::new();
        for (index, heading) in header.iter().enumerate() {
            let heading = form::clean(heading);
            let known = Column::ALL.into_iter().find(|column| column.heading() == heading);
            match known {
                Some(column) if columns.contains_key(&column) => {
                    self.found(1, heading, Problem::RepeatedColumn);
                }
                Some(column) => {
                    columns.insert(column, index);
                }
                None if heading.is_empty() => {}
                None => self.found(1, heading, Problem::UnknownColumn),
            }
        }
        for column in Column::ALL.into_iter().filter(|column| column.required()) {
            if !columns.contains_key(&column) {
                self.found(1, column.heading(), Problem::MissingColumn);
            }
        }
        columns
    }

    fn person(&mut self, row: &Row<'_>) -> PersonRow {
        let mut fields: Vec<(String, Value)> = Vec::new();
        let mut push = |name: &str, value: Option<Value>| {
            fields.extend(value.map(|value| (name.to_owned(), value)));
        };
        let household = self.needed(row, Column::Household, MOST_SHORT).unwrap_or_default();
        let home = self.home(row);
        let address = self.short(row, Column::Address, MOST_ADDRESS).unwrap_or_default();
        let name = self.needed(row, Column::Name, MOST_NAME);
        push("name", name.map(Value::Text));
        let sex = self.read(row, Column::Sex, Problem::Sex, cells::sex);
        push("sex", sex.map(Value::Code));
        let today = self.today;
        let birth = self.read(row, Column::Birth, Problem::Birth, |text| cells::birth(text, today));
        push("birth", birth.map(Value::Date));
        let relation = self.read(row, Column::Relation, Problem::Relation, relation_code);
        push("relation", relation.map(Value::Code));
        let residency = self.read(row, Column::Residency, Problem::Residency, cells::residency);
        push("residency", residency.map(|residency| Value::Code(residency.code())));
        let phone = self.read(row, Column::Phone, Problem::Phone, cells::phone);
        push("phone", phone.clone().map(Value::Text));
        push("away_at", self.short(row, Column::AwayAt, MOST_SHORT).map(Value::Text));
        push("nickname", self.short(row, Column::Nickname, MOST_SHORT).map(Value::Text));
        for (column, field) in
            [(Column::WinterHere, "winter_here"), (Column::SummerHere, "summer_here")]
        {
            let here = self.read(row, column, Problem::YesNo, cells::yes_no);
            if residency == Some(Residency::R3) {
                push(field, here.map(Value::Bool));
            }
        }
        let id_number = self.id_number(row, birth, sex);
        PersonRow { row: row.number, household, home, address, relation, phone, id_number, fields }
    }

    /// Reads a cell; empty is a finding only where the column is required.
    fn read<T>(
        &mut self,
        row: &Row<'_>,
        column: Column,
        problem: Problem,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = row.text(column);
        if text.is_empty() {
            if column.required() {
                self.found(row.number, column.heading(), Problem::Empty);
            }
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            self.found(row.number, column.heading(), problem);
        }
        value
    }

    fn short(&mut self, row: &Row<'_>, column: Column, most: usize) -> Option<String> {
        let fits = |text: &str| (text.chars().count() <= most).then(|| text.to_owned());
        self.read(row, column, Problem::TooLong, fits)
    }

    fn needed(&mut self, row: &Row<'_>, column: Column, most: usize) -> Option<String> {
        self.short(row, column, most)
    }

    /// The hamlet and cell a row names.
    fn home(&mut self, row: &Row<'_>) -> Option<(Id, Id)> {
        let (hamlet, village) = (row.text(Column::Hamlet), row.text(Column::Village));
        if hamlet.is_empty() {
            self.found(row.number, Column::Hamlet.heading(), Problem::Empty);
            return None;
        }
        let called = |names: &[String], name: &str| names.iter().any(|known| known == name);
        let mut known = self.hamlets.iter().filter(|known| {
            called(&known.names, hamlet)
                && (village.is_empty() || called(&known.village_names, village))
        });
        let problem = match (known.next(), known.next()) {
            (Some(one), None) => return Some((one.hamlet, one.cell)),
            (Some(_), Some(_)) => Problem::AmbiguousHamlet,
            (None, _) => Problem::UnknownHamlet,
        };
        self.found(row.number, Column::Hamlet.heading(), problem);
        None
    }

    fn id_number(
        &mut self,
        row: &Row<'_>,
        birth: Option<NaiveDate>,
        sex: Option<u32>,
    ) -> Option<String> {
        let text = row.text(Column::IdNumber);
        if text.is_empty() {
            return None;
        }
        let heading = Column::IdNumber.heading();
        let number = match CitizenId::parse(text, self.today) {
            Ok(number) => number,
            Err(CitizenIdError::FifteenDigits) => {
                self.found(row.number, heading, Problem::OldIdNumber);
                return None;
            }
            Err(_) => {
                self.found(row.number, heading, Problem::IdNumber);
                return None;
            }
        };
        if birth.is_some_and(|birth| birth != number.birth()) {
            self.found(row.number, Column::Birth.heading(), Problem::IdBirth);
        }
        if number.sex().is_some_and(|told| sex.is_some_and(|sex| sex != told.code())) {
            self.found(row.number, Column::Sex.heading(), Problem::IdSex);
        }
        if number.is_synthetic() != (self.hub == Hub::Training) {
            self.found(row.number, heading, Problem::IdArea);
        }
        let text = number.as_str().to_owned();
        if !self.ids.insert(text.clone()) {
            self.found(row.number, heading, Problem::RepeatedId);
        }
        Some(text)
    }

    fn household(
        &mut self,
        people: &[PersonRow],
        fresh: &mut dyn FnMut() -> Id,
    ) -> Option<ImportedHousehold> {
        let first = people.first()?;
        let heads = people.iter().filter(|person| person.relation == Some(HEAD)).count();
        if heads != 1 {
            self.found(first.row, Column::Relation.heading(), Problem::Head);
        }
        for person in people {
            if person.home != first.home || person.address != first.address {
                self.found(person.row, Column::Hamlet.heading(), Problem::SplitHousehold);
            }
        }
        let (hamlet, cell) = first.home?;
        let id = fresh();
        let mut edits = Vec::new();
        let mut put = |field: &str, value: Value| {
            edits.push(Edit::Put { path: Path::root(field), value });
        };
        put("hamlet", Value::Ref(hamlet));
        if !first.address.is_empty() {
            put("address", Value::Text(first.address.clone()));
        }
        let ids: Vec<Id> = people.iter().map(|_| fresh()).collect();
        let with_id = || people.iter().zip(ids.iter().copied());
        if let Some((_, head)) = with_id().find(|(person, _)| person.relation == Some(HEAD)) {
            put("head", Value::Ref(head));
        }
        if let Some((_, contact)) = with_id().find(|(person, _)| person.phone.is_some()) {
            put("contact", Value::Ref(contact));
        }
        edits.extend(
            with_id().map(|(person, id)| Edit::AddMember {
                id: Some(id),
                fields: person.fields.clone(),
            }),
        );
        let numbers: Vec<Edit> = with_id()
            .filter_map(|(person, id)| {
                let number = Value::Text(person.id_number.clone()?);
                Some(Edit::AddMember { id: Some(id), fields: vec![("id_number".into(), number)] })
            })
            .collect();
        let founding = Founding::Needs { household: id, purpose: Purpose::Identity, epoch: 0 };
        Some(ImportedHousehold {
            cell,
            founding: Founding::Household { id, epoch: 0 },
            edits,
            identity: (!numbers.is_empty()).then_some((founding, numbers)),
            people: with_id()
                .map(|(person, id)| ImportedPerson {
                    row: person.row,
                    id,
                    fields: person.fields.clone(),
                    id_number: person.id_number.clone(),
                })
                .collect(),
        })
    }
}
