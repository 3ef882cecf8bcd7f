//! Lists that leave the system 导出: when a second person must agree, and who that may be.

use crate::permission::{Action, Object, Relation, Role, allows_any};

/// Most people of a list that one person takes out alone.
pub const ALONE: usize = 50;

/// Hours within which an agreed list is fetched.
pub const FETCH_HOURS: i64 = 24;

/// Whether a list of so many people needs a second person.
pub const fn needs_second(people: usize) -> bool {
    people > ALONE
}

/// Whether somebody in `role` may agree, as the second person, to a list of `object`: who could take it
/// out alike, or who answers for the township's data.
pub fn may_agree(role: Role, object: Object, relations: &[Relation]) -> bool {
    let may = |action, object| allows_any(role, action, object, relations).is_plain();
    may(Action::Export, object) || may(Action::Approve, Object::Rights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_people_go_alone_and_one_more_does_not() {
        assert!(!needs_second(50) && needs_second(51));
    }

    #[test]
    fn the_head_agrees_and_the_desk_does_not() {
        let here = [Relation::OwnTownship];
        assert!(may_agree(Role::Head, Object::Roster, &here));
        assert!(may_agree(Role::DataClerk, Object::Roster, &here));
        assert!(!may_agree(Role::DutyOfficer, Object::Roster, &here));
        assert!(!may_agree(Role::Head, Object::Roster, &[Relation::County]));
    }
}
