//! After damage: the copy that was set aside keeps what had not been sent. Once this installation is
//! enrolled again and has downloaded what the hub holds, all of it is said again; what the hub turns
//! out to have already is left alone, and what does not fit any more becomes a draft.

use std::path::{Path, PathBuf};

use gridwork_model::{Id, Refusal, StreamId};
use gridwork_store::{
    Durability, EntryState, ItemRef, NewItem, RecordRow, Salvage, Store, StreamState, Tx,
};

use crate::core::{Core, json, json_meta, meta};
use crate::exchange::speaker;
use crate::identity::{Identity, Standing};
use crate::outgoing::{draft, parse_intent};
use crate::say::{self, Draft, Speaker, Target, edit};
use crate::{CoreError, drafts};

/// Notes that a damaged copy holds work to be said again. A copy that was noted before and not yet
/// read stays where it is; the newer one holds what was done since.
pub(crate) fn remember(store: &Store, kept: &Path) -> Result<(), CoreError> {
    store.write(Durability::Full, |tx| {
        let mut folders: Vec<PathBuf> = json_meta(tx, meta::SALVAGE)?.unwrap_or_default();
        folders.push(kept.to_owned());
        Ok(tx.set_meta(meta::SALVAGE, &json(&folders))?)
    })
}

/// Says again what damaged copies kept, once everything the hub holds is here; returns whether
/// anything was said.
pub(crate) fn say_again(
    tx: &mut Tx<'_>,
    core: &Core,
    identity: &Identity,
    standing: &Standing,
) -> Result<bool, CoreError> {
    let Some(folders) = json_meta::<Vec<PathBuf>>(tx, meta::SALVAGE)? else { return Ok(false) };
    let streams = tx.streams()?;
    if streams.is_empty() || streams.iter().any(|row| row.state == StreamState::Downloading) {
        return Ok(false);
    }
    tx.delete_meta(meta::SALVAGE)?;
    let now = core.now(Some(standing));
    for folder in folders {
        let salvage = core.store.salvage(&folder, now)?;
        if is_of(&salvage, identity) {
            let speaker = speaker(core, identity, standing);
            Again { tx, salvage: &salvage, speaker: &speaker }.all()?;
        }
    }
    Ok(true)
}

/// Whether the copy is of the person who is enrolled now, on the same kind of hub. Another one's
/// unsent work is nobody else's to say; it stays in the copy.
fn is_of(salvage: &Salvage, identity: &Identity) -> bool {
    let kept = salvage.meta.iter().find(|(name, _)| name == meta::IDENTITY);
    let kept = kept.and_then(|(_, bytes)| gridwork_model::json::read::<Identity>(bytes).ok());
    kept.is_some_and(|kept| (kept.person, kept.training) == (identity.person, identity.training))
}

/// What is being said again.
struct Again<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    salvage: &'a Salvage,
    speaker: &'a Speaker<'a>,
}

impl Again<'_, '_> {
    fn all(&mut self) -> Result<(), CoreError> {
        self.changes()?;
        self.entries()?;
        self.records()?;
        for row in &self.salvage.drafts {
            let Some(index) = self.position(self.stream_of(row.stream)) else { continue };
            let said = drafts::read(row)?;
            draft(self.tx, self.speaker, row.object, index, row.reason, &said)?;
        }
        for kept in &self.salvage.files {
            let owner = kept.file.owner;
            let Some(index) = self.position(self.stream_of(kept.file.stream)) else { continue };
            let mut kept = kept.clone();
            kept.file.stream = index;
            self.tx.adopt_file(&kept)?;
            self.tx.event(crate::project::event::FILE, owner)?;
        }
        Ok(())
    }

    fn changes(&mut self) -> Result<(), CoreError> {
        for (row, change) in &self.salvage.changes {
            if self.tx.change_by_hash(row.id, &change.hash)?.is_some() {
                continue;
            }
            let Some(intent) = parse_intent(change.intent.as_deref())? else { continue };
            let target = Target { founding: intent.founding.clone(), stream: intent.stream };
            let then = Speaker { at: intent.at, ..*self.speaker };
            if edit(self.tx, &then, &target, intent.edits.clone(), false).is_err() {
                let stream = intent.stream;
                self.keep(row.id, stream, &Draft::Edits(intent))?;
            }
        }
        Ok(())
    }

    fn entries(&mut self) -> Result<(), CoreError> {
        for row in &self.salvage.ledger {
            let Some(stream) = self.stream_of(row.stream) else { continue };
            if self.tx.ledger_entry(row.entry.id)?.is_some() {
                continue;
            }
            let entry = row.entry.clone();
            if say::ledger(self.tx, self.speaker, &stream, &entry, false).is_err() {
                self.keep(entry.object, stream, &Draft::Ledger { stream, entry })?;
            }
        }
        Ok(())
    }

    /// Sealed records go as they are; nobody here can open them.
    fn records(&mut self) -> Result<(), CoreError> {
        for row in &self.salvage.records {
            let Some(index) = self.position(self.stream_of(row.stream)) else { continue };
            let author = self.speaker.identity.device;
            let kept = RecordRow { stream: index, author, state: EntryState::Local, ..row.clone() };
            let added = self.tx.put_record(&kept)?;
            if added.new {
                let item = ItemRef::Record(added.no);
                self.tx.enqueue(NewItem { item, stream: index, urgent: false })?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, object: Id, stream: StreamId, said: &Draft) -> Result<(), CoreError> {
        match self.position(Some(stream)) {
            Some(index) => draft(self.tx, self.speaker, object, index, Refusal::OutOfContext, said),
            // No longer this device's to say or to keep; it stays in the copy.
            None => Ok(()),
        }
    }

    /// The stream that a position in the copy speaks of.
    fn stream_of(&self, index: u8) -> Option<StreamId> {
        let row = self.salvage.streams.iter().find(|row| row.index == index)?;
        Some(row.stream)
    }

    /// Its position here.
    fn position(&self, stream: Option<StreamId>) -> Option<u8> {
        let rows = self.tx.streams().ok()?;
        rows.into_iter().find(|row| Some(row.stream) == stream).map(|row| row.index)
    }
}
