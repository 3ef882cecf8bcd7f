//! The entries of one stream on their way down, and the head that says where a stream stands.
//!
//! An [`Update`] either continues a stream entry by entry after the device's cursor, or is one page
//! of its first download. In both, changes are stripped against *the prefix of the stream*: the
//! entries numbered before them and nothing else, which both ends know exactly. A device's own
//! entries come back as a reference (its step number), never as bytes.
//!
//! ```text
//! update  = 0 ‖ content | 1 ‖ upto uv ‖ next ordinal uv ‖ next page uv ‖ [next page 0: head 32 ‖ ratchet 41] ‖ content
//! content = runs of entry kinds ‖ [changes bytes] ‖ [own steps] ‖ [ledger section] ‖ [directory section]
//!           ‖ [sealed section] ‖ [removed: n × id] ‖ [erased section]      (each only if its kind occurs)
//! ```

use gridwork_document::codec::{self, Limits, Mode, Outgoing, Shared};
use gridwork_model::{Class, Founding, Id, LedgerEntry, Moment, StreamId};
use gridwork_seal::{Hash, Ratchet, Salt, tagged_hash};
use minicbor::{Decode, Encode};

use crate::batch::{decode_exact, read_sealed};
use crate::item::{cbor, ledger_hash, sealed_hash};
use crate::ledgers::Previous;
use crate::limits::{DIRECTORY_BYTES, SECTION_BYTES, UPDATE_ENTRIES};
use crate::pack::{read_runs, read_section, write_runs, write_section};
use crate::wire::{Reader, Writer};
use crate::{SealedRecord, SyncError, WireError};

const OWN: u8 = 0;
const CHANGE: u8 = 1;
const LEDGER: u8 = 2;
const LEDGER_INEFFECTIVE: u8 = 3;
const DIRECTORY: u8 = 4;
const SEALED: u8 = 5;
const REMOVED: u8 = 6;
const ERASED: u8 = 7;
const KINDS: u8 = 8;

/// One entry of a stream as it travels.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it says.
    pub body: EntryBody,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryBody {
    /// The receiving device's own item, by its step in the device's chain.
    Own {
        /// Step number: items of a device are counted from 0 through all its batches.
        step: u64,
    },
    /// A change of a document by somebody else, or by an earlier device of the same person.
    Change {
        /// The document.
        document: Id,
        /// With the first change of the document in this stream: what founds it.
        founding: Option<Founding>,
        /// With the founding: the document's number in this stream.
        ordinal: Option<u32>,
        /// Uncompressed Automerge chunk.
        raw: Vec<u8>,
        /// Its hash.
        hash: Hash,
    },
    /// A ledger entry.
    Ledger {
        /// The device that signed it; 0 is the hub.
        author: u32,
        /// The entry.
        entry: LedgerEntry,
        /// False: 未生效, kept but without effect.
        effective: bool,
    },
    /// A directory item, written at the hub.
    Directory(DirectoryEntry),
    /// A sealed record.
    Sealed {
        /// The device that sealed it.
        author: u32,
        /// The envelope.
        record: SealedRecord,
    },
    /// An entity left the stream: rows, files and index of it are deleted here.
    Removed {
        /// Document or ledger object.
        entity: Id,
    },
    /// An entity was erased by law.
    Erased(Erasure),
}

/// One version of one directory item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct DirectoryEntry {
    /// Kind, a number of `gridwork_model::directory`.
    #[n(0)]
    pub kind: u8,
    /// Identity of the item; a newer entry of the same kind and id replaces it.
    #[n(1)]
    pub id: Id,
    /// JSON of the item; empty when the item was withdrawn.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
}

/// What stays of an erased entity (PIPL 47, 突发事件应对法 85).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Erasure {
    /// The document, person or ledger object.
    #[n(0)]
    pub id: Id,
    /// Class of what was erased.
    #[n(1)]
    pub class: Class,
    /// When the hub erased it.
    #[n(2)]
    pub at: Moment,
    /// Legal basis, in words.
    #[n(3)]
    pub basis: String,
}

