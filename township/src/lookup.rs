//! One masked value in full, for a reason. Every look leaves a record; none holds the value.

use gridwork_model::access::Reason;
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Household;
use gridwork_model::{Id, Moment};
use serde::Serialize;

use crate::audit::Record;
use crate::people::Caller;
use crate::{Done, Hub, HubError};

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
