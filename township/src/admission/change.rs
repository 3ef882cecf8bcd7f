//! Changes of documents: is the document where the device says, does the change fit it, may the
//! person write it.

use gridwork_document::{Admitted, Document, FieldState, Rejected, TEMPLATE_VERSION};
use gridwork_model::audience::{Entity, audience};
use gridwork_model::permission::{Action, Object};
use gridwork_model::template::{Library, ScopeLevel, Template};
use gridwork_model::{
    Class, DocumentKind, Founding, Id, Outcome, Path, Purpose, Refusal, StreamId, Value, answer,
};
use gridwork_seal::Hash;
use gridwork_sync::update::change_content;

use super::judge::{Accepted, Judge, Place};
use super::loaded::LoadedDocument;
use super::rights::Rights;
use crate::merge;
use crate::office::fits_mode;
use crate::storage::rows::kind;
use crate::streams::Said;
use crate::{Done, HubError};

/// Field of a household that says it was merged into another: only a move may write it.
const MERGED_INTO: &str = "merged_into";

/// A change to be written.
pub(super) struct ChangeAccepted {
    /// Fields that hold two values since this change.
    disputed: Vec<Path>,
    /// Fields that held two values until this change.
    settled: Vec<Path>,
    /// The document is new: its first change enters this stream.
    new_in: Option<StreamId>,
    /// The document went elsewhere meanwhile.
    late: bool,
}

type Judged = (Outcome, Option<Accepted>);

fn refused(refusal: Refusal) -> Judged {
    (Outcome::Refused(refusal), None)
}