/// Where a stream stands: the number of its last entry and a salted hash over all entries so far.
///
/// The salt of each entry comes from a forward ratchet that everybody granted the stream shares; a
/// used step cannot be computed again, so the head says nothing about an erased entry.
#[derive(Clone)]
pub struct StreamHead {
    /// Number of the last entry; 0 before the first.
    pub number: u64,
    /// Hash over the stream up to there.
    pub hash: Hash,
    /// Salts of the entries to come.
    pub ratchet: Ratchet,
}

impl StreamHead {
    /// The head of an empty stream; `seed` is the hub's and secret to the stream.
    pub fn empty(stream: &StreamId, seed: [u8; 32]) -> StreamHead {
        let hash = tagged_hash("gridwork/head", &[&stream.to_bytes()]);
        StreamHead { number: 0, hash, ratchet: Ratchet::new(&seed) }
    }

    /// Appends one entry by its kind and content; the salt stays beside the entry.
    pub fn advance(&mut self, content: &Hash) -> Salt {
        let salt = self.ratchet.next();
        self.number += 1;
        self.hash = tagged_hash("gridwork/head", &[&self.hash, salt.as_bytes(), content]);
        salt
    }
}

/// What stands for an entry in the head of its stream. The device's own items hash like everybody
/// else's, so `author` and `effective` are given for them.
pub fn change_content(hash: &Hash) -> Hash {
    tagged_hash("gridwork/entry-change", &[hash])
}

/// Content of a ledger entry in the head: writer, effect and entry.
pub fn ledger_content(author: u32, effective: bool, entry: &LedgerEntry) -> Hash {
    tagged_hash(
        "gridwork/entry-ledger",
        &[&author.to_be_bytes(), &[u8::from(effective)], &ledger_hash(entry)],
    )
}

/// Content of a sealed record in the head.
pub fn sealed_content(author: u32, record: &SealedRecord) -> Hash {
    tagged_hash("gridwork/entry-sealed", &[&author.to_be_bytes(), &sealed_hash(record)])
}

impl EntryBody {
    /// What stands for the entry in the head; `None` for an own item, whose content the device has.
    pub fn content(&self) -> Option<Hash> {
        Some(match self {
            EntryBody::Own { .. } => return None,
            EntryBody::Change { hash, .. } => change_content(hash),
            EntryBody::Ledger { author, entry, effective } => {
                ledger_content(*author, *effective, entry)
            }
            EntryBody::Directory(item) => tagged_hash("gridwork/entry-directory", &[&cbor(item)]),
            EntryBody::Sealed { author, record } => sealed_content(*author, record),
            EntryBody::Removed { entity } => {
                tagged_hash("gridwork/entry-removed", &[entity.as_bytes()])
            }
            EntryBody::Erased(erasure) => tagged_hash("gridwork/entry-erased", &[&cbor(erasure)]),
        })
    }

    fn kind(&self) -> u8 {
        match self {
            EntryBody::Own { .. } => OWN,
            EntryBody::Change { .. } => CHANGE,
            EntryBody::Ledger { effective: true, .. } => LEDGER,
            EntryBody::Ledger { effective: false, .. } => LEDGER_INEFFECTIVE,
            EntryBody::Directory(_) => DIRECTORY,
            EntryBody::Sealed { .. } => SEALED,
            EntryBody::Removed { .. } => REMOVED,
            EntryBody::Erased(_) => ERASED,
        }
    }
}

/// The entries of one stream in one answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// The entries after the device's cursor, in order.
    Entries(Vec<Entry>),
    /// A page of the first download.
    Page(Page),
}

/// One page of a first download. All pages together hold every document and ledger object that is
/// in the stream at number `upto`; nothing may be purged before the page marked complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The number the download stands for; the same in all its pages.
    pub upto: u64,
    /// Ordinal that the next new document of the stream gets.
    pub next_ordinal: u32,
    /// Token of the next page, or the head at `upto` when this page completes the download.
    pub then: Then,
    /// Entries, document by document; not numbered.
    pub entries: Vec<Entry>,
}

