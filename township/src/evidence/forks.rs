//! The logs of captures across sets: one device numbers what it captures from 1 without gaps, whatever
//! set it is for, and each capture names the one before. A set shows its own part of that log alone;
//! here the parts are laid side by side, and where a log goes two ways both sets say so.

use gridwork_model::evidence::{Capture, Step};
use gridwork_model::{Id, Moment};
use gridwork_seal::Hash;
use minicbor::{Decode, Encode};

use crate::storage::drawer::{decode, key, store};
use crate::storage::{Drawer, Reading, Writing};
use crate::{Done, Hub};

/// Forks said in one tick.
const A_TICK: usize = 50;

/// A capture as its log has it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
struct Logged {
    /// Its hash: what the next one names.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    hash: [u8; 32],
    /// The one before.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    prev: [u8; 32],
    #[n(2)]
    set: Id,
    #[n(3)]
    item: Id,
}

/// Notes an admitted capture in the log of its key, and which items it makes a fork with.
pub(crate) fn note(
    w: &mut dyn Writing,
    signer: &[u8; 32],
    hash: &Hash,
    capture: &Capture,
) -> Done<()> {
    let own = Logged { hash: *hash, prev: capture.prev, set: capture.set, item: capture.id };
    let mut forked: Vec<Logged> = numbered(w, signer, capture.seq)?;
    // Said again after a restore, it is the same capture.
    forked.retain(|it| (it.set, it.item) != (own.set, own.item));
    if let Some(before) = capture.seq.checked_sub(1) {
        let before = numbered(w, signer, before)?.into_iter();
        forked.extend(before.filter(|before| before.hash != own.prev));
    }
    if let Some(after) = capture.seq.checked_add(1) {
        let after = numbered(w, signer, after)?.into_iter();
        forked.extend(after.filter(|after| after.prev != own.hash));
    }
    if !forked.is_empty() {
        forked.push(own.clone());
    }
    for it in &forked {
        w.put(Drawer::Forks, &key(&[it.set.as_bytes(), it.item.as_bytes()]), &[])?;
    }
    Ok(store(w, Drawer::Captures, &log_key(signer, capture.seq, &own.set, &own.item), &own)?)
}

fn log_key(signer: &[u8; 32], seq: u64, set: &Id, item: &Id) -> Vec<u8> {
    key(&[signer, &seq.to_be_bytes(), set.as_bytes(), item.as_bytes()])
}

/// What a log has under a number.
fn numbered(r: &(impl Reading + ?Sized), signer: &[u8; 32], seq: u64) -> Done<Vec<Logged>> {
    let prefix = key(&[signer, &seq.to_be_bytes()]);
    let found = r.list(Drawer::Captures, &prefix, None, usize::MAX >> 1)?;
    found.iter().map(|(_, value)| Ok(decode(value)?)).collect()
}

/// Forgets the captures of an erased set. That a number was given to something is kept in the other
/// sets of its log.
pub(crate) fn forget<'a>(
    w: &mut dyn Writing,
    captures: impl IntoIterator<Item = (&'a [u8; 32], &'a Capture)>,
) -> Done<()> {
    for (signer, capture) in captures {
        w.remove(Drawer::Captures, &log_key(signer, capture.seq, &capture.set, &capture.id))?;
        let at = key(&[capture.set.as_bytes(), capture.id.as_bytes()]);
        w.remove(Drawer::Forks, &at)?;
    }
    Ok(())
}

impl Hub {
    /// Says in their sets which items stand where a log goes two ways.
    pub(crate) fn evidence_forks(&self, now: Moment) -> Done<()> {
        let waiting = self.storage.reading()?.list(Drawer::Forks, &[], None, A_TICK)?;
        for (at, _) in waiting {
            let Some((set, item)) = at.split_first_chunk::<16>() else { continue };
            let Some(item) = item.first_chunk::<16>() else { continue };
            let (set, item) = (Id::from_bytes(*set), Id::from_bytes(*item));
            self.say_in_set(&set, &[Step::Forked { item }], now, |w| {
                Ok(w.remove(Drawer::Forks, &at)?)
            })?;
        }
        Ok(())
    }
}
