//! Becoming another device: what the hub has not judged is said again under the new device, because
//! the old chain cannot be continued (a restored copy, a fork, a hub that does not know the device).

use std::collections::BTreeSet;

use gridwork_document::Document;
use gridwork_model::{Id, LedgerEntry, Moment, Refusal, StreamId};
use gridwork_store::{EntryState, ItemRef, NewItem, Tx};

use crate::core::json_meta;
use crate::identity::{Identity, Standing};
use crate::outgoing::{Judgement, draft, parse_intent};
use crate::regrow::{deed, deeds_among};
use crate::say::{Draft, Intent, Speaker, Target, edit};
use crate::{Code, CoreError, epoch, project, say};

/// Something to be said again.
enum Again {
    Edits(Intent),
    Entry(StreamId, LedgerEntry),
    /// Whole or not at all.
    Deed {
        parts: Vec<Intent>,
        stream: StreamId,
        entry: LedgerEntry,
    },
}

/// Turns everything unsettled into the new device's own, and forgets the old device's chain and
/// cursors: the first download after it brings what the hub has.
pub(crate) fn as_another_device(
    tx: &mut Tx<'_>,
    identity: &Identity,
    standing: &Standing,
    at: Moment,
) -> Result<(), CoreError> {
    // In the order they were said, so that an act stays behind the changes that carry it out.
    let mut again: Vec<(Again, bool)> = Vec::new();
    let mut touched: BTreeSet<Id> = BTreeSet::new();
    let waiting = tx.waiting(u32::MAX)?.into_iter().map(|kept| (kept.item, kept.urgent));
    let mut unsettled: Vec<(ItemRef, bool)> = waiting.collect();
    let pending = tx.pending_batches()?.into_iter().flat_map(|batch| batch.items);
    let sent: Vec<_> = pending.filter_map(|kept| Some((kept.item?, kept.urgent))).collect();
    unsettled.splice(0..0, sent);
    let items: Vec<ItemRef> = unsettled.iter().map(|(item, _)| *item).collect();
    let mut judgement = Judgement::default();
    let mut deeds = deeds_among(tx, &items, |_| true)?;
    for (item, urgent) in unsettled {
        match item {
            ItemRef::Change(no) => {
                let Some(change) = tx.change(no)? else { continue };
                touched.insert(change.document);
                // What carries out a deed is said again with it.
                if !deeds.iter().any(|deed| deed.parts.contains(&no)) {
                    let intent = parse_intent(change.intent.as_deref())?;
                    again.extend(intent.map(|meant| (Again::Edits(meant), urgent)));
                    tx.delete_change(no)?;
                }
            }
            ItemRef::Ledger(no) => {
                if let Some(at) = deeds.iter().position(|deed| deed.act == no) {
                    let deed = deeds.swap_remove(at);
                    let (parts, _) = deed.take_out(tx, &mut judgement)?;
                    let (stream, entry) = (deed.stream, deed.entry);
                    again.push((Again::Deed { parts, stream, entry }, urgent));
                    continue;
                }
                let Some(row) = tx.ledger_no(no)? else { continue };
                let stream = tx.stream(row.stream)?.ok_or(Code::Damaged)?.stream;
                again.push((Again::Entry(stream, row.entry), urgent));
                tx.delete_ledger(no)?;
            }
            ItemRef::Record(no) => tx.set_record_state(no, EntryState::Local)?,
        }
    }
    if let Some(last) = tx.last_batch()? {
        for batch in tx.pending_batches()? {
            tx.acknowledge(batch.no)?;
        }
        tx.drop_batches()?;
        for no in 1..=last.no {
            let name = format!("batch/{no}");
            if json_meta::<u64>(tx, &name)?.is_some() {
                tx.delete_meta(&name)?;
            }
        }
    }
    epoch::download_anew(tx, standing.epoch)?;
    let speaker = Speaker { identity, standing, at };
    for document in touched {
        keep_what_stands(tx, document)?;
    }
    for (said, urgent) in again {
        match said {
            Again::Edits(intent) => {
                let target = Target { founding: intent.founding.clone(), stream: intent.stream };
                let then = Speaker { at: intent.at, ..speaker };
                if edit(tx, &then, &target, intent.edits.clone(), urgent).is_err() {
                    // What does not apply here and now may well apply once the download has come, or
                    // was said by somebody else meanwhile: a person decides, nothing is dropped.
                    let (document, stream) = (intent.founding.document(), intent.stream);
                    keep(tx, &speaker, document, &stream, &Draft::Edits(intent))?;
                }
            }
            Again::Deed { parts, stream, entry } => {
                let then = Speaker { at: parts.first().map_or(at, |part| part.at), ..speaker };
                deed(tx, &then, parts, stream, entry)?;
            }
            Again::Entry(stream, entry) => {
                if say::ledger(tx, &speaker, &stream, &entry, urgent).is_err() {
                    let object = entry.object;
                    keep(tx, &speaker, object, &stream, &Draft::Ledger { stream, entry })?;
                }
            }
        }
    }
    for (object, kind) in judgement.touched {
        project::object(tx, object, kind)?;
    }
    let waiting: Vec<_> = tx.waiting(u32::MAX)?.into_iter().map(|kept| kept.item).collect();
    let records: Vec<_> = tx.streams()?.iter().map(|row| row.index).collect();
    for index in records {
        for record in tx.records_in(index)? {
            if record.state == EntryState::Local
                && let Some(no) = tx.record_number(record.id)?
            {
                let item = ItemRef::Record(no);
                if !waiting.contains(&item) {
                    tx.enqueue(NewItem { item, stream: index, urgent: false })?;
                }
            }
        }
    }
    Ok(())
}

/// Drops from a document what cannot stand without the changes that were just taken out: what others
/// built on them. The hub sends it again if it has it, and whoever wrote it says it again if not.
fn keep_what_stands(tx: &mut Tx<'_>, id: Id) -> Result<(), CoreError> {
    let Some(row) = tx.document(id)? else { return Ok(()) };
    let mut standing = Document::found(&row.founding)?;
    let mut kept = 0;
    for change in tx.changes(id)? {
        match standing.apply(&change.raw) {
            Ok(_) => kept += 1,
            Err(_) => tx.delete_change(change.no)?,
        }
    }
    match kept {
        0 => Ok(()),
        _ => project::document(tx, &standing),
    }
}

/// Keeps as a draft what could not be said again.
fn keep(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    object: Id,
    stream: &StreamId,
    said: &Draft,
) -> Result<(), CoreError> {
    let index = tx.streams()?.into_iter().find(|row| row.stream == *stream).map(|row| row.index);
    let refusal = Refusal::BuildsOnRefused;
    draft(tx, speaker, object, index.ok_or(Code::Damaged)?, refusal, said)
}