/// What follows a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Ask again with this token, never 0.
    Next(u64),
    /// The download is complete and the stream stands here.
    Complete {
        /// Head hash at `upto`.
        head: Hash,
        /// State of the stream's salt ratchet at `upto`.
        ratchet: [u8; Ratchet::STATE_BYTES],
    },
}

impl Update {
    /// Writes the update; `stream` is its index at the device and `shared` what the device knows.
    pub fn write(&self, stream: u8, shared: &dyn Shared, mode: Mode) -> Vec<u8> {
        let mut w = Writer::new();
        let entries = match self {
            Update::Entries(entries) => {
                w.u8(0);
                entries
            }
            Update::Page(page) => {
                w.u8(1).uint(page.upto).uint(u64::from(page.next_ordinal));
                match &page.then {
                    Then::Next(token) => w.uint(*token),
                    Then::Complete { head, ratchet } => w.uint(0).raw(head).raw(ratchet),
                };
                &page.entries
            }
        };
        write_content(&mut w, entries, stream, shared, mode);
        w.finish()
    }

    /// Reads the update of stream `stream` in the context the device has.
    pub fn read(
        bytes: &[u8],
        stream: u8,
        shared: &dyn Shared,
        limits: &Limits,
    ) -> Result<Update, SyncError> {
        let mut r = Reader::new(bytes);
        let update = match r.u8("update")? {
            0 => Update::Entries(read_content(&mut r, stream, shared, limits)?),
            1 => {
                let upto = r.uint("upto")?;
                let next_ordinal = r.u32("next ordinal")?;
                let then = match r.uint("next page")? {
                    0 => Then::Complete { head: r.array("head")?, ratchet: r.array("ratchet")? },
                    token => Then::Next(token),
                };
                let entries = read_content(&mut r, stream, shared, limits)?;
                Update::Page(Page { upto, next_ordinal, then, entries })
            }
            _ => return Err(WireError::Unknown("update").into()),
        };
        r.end("update")?;
        Ok(update)
    }
}

fn write_content(w: &mut Writer, entries: &[Entry], stream: u8, shared: &dyn Shared, mode: Mode) {
    let mut kinds = Vec::with_capacity(entries.len());
    let mut changes = Vec::new();
    let (mut own, mut next_step) = (Writer::new(), 0u64);
    let mut ledgers = Writer::new();
    let mut previous = Previous::of(None);
    let (mut directory, mut sealed) = (Writer::new(), Writer::new());
    let (mut removed, mut erased) = (Writer::new(), Writer::new());
    for entry in entries {
        kinds.push(entry.body.kind());
        match &entry.body {
            EntryBody::Own { step } => {
                own.int(step.wrapping_sub(next_step) as i64);
                next_step = step.wrapping_add(1);
            }
            EntryBody::Change { document, founding, ordinal, raw, .. } => changes.push(Outgoing {
                stream,
                document: *document,
                founding: founding.as_ref(),
                ordinal: *ordinal,
                raw,
            }),
            EntryBody::Ledger { author, entry, .. } => {
                ledgers.uint(u64::from(*author));
                previous.write(&mut ledgers, entry);
            }
            EntryBody::Directory(item) => {
                directory.u8(item.kind).raw(item.id.as_bytes()).bytes(&item.body);
            }
            EntryBody::Sealed { author, record } => {
                sealed.uint(u64::from(*author)).bytes(&cbor(record));
            }
            EntryBody::Removed { entity } => {
                removed.raw(entity.as_bytes());
            }
            EntryBody::Erased(erasure) => {
                erased.bytes(&cbor(erasure));
            }
        }
    }
    write_runs(w, &kinds);
    if !changes.is_empty() {
        w.bytes(&codec::strip(&changes, shared, mode));
    }
    w.raw(own.as_slice());
    for section in [ledgers, directory, sealed] {
        if !section.is_empty() {
            write_section(w, section.as_slice());
        }
    }
    w.raw(removed.as_slice());
    if !erased.is_empty() {
        write_section(w, erased.as_slice());
    }
}

