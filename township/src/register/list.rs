//! Pages of households and people of a place, masked where the role sees no more. Every search leaves
//! a record; none holds what was looked for.

use gridwork_model::name::{Name, Query, Rank};
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Person;
use gridwork_model::{Id, Moment, mask};
use serde::Serialize;

use super::{House, Register};
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

impl Register {
    /// The households of these cells that answer the query, best first; all of them, in their order,
    /// for an empty one.
    fn answering<'a>(&'a self, cells: &[Id], query: &Query, standing: &Standing) -> Vec<&'a House> {
        if query.is_empty() {
            return cells.iter().flat_map(|cell| self.of_cell(cell)).collect();
        }
        let hamlet_rank = |id: Id| {
            let hamlet = standing.directory.hamlet(id)?;
            let names = std::iter::once(hamlet.name.as_str());
            Name::new(names.chain(hamlet.aliases.iter().map(String::as_str))).matches(query)
        };
        let mut hamlets = std::collections::HashMap::new();
        let found = self.find(query);
        let mut answering: Vec<(Rank, usize, &House)> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            for house in self.of_cell(cell) {
                let by_name = found.get(&house.household.id).copied();
                let hamlet = house.household.hamlet;
                let by_hamlet =
                    hamlet.and_then(|id| *hamlets.entry(id).or_insert_with(|| hamlet_rank(id)));
                let best = by_name.into_iter().chain(by_hamlet).min();
                answering.extend(best.map(|rank| (rank, at, house)));
            }
        }
        // A stable sort keeps the order of the list among equals.
        answering.sort_by_key(|(rank, at, _)| (*rank, *at));
        answering.into_iter().map(|(_, _, house)| house).collect()
    }
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
                // The whole place: counted, not walked.
                let total = cells.iter().map(|cell| register.counts(cell).0).sum();
                let all = cells.iter().flat_map(|cell| register.of_cell(cell));
                let items = all.skip(part.skip).take(part.limit).map(line).collect();
                return Ok(HouseholdPage { items, total });
            }
            let found = register.answering(&cells, &query, &standing);
            let shown = found.iter().skip(part.skip).take(part.limit);
            Ok(HouseholdPage {
                items: shown.map(|house| line(house)).collect(),
                total: found.len(),
            })
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
                let total = cells.iter().map(|cell| register.counts(cell).1).sum();
                let houses = cells.iter().flat_map(|cell| register.of_cell(cell));
                let all =
                    houses.flat_map(|house| house.people().map(move |person| (house, person)));
                let items = all.skip(part.skip).take(part.limit).map(line).collect();
                return Ok(PersonPage { items, total });
            }
            let houses = register.answering(&cells, &query, &standing);
            let mut people: Vec<(Option<Rank>, &House, &Person)> = Vec::new();
            for house in houses {
                // A hamlet or the house's own name stands for everybody in it.
                let ranks: Vec<_> = house
                    .people()
                    .map(|person| {
                        let names = [&person.name, &person.alias, &person.nickname];
                        let names = names.into_iter().filter_map(Option::as_deref);
                        (Name::new(names).matches(&query), person)
                    })
                    .collect();
                let named = ranks.iter().any(|(rank, _)| rank.is_some());
                let here = ranks.into_iter().filter(|(rank, _)| rank.is_some() || !named);
                people.extend(here.map(|(rank, person)| (rank, house, person)));
            }
            let total = people.len();
            let shown = people.into_iter().skip(part.skip).take(part.limit);
            let items = shown.map(|(_, house, person)| line((house, person))).collect();
            Ok(PersonPage { items, total })
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