impl Judge<'_> {
    pub(super) fn change(
        &mut self,
        place: &Place<'_>,
        document: &Id,
        founding: Option<&Founding>,
        raw: &[u8],
    ) -> Done<Judged> {
        if self.blocked.contains(document) {
            return Ok(refused(Refusal::BuildsOnRefused));
        }
        let judged = self.judge_change(place, document, founding, raw)?;
        if matches!(judged.0, Outcome::Refused(_)) {
            self.blocked.insert(*document);
        }
        Ok(judged)
    }

    fn judge_change(
        &mut self,
        place: &Place<'_>,
        document: &Id,
        founding: Option<&Founding>,
        raw: &[u8],
    ) -> Done<Judged> {
        if founding.is_some_and(|founding| founding.document() != *document) {
            return Ok(refused(Refusal::Malformed));
        }
        let known = self.loaded.fetch(self.hub, &*self.streams.w, document)?.is_some();
        let mut new_in = None;
        let mut late = false;
        if known {
            match self.stands_in(document, &place.stream)? {
                Some(elsewhere) => late = elsewhere,
                None => return Ok(refused(Refusal::NotGranted)),
            }
        } else {
            if self.streams.w.entity(document)?.is_some_and(|row| row.erased) {
                return Ok(refused(Refusal::Erased));
            }
            let Some(founding) = founding else { return Ok(refused(Refusal::OutOfContext)) };
            if let Some(refusal) = self.misplaced(founding, &place.stream)? {
                return Ok(refused(refusal));
            }
            if !self.may(place, founding.kind(), &[Action::Create, Action::Write]) {
                return Ok(refused(Refusal::NotPermitted));
            }
            self.found(founding, &place.stream)?;
            new_in = Some(place.stream);
        }
        let Some(loaded) = self.loaded.peek(document) else {
            return Err(HubError::NotFound("document"));
        };
        let admitted = match loaded.document.admit(raw, self.device.number) {
            Ok(admitted) => admitted,
            Err(rejected) => {
                if new_in.is_some() && !self.touched.contains_key(document) {
                    self.loaded.evict(document);
                }
                return Ok(refused(refusal_of(&rejected)));
            }
        };
        if admitted.known {
            return Ok((Outcome::Accepted, Some(Accepted::Known)));
        }
        let (disputed, settled) = disputes(loaded, &admitted);
        if let Some(refusal) = self.forbidden(place, document, &admitted, !settled.is_empty()) {
            self.take_back(document)?;
            return Ok(refused(refusal));
        }
        if let Some(loaded) = self.loaded.peek(document) {
            loaded.accepted.push(raw.to_vec());
            loaded.disputed.retain(|path| !settled.contains(path));
            loaded.disputed.extend(disputed.iter().cloned());
        }
        self.touched.entry(*document).or_default().push(place.index);
        let accepted = ChangeAccepted { disputed, settled, new_in, late };
        Ok((Outcome::Accepted, Some(Accepted::Change(Box::new(accepted)))))
    }

    /// Whether the document stands in the stream (`Some(false)`), stood there once and went
    /// elsewhere (`Some(true)`), or was never there.
    fn stands_in(&mut self, document: &Id, stream: &StreamId) -> Done<Option<bool>> {
        let Some(loaded) = self.loaded.peek(document) else { return Ok(None) };
        if loaded.audience.contains(stream) {
            return Ok(Some(false));
        }
        Ok(self.streams.w.membership(stream, document)?.map(|_| true))
    }

    /// Whether the founding belongs into another stream than the device says.
    fn misplaced(&mut self, founding: &Founding, stream: &StreamId) -> Done<Option<Refusal>> {
        let cell = stream.scope;
        let entity = match founding {
            Founding::Household { .. } => Entity::Household { cell },
            Founding::Place { .. } => Entity::Place { cell },
            Founding::Needs { household, purpose, .. } => {
                let roster = StreamId::new(cell, Class::C2, Purpose::Roster);
                if !self.stays(household, &roster)? {
                    return Ok(Some(Refusal::OutOfContext));
                }
                Entity::Needs { cell, purpose: *purpose }
            }
            Founding::Task { template, target, .. } => {
                let Some(template) = Library::embedded().get(template) else {
                    return Ok(Some(Refusal::BadValue));
                };
                let directory = &self.rights.standing().directory;
                let village = directory.unit(cell).is_some_and(|unit| unit.kind.holds_cells());
                let fits = match template.scope_level() {
                    ScopeLevel::Village => village,
                    ScopeLevel::Cell => directory.cell(cell).is_some(),
                };
                let target_is_place =
                    directory.cell(*target).is_some() || directory.unit(*target).is_some();
                if !fits || (target_is_place && !directory.above(*target).contains(&cell)) {
                    return Ok(Some(Refusal::NotGranted));
                }
                Entity::Task { scope: cell, class: template.class, purpose: template.purpose }
            }
        };
        let directory = &self.rights.standing().directory;
        let is_place = directory.cell(cell).is_some() || directory.unit(cell).is_some();
        let fits = audience(&entity).is_ok_and(|streams| streams.contains(stream));
        Ok((!is_place || !fits).then_some(Refusal::NotGranted))
    }

    fn stays(&mut self, document: &Id, stream: &StreamId) -> Done<bool> {
        if let Some(loaded) = self.loaded.peek(document) {
            return Ok(loaded.audience.contains(stream));
        }
        Ok(self.streams.w.membership(stream, document)?.is_some_and(|stay| stay.left.is_none()))
    }

    fn found(&mut self, founding: &Founding, stream: &StreamId) -> Done<()> {
        let id = founding.document();
        let org = self.rights.standing().org_of(stream.scope);
        let bytes = minicbor::to_vec(founding).unwrap_or_default();
        let document = Document::found(founding).map_err(|_| HubError::Invalid("founding"))?;
        let (row, key) = self.hub.new_entity(id, kind::CHANGE, org, stream.class, bytes);
        self.loaded.insert(row, key, document, vec![*stream]);
        Ok(())
    }

    /// Whether the person may not write what the change writes.
    fn forbidden(
        &mut self,
        place: &Place<'_>,
        document: &Id,
        admitted: &Admitted,
        settles: bool,
    ) -> Option<Refusal> {
        let loaded = self.loaded.peek(document)?;
        let kind = loaded.document.founding().kind();
        if let Founding::Task { template, .. } = loaded.document.founding() {
            let template = Library::embedded().get(template)?;
            if !answers_fit(template, &loaded.document, admitted) {
                return Some(Refusal::BadValue);
            }
        }
        let mode = self.hub.mode();
        if !admitted.writes.iter().all(|write| fits_mode(mode, &write.path, &write.value)) {
            return Some(Refusal::BadValue);
        }
        if !self.may(place, kind, &[Action::Write, Action::Correct, Action::Create]) {
            return Some(Refusal::NotPermitted);
        }
        let merges = admitted
            .writes
            .iter()
            .any(|write| write.path.member.is_none() && write.path.field == MERGED_INTO);
        let allowed = (!settles || self.may(place, kind, &[Action::Resolve]))
            && (!merges || self.may(place, kind, &[Action::Move]));
        (!allowed).then_some(Refusal::NotPermitted)
    }

    fn may(&mut self, place: &Place<'_>, kind: DocumentKind, actions: &[Action]) -> bool {
        if self.decided {
            return true;
        }
        let stands = self.rights.relations(self.device, &place.stream, place.stream.scope);
        Rights::may(&stands, actions, Object::of_document(kind, place.stream.purpose))
    }

    /// Puts a loaded document back to what was accepted of it before.
    fn take_back(&mut self, document: &Id) -> Done<()> {
        let Some(before) = self.loaded.evict(document) else { return Ok(()) };
        if before.accepted.is_empty() && before.trail.is_empty() {
            return Ok(());
        }
        if before.trail.is_empty() {
            let fresh = Document::found(before.document.founding());
            let fresh = fresh.map_err(|_| HubError::Invalid("founding"))?;
            self.loaded.insert(before.row, before.key, fresh, before.audience);
        }
        let loaded = self
            .loaded
            .fetch(self.hub, &*self.streams.w, document)?
            .ok_or(HubError::NotFound("document"))?;
        for raw in before.accepted {
            loaded.document.apply(&raw).map_err(|_| HubError::Invalid("accepted change"))?;
            loaded.accepted.push(raw);
        }
        loaded.disputed = before.disputed;
        Ok(())
    }

    pub(super) fn write_change(
        &mut self,
        change: ChangeAccepted,
        document: &Id,
        raw: &[u8],
        hash: &Hash,
        place: &Place<'_>,
    ) -> Done<()> {
        let Some(loaded) = self.loaded.peek(document) else {
            return Err(HubError::NotFound("document"));
        };
        loaded.accepted.clear();
        if change.new_in.is_some() {
            self.streams.w.put_entity(&loaded.row)?;
        }
        let said = Said {
            entity: *document,
            kind: kind::CHANGE,
            author: self.device.number,
            step: place.step,
            origin: place.stream,
            effective: true,
            at: self.now,
            hash: *hash,
            salt: place.salt(),
            plain: raw,
            content: change_content(hash),
        };
        let entry = self.streams.store(&said, &loaded.key)?;
        for (i, stream) in loaded.audience.iter().enumerate() {
            let number =
                self.streams.place(stream, entry, document, kind::CHANGE, &said.content)?;
            if i == 0 {
                loaded.trail.push((self.device.number, number));
            }
        }
        let (org, now) = (loaded.row.org, self.now);
        for path in &change.disputed {
            merge::open(self.streams.w, org, document, path, now)?;
        }
        for path in &change.settled {
            merge::close(self.streams.w, org, document, path)?;
        }
        if change.late {
            merge::note_late(self.streams.w, org, document, self.device.number, now)?;
        }
        Ok(())
    }
}

