//! The verbs of documents: what was done, in the words of the schema. An edit is an *intent*: it is
//! kept beside its change until the hub's verdict, so that it can be replayed under a new actor.

use serde::{Deserialize, Serialize};

use crate::{Id, Path, Value};

/// One verb. No verb deletes a member or an object: leaving is a value with a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Puts a value. Refused on a field in conflict: a person resolves that first.
    Put {
        /// Where.
        path: Path,
        /// What.
        value: Value,
    },
    /// Settles a field in conflict by choosing or writing a value; the only verb allowed there.
    Resolve {
        /// Where.
        path: Path,
        /// The value chosen or written.
        value: Value,
    },
    /// Adds a member (or, in a needs document, a person) with its first values.
    AddMember {
        /// `None`: a new person, whose id is derived from document and operation.
        /// `Some`: a person who keeps the id (moved here, or joined from the C2 document).
        id: Option<Id>,
        /// First values by member field name.
        fields: Vec<(String, Value)>,
    },
    /// Sets a collaborative note to `text`; written as the difference from what is there.
    Write {
        /// Where; a field of type [`FieldType::Note`](crate::schema::FieldType::Note).
        path: Path,
        /// The whole text wanted.
        text: String,
    },
}
