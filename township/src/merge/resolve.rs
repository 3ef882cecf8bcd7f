//! Showing what waits and settling it.

use gridwork_document::FieldState;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Edit, Id, Moment, Path, Purpose, StreamId, Value};
use serde::Serialize;

use super::inbox::{self, InboxRecord};
use crate::admission::read_document;
use crate::audit::{self, Record};
use crate::devices::device;
use crate::erase::standing_document;
use crate::office::{Act, DocumentWrite};
use crate::people::Caller;
use crate::storage::drawer::decode;
use crate::storage::{Drawer, Reading, Writing};
use crate::transaction::Transaction;
use crate::{Done, Hub, HubError};

/// Most entries of the inbox listed at once.
const LISTED: usize = 2_000;

/// One document that waits.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Waiting {
    /// The document.
    #[schema(value_type = String)]
    pub document: Id,
    /// Fields that hold two values.
    pub fields: usize,
    /// Whether a change came after the document went elsewhere.
    pub late: bool,
    /// Since when, Unix milliseconds.
    #[schema(value_type = i64)]
    pub since: Moment,
}

/// One value of a field in conflict.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HeldShown {
    /// The value.
    #[schema(value_type = Object)]
    pub value: Value,
    /// Device that wrote it; 0 is the hub.
    pub device: u32,
    /// Person of that device.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// Name, where the directory has it.
    pub name: String,
    /// When, by the writer's clock, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
}

/// One field in conflict.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ConflictShown {
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Field.
    pub field: String,
    /// Values; the first is the one all replicas show meanwhile.
    pub held: Vec<HeldShown>,
}

/// What a person decided for one field.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The field.
    pub path: Path,
    /// The value chosen or written.
    pub value: Value,
}

impl Hub {
    /// What waits in a township.
    pub fn conflicts(&self, org: Id) -> Done<Vec<Waiting>> {
        let r = self.storage.reading()?;
        let mut waiting: Vec<Waiting> = Vec::new();
        let prefix: &[u8] = if org.is_nil() { &[] } else { org.as_bytes() };
        for (_, value) in r.list(Drawer::Conflicts, prefix, None, LISTED)? {
            let record: InboxRecord = decode(&value)?;
            if waiting.last().is_none_or(|last| last.document != record.document) {
                waiting.push(Waiting {
                    document: record.document,
                    fields: 0,
                    late: false,
                    since: record.since,
                });
            }
            if let Some(last) = waiting.last_mut() {
                last.fields += usize::from(record.device.is_none());
                last.late |= record.device.is_some();
                last.since = last.since.min(record.since);
            }
        }
        Ok(waiting)
    }

    /// The fields of a document in conflict, each value with its provenance.
    pub fn conflict(
        &self,
        caller: &Caller,
        document: &Id,
        now: Moment,
    ) -> Done<Vec<ConflictShown>> {
        let r = self.storage.reading()?;
        let (stream, found) = self.visible(&*r, caller, document, Action::Resolve, now)?;
        let mut shown = Vec::new();
        for field in found.fields().iter().filter(|field| field.in_conflict()) {
            shown.push(self.shown(&*r, field)?);
        }
        drop(r);
        self.note_read(caller, document, &stream, "conflict.read", now)?;
        Ok(shown)
    }

    fn shown(&self, r: &dyn Reading, field: &FieldState) -> Done<ConflictShown> {
        let mut held = Vec::new();
        for value in &field.held {
            let person = match value.actor.device() {
                0 => None,
                number => device(r, number)?.map(|device| device.person),
            };
            let standing = self.standing();
            held.push(HeldShown {
                value: value.value.clone(),
                device: value.actor.device(),
                person,
                name: person.map(|person| standing.name_of_person(&person)).unwrap_or_default(),
                at: value.at,
            });
        }
        Ok(ConflictShown { member: field.path.member, field: field.path.field.clone(), held })
    }

    /// Settles fields of a document: the hub writes the choice for the caller.
    pub fn resolve(
        &self,
        caller: &Caller,
        document: &Id,
        choices: &[Choice],
        seen_late: bool,
        now: Moment,
    ) -> Done<()> {
        self.resolve_with(caller, document, choices, seen_late, now, |_, _| Ok(()))
    }

    /// The same together with whatever `beside` writes for the township, as one transaction: who hears
    /// that it was settled finds both.
    pub(super) fn resolve_with(
        &self,
        caller: &Caller,
        document: &Id,
        choices: &[Choice],
        seen_late: bool,
        now: Moment,
        beside: impl FnOnce(&mut dyn Writing, Id) -> Done<()>,
    ) -> Done<()> {
        let r = self.storage.reading()?;
        let (stream, found) = self.visible(&*r, caller, document, Action::Resolve, now)?;
        drop(r);
        let object = Object::of(stream.purpose);
        let role = self.permit(caller, Action::Resolve, object, stream.scope, now)?.role;
        let by = caller.actor(role);
        let edits: Vec<Edit> = choices
            .iter()
            .map(|choice| Edit::Resolve { path: choice.path.clone(), value: choice.value.clone() })
            .collect();
        let write = DocumentWrite { founding: found.founding().clone(), stream, edits };
        let mut transaction = Transaction::begin(self)?;
        let (w, loaded) = transaction.parts()?;
        let org = w.entity(document)?.map_or(Id::NIL, |row| row.org);
        let mut act = Act::begin(self, w, by.clone(), "resolve", now)?;
        if !write.edits.is_empty() {
            act.edit(loaded, &write)?;
        }
        act.finish()?;
        let w = transaction.w()?;
        if seen_late {
            inbox::close_late(w, org, document)?;
        }
        let record = Record::done(now, by, "conflict.resolve", org, Some(*document));
        audit::append(w, record.with(format!("{} fields", choices.len())))?;
        beside(w, org)?;
        transaction.commit()
    }

    /// A document of the caller's township that the caller may see in this way, and its stream.
    pub(crate) fn visible(
        &self,
        r: &dyn Reading,
        caller: &Caller,
        document: &Id,
        action: Action,
        now: Moment,
    ) -> Done<(StreamId, gridwork_document::Document)> {
        let document = &standing_document(r, document)?;
        let (row, found) =
            read_document(self, r, document)?.ok_or(HubError::NotFound("document"))?;
        if !caller.org.is_nil() && row.org != caller.org {
            return Err(HubError::NotFound("document"));
        }
        let stays = r.memberships(document)?;
        let stream = stays.into_iter().find(|(_, stay)| stay.left.is_none());
        let (stream, _) = stream.ok_or(HubError::NotFound("document"))?;
        self.permit(caller, action, Object::of(stream.purpose), stream.scope, now)?;
        Ok((stream, found))
    }

    /// Every look at personal data leaves a record.
    pub(crate) fn note_read(
        &self,
        caller: &Caller,
        object: &Id,
        stream: &StreamId,
        action: &str,
        now: Moment,
    ) -> Done<()> {
        if matches!(stream.purpose, Purpose::Places | Purpose::Work) {
            return Ok(());
        }
        let org = self.standing().org_of(stream.scope);
        let actor = caller.actor(caller.first_role());
        self.note(Record::done(now, actor, action, org, Some(*object)))
    }
}