fn read_content(
    r: &mut Reader<'_>,
    stream: u8,
    shared: &dyn Shared,
    limits: &Limits,
) -> Result<Vec<Entry>, SyncError> {
    let kinds = read_runs(r, "entry kinds", UPDATE_ENTRIES)?;
    if kinds.iter().any(|kind| *kind >= KINDS) {
        return Err(WireError::Unknown("entry kind").into());
    }
    let has = |kind| kinds.contains(&kind);
    let changes = match has(CHANGE) {
        true => codec::rebuild(r.bytes("changes", SECTION_BYTES)?, shared, limits)?,
        false => Vec::new(),
    };
    if changes.len() != kinds.iter().filter(|kind| **kind == CHANGE).count()
        || changes.iter().any(|change| change.stream != stream)
    {
        return Err(WireError::Unknown("changes of the update").into());
    }
    let mut steps = Vec::new();
    for _ in kinds.iter().filter(|kind| **kind == OWN) {
        let next = steps.last().map_or(0u64, |step: &u64| step.wrapping_add(1));
        steps.push(next.wrapping_add(r.int("own step")? as u64));
    }
    let mut section = |present: bool, what| match present {
        true => read_section(r, what),
        false => Ok(Vec::new()),
    };
    let ledgers = section(has(LEDGER) || has(LEDGER_INEFFECTIVE), "ledger entries")?;
    let directory = section(has(DIRECTORY), "directory")?;
    let sealed = section(has(SEALED), "sealed records")?;
    let removed = r.raw("removed", 16 * kinds.iter().filter(|kind| **kind == REMOVED).count())?;
    let erased = match has(ERASED) {
        true => read_section(r, "erased")?,
        false => Vec::new(),
    };
    let (mut changes, mut steps) = (changes.into_iter(), steps.into_iter());
    let mut ledgers = Reader::new(&ledgers);
    let mut directory = Reader::new(&directory);
    let mut sealed = Reader::new(&sealed);
    let mut removed = Reader::new(removed);
    let mut erased = Reader::new(&erased);
    let mut previous = Previous::of(None);
    let mut entries = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let body = match kind {
            OWN => EntryBody::Own { step: steps.next().ok_or(WireError::Truncated("own steps"))? },
            CHANGE => {
                let change = changes.next().ok_or(WireError::Truncated("changes"))?;
                EntryBody::Change {
                    document: change.document,
                    founding: change.founding,
                    ordinal: change.ordinal,
                    raw: change.raw,
                    hash: change.hash,
                }
            }
            LEDGER | LEDGER_INEFFECTIVE => EntryBody::Ledger {
                author: ledgers.u32("author")?,
                entry: previous.read(&mut ledgers)?,
                effective: kind == LEDGER,
            },
            DIRECTORY => EntryBody::Directory(DirectoryEntry {
                kind: directory.u8("directory kind")?,
                id: Id::from_bytes(directory.array("directory id")?),
                body: directory.bytes("directory item", DIRECTORY_BYTES)?.to_vec(),
            }),
            SEALED => EntryBody::Sealed {
                author: sealed.u32("author")?,
                record: read_sealed(&mut sealed)?,
            },
            REMOVED => EntryBody::Removed { entity: Id::from_bytes(removed.array("removed")?) },
            _ => EntryBody::Erased(decode_exact(
                erased.bytes("erasure", DIRECTORY_BYTES)?,
                "erasure",
            )?),
        };
        entries.push(Entry { body });
    }
    for (reader, what) in [
        (ledgers, "ledger entries"),
        (directory, "directory"),
        (sealed, "sealed records"),
        (erased, "erased"),
    ] {
        reader.end(what)?;
    }
    Ok(entries)
}
