//! What goes down: the entries of each stream after the device's cursor, or pages of a first
//! download (DESIGN §4 "Snapshots").

use std::collections::BTreeSet;

use gridwork_document::codec::{Mode, Nothing};
use gridwork_model::{Founding, Id, ledger};
use gridwork_seal::Ratchet;
use gridwork_sync::request::Cursor;
use gridwork_sync::response::Stand;
use gridwork_sync::update::{Entry, EntryBody, Page, Then};
use gridwork_sync::{Update, limits};
use minicbor::{Decode, Encode};

use super::prefix::Prefix;
use crate::admission::ledger::ledger_entity;
use crate::devices::{DeviceRecord, GrantRow};
use crate::storage::drawer::{key, load, store};
use crate::storage::rows::kind;
use crate::storage::{Drawer, EntryRow, HeadRow, Membership, Placed, Reading, StorageError};
use crate::streams::{OTHER_ORDINALS, open_payload};
use crate::{Done, Hub, HubError};

/// What an entry costs at least on the wire, bytes; turns a budget of bytes into one of entries.
const ENTRY_BYTES_MIN: usize = 6;

/// Stays looked at for one page; a page ends by size long before.
const PAGE_STAYS: usize = 512;

/// Page tokens from here on go through what left the stream, by number; those before through what is
/// there, by ordinal.
const DEPARTURES: u64 = 1 << 33;

/// A first download under way: where the stream stood when it began.
#[derive(Clone, Encode, Decode)]
struct Paging {
    #[n(0)]
    upto: u64,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    head: [u8; 32],
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    ratchet: Vec<u8>,
    #[n(3)]
    next_ordinal: u32,
}

/// What an answer carries of the streams.
#[derive(Default)]
pub(crate) struct Down {
    /// Updates by index.
    pub updates: Vec<(u8, Vec<u8>)>,
    /// Where each updated stream stands after its update.
    pub stands: Vec<Stand>,
    /// Whether there is more.
    pub more: bool,
}

/// Gathers updates for one device.
pub(crate) struct Gather<'a> {
    pub(crate) hub: &'a Hub,
    pub(crate) r: &'a dyn Reading,
    pub(crate) device: &'a DeviceRecord,
    /// How far the device lets the updates lean on what it knows.
    pub(crate) mode: Mode,
}

