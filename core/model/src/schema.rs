//! Which documents exist, what founds them, which fields they hold.
//!
//! A founding determines the genesis change of a document byte for byte on every replica, so two
//! devices that touch the same task offline merge into one document.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::tag::Tag;
use crate::{Class, Id, Purpose, Value};

/// The kinds of document. Numbers are never reused.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cbor(index_only)]
pub enum DocumentKind {
    /// Address, members and residency of a household: C2.
    #[n(1)]
    Household,
    /// What one purpose needs of a household, by person id: C3.
    #[n(2)]
    Needs,
    /// The answers of a task; class and purpose of its template.
    #[n(3)]
    Task,
    /// A hazard point, facility, dwelling or other place: C1.
    #[n(4)]
    Place,
}

/// What a document is founded on; decides its id and its genesis change.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
pub enum Founding {
    /// A household, named at its entry.
    #[n(1)]
    Household {
        /// UUIDv7 of the household; also the id of the document.
        #[n(0)]
        id: Id,
        /// Document epoch: 0 until an erasure founds the household anew from its current state.
        #[n(1)]
        epoch: u32,
    },
    /// The needs of one household for one purpose.
    #[n(2)]
    Needs {
        /// The household.
        #[n(0)]
        household: Id,
        /// The purpose, of class C3.
        #[n(1)]
        purpose: Purpose,
        /// Document epoch, as above.
        #[n(2)]
        epoch: u32,
    },
    /// A task: template × target × window. Never a version or a date (DESIGN §3).
    #[n(3)]
    Task {
        /// Template id such as `YJ-07`.
        #[n(0)]
        template: String,
        /// What is visited: household, person, place, cell, village or branch.
        #[n(1)]
        target: Id,
        /// Packed window ordinal, see `window::Window`.
        #[n(2)]
        window: u64,
    },
    /// A place.
    #[n(4)]
    Place {
        /// UUIDv7 of the place; also the id of the document.
        #[n(0)]
        id: Id,
    },
}

impl Founding {
    /// The kind of the document founded.
    pub fn kind(&self) -> DocumentKind {
        match self {
            Founding::Household { .. } => DocumentKind::Household,
            Founding::Needs { .. } => DocumentKind::Needs,
            Founding::Task { .. } => DocumentKind::Task,
            Founding::Place { .. } => DocumentKind::Place,
        }
    }

    /// The id of the document founded; the same on every replica.
    ///
    /// The ids that the document of a household may go by: it is founded anew by each erasure of one
    /// of its people.
    pub fn documents_of(household: Id) -> impl DoubleEndedIterator<Item = Id> {
        (0..crate::limits::HOUSEHOLD_EPOCHS)
            .map(move |epoch| Founding::Household { id: household, epoch }.document())
    }

    /// The document of a household in epoch 0 has the household's own id.
    pub fn document(&self) -> Id {
        match self {
            Founding::Household { id, epoch: 0 } | Founding::Place { id } => *id,
            Founding::Household { id, epoch } => {
                Id::derived("household", &[id.as_bytes(), &epoch.to_be_bytes()])
            }
            Founding::Needs { household, purpose, epoch } => Id::derived(
                "needs",
                &[household.as_bytes(), &[*purpose as u8], &epoch.to_be_bytes()],
            ),
            Founding::Task { template, target, window } => Id::derived(
                "task",
                &[template.as_bytes(), target.as_bytes(), &window.to_be_bytes()],
            ),
        }
    }
}

/// Where a field sits in a document: in the root, or in one member's map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Path {
    /// The member (of `Household`) or person (of `Needs`) whose field it is; `None` for the root.
    pub member: Option<Id>,
    /// Name of the field: see [`fields`] for the fixed kinds; `item.part` for a task's answers.
    pub field: String,
}

impl Path {
    /// A field of the root.
    pub fn root(field: impl Into<String>) -> Path {
        Path { member: None, field: field.into() }
    }

