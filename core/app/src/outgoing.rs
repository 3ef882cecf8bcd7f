//! The outbox on its way: what waits becomes a numbered, chained batch, kept before it is sent and
//! framed anew against what both ends know each time it is sent.

use gridwork_model::{Id, Outcome, Refusal, StreamId};
use gridwork_seal::{Hash, Salt};
use gridwork_store::{
    BatchRow, DraftNo, DraftRow, EntryState, ItemRef, NewBatch, OutboxItem, OutboxNo, Reader, Tx,
};
use gridwork_sync::limits::BATCH_ITEMS;
use gridwork_sync::{Batch, Body, Item, SealedRecord};

use crate::core::{json, json_meta};
use crate::identity::{Identity, Standing};
use crate::say::{Draft, Intent, Speaker, stream_of};
use crate::{Code, CoreError, deeds, project, regrow, rescue};

/// Raw bytes of changes that one batch holds at most; on GPRS a batch is then a minute at the worst.
const BATCH_BYTES: usize = 256 << 10;

/// How far behind the end of a batch the act of a deed may stand.
const DEED_ITEMS: u32 = 3;

/// The batch to be sent behind batch `after` (0: the first one), and its hash in the chain: one without
/// an answer, or a new one of what waits. All purposes are open (`Core::unlocked`).
pub(crate) fn next(
    tx: &mut Tx<'_>,
    identity: &Identity,
    standing: &mut Standing,
    after: u64,
) -> Result<Option<(Batch, Hash)>, CoreError> {
    if let Some(row) = tx.pending_batch_after(after)? {
        return Ok(Some((rebuild(tx, &row)?, row.hash)));
    }
    let mut items = Vec::new();
    let mut taken: Vec<OutboxItem> = Vec::new();
    let mut bytes = 0;
    let all_waiting = tx.waiting(BATCH_ITEMS as u32 + DEED_ITEMS)?;
    for waiting in all_waiting.iter().take(BATCH_ITEMS) {
        let body = known(tx, body_of(tx, waiting.item)?, &items)?;
        bytes += size_of(&body);
        if bytes > BATCH_BYTES && !items.is_empty() {
            break;
        }
        items.push(Item { stream: waiting.stream, body });
        taken.push(*waiting);
    }
    let next: Vec<ItemRef> =
        all_waiting[taken.len()..].iter().map(|waiting| waiting.item).collect();
    let before: Vec<_> =
        taken.iter().map(|kept| kept.item).zip(items.iter().map(document_of)).collect();
    let cut_off = deeds::cut_off(tx, &before, &next)?;
    if cut_off < items.len() {
        items.truncate(items.len() - cut_off);
        taken.truncate(items.len());
    }
    if items.is_empty() {
        return Ok(None);
    }
    for waiting in &taken {
        mark(tx, waiting.item, EntryState::Sent { batch: standing.batch + 1 })?;
    }
    let batch = Batch { no: standing.batch + 1, prev: standing.chain, items };
    let mut ratchet = standing.ratchet()?;
    let first_step = ratchet.step();
    let streams = tx.streams()?;
    let stream_id = |index| -> Option<StreamId> {
        streams.iter().find(|row| row.index == index).map(|row| row.stream)
    };
    let commitment = batch.commit(identity.device, &mut ratchet, stream_id)?;
    let sealed: Vec<(OutboxNo, Salt, Hash)> = taken
        .into_iter()
        .map(|waiting| waiting.no)
        .zip(commitment.salts.iter().copied().zip(commitment.leaves.iter().copied()))
        .map(|(no, (salt, leaf))| (no, salt, leaf))
        .collect();
    let (no, prev, hash) = (batch.no, batch.prev, commitment.hash);
    tx.put_batch(&NewBatch { no, prev, hash, frame: &[], items: &sealed })?;
    tx.set_meta(&span_name(no), &json(&first_step))?;
    standing.batch = no;
    standing.chain = hash;
    standing.ratchet = ratchet.to_bytes().to_vec();
    Ok(Some((batch, hash)))
}

