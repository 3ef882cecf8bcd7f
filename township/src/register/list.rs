//! Pages of households and people of a place, masked where the role sees no more. Every search leaves
//! a record; none holds what was looked for.

use gridwork_model::name::Query;
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Person;
use gridwork_model::{Id, Moment, mask};
use serde::Serialize;

use super::House;
use super::search::Answer;
use crate::audit::Record;
use crate::directory::Standing;
use crate::people::Caller;
use crate::{Done, Hub};

/// A household in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HouseholdLine {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Cell.
    #[schema(value_type = String)]
    pub cell: Id,
    /// Name of the cell.
    pub cell_name: String,
    /// Hamlet, by name.
    pub hamlet: String,
    /// Head of the household, masked where the role sees no more.
    pub head: String,
    /// How many people belong to it now.
    pub people: usize,
    /// Whether values are masked.
    pub masked: bool,
}

/// A page of households.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct HouseholdPage {
    /// The households.
    pub items: Vec<HouseholdLine>,
    /// How many fit the question in all.
    pub total: usize,
}

/// A person in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PersonLine {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Household.
    #[schema(value_type = String)]
    pub household: Id,
    /// Name, masked where the role sees no more.
    pub name: String,
    /// Sex in a word; empty if masked or unknown.
    pub sex: &'static str,
    /// Year of birth; `None` if masked or unknown.
    pub born: Option<i32>,
    /// Relation to the head, in a word.
    pub relation: &'static str,
    /// Hamlet, by name.
    pub hamlet: String,
    /// Name of the cell.
    pub cell_name: String,
    /// Whether values are masked.
    pub masked: bool,
}

/// A page of people.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct PersonPage {
    /// The people.
    pub items: Vec<PersonLine>,
    /// How many fit the question in all.
    pub total: usize,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Leave out so many from the beginning.
    pub skip: usize,
    /// At most so many.
    pub limit: usize,
}

/// Cells of a place in administrative order.
pub(crate) fn cells_of(standing: &Standing, place: Id, now: Moment) -> Vec<Id> {
    let directory = &standing.directory;
    if let Some(cell) = directory.cell(place) {
        return vec![cell.id];
    }
    let mut cells = match place.is_nil() {
        true => directory.cells().filter(|cell| cell.validity.holds(now.day())).collect(),
        false => directory.cells_in(place, now.day()),
    };
    cells.sort_by_cached_key(|cell| {
        let village = directory.village_of(cell.id);
        let code = village.and_then(|unit| unit.code(now.day())).map(|code| code.to_string());
        (code, village.map(|unit| unit.name.clone()), cell.name.clone(), cell.id)
    });
    cells.into_iter().map(|cell| cell.id).collect()
}

/// The cells from which a part begins and how many are left out of the first: those before it are
/// counted, not walked.
fn beginning(cells: &[Id], skip: usize, count: impl Fn(&Id) -> usize) -> (&[Id], usize) {
    let mut left = skip;
    let first = cells.iter().position(|cell| {
        let here = count(cell);
        let begins = left < here;
        left -= if begins { 0 } else { here };
        begins
    });
    (&cells[first.unwrap_or(cells.len())..], left)
}

fn hamlet_of(standing: &Standing, house: &House) -> String {
    let hamlet = house.household.hamlet.and_then(|hamlet| standing.directory.hamlet(hamlet));
    hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default()
}

fn cell_name(standing: &Standing, cell: Id) -> String {
    standing.directory.cell(cell).map(|cell| cell.name.clone()).unwrap_or_default()
}

impl Hub {
    /// Households of a cell, village or township whose people, nicknames or hamlet answer `text`.
    pub fn households(
        &self,
        caller: &Caller,
        place: Id,
        text: &str,
        part: Part,
        now: Moment,
    ) -> Done<HouseholdPage> {
        let standing = self.standing();
        let permitted = self.permit(caller, Action::Read, Object::Roster, place, now)?;
        let cells = cells_of(&standing, place, now);
        let query = Query::new(text);
        let masked = permitted.masked;
        let page = self.with_register(|register| {
            let line = |house: &House| HouseholdLine {
                id: house.household.id,
                cell: house.cell,
                cell_name: cell_name(&standing, house.cell),
                hamlet: hamlet_of(&standing, house),
                head: if masked { mask::name(house.head()) } else { house.head().to_owned() },
                people: house.people().count(),
                masked,
            };
            if query.is_empty() {
                let count = |cell: &Id| register.counts(cell).0;
                let (from, skip) = beginning(&cells, part.skip, count);
                let houses = from.iter().flat_map(|cell| register.of_cell(cell));
                let items = houses.skip(skip).take(part.limit).map(line).collect();
                return Ok(HouseholdPage { items, total: cells.iter().map(count).sum() });
            }
            let found = register.find(&query, &standing.directory);
            let page = register.page(&found, &cells, part, |_| 1);
            let houses = page.answers.iter().map(|answer| answer.house);
            Ok(HouseholdPage { items: houses.map(line).collect(), total: page.total })
        })?;
        self.note_search(caller, &standing, place, permitted.role, page.items.len(), now)?;
        Ok(page)
    }

    /// People of a place whose names, nicknames or hamlet answer `text`.
    pub fn residents(
        &self,
        caller: &Caller,
        place: Id,
        text: &str,
        part: Part,
        now: Moment,
    ) -> Done<PersonPage> {
        let standing = self.standing();
        let permitted = self.permit(caller, Action::Read, Object::Roster, place, now)?;
        let cells = cells_of(&standing, place, now);
        let query = Query::new(text);
        let masked = permitted.masked;
        let page = self.with_register(|register| {
            let line = |(house, person): (&House, &Person)| {
                let name = person.name.as_deref().unwrap_or_default();
                PersonLine {
                    id: person.id,
                    household: house.household.id,
                    name: if masked { mask::name(name) } else { name.to_owned() },
                    sex: person.sex.filter(|_| !masked).map_or("", |sex| sex.zh()),
                    born: person.birth.filter(|_| !masked).map(|day| chrono::Datelike::year(&day)),
                    relation: person.relation.map_or("", |relation| relation.zh()),
                    hamlet: hamlet_of(&standing, house),
                    cell_name: cell_name(&standing, house.cell),
                    masked,
                }
            };
            if query.is_empty() {
                let count = |cell: &Id| register.counts(cell).1;
                let (from, skip) = beginning(&cells, part.skip, count);
                let houses = from.iter().flat_map(|cell| register.of_cell(cell));
                let all =
                    houses.flat_map(|house| house.people().map(move |person| (house, person)));
                let items = all.skip(skip).take(part.limit).map(line).collect();
                return Ok(PersonPage { items, total: cells.iter().map(count).sum() });
            }
            let found = register.find(&query, &standing.directory);
            let page = register.page(&found, &cells, part, Answer::count);
            let answers = page.answers.iter();
            let all =
                answers.flat_map(|answer| answer.people().map(|person| (answer.house, person)));
            let items = all.skip(page.skip).take(part.limit).map(line).collect();
            Ok(PersonPage { items, total: page.total })
        })?;
        self.note_search(caller, &standing, place, permitted.role, page.items.len(), now)?;
        Ok(page)
    }

    fn note_search(
        &self,
        caller: &Caller,
        standing: &Standing,
        place: Id,
        role: gridwork_model::permission::Role,
        shown: usize,
        now: Moment,
    ) -> Done<()> {
        let actor = caller.actor(role);
        let record =
            Record::done(now, actor, "household.search", standing.org_of(place), Some(place));
        self.note(record.with(format!("{shown} shown")))
    }
}
