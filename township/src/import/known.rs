//! How a list of residents meets those who are on the roster (ADR 23): who is there is not founded
//! again, a value that differs is put right, and only who is new is new.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gridwork_county::rows::{Column, Finding, ImportedHousehold, ImportedPerson, Problem};
use gridwork_document::Document;
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::{Class, Edit, Founding, Id, Path, Purpose, StreamId, Value};
use serde::Serialize;

use crate::admission::read_document;
use crate::office::DocumentWrite;
use crate::storage::Reading;
use crate::{Done, Hub, HubError};

/// The field of an id number.
const ID_NUMBER: &str = "id_number";

/// What a list of residents brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Residents {
    /// Households that are not on the roster.
    pub new_households: usize,
    /// People who are not on the roster.
    pub new_people: usize,
    /// People on the roster about whom the list says something else.
    pub changed: usize,
    /// People on the roster as the list says.
    pub unchanged: usize,
    /// People on the roster in another household; the list leaves them there.
    pub elsewhere: usize,
}

/// A list as far as it met the roster.
#[derive(Default)]
pub(super) struct Met {
    /// Not on the roster.
    pub new: Vec<ImportedHousehold>,
    /// What is written about households that are.
    pub writes: Vec<DocumentWrite>,
    pub told: Residents,
    pub findings: Vec<Finding>,
}

/// Where somebody of the roster lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Home {
    household: Id,
    cell: Id,
}

/// The people of a township by what a row tells of them.
#[derive(Default)]
struct Roster {
    /// By cell, name and day of birth.
    alike: HashMap<(Id, String, String), Vec<(Id, Home)>>,
    /// By id number.
    numbers: HashMap<String, (Id, Home)>,
    /// Those whose id number is known.
    numbered: BTreeSet<Id>,
    heads: HashMap<Id, String>,
}

fn text_of<'a>(fields: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

fn name_of(person: &ImportedPerson) -> Option<&str> {
    match text_of(&person.fields, "name") {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    }
}

impl Roster {
    /// Whom a row is about: the bearer of its id number, else who bears its name and day of birth in the
    /// cell; of several, who lives with the head the list names. An error: it could be several.
    fn find(
        &self,
        person: &ImportedPerson,
        home: &ImportedHousehold,
    ) -> Result<Option<(Id, Home)>, ()> {
        if let Some(known) = person.id_number.as_ref().and_then(|n| self.numbers.get(n)) {
            return Ok(Some(*known));
        }
        let (Some(name), Some(Value::Date(birth))) =
            (name_of(person), text_of(&person.fields, "birth"))
        else {
            return Ok(None);
        };
        let alike = self.alike.get(&(home.cell, name.to_owned(), birth.to_string()));
        // Whose number is another one is somebody else.
        let other = |id: &Id| person.id_number.is_some() && self.numbered.contains(id);
        let alike: Vec<(Id, Home)> =
            alike.into_iter().flatten().filter(|(id, _)| !other(id)).copied().collect();
        if let [] | [_] = alike[..] {
            return Ok(alike.first().copied());
        }
        let head = home.people.iter().find(|person| person.is_head()).and_then(name_of);
        let together = |(_, at): &&(Id, Home)| {
            head.is_some() && self.heads.get(&at.household).map(String::as_str) == head
        };
        let mut near = alike.iter().filter(together);
        match (near.next(), near.next()) {
            (Some(one), None) => Ok(Some(*one)),
            _ => Err(()),
        }
    }
}

impl Hub {
    /// Holds the households of a list without faults against the roster of a township (of the county for
    /// the nil id).
    pub(super) fn meet(&self, households: &[ImportedHousehold], org: Id, sheet: &str) -> Done<Met> {
        let r = self.storage.reading()?;
        let numbered = households.iter().any(|home| home.identity.is_some());
        let roster = self.roster(&*r, households, org, numbered)?;
        let mut met = Meeting { hub: self, r: &*r, sheet, met: Met::default() };
        let mut taken: BTreeMap<Id, usize> = BTreeMap::new();
        for home in households {
            let mut known = Vec::with_capacity(home.people.len());
            for person in &home.people {
                known.push(match roster.find(person, home) {
                    // Two rows about one: the second is told as such.
                    Ok(Some((id, _))) if taken.contains_key(&id) => {
                        met.found(person.row, None, Problem::RepeatedRow);
                        None
                    }
                    Ok(found) => {
                        taken.extend(found.map(|(id, _)| (id, person.row)));
                        found
                    }
                    Err(()) => {
                        met.found(person.row, Some(Column::Name), Problem::SeveralAlike);
                        None
                    }
                });
            }
            met.household(home, &known)?;
        }
        Ok(met.met)
    }

