//! Taking an answer of the hub: verdicts, grants, entries, orders, all in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_document::Document;
use gridwork_document::codec::{Limits, Mode};
use gridwork_model::{Founding, Id, Moment, Outcome, ledger};
use gridwork_seal::{Hash, Ratchet};
use gridwork_store::{
    DirectoryRow, DocumentRow, EntryState, Erasable, ItemRef, LedgerRow, NewChange, NewLedger,
    RecordRow, StreamRow, StreamState, Tx,
};
use gridwork_sync::item::cbor;
use gridwork_sync::response::{AnswerProof, Stand, stand_hash};
use gridwork_sync::update::{Then, change_content, ledger_content, sealed_content};
use gridwork_sync::{BatchVerdict, Entry, EntryBody, Order, Response, StreamHead, Update};

use crate::core::{Core, json, json_meta, meta, standing};
use crate::env::Chance;
use crate::exchange::speaker;
use crate::find::Renamed;
use crate::identity::{Barred, Identity, Standing};
use crate::leaving::{Leaving, lease, regrant, removed_now, retire};
use crate::say::Speaker;
use crate::shared::DeviceShared;
use crate::{Code, CoreError, epoch, outgoing, project, recover, regrow, reseal};

/// A verified answer and what it answers.
pub(crate) struct Answer<'a> {
    pub response: &'a Response,
    pub batch: Option<u64>,
    pub mode: Mode,
    /// It came by stick and may be old: it bars nobody and tells no time that is known better.
    pub carried: bool,
    /// It says the verdict alone: from what it does not bring nothing follows.
    pub alone: bool,
}

/// What taking it changed outside the store.
pub(crate) struct Taken {
    pub received: u32,
    pub refused: u32,
    pub renamed: Renamed,
    /// Directory items by kind and id; no body: withdrawn.
    pub directory: Vec<(u8, Id, Option<Vec<u8>>)>,
    /// How the batch is framed next.
    pub batch_mode: Mode,
    /// Set when the exchange should go on at once.
    pub again: bool,
    pub barred: Option<Code>,
    /// Set when the batch was taken to quarantine.
    pub quarantined: bool,
}

impl Default for Taken {
    fn default() -> Taken {
        Taken {
            received: 0,
            refused: 0,
            renamed: Renamed::nothing(),
            directory: Vec::new(),
            batch_mode: Mode::Predicted,
            again: false,
            barred: None,
            quarantined: false,
        }
    }
}

