//! What a caller of the staff API may do. The answer is `model::permission`'s; this only finds out
//! in which of the caller's roles, and how the place stands to them.

use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows_any};
use gridwork_model::{Id, Moment};

use super::Caller;
use crate::desk::Staffed;
use crate::{Done, Hub, HubError};

/// A permission found: in which role, and whether personal values must be masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permitted {
    /// The role acted in.
    pub role: Role,
    /// Whether names, numbers and addresses are masked before they leave the hub.
    pub masked: bool,
}

impl Hub {
    /// The best of the caller's roles for `action` on `object` at `place`; a place of another
    /// township is never found.
    pub fn permit(
        &self,
        caller: &Caller,
        action: Action,
        object: Object,
        place: Id,
        now: Moment,
    ) -> Done<Permitted> {
        let standing = self.standing();
        if !caller.org.is_nil() && !place.is_nil() && standing.org_of(place) != caller.org {
            return Err(HubError::NotFound("place"));
        }
        let mut best = Decision::Deny;
        let mut found = None;
        for at in &caller.roles {
            let role = at.role();
            let (stands, _) = self.staff_stands(Staffed { caller, role }, place, &standing, now)?;
            let mut stands: Vec<Relation> = stands.into_iter().collect();
            // What belongs to no place belongs to the township of the one who asks.
            if place.is_nil() || place == caller.org {
                stands.push(Relation::OwnTownship);
            }
            let decision = allows_any(role, action, object, &stands);
            if decision > best {
                (best, found) = (decision, Some(role));
            }
        }
        match (best, found) {
            (Decision::Allow, Some(role)) => Ok(Permitted { role, masked: false }),
            (Decision::AllowMasked, Some(role)) => Ok(Permitted { role, masked: true }),
            _ => Err(HubError::NotPermitted),
        }
    }
}
