//! Batches: a device's outbox, numbered without gaps, hash-chained, committed to by one Merkle root.
//!
//! A batch is what it says, not how it was framed: when a frame does not rebuild at the hub, the
//! same batch is framed again more explicitly and keeps number, root and chain (DESIGN §4).

use gridwork_document::codec::{self, Limits, Mode, Outgoing, Shared};
use gridwork_model::{Founding, Id, StreamId};
use gridwork_seal::{Hash, Ratchet, Salt, merkle, tagged_hash};

use crate::item::{Body, Item, cbor};
use crate::ledgers::Previous;
use crate::limits::{BATCH_ITEMS, SEALED_BYTES, SECTION_BYTES, WITHHELD_BYTES};
use crate::pack::{read_runs, read_section_to, write_runs, write_section};
use crate::wire::{Reader, Writer};
use crate::{SealedRecord, SyncError, WireError, Withheld};

const CHANGE: u8 = 0;
const LEDGER: u8 = 1;
const SEALED: u8 = 2;
const WITHHELD: u8 = 3;

/// Domain of the Merkle leaves of a batch.
pub const LEAF_DOMAIN: &str = "gridwork/item";

/// What chains batches: hash over device, number, previous hash and root.
pub type BatchHash = Hash;

/// A numbered batch of one device.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Number, from 1, without gaps.
    pub no: u64,
    /// Hash of the batch before; of the device's public key for number 1.
    pub prev: BatchHash,
    /// What the device says, in order.
    pub items: Vec<Item>,
}

/// The commitment to a batch: a salt and a leaf for each item, the root, the chain hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Salt of each item; kept beside the entry, destroyed with it by an erasure.
    pub salts: Vec<Salt>,
    /// Merkle leaf of each item.
    pub leaves: Vec<Hash>,
    /// Root over the leaves.
    pub root: Hash,
    /// Hash of the batch in the device's chain; what is signed.
    pub hash: BatchHash,
}