    /// A field of a member.
    pub fn member(member: Id, field: impl Into<String>) -> Path {
        Path { member: Some(member), field: field.into() }
    }
}

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// [`Value::Bool`](crate::Value::Bool)
    Bool,
    /// [`Value::Int`](crate::Value::Int)
    Int,
    /// [`Value::Text`](crate::Value::Text): a scalar, replaced as a whole; at most so many characters.
    Text(u16),
    /// Collaborative text, merged character by character; at most so many characters.
    Note(u16),
    /// [`Value::Code`](crate::Value::Code)
    Code,
    /// [`Value::Codes`](crate::Value::Codes)
    Codes,
    /// [`Value::Date`](crate::Value::Date)
    Date,
    /// [`Value::Ref`](crate::Value::Ref)
    Ref,
    /// [`Value::Point`](crate::Value::Point)
    Point,
}

/// One field of a fixed kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Frozen wire number, unique within (kind, member or root); never reused or retyped.
    pub number: u8,
    /// Key in the document.
    pub name: &'static str,
    /// Whether it is a member's field (else the root's).
    pub of_member: bool,
    /// Type.
    pub ty: FieldType,
    /// Class; all fields of one kind share it (tested).
    pub class: Class,
}

const fn root(number: u8, name: &'static str, ty: FieldType, class: Class) -> Field {
    Field { number, name, of_member: false, ty, class }
}

const fn member(number: u8, name: &'static str, ty: FieldType, class: Class) -> Field {
    Field { number, name, of_member: true, ty, class }
}

use FieldType::{Bool, Code, Codes, Date, Int, Note, Point, Ref, Text};

/// A household: C2. Id numbers, service tags and needs are never here (DESIGN §3).
pub const HOUSEHOLD: &[Field] = &[
    root(1, "hamlet", Ref, Class::C2),
    root(2, "address", Text(60), Class::C2),
    root(3, "head", Ref, Class::C2),
    root(4, "nickname", Text(20), Class::C2),
    root(5, "contact", Ref, Class::C2),
    root(6, "point", Point, Class::C2),
    root(7, "verified", Date, Class::C2),
    root(8, "left", Code, Class::C2),
    root(9, "road", Int, Class::C2),
    root(10, "note", Note(400), Class::C2),
    root(11, "merged_into", Ref, Class::C2),
    member(1, "name", Text(40), Class::C2),
    member(2, "alias", Text(40), Class::C2),
    member(3, "nickname", Text(20), Class::C2),
    member(4, "sex", Code, Class::C2),
    member(5, "birth", Date, Class::C2),
    member(6, "relation", Code, Class::C2),
    member(7, "phone", Text(20), Class::C2),
    member(8, "phone_whose", Code, Class::C2),
    member(9, "residency", Code, Class::C2),
    member(10, "away_at", Text(20), Class::C2),
    member(11, "winter_here", Bool, Class::C2),
    member(12, "summer_here", Bool, Class::C2),
    member(13, "left", Code, Class::C2),
    member(14, "left_on", Date, Class::C2),
    // 15 is retired: a person's Party unit is political status and lies in NEEDS, purpose Party.
];

/// What one purpose needs of a household's people: C3, one document a purpose.
pub const NEEDS: &[Field] = &[
    root(1, "programme", Codes, Class::C3),
    root(2, "review_by", Date, Class::C3),
    root(3, "note", Note(400), Class::C3),
    root(4, "income", Code, Class::C3),
    member(1, "tags", Codes, Class::C3),
    member(2, "since", Date, Class::C3),
    member(3, "source", Code, Class::C3),
    member(4, "review_by", Date, Class::C3),
    member(5, "help", Codes, Class::C3),
    member(6, "id_number", Text(18), Class::C3),
    member(7, "id_verified", Code, Class::C3),
    member(8, "party_unit", Ref, Class::C3),
    member(9, "care", Code, Class::C3),
];

/// Whether a needs document of `purpose` may hold a field of [`NEEDS`]. Id numbers lie under
/// `Identity` alone and the Party unit under `Party` alone, because each purpose is granted apart.
pub fn needs_hold(purpose: Purpose, field: &str) -> bool {
    match field {
        "id_number" | "id_verified" => purpose == Purpose::Identity,
        "party_unit" => purpose == Purpose::Party,
        // How much care somebody needs and whether the income is steady decide how often
        // assistance is looked after (JZ-01, JZ-03); no other purpose asks.
        "care" | "income" => purpose == Purpose::Assistance,
        _ => purpose != Purpose::Identity,
    }
}