/// The items of a kept batch as they were said; of what is gone from here, its proof.
fn rebuild(r: &Reader<'_>, row: &BatchRow) -> Result<Batch, CoreError> {
    let mut items = Vec::with_capacity(row.items.len());
    for kept in &row.items {
        let body = match kept.item {
            Some(item) => known(r, body_of(r, item)?, &items)?,
            None => rescue::withheld(r, kept)?,
        };
        items.push(Item { stream: kept.stream, body });
    }
    Ok(Batch { no: row.no, prev: row.prev, items })
}

/// What an item says, to somebody who knows nothing else.
pub(crate) fn body_of(r: &Reader<'_>, item: ItemRef) -> Result<Body, CoreError> {
    Ok(match item {
        ItemRef::Change(no) => {
            let change = r.change(no)?.ok_or(Code::Damaged)?;
            let row = r.document(change.document)?.ok_or(Code::Damaged)?;
            Body::Change {
                document: row.id,
                founding: Some(row.founding),
                raw: change.raw,
                hash: change.hash,
            }
        }
        ItemRef::Ledger(no) => Body::Ledger(r.ledger_no(no)?.ok_or(Code::Damaged)?.entry),
        ItemRef::Record(no) => {
            let row = r.record_no(no)?.ok_or(Code::Damaged)?;
            let record: SealedRecord =
                minicbor::decode(&row.envelope).map_err(|_| Code::Damaged)?;
            Body::Sealed(record)
        }
    })
}

/// The same without the founding of a document that the hub has, or that stands before in its batch.
fn known(r: &Reader<'_>, mut body: Body, before: &[Item]) -> Result<Body, CoreError> {
    if let Body::Change { document, founding, .. } = &mut body {
        let named = before.iter().any(|item| document_of(item) == Some(*document));
        if named || matches!(r.ordinal_of(*document)?, Some((_, Some(_)))) {
            *founding = None;
        }
    }
    Ok(body)
}

fn document_of(item: &Item) -> Option<Id> {
    match &item.body {
        Body::Change { document, .. } => Some(*document),
        Body::Ledger(_) | Body::Sealed(_) | Body::Withheld(_) => None,
    }
}

fn size_of(body: &Body) -> usize {
    match body {
        Body::Change { raw, .. } => raw.len(),
        Body::Ledger(entry) => entry.body.len() + 80,
        Body::Sealed(record) => record.sealed.len() + 80,
        Body::Withheld(withheld) => withheld.sealed.len() + 80,
    }
}

/// Whether the hub has numbered an item already, although it waits here: a restored phone says again
/// what its former self had sent, and may hear of it before it is judged.
fn numbered(r: &Reader<'_>, item: ItemRef) -> Result<bool, CoreError> {
    let state = match item {
        ItemRef::Change(no) => r.change(no)?.map(|row| row.state),
        ItemRef::Ledger(no) => r.ledger_no(no)?.map(|row| row.state),
        ItemRef::Record(no) => r.record_no(no)?.map(|row| row.state),
    };
    Ok(matches!(state, Some(EntryState::Numbered { .. })))
}

/// Notes how far an item has come; one that has its number keeps it.
fn mark(tx: &mut Tx<'_>, item: ItemRef, state: EntryState) -> Result<(), CoreError> {
    if numbered(tx, item)? {
        return Ok(());
    }
    match item {
        ItemRef::Change(no) => tx.set_change_state(no, state)?,
        ItemRef::Ledger(no) => tx.set_ledger_state(no, state)?,
        ItemRef::Record(no) => tx.set_record_state(no, state)?,
    }
    Ok(())
}

fn span_name(no: u64) -> String {
    format!("batch/{no}")
}

/// The item of a step in this device's chain; `None` if its batch is not kept any more.
pub(crate) fn item_of_step(
    r: &Reader<'_>,
    standing: &Standing,
    step: u64,
) -> Result<Option<ItemRef>, CoreError> {
    let mut no = standing.batch;
    while no > 0 {
        let Some(first) = json_meta::<u64>(r, &span_name(no))? else { return Ok(None) };
        if first <= step {
            return Ok(r.item_at(no, step - first)?);
        }
        no -= 1;
    }
    Ok(None)
}

