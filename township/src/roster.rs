//! Households as the staff API shows them: masked where the matrix says so, and every look leaves
//! a record.

use chrono::Datelike;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment, mask};
use serde::Serialize;

use crate::people::Caller;
use crate::register::assemble;
use crate::{Done, Hub, HubError};

/// A person as shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PersonShown {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Name, masked where the role sees no more.
    pub name: String,
    /// Telephone, masked alike.
    pub phone: String,
    /// Relation to the head, in a word.
    pub relation: &'static str,
    /// Sex in a word; empty if masked or unknown.
    pub sex: &'static str,
    /// Year of birth; `None` if masked or unknown.
    pub born: Option<i32>,
    /// Whether the person belongs to the household now.
    pub present: bool,
}

/// A household as shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HouseholdShown {
    /// Identity.
    #[schema(value_type = String)]
    pub id: Id,
    /// Cell.
    #[schema(value_type = String)]
    pub cell: Id,
    /// Address; the hamlet alone where the role sees no more.
    pub address: String,
    /// Members.
    pub people: Vec<PersonShown>,
    /// Whether values are masked.
    pub masked: bool,
}

impl Hub {
    /// One household of the caller's township.
    pub fn household(&self, caller: &Caller, id: &Id, now: Moment) -> Done<HouseholdShown> {
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, id, Action::Read, now)?;
        drop(r);
        let object = Object::of(stream.purpose);
        if object != Object::Roster {
            return Err(HubError::NotFound("household"));
        }
        let masked = self.permit(caller, Action::Read, object, stream.scope, now)?.masked;
        let household = assemble(&document);
        self.note_read(caller, id, &stream, "household.read", now)?;
        let standing = self.standing();
        let hamlet = household.hamlet.and_then(|hamlet| standing.directory.hamlet(hamlet));
        let hamlet = hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default();
        Ok(HouseholdShown {
            id: household.id,
            cell: stream.scope,
            address: if masked {
                mask::address(&hamlet)
            } else {
                household.address.clone().unwrap_or_default()
            },
            people: household
                .people
                .iter()
                .map(|person| PersonShown {
                    id: person.id,
                    name: {
                        let name = person.name.as_deref().unwrap_or_default();
                        if masked { mask::name(name) } else { name.to_owned() }
                    },
                    phone: person
                        .phone
                        .as_deref()
                        .map(|phone| if masked { mask::phone(phone) } else { phone.to_owned() })
                        .unwrap_or_default(),
                    relation: person.relation.map_or("", |relation| relation.zh()),
                    sex: person.sex.filter(|_| !masked).map_or("", |sex| sex.zh()),
                    born: person.birth.filter(|_| !masked).map(|day| day.year()),
                    present: person.is_present(),
                })
                .collect(),
            masked,
        })
    }
}