/// Fields that came to hold two values by the change, and fields that no longer do.
fn disputes(loaded: &LoadedDocument, admitted: &Admitted) -> (Vec<Path>, Vec<Path>) {
    let (mut disputed, mut settled) = (Vec::new(), Vec::new());
    for write in &admitted.writes {
        if write.path.field.is_empty() {
            continue;
        }
        let two = loaded.document.field(&write.path).is_some_and(|field| field.in_conflict());
        match (loaded.disputed.contains(&write.path), two) {
            (false, true) => disputed.push(write.path.clone()),
            (true, false) => settled.push(write.path.clone()),
            _ => {}
        }
    }
    (disputed, settled)
}

/// Whether the answers fit the template. What a newer template asks is kept unchecked.
fn answers_fit(template: &Template, document: &Document, admitted: &Admitted) -> bool {
    let version = document.field(&Path::root(TEMPLATE_VERSION));
    let newer = match version.as_ref().and_then(FieldState::shown) {
        Some(Value::Int(version)) => *version > i64::from(template.version),
        Some(Value::Code(version)) => *version > template.version,
        _ => false,
    };
    newer
        || admitted
            .writes
            .iter()
            .all(|write| answer::check(template, &write.path.field, &write.value).is_ok())
}

fn refusal_of(rejected: &Rejected) -> Refusal {
    match rejected {
        Rejected::Value(_) => Refusal::BadValue,
        Rejected::Forked(_)
        | Rejected::Gap { .. }
        | Rejected::MissingDependency
        | Rejected::Dependencies
        | Rejected::Counter
        | Rejected::Object(_)
        | Rejected::Predecessor(_)
        | Rejected::Element(_)
        | Rejected::Inapplicable => Refusal::OutOfContext,
        Rejected::Malformed(_)
        | Rejected::ForeignActor(_)
        | Rejected::Empty
        | Rejected::Verb(_)
        | Rejected::Panicked
        | Rejected::Unloadable => Refusal::Malformed,
    }
}