/// Forgets what a verified backup of the hub holds.
pub(crate) fn forget(tx: &mut Tx<'_>, standing: &Standing, upto: u64) -> Result<(), CoreError> {
    tx.forget_batches(upto)?;
    for no in (1..upto).rev() {
        if tx.meta(&span_name(no))?.is_none() {
            break;
        }
        if no < standing.batch {
            tx.delete_meta(&span_name(no))?;
        }
    }
    Ok(())
}

/// Takes the hub's verdict on a batch: accepted entries wait for their numbers, refused ones come
/// back as drafts, and what was built on them is said again under a new actor.
pub(crate) fn judged(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    no: u64,
    outcomes: &[Outcome],
) -> Result<Judgement, CoreError> {
    let row = match tx.batch(no)? {
        Some(row) if row.state == gridwork_store::BatchState::Pending => row,
        // Judged before; the answer to a repeated request says the same again.
        Some(_) => return Ok(Judgement::default()),
        None => return Err(Code::BadAnswer.into()),
    };
    if row.items.len() != outcomes.len() {
        return Err(Code::BadAnswer.into());
    }
    let mut judgement = Judgement::default();
    for (kept, outcome) in row.items.iter().zip(outcomes) {
        let Some(item) = kept.item else { continue };
        match (item, outcome) {
            (ItemRef::Change(_) | ItemRef::Record(_), Outcome::Accepted) => {
                mark(tx, item, EntryState::Accepted)?;
                judgement.accepted += 1;
            }
            (ItemRef::Ledger(entry), Outcome::Accepted | Outcome::Ineffective) => {
                if !numbered(tx, item)? {
                    tx.settle_ledger(entry, EntryState::Accepted, *outcome, None)?;
                }
                judgement.accepted += 1;
                judgement.reproject_ledger(tx, entry)?;
            }
            (item, Outcome::Refused(refusal)) => {
                judgement.refused.push((item, *refusal));
            }
            // A person at the hub has it: neither received nor refused. Its grant is gone, and what
            // the hub holds keeps nothing of the lost cell here.
            (ItemRef::Ledger(entry), Outcome::Quarantined) => {
                tx.settle_ledger(entry, EntryState::Accepted, *outcome, None)?;
            }
            (item, Outcome::Quarantined) => mark(tx, item, EntryState::Accepted)?,
            // A change or record is never merely ineffective.
            (item, _) => judgement.refused.push((item, Refusal::Malformed)),
        }
    }
    tx.acknowledge(no)?;
    regrow::take_back(tx, speaker, &row, &mut judgement)?;
    for (object, kind) in std::mem::take(&mut judgement.touched) {
        project::object(tx, object, kind)?;
    }
    Ok(judgement)
}

/// What a verdict changed.
#[derive(Default)]
pub(crate) struct Judgement {
    /// Entries the hub holds now.
    pub accepted: u32,
    /// Entries refused.
    pub refused: Vec<(ItemRef, Refusal)>,
    /// Set when changes were said again: the actor has a new incarnation.
    pub reincarnate: bool,
    /// Objects whose ledger changed.
    pub touched: Vec<(Id, u16)>,
}

impl Judgement {
    fn reproject_ledger(
        &mut self,
        tx: &mut Tx<'_>,
        no: gridwork_store::LedgerNo,
    ) -> Result<(), CoreError> {
        if let Some(row) = tx.ledger_no(no)? {
            self.touched.push((row.entry.object, row.entry.kind));
        }
        Ok(())
    }
}

pub(crate) fn parse_intent(bytes: Option<&[u8]>) -> Result<Option<Intent>, CoreError> {
    match bytes {
        None => Ok(None),
        Some(bytes) => gridwork_model::json::read(bytes)
            .map(Some)
            .map_err(|_| CoreError::at(Code::Damaged, "intent")),
    }
}

pub(crate) fn draft(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    object: Id,
    stream: u8,
    reason: Refusal,
    draft: &Draft,
) -> Result<(), CoreError> {
    if tx.erased(object)?.is_some() {
        // What was erased by law comes back as nobody's draft.
        return Ok(());
    }
    let (class, purpose) = stream_of(tx, stream)?;
    tx.add_draft(&DraftRow {
        no: DraftNo(0),
        object,
        stream,
        class,
        purpose,
        reason,
        at: speaker.at,
        payload: json(draft),
    })?;
    tx.event(project::event::DRAFT, object)?;
    Ok(())
}