    fn roster(
        &self,
        r: &dyn Reading,
        households: &[ImportedHousehold],
        org: Id,
        numbered: bool,
    ) -> Done<Roster> {
        let mut roster = Roster::default();
        let cells: BTreeSet<Id> = households.iter().map(|home| home.cell).collect();
        let mut cell_of = HashMap::new();
        self.with_register(|register| {
            for house in register.houses() {
                let home = Home { household: house.household.id, cell: house.cell };
                cell_of.insert(home.household, home.cell);
                if !cells.contains(&house.cell) {
                    continue;
                }
                roster.heads.insert(home.household, house.head().to_owned());
                for person in house.people() {
                    let (Some(name), Some(birth)) = (&person.name, person.birth) else { continue };
                    let key = (house.cell, name.clone(), birth.to_string());
                    roster.alike.entry(key).or_default().push((person.id, home));
                }
            }
            Ok(())
        })?;
        if !numbered {
            return Ok(roster);
        }
        // A number names one person wherever in the township that is.
        let standing = self.standing();
        for item in standing.directory.of_kind(kind::CELL) {
            let DirectoryItem::Cell(cell) = item else { continue };
            if !org.is_nil() && standing.org_of(cell.id) != org {
                continue;
            }
            for (_, document) in self.documents_in(r, cell.id, Class::C3, Purpose::Identity)? {
                let Founding::Needs { household, .. } = *document.founding() else { continue };
                let cell = cell_of.get(&household).copied().unwrap_or(cell.id);
                for field in document.fields() {
                    if let (Some(person), Some(Value::Text(number))) =
                        (field.path.member, field.shown())
                        && field.path.field == ID_NUMBER
                    {
                        roster.numbered.insert(person);
                        roster.numbers.insert(number.clone(), (person, Home { household, cell }));
                    }
                }
            }
        }
        Ok(roster)
    }

    /// The document of `foundings` that is not erased: the one that stands, or the next to be founded.
    fn standing_document(
        &self,
        r: &dyn Reading,
        foundings: impl Iterator<Item = Founding>,
    ) -> Done<(Founding, Option<Document>)> {
        for founding in foundings {
            match r.entity(&founding.document())? {
                Some(row) if row.erased => {}
                Some(row) => {
                    let document = read_document(self, r, &row.id)?.map(|(_, document)| document);
                    return Ok((founding, document));
                }
                None => return Ok((founding, None)),
            }
        }
        Err(HubError::Conflict("the household was founded anew too often"))
    }
}

struct Meeting<'a> {
    hub: &'a Hub,
    r: &'a dyn Reading,
    sheet: &'a str,
    met: Met,
}

