//! The excerpt of DOMAIN A.4 cell by cell, and what must hold for the whole matrix.

use super::*;
use crate::{Class, Purpose};

use Action::{Approve, Count, Create, Read, Write};
use Decision::{Allow, AllowMasked, Deny};
use Relation::{
    Assigned, County as Anywhere, InIncident, NamedPost, OwnCell, OwnRecord, OwnTownship,
    OwnVillage,
};

/// One cell of the excerpt: what it grants, within which relation.
type Cell = (Role, &'static [(Action, Decision)], Relation);

const READ: &[(Action, Decision)] = &[(Read, Allow)];
const MASKED: &[(Action, Decision)] = &[(Read, AllowMasked)];
const READ_WRITE: &[(Action, Decision)] = &[(Read, Allow), (Write, Allow)];
const STATS: &[(Action, Decision)] = &[(Count, Allow), (Read, Deny)];
const NOTHING: &[(Action, Decision)] = &[(Read, Deny), (Write, Deny), (Approve, Deny)];

/// DOMAIN A.4, row by row; a row's roles that are missing here are its dashes.
const EXCERPT: &[(Object, &[Cell])] = &[
    (
        Object::Roster,
        &[
            (Role::GridWorker, READ_WRITE, OwnCell),
            (Role::BranchLeader, READ, OwnVillage),
            (Role::ChildDirector, MASKED, OwnVillage),
            (Role::DutyOfficer, MASKED, OwnTownship),
            (Role::SocialAffairs, MASKED, OwnTownship),
            (Role::County, STATS, Anywhere),
        ],
    ),
    (
        Object::Assistance,
        &[
            (Role::GridWorker, READ, OwnCell),
            (Role::BranchLeader, READ, OwnVillage),
            (Role::DutyOfficer, MASKED, InIncident),
            (Role::SocialAffairs, READ_WRITE, OwnTownship),
            (Role::County, STATS, Anywhere),
        ],
    ),
    (
        Object::Children,
        &[(Role::ChildDirector, READ_WRITE, NamedPost), (Role::SocialAffairs, READ, NamedPost)],
    ),
    (
        Object::Party,
        &[
            (Role::BranchLeader, READ_WRITE, OwnVillage),
            (Role::PartyOffice, READ, OwnTownship),
            (Role::County, STATS, Anywhere),
        ],
    ),
    (
        Object::Incident,
        &[
            (Role::GridWorker, READ_WRITE, OwnRecord),
            (Role::BranchLeader, READ_WRITE, OwnVillage),
            (Role::DutyOfficer, &[(Read, Allow), (Write, Allow), (Approve, Allow)], OwnTownship),
            (Role::SocialAffairs, READ_WRITE, Assigned),
            (Role::Officer, READ, Assigned),
            (Role::Head, READ, OwnTownship),
            (Role::County, READ, Anywhere),
        ],
    ),
    (
        Object::Clue,
        &[
            (Role::GridWorker, &[(Create, Allow), (Write, Allow)], OwnRecord),
            (Role::BranchLeader, &[(Create, Allow), (Write, Allow)], OwnRecord),
            (Role::DutyOfficer, READ, OwnTownship),
            (Role::Officer, READ_WRITE, OwnTownship),
            (Role::Head, READ, OwnTownship),
            (Role::County, READ, Anywhere),
        ],
    ),
    (
        Object::Case,
        &[
            (Role::Officer, READ_WRITE, Assigned),
            (Role::LegalReviewer, READ, OwnTownship),
            (Role::LegalReviewer, &[(Write, Allow)], Assigned),
            (Role::Head, &[(Approve, Allow)], OwnTownship),
            (Role::Supervision, READ, OwnTownship),
        ],
    ),
    (
        Object::PowerRegister,
        &[
            (Role::GridWorker, READ, Anywhere),
            (Role::BranchLeader, READ, Anywhere),
            (Role::DutyOfficer, READ, Anywhere),
            (Role::SocialAffairs, READ, Anywhere),
            (Role::Officer, READ, Anywhere),
            (Role::LegalReviewer, READ, Anywhere),
            (Role::Head, &[(Approve, Allow)], OwnTownship),
            (Role::County, &[(Write, Allow)], Anywhere),
        ],
    ),
    (
        Object::Points,
        &[
            (Role::GridWorker, READ, OwnRecord),
            (Role::Head, &[(Approve, Allow)], OwnTownship),
            (Role::County, &[(Write, Allow), (Read, Deny)], Anywhere),
        ],
    ),
    (
        Object::AccessLog,
        &[
            (Role::GridWorker, READ, OwnRecord),
            (Role::BranchLeader, READ, OwnRecord),
            (Role::ChildDirector, READ, OwnRecord),
            (Role::Officer, READ, OwnRecord),
            (Role::Head, READ, OwnTownship),
            (Role::Supervision, READ, OwnTownship),
        ],
    ),
];

/// The columns of the excerpt.
const COLUMNS: &[Role] = &[
    Role::MicroChief,
    Role::GridWorker,
    Role::BranchLeader,
    Role::ChildDirector,
    Role::DutyOfficer,
    Role::SocialAffairs,
    Role::Officer,
    Role::LegalReviewer,
    Role::Head,
    Role::County,
];

/// Dashes of the excerpt in which an addition of the ADR stands nevertheless: reading one's own
/// access log (16).
const ADDED_INTO_DASH: &[(Object, Action, Relation)] = &[(Object::AccessLog, Read, OwnRecord)];

#[test]
fn the_excerpt_holds_cell_by_cell() {
    for (object, cells) in EXCERPT {
        for (role, answers, within) in *cells {
            for (action, decision) in *answers {
                let answer = allows(*role, *action, *object, *within);
                assert_eq!(answer, *decision, "{role:?} {action:?} {object:?} {within:?}");
            }
        }
    }
}

#[test]
fn a_dash_of_the_excerpt_is_denied_in_every_relation() {
    for (object, cells) in EXCERPT {
        for role in COLUMNS.iter().filter(|role| cells.iter().all(|cell| cell.0 != **role)) {
            for (action, _) in NOTHING {
                for relation in Relation::ALL {
                    if ADDED_INTO_DASH.contains(&(*object, *action, relation)) {
                        continue;
                    }
                    let answer = allows(*role, *action, *object, relation);
                    assert_eq!(answer, Deny, "{role:?} {action:?} {object:?} {relation:?}");
                }
            }
        }
    }
}

#[test]
fn every_triple_has_an_answer_and_most_are_no() {
    let (mut yes, mut no) = (0, 0);
    for object in Object::ALL {
        for action in Action::ALL {
            for &role in Role::ALL {
                for relation in Relation::ALL {
                    match allows(role, action, object, relation) {
                        Deny => no += 1,
                        AllowMasked => {
                            assert_eq!(action, Read);
                            yes += 1;
                        }
                        Allow => yes += 1,
                    }
                }
            }
        }
    }
    assert!(yes > 500 && no > 10 * yes, "{yes} allowed, {no} denied");
}

#[test]
fn paper_roles_and_unknown_roles_get_nothing() {
    for object in Object::ALL {
        for role in [Role::MicroChief, Role::GridPolice, Role::Unknown] {
            for action in Action::ALL {
                assert_eq!(allows(role, action, object, Relation::OwnCell), Deny);
            }
        }
    }
}

#[test]
fn every_line_says_something_and_every_object_has_a_reader() {
    for object in Object::ALL {
        let lines = matrix::lines(object);
        assert!(lines.iter().all(|line| !line.actions.is_empty() && !line.roles.is_empty()));
        assert!(lines.iter().any(|line| line.actions.has(Read)), "{object:?} has no reader");
    }
}

#[test]
fn class_c4_is_read_by_named_posts_alone() {
    for purpose in [Purpose::Children, Purpose::Violence, Purpose::Reporters] {
        let object = Object::of(purpose);
        assert_eq!(object.class(), Class::C4);
        for line in matrix::lines(object) {
            if line.within != NamedPost {
                assert!(!line.actions.has(Read) && !line.actions.has(Action::Reveal));
                assert!(!line.actions.has(Action::Export) && !line.actions.has(Count));
            }
        }
    }
}

#[test]
fn whoever_approves_can_read_what_is_approved() {
    for object in Object::ALL {
        for line in matrix::lines(object).iter().filter(|line| line.actions.has(Approve)) {
            for &role in line.roles {
                assert_ne!(allows(role, Read, object, line.within), Deny, "{role:?} {object:?}");
            }
        }
    }
}

#[test]
fn a_reveal_is_only_for_those_who_read_masked_or_plain() {
    for object in Object::ALL {
        for line in matrix::lines(object).iter().filter(|line| line.actions.has(Action::Reveal)) {
            for &role in line.roles {
                assert_ne!(allows(role, Read, object, line.within), Deny, "{role:?} {object:?}");
            }
        }
    }
}

#[test]
fn a_grid_worker_opens_no_inspection_and_no_case() {
    for object in [Object::Inspection, Object::Case] {
        for action in Action::ALL {
            for relation in Relation::ALL {
                for role in [Role::GridWorker, Role::PartTimeWorker, Role::CellChief] {
                    assert_eq!(allows(role, action, object, relation), Deny);
                }
            }
        }
    }
}

#[test]
fn nobody_but_supervision_and_leaders_reads_the_logs_of_others() {
    for &role in Role::ALL {
        let reads = allows(role, Read, Object::AccessLog, OwnTownship) != Deny;
        assert_eq!(reads, matches!(role, Role::Head | Role::Supervision), "{role:?}");
    }
}

#[test]
fn corrections_and_conflicts_of_the_roster_have_an_owner_at_every_level() {
    use Action::{Correct, Resolve};
    assert_eq!(allows(Role::LinkCadre, Correct, Object::Roster, OwnVillage), Allow);
    assert_eq!(allows(Role::DataClerk, Correct, Object::Roster, OwnTownship), Allow);
    assert_eq!(allows(Role::BranchLeader, Resolve, Object::Roster, OwnVillage), Allow);
    assert_eq!(allows(Role::BranchLeader, Resolve, Object::Roster, OwnTownship), Deny);
    assert_eq!(allows(Role::GridWorker, Action::Resolve, Object::Roster, OwnCell), Allow);
}

#[test]
fn a_worker_writes_the_visit_and_not_the_need() {
    use crate::DocumentKind::{Needs, Task};
    let write = |kind, purpose| {
        allows(Role::GridWorker, Write, Object::of_document(kind, purpose), OwnCell)
    };
    assert_eq!(write(Task, Purpose::Assistance), Allow);
    assert_eq!(write(Needs, Purpose::Assistance), Deny);
    assert_eq!(write(Task, Purpose::Visits), Allow);
    for purpose in Purpose::ALL {
        assert_eq!(Object::of_document(Needs, purpose), Object::of(purpose));
    }
}

/// The role first named for a task may write its answers where the task lies; otherwise a worker
/// would be shown a visit whose record the hub then refuses.
#[test]
fn somebody_named_for_a_task_may_write_its_answers() {
    use crate::DocumentKind;
    for template in &crate::template::Library::embedded().templates {
        let object = Object::of_document(DocumentKind::Task, template.purpose);
        let may = |assignee: &crate::template::Assignee| {
            assignee.roles().iter().any(|&role| {
                allows(role, Write, object, OwnCell) == Allow
                    || allows(role, Write, object, NamedPost) == Allow
            })
        };
        assert!(template.assignees.iter().any(may), "{}", template.id);
    }
}

#[test]
fn nearer_relations_imply_wider_ones_and_never_the_reverse() {
    for a in Relation::ALL {
        for b in Relation::ALL {
            if a != b && a.implies(b) {
                assert!(!b.implies(a), "{a:?} {b:?}");
            }
        }
        assert!(a.implies(a) && a.implies(Anywhere));
    }
    assert_eq!(allows_any(Role::Officer, Read, Object::Incident, &[OwnTownship, Assigned]), Allow);
}
