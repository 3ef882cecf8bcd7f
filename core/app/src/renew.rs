//! Becoming another device: what the hub has not judged is said again under the new device, because
//! the old chain cannot be continued (a restored copy, a fork, a hub that does not know the device).

use gridwork_model::Moment;
use gridwork_store::{BatchState, EntryState, ItemRef, NewItem, StreamRow, StreamState, Tx};

use crate::core::json_meta;
use crate::identity::{Identity, Standing};
use crate::say::{Intent, Speaker, Target, edit};
use crate::{Code, CoreError, say};

/// Turns everything unsettled into the new device's own, and forgets the old device's chain and
/// cursors: the first download after it brings what the hub has.
pub(crate) fn as_another_device(
    tx: &mut Tx<'_>,
    identity: &Identity,
    standing: &Standing,
    at: Moment,
) -> Result<(), CoreError> {
    let mut intents: Vec<Intent> = Vec::new();
    let mut ledgers = Vec::new();
    let mut unsettled: Vec<ItemRef> = tx.waiting(u32::MAX)?.into_iter().map(|i| i.item).collect();
    if let Some(batch) = tx.pending_batch()? {
        unsettled.splice(0..0, batch.items.into_iter().filter_map(|item| item.item));
    }
    for item in unsettled {
        match item {
            ItemRef::Change(no) => {
                let Some(change) = tx.change(no)? else { continue };
                if let Some(intent) = &change.intent {
                    intents.push(serde_json::from_slice(intent).map_err(|_| Code::Damaged)?);
                }
                tx.delete_change(no)?;
            }
            ItemRef::Ledger(no) => {
                let Some(row) = tx.ledger_no(no)? else { continue };
                let stream = tx.stream(row.stream)?.ok_or(Code::Damaged)?.stream;
                ledgers.push((stream, row.entry));
                tx.delete_ledger(no)?;
            }
            ItemRef::Record(no) => tx.set_record_state(no, EntryState::Local)?,
        }
    }
    if let Some(last) = tx.last_batch()? {
        if last.state == BatchState::Pending {
            tx.acknowledge(last.no)?;
        }
        tx.drop_batches()?;
        for no in 1..=last.no {
            let name = format!("batch/{no}");
            if json_meta::<u64>(tx, &name)?.is_some() {
                tx.delete_meta(&name)?;
            }
        }
    }
    for row in tx.streams()? {
        for id in tx.documents_in(row.index)? {
            if let Some(document) = tx.document(id)? {
                tx.put_document(&gridwork_store::DocumentRow { ordinal: None, ..document })?;
            }
            for change in tx.changes(id)? {
                if matches!(change.state, EntryState::Numbered { .. }) {
                    tx.set_change_state(change.no, EntryState::Accepted)?;
                }
            }
        }
        tx.put_stream(&StreamRow {
            epoch: standing.epoch,
            cursor: 0,
            next_ordinal: 0,
            state: StreamState::Downloading,
            resume: 0,
            head: Vec::new(),
            ..row
        })?;
    }
    let speaker = Speaker { identity, standing, at };
    for intent in intents {
        let target = Target { founding: intent.founding, stream: intent.stream };
        // What does not apply any more was said twice or is in the hub's copy already.
        let _ = edit(tx, &speaker, &target, intent.edits, false)?;
    }
    for (stream, entry) in ledgers {
        say::ledger(tx, &speaker, &stream, &entry, false)?;
    }
    let records: Vec<_> = tx.streams()?.iter().map(|row| row.index).collect();
    for index in records {
        for record in tx.records_in(index)? {
            if record.state == EntryState::Local
                && let Some(no) = tx.record_number(record.id)?
            {
                let item = ItemRef::Record(no);
                tx.enqueue(NewItem { item, stream: index, urgent: false, rescue: None })?;
            }
        }
    }
    Ok(())
}