impl Batch {
    /// Commits to the batch, taking one salt an item from the ratchet that device and hub share.
    pub fn commit(
        &self,
        device: u32,
        ratchet: &mut Ratchet,
        stream: impl Fn(u8) -> Option<StreamId>,
    ) -> Result<Commitment, SyncError> {
        let mut salts = Vec::with_capacity(self.items.len());
        let mut leaves = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let id = stream(item.stream).ok_or(SyncError::UnknownStream(item.stream))?;
            let salt = ratchet.next();
            let content = item.body.content_hash();
            leaves.push(match item.body {
                Body::Withheld(_) => content,
                _ => merkle::leaf(LEAF_DOMAIN, &id.to_bytes(), &salt, &content),
            });
            salts.push(salt);
        }
        let root = merkle::root(&leaves);
        let hash = chain_hash(device, self.no, &self.prev, &root);
        Ok(Commitment { salts, leaves, root, hash })
    }

    /// Frames the items for the wire. `person` is the one the device is bound to.
    pub fn frame(&self, person: Id, shared: &dyn Shared, mode: Mode) -> Vec<u8> {
        let mut kinds = Vec::with_capacity(self.items.len());
        let mut changes = Vec::new();
        let mut ledgers = Writer::new();
        let mut sealed = Writer::new();
        let mut withheld = Writer::new();
        let mut previous = Previous::of(Some(person));
        for item in &self.items {
            match &item.body {
                Body::Change { document, founding, raw, .. } => {
                    kinds.push(CHANGE);
                    changes.push(Outgoing {
                        stream: item.stream,
                        document: *document,
                        founding: founding.as_ref(),
                        ordinal: None,
                        raw,
                    });
                }
                Body::Ledger(entry) => {
                    kinds.push(LEDGER);
                    ledgers.u8(item.stream);
                    previous.write(&mut ledgers, entry);
                }
                Body::Sealed(record) => {
                    kinds.push(SEALED);
                    sealed.u8(item.stream).bytes(&cbor(record));
                }
                Body::Withheld(left) => {
                    kinds.push(WITHHELD);
                    withheld.u8(item.stream).raw(&left.leaf).bytes(&left.sealed);
                }
            }
        }
        let mut w = Writer::new();
        write_runs(&mut w, &kinds);
        if !changes.is_empty() {
            w.bytes(&codec::strip(&changes, shared, mode));
        }
        for section in [ledgers, sealed, withheld] {
            if !section.is_empty() {
                write_section(&mut w, section.as_slice());
            }
        }
        w.finish()
    }

    /// Rebuilds the items of a frame in the context that both ends share.
    pub fn unframe(
        frame: &[u8],
        person: Id,
        shared: &dyn Shared,
        limits: &Limits,
    ) -> Result<Vec<Item>, SyncError> {
        let mut r = Reader::new(frame);
        let kinds = read_runs(&mut r, "item kinds", BATCH_ITEMS)?;
        let count = |kind| kinds.iter().filter(|k| **k == kind).count();
        let (changes, ledgers) = (count(CHANGE), count(LEDGER));
        let (seals, left) = (count(SEALED), count(WITHHELD));
        if changes + ledgers + seals + left != kinds.len() {
            return Err(WireError::Unknown("item kind").into());
        }
        let incoming = match changes {
            0 => Vec::new(),
            _ => codec::rebuild(r.bytes("changes", SECTION_BYTES)?, shared, limits)?,
        };
        if incoming.len() != changes {
            return Err(WireError::Unknown("number of changes").into());
        }
        let mut incoming = incoming.into_iter();
        let ledger_bytes = optional_section(&mut r, ledgers, "ledger entries", limits.bytes)?;
        let sealed_bytes = optional_section(&mut r, seals, "sealed records", limits.bytes)?;
        let withheld_bytes = optional_section(&mut r, left, "withheld items", limits.bytes)?;
        r.end("batch")?;
        let mut ledger_reader = Reader::new(&ledger_bytes);
        let mut sealed_reader = Reader::new(&sealed_bytes);
        let mut withheld_reader = Reader::new(&withheld_bytes);
        let mut previous = Previous::of(Some(person));
        let mut items = Vec::with_capacity(kinds.len());
        for kind in kinds {
            items.push(match kind {
                CHANGE => {
                    let change = incoming.next().ok_or(WireError::Truncated("changes"))?;
                    Item {
                        stream: change.stream,
                        body: Body::Change {
                            document: change.document,
                            founding: change.founding,
                            raw: change.raw,
                            hash: change.hash,
                        },
                    }
                }
                LEDGER => Item {
                    stream: ledger_reader.u8("stream index")?,
                    body: Body::Ledger(previous.read(&mut ledger_reader)?),
                },
                SEALED => Item {
                    stream: sealed_reader.u8("stream index")?,
                    body: Body::Sealed(read_sealed(&mut sealed_reader)?),
                },
                _ => Item {
                    stream: withheld_reader.u8("stream index")?,
                    body: Body::Withheld(Withheld {
                        leaf: withheld_reader.array("leaf")?,
                        sealed: withheld_reader.bytes("withheld item", WITHHELD_BYTES)?.to_vec(),
                    }),
                },
            });
        }
        ledger_reader.end("ledger entries")?;
        sealed_reader.end("sealed records")?;
        withheld_reader.end("withheld items")?;
        Ok(items)
    }

    /// The foundings of the documents this batch founds, by document.
    pub fn foundings(&self) -> impl Iterator<Item = (Id, &Founding)> {
        self.items.iter().filter_map(|item| match &item.body {
            Body::Change { document, founding: Some(founding), .. } => Some((*document, founding)),
            _ => None,
        })
    }
}

/// Hash of a batch in its device's chain.
pub fn chain_hash(device: u32, no: u64, prev: &BatchHash, root: &Hash) -> BatchHash {
    tagged_hash("gridwork/batch", &[&device.to_be_bytes(), &no.to_be_bytes(), prev, root])
}

fn optional_section(
    r: &mut Reader<'_>,
    count: usize,
    what: &'static str,
    limit: usize,
) -> Result<Vec<u8>, WireError> {
    if count == 0 { Ok(Vec::new()) } else { read_section_to(r, what, limit) }
}

pub(crate) fn read_sealed(r: &mut Reader<'_>) -> Result<SealedRecord, WireError> {
    let bytes = r.bytes("sealed record", SEALED_BYTES)?;
    decode_exact(bytes, "sealed record")
}

/// Decodes CBOR that must fill `bytes` exactly.
pub(crate) fn decode_exact<'b, T: minicbor::Decode<'b, ()>>(
    bytes: &'b [u8],
    what: &'static str,
) -> Result<T, WireError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let value = decoder.decode().map_err(|_| WireError::Unknown(what))?;
    if decoder.position() == bytes.len() { Ok(value) } else { Err(WireError::Trailing(what)) }
}