/// Takes the answer; on an error nothing of it is kept.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    core: &Core,
    identity: &Identity,
    answer: Answer<'_>,
    proof: AnswerProof,
) -> Result<Taken, CoreError> {
    let response = answer.response;
    let mut standing = standing(tx)?;
    let mut taken = Taken::default();
    // A verified answer is contact: it opens the purposes before anything of them is touched.
    if !answer.carried || standing.hub_time.is_none_or(|known| known < response.time) {
        standing.hub_time = Some(response.time);
        standing.heard_at = Some((core.env.monotonic_ms(), core.env.boot()));
        standing.mark = None;
    }
    lease(tx, &standing)?;
    if answer.carried && response.epoch != standing.epoch {
        // Of another time of the hub; the exchange itself tells where it stands now.
        return Err(Code::WrongState.into());
    }
    let asked_of = standing.epoch;
    if response.epoch != standing.epoch {
        epoch::begin(tx, &mut standing, response)?;
        taken.again = true;
    }
    verdict(tx, core, identity, &mut standing, &answer, &mut taken)?;
    if let Some(grants) = &response.grants {
        regrant(tx, &mut standing, grants)?;
        lease(tx, &standing)?;
        taken.again = true;
    }
    let mut receiver = Receiver {
        identity,
        chance: core.chance(),
        standing: &standing,
        documents: BTreeSet::new(),
        objects: BTreeMap::new(),
        heard: BTreeMap::new(),
        downloaded: BTreeMap::new(),
        taken: &mut taken,
        at: core.env.wall(),
        fell: false,
    };
    let mut stands = Vec::with_capacity(response.updates.len());
    for (index, bytes) in &response.updates {
        stands.push(receiver.update(tx, *index, bytes).map_err(|error| match error.code {
            // A stick may come after what was heard by radio since.
            Code::HubBehind if answer.carried => Code::BundleOther.into(),
            _ => error,
        })?);
    }
    // What was framed against something else than what this device has was rebuilt into something that
    // nobody said: no document is opened with it.
    if !stands.is_empty() && stand_hash(response.epoch, &stands) != response.stand {
        return Err(CoreError::at(Code::BadAnswer, "stand"));
    }
    receiver.returned(tx)?;
    let fell = receiver.fell;
    receiver.project(tx)?;
    standing.incarnation += u32::from(fell);
    if !stands.is_empty() {
        if let Some(attestation) = proof.attest(response, stands) {
            tx.set_meta(meta::ATTESTATION, &cbor(&attestation))?;
        }
        standing.mode = 0;
    }
    // An answer that begins another epoch answers to cursors of the old one: it says nothing of what
    // is there.
    let told_all = !response.more && !answer.alone;
    if told_all && response.grants.is_none() && response.epoch == asked_of {
        nothing_there_yet(tx)?;
    }
    if told_all && !taken.again && !epoch::is_downloading(tx)? {
        for (kind, id) in tx.forget_doubted()? {
            taken.directory.push((kind, id, None));
            tx.event(project::event::DIRECTORY, id)?;
        }
    }
    if standing.settling && told_all && !taken.again {
        taken.renamed.all_if(epoch::settle(tx, identity, &mut standing)?);
    }
    if told_all && !taken.again && !answer.carried {
        taken.renamed.all_if(recover::say_again(tx, core, identity, &standing)?);
        reseal::heard(tx)?;
    }
    taken.again |= retire(tx, identity, &mut core.chance(), &standing)?;
    let orders = response.orders.iter().filter(|order| match order {
        Order::Wipe => !answer.carried,
        _ => true,
    });
    for order in orders {
        obey(tx, identity, &mut standing, order, &mut taken)?;
    }
    if response.grants.is_some() {
        crate::conflicts::take_asked(tx, &response.orders)?;
    }
    if response.horizon > standing.horizon {
        standing.horizon = response.horizon;
        outgoing::forget(tx, &standing, response.horizon)?;
    }
    tx.set_meta(meta::STANDING, &json(&standing))?;
    Ok(taken)
}

/// The hub had nothing to send of the streams that are still at their beginning: they are empty,
/// and as complete as a download makes them.
fn nothing_there_yet(tx: &mut Tx<'_>) -> Result<(), CoreError> {
    for row in tx.streams()? {
        if row.state == StreamState::Downloading && row.cursor == 0 && row.resume == 0 {
            tx.put_stream(&StreamRow { state: StreamState::Live, ..row })?;
        }
    }
    Ok(())
}