impl Meeting<'_> {
    fn found(&mut self, row: usize, column: Option<Column>, problem: Problem) {
        let column = column.map_or("", Column::heading).to_owned();
        self.met.findings.push(Finding { sheet: self.sheet.to_owned(), row, column, problem });
    }

    fn household(&mut self, home: &ImportedHousehold, known: &[Option<(Id, Home)>]) -> Done<()> {
        if known.iter().all(Option::is_none) {
            self.met.told.new_households += 1;
            self.met.told.new_people += home.people.len();
            self.met.new.push(home.clone());
            return Ok(());
        }
        // The household is the one of its head, else that of most of its people.
        let mut votes: BTreeMap<Home, usize> = BTreeMap::new();
        for (person, (_, at)) in
            home.people.iter().zip(known).filter_map(|(p, k)| k.as_ref().map(|k| (p, k)))
        {
            *votes.entry(*at).or_default() += if person.is_head() { home.people.len() } else { 1 };
        }
        let here = votes.into_iter().filter(|(at, _)| at.cell == home.cell);
        let Some((at, _)) = here.max_by_key(|(_, votes)| *votes) else {
            // It lives in another cell: passing it over is not for a list.
            for person in &home.people {
                self.found(person.row, None, Problem::LivesElsewhere);
            }
            self.met.told.elsewhere += home.people.len();
            return Ok(());
        };
        self.amend(home, known, at)
    }

    /// Writes what a list says otherwise about a household of the roster.
    fn amend(
        &mut self,
        home: &ImportedHousehold,
        known: &[Option<(Id, Home)>],
        at: Home,
    ) -> Done<()> {
        let epochs = 0..gridwork_model::limits::HOUSEHOLD_EPOCHS;
        let household = |epoch| Founding::Household { id: at.household, epoch };
        let (founding, document) =
            self.hub.standing_document(self.r, epochs.clone().map(household))?;
        let document = document.ok_or(HubError::NotFound("household"))?;
        let needs =
            |epoch| Founding::Needs { household: at.household, purpose: Purpose::Identity, epoch };
        let (numbers, numbered) = self.hub.standing_document(self.r, epochs.map(needs))?;
        let (mut edits, mut id_edits) = (Vec::new(), Vec::new());
        let first = home.people.first().map_or(1, |person| person.row);
        // What differs about the household itself is told with its first row.
        let (mut before, mut told) = (0, self.met.findings.len());
        for field in ["hamlet", "address"] {
            let Some(value) = home.field(field) else { continue };
            let put = self.differs(&document, Path::root(field), value, first);
            edits.extend(put);
        }
        for (person, known) in home.people.iter().zip(known) {
            let id = match known {
                Some((_, elsewhere)) if *elsewhere != at => {
                    self.found(person.row, None, Problem::LivesElsewhere);
                    self.met.told.elsewhere += 1;
                    (before, told) = (edits.len() + id_edits.len(), self.met.findings.len());
                    continue;
                }
                Some((id, _)) => *id,
                None => {
                    self.found(person.row, None, Problem::Joins);
                    self.met.told.new_people += 1;
                    edits.push(Edit::AddMember {
                        id: Some(person.id),
                        fields: person.fields.clone(),
                    });
                    person.id
                }
            };
            if person.is_head() {
                let put = self.differs(&document, Path::root("head"), &Value::Ref(id), person.row);
                edits.extend(put);
            }
            if known.is_some() {
                for (field, value) in &person.fields {
                    let put = self.differs(&document, Path::member(id, field), value, person.row);
                    edits.extend(put);
                }
            }
            if let Some(number) = &person.id_number {
                let value = Value::Text(number.clone());
                let path = Path::member(id, ID_NUMBER);
                match &numbered {
                    Some(document) if document.members().contains(&id) => {
                        let put = self.differs(document, path, &value, person.row);
                        id_edits.extend(put);
                    }
                    _ => {
                        if known.is_some() {
                            self.found(person.row, Some(Column::IdNumber), Problem::Differs);
                        }
                        let fields = vec![(ID_NUMBER.to_owned(), value)];
                        id_edits.push(Edit::AddMember { id: Some(id), fields });
                    }
                }
            }
            if known.is_some() {
                let changed = edits.len() + id_edits.len() > before;
                match changed {
                    true => self.met.told.changed += 1,
                    false => self.met.told.unchanged += 1,
                }
                if self.met.findings.len() == told {
                    self.found(person.row, None, Problem::Same);
                }
            }
            (before, told) = (edits.len() + id_edits.len(), self.met.findings.len());
        }
        let write = |founding, class, purpose, edits| DocumentWrite {
            founding,
            stream: StreamId::new(at.cell, class, purpose),
            edits,
        };
        if !edits.is_empty() {
            self.met.writes.push(write(founding, Class::C2, Purpose::Roster, edits));
        }
        if !id_edits.is_empty() {
            self.met.writes.push(write(numbers, Class::C3, Purpose::Identity, id_edits));
        }
        Ok(())
    }

    /// The edit that puts a field right, told with its row; none where it stands so already, or where the
    /// roster holds two values and somebody has to choose first.
    fn differs(
        &mut self,
        document: &Document,
        path: Path,
        value: &Value,
        row: usize,
    ) -> Option<Edit> {
        let column = Column::of_field(&path.field).unwrap_or(Column::Relation);
        if let Some(field) = document.field(&path) {
            if field.in_conflict() {
                self.found(row, Some(column), Problem::HeldTwice);
                return None;
            }
            if field.shown() == Some(value) {
                return None;
            }
        }
        self.found(row, Some(column), Problem::Differs);
        Some(Edit::Put { path, value: value.clone() })
    }
}
