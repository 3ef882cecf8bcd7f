//! Looking people up for the staff API: households of a place, by name or sound, and one masked
//! value in full for a reason. Every look leaves a record; none holds what was looked for.

use gridwork_model::access::Reason;
use gridwork_model::audience::{Entity, audience};
use gridwork_model::name::{Name, Query};
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Household;
use gridwork_model::schema::DocumentKind;
use gridwork_model::{Id, Moment, mask};
use serde::Serialize;

use crate::admission::read_document;
use crate::audit::Record;
use crate::people::Caller;
use crate::storage::Reading;
use crate::{Done, Hub, HubError};

/// Most households of one cell looked at; a cell has at most 300.
const CELL_HOUSEHOLDS: usize = 2_000;

/// A household in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HouseholdLine {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Cell.
    #[schema(value_type = String)]
    pub cell: Id,
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

/// A value in full, for [`gridwork_model::access::REVEAL_SECONDS`] on a screen.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Revealed {
    /// The value.
    pub value: String,
    /// Seconds it may stay on the screen.
    pub seconds: u32,
}

/// Which value is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Revealable {
    /// Name of a person.
    Name,
    /// Telephone of a person.
    Phone,
    /// Address of the household.
    Address,
}

impl Revealable {
    const fn field(self) -> &'static str {
        match self {
            Revealable::Name => "name",
            Revealable::Phone => "phone",
            Revealable::Address => "address",
        }
    }
}

impl Hub {
    /// Households of a cell, village or township whose people, nicknames or hamlet answer `text`
    /// (all for an empty one), in the order of their ids.
    pub fn households(
        &self,
        caller: &Caller,
        place: Id,
        text: &str,
        (skip, limit): (usize, usize),
        now: Moment,
    ) -> Done<HouseholdPage> {
        let standing = self.standing();
        let directory = &standing.directory;
        let permitted = self.permit(caller, Action::Read, Object::Roster, place, now)?;
        let cells: Vec<Id> = match directory.cell(place) {
            Some(cell) => vec![cell.id],
            None => directory.cells_in(place, now.day()).iter().map(|cell| cell.id).collect(),
        };
        let query = Query::new(text);
        let r = self.storage.reading()?;
        let mut found = Vec::new();
        for cell in cells {
            for household in self.households_in(&*r, cell)? {
                let hamlet = household.hamlet.and_then(|hamlet| directory.hamlet(hamlet));
                let hamlet = hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default();
                if !query.is_empty() && !answers(&household, &hamlet, &query) {
                    continue;
                }
                let head = household.head_person().and_then(|head| head.name.clone());
                let head = head.unwrap_or_default();
                found.push(HouseholdLine {
                    id: household.id,
                    cell,
                    hamlet,
                    head: if permitted.masked { mask::name(&head) } else { head },
                    people: household.present().count(),
                    masked: permitted.masked,
                });
            }
        }
        drop(r);
        let total = found.len();
        let items: Vec<HouseholdLine> = found.into_iter().skip(skip).take(limit).collect();
        let actor = caller.actor(permitted.role);
        let record = Record::done(now, actor, "household.search", standing.org_of(place), None);
        self.note(record.with(format!("{} shown", items.len())))?;
        Ok(HouseholdPage { items, total })
    }

    /// The households that lie in a cell now.
    fn households_in(&self, r: &dyn Reading, cell: Id) -> Done<Vec<Household>> {
        let streams =
            audience(&Entity::Household { cell }).map_err(|_| HubError::Invalid("audience"))?;
        let stream = streams.first().ok_or(HubError::Invalid("audience"))?;
        let mut households = Vec::new();
        for stay in r.members_from(stream, 0, CELL_HOUSEHOLDS)? {
            if stay.left.is_some() {
                continue;
            }
            let Some((_, document)) = read_document(self, r, &stay.entity)? else { continue };
            if document.founding().kind() != DocumentKind::Household {
                continue;
            }
            let fields = document.fields();
            let shown =
                fields.iter().filter_map(|field| field.shown().map(|value| (&field.path, value)));
            let household = Household::assemble(stay.entity, shown);
            if household.is_present() {
                households.push(household);
            }
        }
        Ok(households)
    }

    /// One value in full, for a reason from the closed list (DOMAIN §2.9). A refusal is recorded
    /// like a look.
    pub fn reveal(
        &self,
        caller: &Caller,
        household: &Id,
        (person, what): (Option<Id>, Revealable),
        reason: Reason,
        now: Moment,
    ) -> Done<Revealed> {
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, household, Action::Read, now)?;
        drop(r);
        let object = Object::of(stream.purpose);
        let org = self.standing().org_of(stream.scope);
        // Who reads in full anyway needs no further right, but the look is recorded all the same.
        let read = self.permit(caller, Action::Read, object, stream.scope, now)?;
        let role = match read.masked {
            false => Ok(read.role),
            true => self.permit(caller, Action::Reveal, object, stream.scope, now).map(|p| p.role),
        };
        let detail = format!("{}, reason {}", what.field(), reason as u8 + 1);
        let actor = caller.actor(*role.as_ref().unwrap_or(&read.role));
        let object = person.or(Some(*household));
        let record = Record::done(now, actor, "household.reveal", org, object).with(detail);
        if let Err(error) = role {
            self.note(record.refused())?;
            return Err(error);
        }
        let fields = document.fields();
        let shown =
            fields.iter().filter_map(|field| field.shown().map(|value| (&field.path, value)));
        let found = Household::assemble(*household, shown);
        let member = |id: Id| found.people.iter().find(|member| member.id == id);
        let value = match (what, person.map(member)) {
            (Revealable::Address, None) => found.address.clone(),
            (Revealable::Name, Some(Some(member))) => member.name.clone(),
            (Revealable::Phone, Some(Some(member))) => member.phone.clone(),
            _ => None,
        };
        let value = value.ok_or(HubError::NotFound("value"))?;
        self.note(record)?;
        Ok(Revealed { value, seconds: gridwork_model::access::REVEAL_SECONDS })
    }
}

/// Whether somebody of the household, the house's own name or its hamlet answers the query.
fn answers(household: &Household, hamlet: &str, query: &Query) -> bool {
    let mut writings: Vec<Vec<&str>> = vec![vec![hamlet]];
    writings.extend(household.nickname.as_deref().map(|name| vec![name]));
    for person in household.present() {
        let names = [&person.name, &person.alias, &person.nickname];
        writings.push(names.into_iter().filter_map(|name| name.as_deref()).collect());
    }
    writings.into_iter().any(|names| Name::new(names).matches(query).is_some())
}