fn verdict(
    tx: &mut Tx<'_>,
    core: &Core,
    identity: &Identity,
    standing: &mut Standing,
    answer: &Answer<'_>,
    taken: &mut Taken,
) -> Result<(), CoreError> {
    match &answer.response.verdict {
        None => {}
        Some(BatchVerdict::Judged { no, outcomes }) => {
            if answer.batch != Some(*no) {
                return Err(CoreError::at(Code::BadAnswer, "verdict"));
            }
            let speaker = speaker(core, identity, standing);
            let judgement = outgoing::judged(tx, &speaker, *no, outcomes)?;
            taken.received += judgement.accepted;
            taken.refused += judgement.refused.len() as u32;
            taken.renamed.all_if(!judgement.refused.is_empty());
            if judgement.reincarnate {
                standing.incarnation += 1;
            }
        }
        Some(BatchVerdict::ResendExplicit) => {
            taken.batch_mode =
                if answer.mode == Mode::Predicted { Mode::Explicit } else { Mode::Verbatim };
        }
        Some(BatchVerdict::ResendVerbatim) => taken.batch_mode = Mode::Verbatim,
        Some(BatchVerdict::Expected(_) | BatchVerdict::Forked) if answer.carried => {}
        Some(BatchVerdict::Expected(no)) => {
            // Within one epoch no hub may forget what it acknowledged. One that was restored says
            // so by a new epoch.
            if !taken.again {
                return Err(CoreError::at(Code::HubBehind, "batch"));
            }
            // Say everything after it again. Hearing of the new epoch may have opened the batches
            // already; what counts is whether they are kept.
            tx.reopen_batches(no.saturating_sub(1))?;
            if tx.batch(*no)?.is_none() {
                standing.barred = Some(Barred::EnrolAgain);
                taken.barred = Some(Code::EnrolAgain);
            }
            taken.again = true;
        }
        Some(BatchVerdict::Forked) => {
            standing.barred = Some(Barred::EnrolAgain);
            taken.barred = Some(Code::EnrolAgain);
        }
        // A person at the hub has it; here it stays sent and unconfirmed.
        Some(BatchVerdict::Quarantined { no }) if answer.batch == Some(*no) => {
            tx.acknowledge(*no)?;
            taken.quarantined = true;
        }
        Some(BatchVerdict::Quarantined { .. }) => {
            return Err(CoreError::at(Code::BadAnswer, "verdict"));
        }
    }
    Ok(())
}

fn obey(
    tx: &mut Tx<'_>,
    identity: &Identity,
    standing: &mut Standing,
    order: &Order,
    taken: &mut Taken,
) -> Result<(), CoreError> {
    match order {
        Order::Wipe => {
            standing.barred = Some(Barred::Wipe);
            taken.barred = Some(Code::Revoked);
        }
        Order::OnlineKey { key, certificate } => {
            let key: [u8; 32] = key.as_slice().try_into().map_err(|_| Code::BadAnswer)?;
            let root = gridwork_seal::VerifyingKey(identity.root);
            gridwork_sync::enrol::verify_online_key(&root, &key, certificate)?;
            let renewed = Identity { online: key, ..identity.clone() };
            tx.set_meta(meta::IDENTITY, &json(&renewed))?;
        }
        Order::FileHeld { hash } => crate::files::held(tx, hash)?,
        // What is asked is taken as a whole, with the table of grants.
        Order::Asked { .. } => {}
    }
    Ok(())
}

/// Takes the updates of one answer.
struct Receiver<'a> {
    identity: &'a Identity,
    chance: Chance<'a>,
    standing: &'a Standing,
    documents: BTreeSet<Id>,
    objects: BTreeMap<Id, u16>,
    /// In which stream an object was last spoken of.
    heard: BTreeMap<Id, u8>,
    /// How many entries of an object a first download brought: it tells no numbers, only their order.
    downloaded: BTreeMap<Id, u64>,
    taken: &'a mut Taken,
    /// Now, by this device.
    at: Moment,
    /// Set when something is said again without what was erased.
    fell: bool,
}

