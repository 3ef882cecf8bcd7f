//! Whose task it is: a list names only what its reader is there for and may write down.

use chrono::NaiveDate;

use crate::directory::Directory;
use crate::permission::{Action, Decision, Object, Relation, Role, Surface, allows};
use crate::template::Template;
use crate::{Class, DocumentKind, Id, audience};

/// The role in which a person does a task of `template` that lies in `scope` (a cell or village):
/// one of those the template names, the first first, held there, that may write the answers. A role
/// with a device must also be granted their stream, or nothing could be written on it; for a role at
/// a console the hub answers. Answers of class C4 are nobody's: they are sealed reports to a post.
pub fn doer(
    template: &Template,
    person: Id,
    scope: Id,
    day: NaiveDate,
    directory: &Directory,
) -> Option<Role> {
    if template.class == Class::C4 {
        return None;
    }
    let answers = Object::of_document(DocumentKind::Task, template.purpose);
    let stream = Object::of(template.purpose);
    let near = audience::relations(person, scope, day, directory);
    let does = |role: &Role, relation: Relation| {
        let there = match role.surface() {
            Surface::Device => {
                matches!(relation, Relation::OwnCell | Relation::OwnVillage)
                    && allows(*role, Action::Write, Object::Tasks, relation) == Decision::Allow
                    && allows(*role, Action::Read, stream, relation) == Decision::Allow
            }
            Surface::Console => relation != Relation::County,
            Surface::Paper | Surface::Hub => false,
        };
        there && allows(*role, Action::Write, answers, relation) == Decision::Allow
    };
    template
        .assignees
        .iter()
        .flat_map(|assignee| assignee.roles())
        .find(|role| {
            let held = near.get(role).into_iter().flatten();
            held.into_iter().any(|relation| does(role, *relation))
        })
        .copied()
}
