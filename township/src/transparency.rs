//! The transparency log of evidence: one append-only Merkle tree (RFC 6962) over commitments to every
//! entry of evidence, and a head of it that the hub signs each day.
//!
//! An entry is committed to in the transaction that stores it, wherever it came from
//! ([`Streams::say`]). The leaf's salt is drawn from the entity's data key: an erasure destroys the
//! key and with it what the leaf says, and leaves the leaf. Leaves are written to the journal before
//! they are committed, so that a hub restored from a backup goes on with the log it had, and heads
//! that were printed stay true.

use gridwork_evidence::log::{Inclusion, SALT_BYTES, SignedHead, TreeHead, leaf};
use gridwork_model::{LedgerEntry, Moment, ledger};
use gridwork_seal::{Hash, Log, SymmetricKey, VerifyingKey, mac, sha256};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::journal::Record;
use crate::storage::drawer::{decode, load, store};
use crate::storage::{Drawer, Reading, Writing};
use crate::streams::Streams;
use crate::{Done, Hub, HubError};

/// Domain of the salt of a leaf.
const SALT_DOMAIN: &str = "gridwork/evidence/leaf-salt";

/// Leaves checked in one go.
const LEAVES: usize = 1_000;

/// Heads listed at once: a year.
const HEADS: usize = 366;

/// A head as stored.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
struct HeadRecord {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    message: Vec<u8>,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    signature: Vec<u8>,
    /// The key that signed it; the online key may have changed since.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    key: [u8; 32],
    /// Time stamps over the message, attached later.
    #[n(3)]
    stamps: Option<Vec<ByteVec>>,
}

/// Most time stamps of one head.
const STAMPS: usize = 10;

/// A head with the key that signed it.
#[derive(Clone, Debug)]
pub struct DailyHead {
    /// The head.
    pub signed: SignedHead,
    /// The hub's key at that time.
    pub key: VerifyingKey,
    /// Time stamps over what was signed.
    pub stamps: Vec<Vec<u8>>,
}

/// The salt of an entry's leaf; gone with the entity's data key.
fn salt(key: &SymmetricKey, plain: &[u8]) -> [u8; SALT_BYTES] {
    mac(key, SALT_DOMAIN, &[&sha256(&[plain])])
}

fn next_leaf(r: &(impl Reading + ?Sized)) -> Done<u64> {
    let last = r.last(Drawer::Leaves, &[])?;
    let number = |key: Vec<u8>| key.first_chunk::<8>().map(|at| u64::from_be_bytes(*at));
    Ok(last.and_then(|(key, _)| number(key)).map_or(0, |number| number + 1))
}

fn put_leaf(w: &mut (impl Writing + ?Sized), number: u64, leaf: &Hash) -> Done<()> {
    w.put(Drawer::Leaves, &number.to_be_bytes(), leaf)?;
    Ok(w.put(Drawer::LeafNumbers, leaf, &number.to_be_bytes())?)
}

/// Takes back the leaves that the journal knows and a restored backup does not.
pub(crate) fn replay(w: &mut dyn Writing, leaves: &[(u64, Hash)]) -> Done<()> {
    for (number, leaf) in leaves {
        if *number == next_leaf(w)? {
            put_leaf(w, *number, leaf)?;
        }
    }
    Ok(())
}

impl Streams<'_> {
    /// Commits to a ledger entry if it is one of evidence.
    pub(crate) fn commit_to(&mut self, key: &SymmetricKey, plain: &[u8]) -> Done<()> {
        let entry: LedgerEntry =
            minicbor::decode(plain).map_err(|_| HubError::Invalid("ledger entry"))?;
        if entry.kind != ledger::kind::EVIDENCE {
            return Ok(());
        }
        let leaf = leaf(&salt(key, plain), plain);
        if self.w.get(Drawer::LeafNumbers, &leaf)?.is_some() {
            // A restored hub is told again what it knew.
            return Ok(());
        }
        let number = next_leaf(&*self.w)?;
        put_leaf(self.w, number, &leaf)?;
        self.promise(Record::Leaf { number, leaf });
        Ok(())
    }
}