/// Whether a value may stand in a field of the document, as far as the purpose decides: the fields
/// of [`needs_hold`], and tags of the document's own purpose alone. Phone and hub ask the same.
pub fn belongs(founding: &Founding, path: &Path, value: &Value) -> bool {
    let Founding::Needs { purpose, .. } = founding else { return true };
    let tags = match value {
        Value::Codes(bits) if path.member.is_some() && path.field == "tags" => *bits,
        _ => 0,
    };
    let own = |tag: &Tag| tags & tag.bit() == 0 || tag.purpose() == Some(*purpose);
    needs_hold(*purpose, &path.field) && Tag::ALL.iter().all(own)
}

/// Whether any fixed kind of document has a field of this name.
pub fn names(field: &str) -> bool {
    [HOUSEHOLD, NEEDS, PLACE].into_iter().flatten().any(|known| known.name == field)
}

/// A place, facility, dwelling or hazard point: C1.
pub const PLACE: &[Field] = &[
    root(1, "kind", Code, Class::C1),
    root(2, "name", Text(40), Class::C1),
    root(3, "point", Point, Class::C1),
    root(4, "hamlet", Ref, Class::C1),
    root(5, "state", Code, Class::C1),
    root(6, "owner_unit", Ref, Class::C1),
    root(7, "use", Code, Class::C1),
    root(8, "hazard_grade", Code, Class::C1),
    root(9, "road", Int, Class::C1),
    root(10, "note", Note(400), Class::C1),
    root(11, "removed", Code, Class::C1),
];

/// The field table of a fixed kind; empty for [`DocumentKind::Task`], whose fields are the parts of
/// its template's items plus `v`, the template's version.
pub fn fields(kind: DocumentKind) -> &'static [Field] {
    match kind {
        DocumentKind::Household => HOUSEHOLD,
        DocumentKind::Needs => NEEDS,
        DocumentKind::Place => PLACE,
        DocumentKind::Task => &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn id_numbers_and_party_units_lie_under_their_own_purpose_alone() {
        assert!(needs_hold(Purpose::Identity, "id_number"));
        assert!(!needs_hold(Purpose::Assistance, "id_number"));
        assert!(needs_hold(Purpose::Party, "party_unit"));
        assert!(!needs_hold(Purpose::Assistance, "party_unit"));
        assert!(needs_hold(Purpose::Assistance, "help"));
        assert!(!needs_hold(Purpose::Identity, "tags"));
        assert!(HOUSEHOLD.iter().all(|field| field.number != 15 || !field.of_member));
    }

    #[test]
    fn a_tag_lies_in_the_document_of_its_own_purpose_alone() {
        let needs = |purpose| Founding::Needs { household: Id::NIL, purpose, epoch: 0 };
        let tags = Path::member(Id::NIL, "tags");
        for tag in Tag::ALL {
            let value = Value::Codes(tag.bit());
            for purpose in Purpose::ALL.into_iter().filter(|p| *p != Purpose::Identity) {
                let fits = tag.purpose() == Some(purpose);
                assert_eq!(belongs(&needs(purpose), &tags, &value), fits, "{tag:?} {purpose:?}");
            }
        }
        assert!(belongs(&needs(Purpose::Health), &tags, &Value::Codes(0)));
    }

    #[test]
    fn every_kind_holds_one_class_and_numbers_are_unique() {
        for kind in [DocumentKind::Household, DocumentKind::Needs, DocumentKind::Place] {
            let table = fields(kind);
            let classes: BTreeSet<_> = table.iter().map(|f| f.class).collect();
            assert_eq!(classes.len(), 1, "{kind:?} mixes classes");
            let numbers: BTreeSet<_> = table.iter().map(|f| (f.of_member, f.number)).collect();
            let names: BTreeSet<_> = table.iter().map(|f| (f.of_member, f.name)).collect();
            assert_eq!(numbers.len(), table.len());
            assert_eq!(names.len(), table.len());
        }
    }
}
