//! Who may do what with which data: one matrix, one function.
//!
//! DOMAIN A.4 is an excerpt; the whole is kept here as data in [`matrix`], every line marked as taken
//! from the excerpt or added, and the additions are argued in `docs/adr/0003-permission-matrix.md`.
//! A pair that no line lists is denied. Phone and hub call the same [`allows`].

pub mod action;
pub mod matrix;
pub mod object;
pub mod relation;
pub mod role;

pub use action::{Action, Actions, Decision};
pub use matrix::{Basis, Line};
pub use object::Object;
pub use relation::Relation;
pub use role::{Role, Surface};

/// Whether somebody in `role` may do `action` with an `object` that stands in `relation` to them.
///
/// ```
/// # use gridwork_model::permission::{Action, Decision, Object, Relation, Role, allows};
/// let read = |relation| allows(Role::GridWorker, Action::Read, Object::Roster, relation);
/// assert_eq!(read(Relation::OwnCell), Decision::Allow);
/// assert_eq!(read(Relation::OwnVillage), Decision::Deny);
/// ```
pub fn allows(role: Role, action: Action, object: Object, relation: Relation) -> Decision {
    matrix::lines(object)
        .iter()
        .filter(|line| line.roles.contains(&role) && relation.implies(line.within))
        .map(|line| line.decide(action))
        .max()
        .unwrap_or(Decision::Deny)
}

/// As [`allows`], for an object that stands in several relations at once: the best of them.
pub fn allows_any(role: Role, action: Action, object: Object, relations: &[Relation]) -> Decision {
    relations
        .iter()
        .map(|&relation| allows(role, action, object, relation))
        .max()
        .unwrap_or(Decision::Deny)
}

#[cfg(test)]
mod tests;