impl Receiver<'_> {
    fn update(&mut self, tx: &mut Tx<'_>, index: u8, bytes: &[u8]) -> Result<Stand, CoreError> {
        let mut row = tx.stream(index)?.ok_or(CoreError::at(Code::BadAnswer, "stream"))?;
        let update = Update::read(bytes, index, &DeviceShared::for_update(tx), &Limits::default())?;
        match update {
            Update::Entries(entries) => {
                let mut head = head_of(&row)?;
                for entry in entries {
                    let content = self.entry(tx, &mut row, Some(head.number + 1), entry)?;
                    head.advance(&content);
                }
                row.cursor = head.number;
                row.state = StreamState::Live;
                row.head = keep_head(&head);
                tx.put_stream(&row)?;
                Ok(Stand { stream: row.stream, number: head.number, head: head.hash })
            }
            Update::Page(page) => {
                if row.state == StreamState::Live && page.upto < row.cursor {
                    // The hub does not know what it numbered itself, and says so by no new epoch.
                    return Err(CoreError::at(Code::HubBehind, "cursor"));
                }
                for entry in page.entries {
                    self.entry(tx, &mut row, None, entry)?;
                }
                row.next_ordinal = page.next_ordinal;
                match page.then {
                    Then::Next(token) => {
                        row.resume = token;
                        tx.put_stream(&row)?;
                        Ok(Stand { stream: row.stream, number: 0, head: [0; 32] })
                    }
                    Then::Complete { head, ratchet } => {
                        let ratchet = Ratchet::from_bytes(&ratchet)
                            .map_err(|_| CoreError::at(Code::BadAnswer, "ratchet"))?;
                        let head = StreamHead { number: page.upto, hash: head, ratchet };
                        row.cursor = head.number;
                        row.resume = 0;
                        row.state = StreamState::Live;
                        row.head = keep_head(&head);
                        tx.put_stream(&row)?;
                        Ok(Stand { stream: row.stream, number: head.number, head: head.hash })
                    }
                }
            }
        }
    }

    /// Takes one entry; `number` is `None` in a first download. Returns its content for the head.
    fn entry(
        &mut self,
        tx: &mut Tx<'_>,
        row: &mut StreamRow,
        number: Option<u64>,
        entry: Entry,
    ) -> Result<Hash, CoreError> {
        let state = EntryState::Numbered { number: number.unwrap_or(0) };
        let content = entry.body.content();
        match entry.body {
            EntryBody::Own { step } => return self.own(tx, row, state, step),
            EntryBody::Change { document, founding, ordinal, raw, hash } => {
                self.change(tx, row, state, document, founding, ordinal, &raw, hash)?;
            }
            EntryBody::Ledger { author, entry, effective } => {
                // An object comes whole, in the hub's order, in one page: what is kept here already
                // must not stay in the order in which it was written here. These places lie below
                // every number that comes later.
                let state = match number {
                    Some(_) => state,
                    None => {
                        let place = self.downloaded.entry(entry.object).or_default();
                        *place += 1;
                        EntryState::Numbered { number: *place }
                    }
                };
                let outcome = if effective { Outcome::Accepted } else { Outcome::Ineffective };
                let added = tx.add_ledger(NewLedger {
                    stream: row.index,
                    author,
                    entry: &entry,
                    class: row.stream.class,
                    purpose: row.stream.purpose,
                    state,
                    outcome: Some(outcome),
                })?;
                // An id names one entry. Another one that comes under it settles nothing here.
                let same = |kept: &LedgerRow| !added.new && kept.entry == entry;
                if let Some(kept) = tx.ledger_no(added.no)?.filter(same) {
                    // It may stand in several streams. Where it stood may have been forgotten, or be
                    // withdrawn and here only for what waits in it.
                    let stands = matches!(kept.state, EntryState::Numbered { .. })
                        && tx
                            .stream(kept.stream)?
                            .is_some_and(|kept| kept.state != StreamState::Withdrawn);
                    let stream = if stands { kept.stream } else { row.index };
                    tx.settle_ledger(added.no, state, outcome, None)?;
                    tx.set_ledger_origin(added.no, author, stream)?;
                }
                self.heard.insert(entry.object, row.index);
                self.objects.insert(entry.object, entry.kind);
            }
            EntryBody::Directory(item) => {
                let body = (!item.body.is_empty()).then_some(item.body);
                match &body {
                    Some(body) => tx.put_directory(&DirectoryRow {
                        kind: item.kind,
                        id: item.id,
                        number: number.unwrap_or(0),
                        body: body.clone(),
                    })?,
                    None => tx.delete_directory(item.kind, item.id)?,
                }
                self.taken.directory.push((item.kind, item.id, body));
                tx.event(project::event::DIRECTORY, item.id)?;
            }
            EntryBody::Sealed { author, record } => {
                let kept = RecordRow {
                    id: record.id,
                    stream: row.index,
                    author,
                    state,
                    envelope: cbor(&record),
                };
                let added = tx.put_record(&kept)?;
                if !added.new {
                    tx.set_record_state(added.no, state)?;
                }
            }
            EntryBody::Removed { entity } => self.removed(tx, row, entity)?,
            EntryBody::Erased(erasure) => {
                let speaker =
                    Speaker { identity: self.identity, standing: self.standing, at: self.at };
                let fell = regrow::fall_with_erased(tx, &speaker, erasure.id)?;
                self.fell |= fell > 0;
                self.taken.refused += fell;
                // The acts on a household stand under its id and go on with it, if it does: whether, is
                // known when all of the answer is here (`erased::sweep`).
                let acts = tx.ledger(erasure.id)?;
                let what = match acts.iter().all(|act| act.entry.kind == ledger::kind::ROSTER) {
                    true => Erasable::Document(erasure.id),
                    false => Erasable::Entity(erasure.id),
                };
                tx.erase(what, erasure.class, erasure.at, &erasure.basis)?;
                self.documents.remove(&erasure.id);
                self.objects.remove(&erasure.id);
                self.taken.renamed = Renamed::All;
                tx.event(project::event::HOUSEHOLD, erasure.id)?;
            }
        }
        content.ok_or(CoreError::at(Code::BadAnswer, "entry"))
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one entry")]
    fn change(
        &mut self,
        tx: &mut Tx<'_>,
        row: &mut StreamRow,
        state: EntryState,
        document: Id,
        founding: Option<Founding>,
        ordinal: Option<u32>,
        raw: &[u8],
        hash: Hash,
    ) -> Result<(), CoreError> {
        match (tx.document(document)?, founding) {
            (Some(known), _) if known.stream == row.index && known.ordinal.is_some() => {}
            (known, founding) => {
                let founding = founding
                    .or(known.map(|known| known.founding))
                    .ok_or(CoreError::at(Code::BadAnswer, "founding"))?;
                if founding.document() != document {
                    return Err(CoreError::at(Code::BadAnswer, "founding"));
                }
                let ordinal = ordinal.unwrap_or(row.next_ordinal);
                tx.put_document(&DocumentRow {
                    id: document,
                    founding,
                    stream: row.index,
                    ordinal: Some(ordinal),
                    class: row.stream.class,
                    purpose: row.stream.purpose,
                })?;
                row.next_ordinal = row.next_ordinal.max(ordinal + 1);
            }
        }
        let author = actor_device(raw)?;
        let added =
            tx.add_change(NewChange { document, hash, raw, author, state, intent: None })?;
        if !added.new {
            tx.set_change_state(added.no, state)?;
        }
        self.documents.insert(document);
        Ok(())
    }

    fn own(
        &mut self,
        tx: &mut Tx<'_>,
        row: &mut StreamRow,
        state: EntryState,
        step: u64,
    ) -> Result<Hash, CoreError> {
        let item = outgoing::item_of_step(tx, self.standing, step)?
            .ok_or(CoreError::at(Code::BadAnswer, "own step"))?;
        match item {
            ItemRef::Change(no) => {
                let change = tx.change(no)?.ok_or(CoreError::at(Code::BadAnswer, "own change"))?;
                let known = tx.document(change.document)?.ok_or(Code::Damaged)?;
                if known.ordinal.is_none() {
                    let ordinal = Some(row.next_ordinal);
                    row.next_ordinal += 1;
                    tx.put_document(&DocumentRow { ordinal, ..known })?;
                }
                tx.set_change_state(no, state)?;
                Ok(change_content(&change.hash))
            }
            ItemRef::Ledger(no) => {
                let kept = tx.ledger_no(no)?.ok_or(CoreError::at(Code::BadAnswer, "own entry"))?;
                let outcome = kept.outcome.ok_or(CoreError::at(Code::BadAnswer, "own entry"))?;
                tx.settle_ledger(no, state, outcome, None)?;
                self.objects.insert(kept.entry.object, kept.entry.kind);
                let effective = outcome == Outcome::Accepted;
                Ok(ledger_content(self.identity.device, effective, &kept.entry))
            }
            ItemRef::Record(no) => {
                let kept = tx.record_no(no)?.ok_or(CoreError::at(Code::BadAnswer, "own record"))?;
                tx.set_record_state(no, state)?;
                let record = minicbor::decode(&kept.envelope).map_err(|_| Code::Damaged)?;
                Ok(sealed_content(self.identity.device, &record))
            }
        }
    }

    fn removed(&mut self, tx: &mut Tx<'_>, row: &StreamRow, entity: Id) -> Result<(), CoreError> {
        // It may have come to another stream of this device already: a household that moved between
        // two cells of one worker left one of them and lives on in the other.
        let document = tx.ordinal_of(entity)?.map(|(stream, _)| stream);
        let said = document.or(self.heard.get(&entity).copied());
        if let Some(stream) = said.filter(|stream| *stream != row.index) {
            // What was said of it went along.
            return Ok(tx.refile_ledger(entity, row.index, stream)?);
        }
        let elsewhere = tx.ledger(entity)?.last().is_some_and(|kept| kept.stream != row.index);
        if !tx.has_document(entity)? && elsewhere {
            return Ok(());
        }
        if !removed_now(tx, self.identity, &mut self.chance, entity)? {
            let Leaving(mut leaving) = json_meta(tx, meta::LEAVING)?.unwrap_or_default();
            leaving.insert(entity);
            tx.set_meta(meta::LEAVING, &json(&Leaving(leaving)))?;
        }
        self.documents.remove(&entity);
        self.objects.remove(&entity);
        self.taken.renamed = Renamed::All;
        tx.event(project::event::HOUSEHOLD, entity)?;
        Ok(())
    }

    /// What came to a stream of this device again, after it had left another, does not leave any more, and
    /// what was said of it goes along.
    fn returned(&self, tx: &mut Tx<'_>) -> Result<(), CoreError> {
        let Some(Leaving(leaving)) = json_meta(tx, meta::LEAVING)? else { return Ok(()) };
        let (back, leaving): (BTreeSet<Id>, BTreeSet<Id>) = leaving
            .into_iter()
            .partition(|id| self.documents.contains(id) || self.objects.contains_key(id));
        for id in back {
            let document = tx.ordinal_of(id)?.map(|(stream, _)| stream);
            let Some(to) = document.or(self.heard.get(&id).copied()) else { continue };
            for kept in tx.ledger(id)?.iter().filter(|kept| kept.stream != to) {
                tx.refile_ledger(id, kept.stream, to)?;
            }
        }
        Ok(tx.set_meta(meta::LEAVING, &json(&Leaving(leaving)))?)
    }

    fn project(self, tx: &mut Tx<'_>) -> Result<(), CoreError> {
        for id in self.documents {
            let Some(row) = tx.document(id)? else { continue };
            let changes = tx.changes(id)?;
            let document =
                Document::replay(&row.founding, changes.iter().map(|c| c.raw.as_slice()))
                    .map_err(|_| CoreError::at(Code::BadAnswer, "document"))?;
            document.verify_reload()?;
            project::document(tx, &document)?;
            self.taken.renamed.document(&row.founding);
        }
        for (object, kind) in self.objects {
            project::object(tx, object, kind)?;
        }
        Ok(())
    }
}

fn head_of(row: &StreamRow) -> Result<StreamHead, CoreError> {
    let (hash, ratchet) =
        row.head.split_first_chunk::<32>().ok_or(CoreError::at(Code::BadAnswer, "head"))?;
    let ratchet = Ratchet::from_bytes(ratchet).map_err(|_| CoreError::at(Code::Damaged, "head"))?;
    Ok(StreamHead { number: row.cursor, hash: *hash, ratchet })
}

fn keep_head(head: &StreamHead) -> Vec<u8> {
    [head.hash.as_slice(), &head.ratchet.to_bytes()].concat()
}

/// The device that wrote a change, from its actor.
fn actor_device(raw: &[u8]) -> Result<u32, CoreError> {
    gridwork_document::author(raw).ok_or(CoreError::at(Code::BadAnswer, "actor"))
}
