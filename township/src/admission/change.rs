//! Changes of documents: is the document where the device says, does the change fit it, may the
//! person write it.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_document::{Admitted, Document, Inspected, Rejected, TEMPLATE_VERSION};
use gridwork_model::audience::{Entity, audience};
use gridwork_model::permission::{Action, Object};
use gridwork_model::template::{Library, ScopeLevel};
use gridwork_model::{
    Class, DocumentKind, Founding, Id, Outcome, Path, Purpose, Refusal, StreamId, Value, answer,
};
use gridwork_seal::Hash;
use gridwork_sync::update::change_content;

use super::judge::{Accepted, Judge, Place};
use super::loaded::LoadedDocument;
use super::settling::{Choices, merges, moves};
use crate::erase::{is_erased, standing_document};
use crate::merge;
use crate::office::fits_mode;
use crate::storage::Drawer;
use crate::storage::rows::kind;
use crate::streams::Said;
use crate::{Done, HubError};

/// A change to be written.
pub(super) struct ChangeAccepted {
    /// The document is new: its first change enters this stream.
    new_in: Option<StreamId>,
    /// The document went elsewhere meanwhile, or goes on in another: a person looks.
    late: bool,
}

/// A document that changes in the batch under way.
#[derive(Default)]
pub(super) struct Touched {
    /// Its accepted changes: places in the batch.
    pub items: Vec<usize>,
    /// What they wrote last, by field.
    pub written: BTreeMap<Path, Value>,
    /// Fields in which they wrote beside a value that stood: one that they did not know.
    pub beside: BTreeSet<Path>,
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
        let judged = self.judge_against(place, document, raw, new_in, late)?;
        if new_in.is_some() && matches!(judged.0, Outcome::Refused(_)) {
            // Nobody founded it after all.
            self.loaded.evict(document);
        }
        Ok(judged)
    }

    /// Judges a change against its document and stages it there.
    fn judge_against(
        &mut self,
        place: &Place<'_>,
        document: &Id,
        raw: &[u8],
        new_in: Option<StreamId>,
        late: bool,
    ) -> Done<Judged> {
        let loaded = self.loaded.peek(document).ok_or(HubError::NotFound("document"))?;
        let inspected = match loaded.document.inspect(raw, self.device.number) {
            Ok(inspected) => inspected,
            Err(rejected) => return Ok(refused(refusal_of(&rejected))),
        };
        if inspected.change().known {
            return Ok((Outcome::Accepted, Some(Accepted::Known)));
        }
        if let Some(refusal) = self.forbidden(place, document, &inspected)? {
            return Ok(refused(refusal));
        }
        let late = late || self.goes_on_elsewhere(document, inspected.change())?;
        let touched = self.touched.entry(*document).or_default();
        touched.items.push(place.index);
        for write in &inspected.change().writes {
            touched.written.insert(write.path.clone(), write.value.clone());
            if write.replaces_standing < write.stood {
                touched.beside.insert(write.path.clone());
            }
        }
        self.loaded.change(document)?.document.stage(inspected);
        let accepted = ChangeAccepted { new_in, late };
        Ok((Outcome::Accepted, Some(Accepted::Change(Box::new(accepted)))))
    }

    /// Whether the household, or a person the change writes of, goes on under another id since a merge.
    fn goes_on_elsewhere(&self, document: &Id, change: &Admitted) -> Done<bool> {
        let founding = self.loaded.peek(document).map(|loaded| loaded.document.founding());
        let Some(Founding::Household { id, .. }) = founding else { return Ok(false) };
        let people: BTreeSet<Id> = change.writes.iter().filter_map(|w| w.path.member).collect();
        for id in people.iter().chain([id]) {
            if self.streams.w.get(Drawer::Aliases, id.as_bytes())?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the document stands in the stream (`Some(false)`), stood there once and went
    /// elsewhere (`Some(true)`), or was never there.
    fn stands_in(&mut self, document: &Id, stream: &StreamId) -> Done<Option<bool>> {
        if self.loaded.peek(document).is_some_and(|l| l.audience.contains(stream)) {
            return Ok(Some(false));
        }
        Ok(self.streams.w.membership(stream, document)?.map(|_| true))
    }

    /// Whether the founding belongs into another stream than the device says.
    fn misplaced(&mut self, founding: &Founding, stream: &StreamId) -> Done<Option<Refusal>> {
        let cell = stream.scope;
        let entity = match founding {
            Founding::Household { id, epoch: 1.. } if is_erased(&*self.streams.w, id)? => {
                return Ok(Some(Refusal::Erased));
            }
            Founding::Household { .. } => Entity::Household { cell },
            Founding::Place { .. } => Entity::Place { cell },
            Founding::Needs { household, purpose, .. } => {
                if is_erased(&*self.streams.w, household)? {
                    return Ok(Some(Refusal::Erased));
                }
                let roster = StreamId::new(cell, Class::C2, Purpose::Roster);
                if !self.stays(&standing_document(&*self.streams.w, household)?, &roster)? {
                    return Ok(Some(Refusal::OutOfContext));
                }
                Entity::Needs { cell, purpose: *purpose }
            }
            Founding::Task { target, .. } if is_erased(&*self.streams.w, target)? => {
                return Ok(Some(Refusal::Erased));
            }
            Founding::Task { template, target, .. } => {
                let directory = &self.rights.standing().directory;
                let library = directory.library();
                let Some(template) = library.get(template) else {
                    return Ok(Some(Refusal::BadValue));
                };
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
        inspected: &Inspected,
    ) -> Done<Option<Refusal>> {
        let loaded = self.loaded.peek(document).ok_or(HubError::NotFound("document"))?;
        let change = inspected.change();
        let founding = loaded.document.founding();
        let kind = founding.kind();
        if !self.newer && change.writes.iter().any(|write| !write.known) {
            return Ok(Some(Refusal::BadValue));
        }
        if let Founding::Task { template, .. } = founding {
            let library = self.rights.standing().directory.library();
            if !answers_fit(&library, template, &loaded.document, change, self.newer) {
                return Ok(Some(Refusal::BadValue));
            }
        }
        let (mode, day) = (self.hub.mode(), self.now.day());
        if !change.writes.iter().all(|write| fits_mode(mode, day, &write.path, &write.value)) {
            return Ok(Some(Refusal::BadValue));
        }
        for person in
            change.writes.iter().filter(|write| write.new_member && write.path.field.is_empty())
        {
            // Who was erased comes to no household again.
            if let Some(id) = person.path.member
                && is_erased(&*self.streams.w, &id)?
            {
                return Ok(Some(Refusal::Erased));
            }
        }
        let loaded = self.loaded.peek(document).ok_or(HubError::NotFound("document"))?;
        let Ok(choices) = Choices::of(&loaded.document, inspected) else {
            return Ok(Some(Refusal::Malformed));
        };
        let writes = self.may(place, kind, &[Action::Write, Action::Correct, Action::Create]);
        let resolves = self.may(place, kind, &[Action::Resolve]);
        let may_move = self.may(place, kind, &[Action::Move]);
        // Whoever may only settle writes nothing but choices, whoever may only move nothing but
        // where people belong.
        let allowed = change.writes.iter().all(|write| {
            writes
                || (resolves && choices.chosen.contains(&write.path))
                || (may_move && moves(write))
        });
        let choosing = choices.settled.is_empty() || resolves;
        let merging = may_move || !change.writes.iter().any(|write| merges(&write.path));
        Ok((!(allowed && choosing && merging)).then_some(Refusal::NotPermitted))
    }

    fn may(&mut self, place: &Place<'_>, kind: DocumentKind, actions: &[Action]) -> bool {
        let object = Object::of_document(kind, place.stream.purpose);
        self.decided || self.rights.may(self.device, &place.stream, actions, object)
    }

    pub(super) fn write_change(
        &mut self,
        change: ChangeAccepted,
        document: &Id,
        raw: &[u8],
        hash: &Hash,
        place: &Place<'_>,
    ) -> Done<()> {
        let loaded = self.loaded.change(document)?;
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
        if change.late {
            let (org, now) = (loaded.row.org, self.now);
            merge::note_late(self.streams.w, org, document, self.device.number, now)?;
        }
        Ok(())
    }

    /// Files the fields that came to hold two values in this batch, and takes out those that no
    /// longer do.
    pub(super) fn file_disputes(&mut self) -> Done<()> {
        for (id, touched) in std::mem::take(&mut self.touched) {
            let loaded = self.loaded.change(&id)?;
            let org = loaded.row.org;
            for path in touched.written.keys().filter(|path| !path.field.is_empty()) {
                let two = in_conflict(loaded, path);
                match (loaded.disputed.contains(path), two) {
                    (false, true) => {
                        loaded.disputed.push(path.clone());
                        merge::open(self.streams.w, org, &id, path, self.now)?;
                    }
                    (true, false) => {
                        loaded.disputed.retain(|disputed| disputed != path);
                        merge::close(self.streams.w, org, &id, path)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

fn in_conflict(loaded: &LoadedDocument, path: &Path) -> bool {
    loaded.document.field(path).is_some_and(|field| field.in_conflict())
}

/// Whether the answers fit the version of the template that they name; without one, the one in force. What a newer template asks is kept unchecked, if the
/// sender's schema is newer too.
fn answers_fit(
    library: &Library,
    template: &str,
    document: &Document,
    change: &Admitted,
    newer: bool,
) -> bool {
    let path = Path::root(TEMPLATE_VERSION);
    let now = change.writes.iter().find(|write| write.path == path);
    let version = now.map(|write| write.value.clone());
    let named = match version.or_else(|| document.value(TEMPLATE_VERSION)) {
        Some(Value::Int(version)) => u32::try_from(version).ok(),
        Some(Value::Code(version)) => Some(version),
        _ => None,
    };
    let Some(in_force) = library.get(template) else { return false };
    if named.is_some_and(|named| named > in_force.version) {
        return newer;
    }
    let begun = named.and_then(|named| library.version(template, named)).unwrap_or(in_force);
    change.writes.iter().all(|w| answer::check(begun, &w.path.field, &w.value).is_ok())
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