impl Gather<'_> {
    /// Updates after `cursors`, of about `budget` bytes together.
    pub(crate) fn all(&self, cursors: &[Cursor], budget: usize) -> Done<Down> {
        let mut down = Down::default();
        let mut left = budget;
        for cursor in cursors {
            let grant = self.device.grant(cursor.index);
            let readable = |row: &&GrantRow| {
                row.ended.is_none() && (row.reads || row.upto.is_some_and(|to| cursor.number < to))
            };
            let Some(grant) = grant.filter(readable) else { continue };
            let Some(mut head) = self.r.head(&grant.stream)? else { continue };
            if let Some(upto) = grant.upto.filter(|upto| !grant.reads && *upto < head.number) {
                head.number = upto;
            }
            if cursor.page.is_none() && cursor.number == head.number {
                self.forget_paging(grant.index)?;
                continue;
            }
            if left == 0 {
                down.more = true;
                break;
            }
            let (update, stand, more) = self.one(grant, cursor, &head, left)?;
            left = left.saturating_sub(update.len());
            down.more |= more;
            down.updates.push((grant.index, update));
            down.stands.push(stand);
        }
        let asked = |row: &&GrantRow| cursors.iter().any(|cursor| cursor.index == row.index);
        let waiting = self.device.grants.iter().filter(|row| row.ended.is_none() && row.reads);
        down.more |= waiting.filter(|row| !asked(row)).count() > 0;
        Ok(down)
    }

    fn one(
        &self,
        grant: &GrantRow,
        cursor: &Cursor,
        head: &HeadRow,
        left: usize,
    ) -> Done<(Vec<u8>, Stand, bool)> {
        // A first download that ended at the loss of the post names the head of the whole stream. If the
        // post is given back, what comes after cannot follow on it.
        let of_a_part = grant.reads && grant.upto == Some(cursor.number);
        let follows = cursor.page.is_none() && cursor.number > 0 && cursor.number < head.number;
        if follows && !of_a_part {
            self.forget_paging(grant.index)?;
            if let Some(found) = self.entries(grant, cursor.number, head, left)? {
                return Ok(found);
            }
        }
        self.page(grant, cursor.page.unwrap_or(0), head, left)
    }

    /// The entries after `after`; `None` if one of them was destroyed, so that a device that never
    /// saw it cannot follow and must download the stream anew.
    fn entries(
        &self,
        grant: &GrantRow,
        after: u64,
        head: &HeadRow,
        left: usize,
    ) -> Done<Option<(Vec<u8>, Stand, bool)>> {
        let most = (left / ENTRY_BYTES_MIN).clamp(1, self.hub.limits.exchange.answer_entries);
        let mut placed = self.r.placed(&grant.stream, after, head.number, most)?;
        if placed.iter().any(|placed| destroyed(&placed.entry)) {
            return Ok(None);
        }
        self.cut_at_return(grant, &mut placed)?;
        let prefix =
            Prefix { hub: self.hub, r: self.r, stream: grant.stream, index: grant.index, after };
        loop {
            let mut entries = Vec::with_capacity(placed.len());
            for placed in &placed {
                entries.push(self.entry(grant, placed)?);
            }
            let bytes = Update::Entries(entries).write(grant.index, &prefix, self.mode);
            if bytes.len() > left.max(limits::PAGE_BYTES) && placed.len() > 1 {
                placed.truncate(placed.len() / 2);
                continue;
            }
            let Some(last) = placed.last() else { return Ok(None) };
            let stand = Stand { stream: grant.stream, number: last.number, head: last.head };
            return Ok(Some((bytes, stand, last.number < head.number)));
        }
    }

    /// Ends an update before a document comes back to the stream it left: the changes of one
    /// update are stripped together, and the two stays must not be taken for one history.
    fn cut_at_return(&self, grant: &GrantRow, placed: &mut Vec<Placed>) -> Done<()> {
        let mut seen = BTreeSet::new();
        for (i, found) in placed.iter().enumerate() {
            if found.entry.kind == kind::REMOVED {
                let left = <[u8; 16]>::try_from(found.entry.payload.as_slice());
                seen.extend(left.map(Id::from_bytes));
            } else if i > 0
                && seen.contains(&found.entry.entity)
                && self.stay_begun(grant, found)?.is_some()
            {
                placed.truncate(i);
                return Ok(());
            }
        }
        Ok(())
    }

    fn entry(&self, grant: &GrantRow, placed: &Placed) -> Done<Entry> {
        let entry = &placed.entry;
        // A device that does not hold what it said any more asks for it in full.
        let own = entry.author == self.device.number
            && entry.origin == grant.stream
            && self.mode != Mode::Verbatim;
        if let (true, Some(step)) = (own, entry.step) {
            return Ok(Entry { body: EntryBody::Own { step } });
        }
        let first = self.stay_begun(grant, placed)?;
        Ok(Entry { body: self.body(entry, first.as_ref())? })
    }

    /// The stay of a document that begins with this entry.
    fn stay_begun(&self, grant: &GrantRow, placed: &Placed) -> Done<Option<Membership>> {
        if placed.entry.kind != kind::CHANGE {
            return Ok(None);
        }
        let stays = self.r.memberships(&placed.entry.entity)?;
        Ok(stays.into_iter().find_map(|(stream, stay)| {
            (stream == grant.stream && stay.entered == placed.number).then_some(stay)
        }))
    }

    /// What an entry says; `first` is the stay it begins, for the first change of a document.
    fn body(&self, entry: &EntryRow, first: Option<&Membership>) -> Done<EntryBody> {
        let undecodable = |_| HubError::Invalid("stored entry");
        Ok(match entry.kind {
            kind::CHANGE => EntryBody::Change {
                document: entry.entity,
                founding: match first {
                    Some(_) => Some(self.founding(&entry.entity)?),
                    None => None,
                },
                ordinal: first.map(|stay| stay.ordinal),
                raw: self.open(entry)?,
                hash: entry.hash,
            },
            kind::LEDGER => EntryBody::Ledger {
                author: entry.author,
                entry: minicbor::decode(&self.open(entry)?).map_err(undecodable)?,
                effective: entry.effective,
            },
            kind::DIRECTORY => {
                EntryBody::Directory(minicbor::decode(&entry.payload).map_err(undecodable)?)
            }
            kind::SEALED => EntryBody::Sealed {
                author: entry.author,
                record: minicbor::decode(&self.open(entry)?).map_err(undecodable)?,
            },
            kind::ERASED => {
                EntryBody::Erased(minicbor::decode(&entry.payload).map_err(undecodable)?)
            }
            _ => {
                let entity = entry.payload.as_slice().try_into();
                EntryBody::Removed {
                    entity: entity
                        .map(Id::from_bytes)
                        .map_err(|_| HubError::Invalid("stored entry"))?,
                }
            }
        })
    }

    fn founding(&self, document: &Id) -> Done<Founding> {
        let row = self.r.entity(document)?.ok_or(HubError::NotFound("document"))?;
        minicbor::decode(&row.founding).map_err(|_| HubError::Invalid("stored founding"))
    }

    fn open(&self, entry: &EntryRow) -> Done<Vec<u8>> {
        let row = self.r.entity(&entry.entity)?.ok_or(HubError::NotFound("entity"))?;
        open_payload(&self.hub.data_key(&row.id, &row.data_key)?, entry)
    }

    /// One page of the first download, from `token` on.
    fn page(
        &self,
        grant: &GrantRow,
        token: u64,
        head: &HeadRow,
        left: usize,
    ) -> Done<(Vec<u8>, Stand, bool)> {
        let at = key(&[&self.device.number.to_be_bytes(), &[grant.index]]);
        let under_way: Option<Paging> = match token {
            0 => None,
            _ => load(self.r, Drawer::Pages, &at)?,
        };
        let (from, paging) = match under_way {
            Some(paging) => (token, paging),
            None => {
                let paging = Paging {
                    upto: head.number,
                    head: head.hash,
                    ratchet: head.ratchet.clone(),
                    next_ordinal: head.next_ordinal,
                };
                let mut w = self.hub.storage.writing()?;
                store(&mut *w, Drawer::Pages, &at, &paging)?;
                w.commit()?;
                (0, paging)
            }
        };
        let (entries, next) = self.page_entries(grant, &paging, from, left)?;
        let then = match next {
            Some(token) => Then::Next(token),
            None => Then::Complete {
                head: paging.head,
                ratchet: <[u8; Ratchet::STATE_BYTES]>::try_from(paging.ratchet.as_slice())
                    .map_err(|_| HubError::Invalid("stored ratchet"))?,
            },
        };
        let complete = next.is_none();
        let page = Page { upto: paging.upto, next_ordinal: paging.next_ordinal, then, entries };
        let bytes = Update::Page(page).write(grant.index, &Nothing, self.mode);
        let (number, hash) = if complete { (paging.upto, paging.head) } else { (0, [0; 32]) };
        let stand = Stand { stream: grant.stream, number, head: hash };
        Ok((bytes, stand, !complete || paging.upto < head.number))
    }

    /// What is in the stream, from `token` on, then what left it, until the page is full; and the token
    /// of the next page.
    fn page_entries(
        &self,
        grant: &GrantRow,
        paging: &Paging,
        token: u64,
        left: usize,
    ) -> Done<(Vec<Entry>, Option<u64>)> {
        let full = left.clamp(limits::PAGE_BYTES / 4, limits::PAGE_BYTES);
        let (mut entries, mut size) = (Vec::new(), 0);
        let mut next = u32::try_from(token.saturating_sub(1)).ok();
        while let Some(first) = next {
            let stays = self.r.members_from(&grant.stream, first, PAGE_STAYS)?;
            next = match stays.len() == PAGE_STAYS {
                true => stays.last().and_then(|stay| stay.ordinal.checked_add(1)),
                false => None,
            };
            for stay in stays {
                if size >= full {
                    return Ok((entries, Some(u64::from(stay.ordinal) + 1)));
                }
                if is_there(&stay, paging.upto) {
                    size += self.stay_entries(grant, &stay, paging.upto, &mut entries)?;
                }
            }
        }
        let after = token.saturating_sub(DEPARTURES);
        for placed in self.r.placed_of(&grant.stream, &Id::NIL, after, paging.upto)? {
            if size >= full {
                return Ok((entries, Some(DEPARTURES + placed.number - 1)));
            }
            let body = self.body(&placed.entry, None)?;
            if let EntryBody::Removed { entity } = &body
                && self.came_back(grant, entity, paging.upto)?
            {
                continue;
            }
            size += placed.entry.payload.len();
            entries.push(Entry { body });
        }
        Ok((entries, None))
    }

    /// Whether something stands under an id that left the stream once: a document or a ledger.
    fn came_back(&self, grant: &GrantRow, shown: &Id, upto: u64) -> Done<bool> {
        let ledgers = ledger::kind::ALL.into_iter().map(|kind| ledger_entity(shown, kind));
        for id in ledgers.chain([*shown]) {
            let stay = self.r.membership(&grant.stream, &id)?;
            if stay.is_some_and(|stay| is_there(&stay, upto)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Everything of one stay up to `upto`; returns about how many bytes it is on the wire.
    fn stay_entries(
        &self,
        grant: &GrantRow,
        stay: &Membership,
        upto: u64,
        entries: &mut Vec<Entry>,
    ) -> Done<usize> {
        let mut placed =
            self.r.placed_of(&grant.stream, &stay.entity, stay.entered.saturating_sub(1), upto)?;
        if placed.iter().any(|placed| destroyed(&placed.entry)) {
            return Ok(0);
        }
        if placed.first().is_some_and(|placed| placed.entry.kind == kind::DIRECTORY) {
            // Only the latest version of a directory item counts.
            placed.drain(..placed.len() - 1);
        }
        let mut size = 0;
        for (i, placed) in placed.iter().enumerate() {
            let first = (i == 0 && stay.ordinal < OTHER_ORDINALS).then_some(stay);
            let body = self.body(&placed.entry, first)?;
            if matches!(&body, EntryBody::Directory(item) if item.body.is_empty()) {
                continue;
            }
            // Stripping leaves about a sixth of a change, compression a third of the rest.
            size += match placed.entry.kind {
                kind::CHANGE => placed.entry.payload.len() / 8,
                _ => placed.entry.payload.len() / 3,
            };
            entries.push(Entry { body });
        }
        Ok(size)
    }

    /// A download that is complete must not leave an old ratchet state behind; on a full disk it
    /// goes with a later exchange.
    fn forget_paging(&self, index: u8) -> Done<()> {
        let at = key(&[&self.device.number.to_be_bytes(), &[index]]);
        if self.r.get(Drawer::Pages, &at)?.is_none() {
            return Ok(());
        }
        let mut w = self.hub.storage.writing()?;
        match w.remove(Drawer::Pages, &at).and_then(|()| w.commit()) {
            Err(StorageError::Full) => Ok(()),
            forgotten => Ok(forgotten?),
        }
    }
}

/// Whether something was in the stream at `upto`.
fn is_there(stay: &Membership, upto: u64) -> bool {
    stay.entered <= upto && stay.left.is_none_or(|left| left > upto)
}

fn destroyed(entry: &EntryRow) -> bool {
    entry.payload.is_empty() && entry.hash == [0; 32]
}
