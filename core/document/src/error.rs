//! What can go wrong with a document. No message holds a value of a field.

use gridwork_model::{Id, Path};
use thiserror::Error;

use crate::chunk::ChunkError;

/// Why a document cannot be opened from one's own store.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// A stored change is not what was once accepted.
    #[error("stored change {index} is damaged: {source}")]
    Damaged {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with its bytes.
        source: ChunkError,
    },
    /// A stored change does not follow from those before it.
    #[error("stored change {index} does not follow: {source}")]
    OutOfOrder {
        /// Its place, from 0.
        index: usize,
        /// What it lacks.
        source: Rejected,
    },
    /// The CRDT refuses changes that were once accepted.
    #[error("the stored changes do not open")]
    Unopenable,
}

/// Why an edit is not written.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The schema has no such field.
    #[error("there is no field {0}")]
    NoSuchField(String),
    /// The document has no such member.
    #[error("there is no member {0}")]
    NoSuchMember(Id),
    /// Documents of this kind have no members.
    #[error("documents of this kind have no members")]
    NoMembers,
    /// The member is there already.
    #[error("member {0} is there already")]
    MemberExists(Id),
    /// The field holds another type.
    #[error("field {0} holds another type")]
    WrongType(String),
    /// The field or the value belongs into the document of another purpose.
    #[error("field {0} belongs into the document of another purpose")]
    Elsewhere(String),
    /// The text is longer than the field allows.
    #[error("field {field} takes at most {limit} characters")]
    TooLong {
        /// Name of the field.
        field: String,
        /// Characters.
        limit: usize,
    },
    /// The number, time or place cannot be.
    #[error("the value of field {0} is out of range")]
    OutOfRange(String),
    /// The field holds two values; a person chooses first.
    #[error("field {} is in conflict", .0.field)]
    InConflict(Path),
    /// There is nothing to resolve: the field holds one value, and another one than this.
    #[error("field {} is not in conflict", .0.field)]
    NotInConflict(Path),
    /// Everything is already as the edits want it.
    #[error("nothing to change")]
    NothingToChange,
    /// The edits together are more than one change may hold.
    #[error("too much for one change: {0}")]
    TooMuch(ChunkError),
    /// The change that came out does not apply: a fault of this program.
    #[error("the edit does not apply: {0}")]
    Rejected(#[from] Rejected),
}

/// Why a change is not taken into a document.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rejected {
    /// Not a well-formed change of our documents.
    #[error("malformed: {0}")]
    Malformed(#[from] ChunkError),
    /// Written by another device than the one that sends it.
    #[error("written by device {0}, not by its sender")]
    ForeignActor(u32),
    /// The actor has already written another change with this sequence number: a cloned phone or
    /// a restored backup that did not take a new incarnation.
    #[error("forked: another change of this actor has the number {0}")]
    Forked(u32),
    /// Changes of the actor before this one are missing.
    #[error("change {found} of the actor follows {known}")]
    Gap {
        /// Last sequence number known of the actor.
        known: u32,
        /// Sequence number of the change.
        found: u32,
    },
    /// The change builds on one that is not here.
    #[error("builds on an unknown change")]
    MissingDependency,
    /// Dependencies not as Automerge writes them: none, unsorted, or not on the own last change.
    #[error("dependencies are not well formed")]
    Dependencies,
    /// The operation counter does not follow from the dependencies.
    #[error("the operation counter does not follow")]
    Counter,
    /// No operation at all.
    #[error("an empty change")]
    Empty,
    /// An operation on an object that is not there or not of the type.
    #[error("operation {0} acts on no such object")]
    Object(usize),
    /// An operation our documents do not know, such as making an object outside the layout.
    #[error("operation {0} is none of our verbs")]
    Verb(usize),
    /// An operation replaces one that never stood there.
    #[error("operation {0} replaces what never stood there")]
    Predecessor(usize),
    /// An operation on a character that never was.
    #[error("operation {0} names no character of the note")]
    Element(usize),
    /// A known field with a value it cannot hold.
    #[error("field {} cannot hold this value", .0.field)]
    Value(Path),
    /// Automerge refuses the change, or keeps it waiting.
    #[error("the change does not apply")]
    Inapplicable,
    /// Automerge failed on the change; the copy it failed on is thrown away.
    #[error("the change breaks the document")]
    Panicked,
    /// The document could be saved but not loaded again.
    #[error("the document does not reload")]
    Unloadable,
}