impl Hub {
    /// Where an entry of evidence stands in the log of `head`; `None` before that head knew it.
    pub(crate) fn inclusion(
        &self,
        key: &SymmetricKey,
        plain: &[u8],
        head: &TreeHead,
    ) -> Done<Option<Inclusion>> {
        let salt = salt(key, plain);
        let r = self.storage.reading()?;
        let Some(found) = r.get(Drawer::LeafNumbers, &leaf(&salt, plain))? else {
            return Ok(None);
        };
        let index = number_of(&found)?;
        drop(r);
        if index >= head.size {
            return Ok(None);
        }
        let path = self.log_until(head.size, |log| log.inclusion(index))?;
        Ok(path.map(|path| Inclusion { index, salt, path }))
    }

    /// The way from one head to a later one.
    pub(crate) fn consistency(&self, earlier: &TreeHead, later: &TreeHead) -> Done<Vec<Hash>> {
        if earlier.size == 0 {
            return Ok(Vec::new());
        }
        let path = self.log_until(later.size, |log| log.consistency(earlier.size))?;
        path.ok_or(HubError::NotFound("tree head"))
    }

    /// Asks the log as it stood with `size` leaves.
    fn log_until<T>(&self, size: u64, ask: impl FnOnce(&Log) -> T) -> Done<T> {
        let r = self.storage.reading()?;
        let mut log = self.evidence_log.lock();
        if log.size() != size {
            // Appending to what is there is the way of every day; an earlier head is built anew.
            if log.size() > size {
                *log = Log::new([]);
            }
            let after = log.size().checked_sub(1).map(u64::to_be_bytes);
            let wanted = usize::try_from(size - log.size()).unwrap_or(usize::MAX);
            let after = after.as_ref().map(|at| at.as_slice());
            for (_, leaf) in r.list(Drawer::Leaves, &[], after, wanted)? {
                log.push(leaf.try_into().map_err(|_| HubError::Invalid("leaf"))?);
            }
            if log.size() != size {
                return Err(HubError::NotFound("tree head"));
            }
        }
        Ok(ask(&log))
    }

    /// Signs the log as it stands now, if it still holds what the newest daily head said.
    pub(crate) fn sign_head(&self, now: Moment) -> Done<DailyHead> {
        let r = self.storage.reading()?;
        let size = next_leaf(&*r)?;
        if let Some((_, newest)) = r.last(Drawer::TreeHeads, &[])? {
            let earlier = *open_head(&decode(&newest)?)?.signed.head();
            if size < earlier.size
                || self.log_until(earlier.size, |log| log.head().root)? != earlier.root
            {
                return Err(HubError::Invalid("evidence log"));
            }
        }
        drop(r);
        let root = self.log_until(size, |log| log.head().root)?;
        let keys = self.keys.read();
        let head = TreeHead { hub: self.identity.read().id, size, root, at: now };
        let signed = SignedHead::sign(head, &keys.online);
        Ok(DailyHead { signed, key: keys.online.verifying(), stamps: Vec::new() })
    }

    /// Signs the head of the day if it is not yet signed and there is anything to sign.
    pub(crate) fn sign_daily(&self, now: Moment) -> Done<()> {
        let day = day_key(now);
        let r = self.storage.reading()?;
        if r.get(Drawer::TreeHeads, &day)?.is_some() || next_leaf(&*r)? == 0 {
            return Ok(());
        }
        drop(r);
        let DailyHead { signed, key, .. } = self.sign_head(now)?;
        let record = HeadRecord {
            message: signed.message(),
            signature: signed.signature().as_bytes().to_vec(),
            key: *key.as_bytes(),
            stamps: None,
        };
        let mut w = self.storage.writing()?;
        store(&mut *w, Drawer::TreeHeads, &day, &record)?;
        Ok(w.commit()?)
    }

    /// The daily heads, newest first, a year of them.
    pub fn tree_heads(&self) -> Done<Vec<DailyHead>> {
        let rows = self.storage.reading()?.list(Drawer::TreeHeads, &[], None, usize::MAX >> 1)?;
        rows.iter().rev().take(HEADS).map(|(_, value)| open_head(&decode(value)?)).collect()
    }

    /// The head that was signed on the local day of `day`.
    pub fn tree_head_of(&self, day: Moment) -> Done<DailyHead> {
        let record: Option<HeadRecord> =
            load(&*self.storage.reading()?, Drawer::TreeHeads, &day_key(day))?;
        open_head(&record.ok_or(HubError::NotFound("tree head"))?)
    }
}

/// Whether an entry of a ledger has its leaf, or is none of evidence and needs none.
pub(crate) fn is_committed(r: &dyn Reading, key: &SymmetricKey, plain: &[u8]) -> Done<bool> {
    let entry: LedgerEntry =
        minicbor::decode(plain).map_err(|_| HubError::Invalid("ledger entry"))?;
    if entry.kind != ledger::kind::EVIDENCE {
        return Ok(true);
    }
    Ok(r.get(Drawer::LeafNumbers, &leaf(&salt(key, plain), plain))?.is_some())
}

/// Checks the log against itself: leaves without a gap, each found by what it is, and every daily head
/// signed over the leaves that it counts. Returns how many leaves there are.
pub(crate) fn verify(r: &dyn Reading) -> Done<u64> {
    let wrong = || HubError::Invalid("evidence log");
    let rows = r.list(Drawer::TreeHeads, &[], None, usize::MAX >> 1)?;
    let heads: Vec<TreeHead> = rows
        .iter()
        .map(|(_, value)| Ok(*open_head(&decode(value)?)?.signed.head()))
        .collect::<Done<_>>()?;
    let mut heads = heads.into_iter().peekable();
    let mut log = Log::new([]);
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = r.list(Drawer::Leaves, &[], after.as_deref(), LEAVES)?;
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        for (number, leaf) in page {
            let at = r.get(Drawer::LeafNumbers, &leaf)?.ok_or_else(wrong)?;
            if number_of(&number)? != log.size() || number_of(&at)? != log.size() {
                return Err(wrong());
            }
            log.push(leaf.try_into().map_err(|_| wrong())?);
            while let Some(head) = heads.next_if(|head| head.size <= log.size()) {
                if head.size != log.size() || head.root != log.head().root {
                    return Err(wrong());
                }
            }
        }
    }
    if heads.next().is_some() { Err(wrong()) } else { Ok(log.size()) }
}

impl Hub {
    /// Puts a time stamp that was checked beside the head of a day; once.
    pub(crate) fn stamp_head(&self, day: Moment, token: &[u8]) -> Done<()> {
        let mut w = self.storage.writing()?;
        let record: Option<HeadRecord> = load(&*w, Drawer::TreeHeads, &day_key(day))?;
        let mut record = record.ok_or(HubError::NotFound("tree head"))?;
        let stamps = record.stamps.get_or_insert_default();
        if stamps.iter().any(|there| there[..] == *token) {
            return Ok(());
        }
        if stamps.len() >= STAMPS {
            return Err(HubError::Conflict("too many time stamps"));
        }
        stamps.push(token.to_vec().into());
        store(&mut *w, Drawer::TreeHeads, &day_key(day), &record)?;
        Ok(w.commit()?)
    }
}

fn open_head(record: &HeadRecord) -> Done<DailyHead> {
    let key = VerifyingKey(record.key);
    let signed = SignedHead::open(&record.message, &record.signature, &key)?;
    let stamps = record.stamps.iter().flatten().map(|token| token.to_vec()).collect();
    Ok(DailyHead { signed, key, stamps })
}

/// Days sort by their text.
fn day_key(at: Moment) -> Vec<u8> {
    at.day().to_string().into_bytes()
}

fn number_of(bytes: &[u8]) -> Done<u64> {
    bytes.first_chunk().map(|at| u64::from_be_bytes(*at)).ok_or(HubError::Invalid("leaf"))
}
