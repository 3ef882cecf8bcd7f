//! The journal: a separate append-only file of what must survive the loss of the database.
//!
//! A hub restored from yesterday's backup must not forget who was enrolled or revoked, what was
//! erased, and which numbers it may have given out. Each record is written and synced *before* the
//! transaction it belongs to commits: a record without its transaction does no harm, the reverse
//! would. Layout of a record: `length u32 BE ‖ CBOR ‖ chain hash 32`, the chain hash covering the
//! one before, so that a cut or changed middle is noticed; a torn last record is dropped.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use gridwork_model::{Class, Id, Moment, StreamId};
use gridwork_seal::{Hash, sha256};
use minicbor::{Decode, Encode};
use parking_lot::Mutex;

use crate::devices::GrantRow;
use crate::{Done, HubError};

/// Largest record, bytes; an enrolment is about 400.
const RECORD_BYTES: usize = 64 << 10;

/// One thing that must not be forgotten.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub enum Record {
    /// A device was enrolled; `sealed` is its record, under a rest key.
    #[n(0)]
    Enrolled {
        /// Number of the device.
        #[n(0)]
        device: u32,
        /// The device's record, sealed.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        sealed: Vec<u8>,
        /// Hash of the one-time code that it used up.
        #[n(2)]
        code: Option<minicbor::bytes::ByteVec>,
    },
    /// A device was revoked.
    #[n(1)]
    Revoked {
        /// Number of the device.
        #[n(0)]
        device: u32,
        /// When.
        #[n(1)]
        at: Moment,
    },
    /// An entity was erased.
    #[n(2)]
    Erased {
        /// The document, ledger object or sealed record.
        #[n(0)]
        id: Id,
        /// Class of what was erased.
        #[n(1)]
        class: Class,
        /// When.
        #[n(2)]
        at: Moment,
        /// Legal basis, in words without names.
        #[n(3)]
        basis: String,
        /// Set where only people are erased from it, and whoever else it holds goes on in a new document:
        /// the first of them.
        #[n(4)]
        person: Option<Id>,
        /// The id phones know it by.
        #[n(5)]
        shown: Option<Id>,
        /// The streams it stood in: a restored hub may not know it, and tells them all the same.
        #[n(6)]
        streams: Option<Vec<StreamId>>,
        /// Everybody who was erased with it.
        #[n(7)]
        people: Option<Vec<Id>>,
    },
    /// Numbers of a stream up to `floor` may have been given out.
    #[n(3)]
    StreamFloor {
        /// The stream.
        #[n(0)]
        stream: StreamId,
        /// Greatest number that may have been given.
        #[n(1)]
        floor: u64,
    },
    /// Numbers of a series (incidents of a township and year) up to `floor` may have been given.
    #[n(4)]
    SeriesFloor {
        /// Key of the series.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        series: Vec<u8>,
        /// Greatest number that may have been given.
        #[n(1)]
        floor: u64,
    },
    /// A log-in was made, changed or switched off; `sealed` is its record, under a rest key.
    #[n(6)]
    Staff {
        /// The log-in's record, sealed.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        sealed: Vec<u8>,
    },
    /// A leaf was appended to the log of evidence.
    #[n(7)]
    Leaf {
        /// Its number, from 0.
        #[n(0)]
        number: u64,
        /// The commitment.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        leaf: Hash,
    },
    /// A device was given streams. An index is never given to another stream, also by a hub that forgot
    /// the one it had: what the device says names its stream by it.
    #[n(8)]
    Granted {
        /// Number of the device.
        #[n(0)]
        device: u32,
        /// The rows that are new.
        #[n(1)]
        rows: Vec<GrantRow>,
    },
    /// The hub began an epoch.
    #[n(5)]
    Epoch {
        /// Its number.
        #[n(0)]
        epoch: u32,
        /// When.
        #[n(1)]
        at: Moment,
    },
}

/// The open journal.
pub struct Journal {
    path: PathBuf,
    tail: Mutex<Tail>,
}

struct Tail {
    file: File,
    chain: Hash,
}

impl Journal {
    /// Opens the journal, creating it if there is none, and returns what it holds. A torn last
    /// record (a power cut while writing) is cut off; damage before the end is an error.
    pub fn open(path: &Path) -> Done<(Journal, Vec<Record>)> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(HubError::file("journal"))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(HubError::file("journal"))?;
        let (records, good, chain) = replay(&bytes)?;
        file.set_len(good as u64)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .and_then(|_| file.sync_all())
            .map_err(HubError::file("journal"))?;
        Ok((Journal { path: path.to_owned(), tail: Mutex::new(Tail { file, chain }) }, records))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends records and returns once they are durable.
    pub fn append(&self, records: &[Record]) -> Done<()> {
        if records.is_empty() {
            return Ok(());
        }
        let mut tail = self.tail.lock();
        let mut chain = tail.chain;
        let mut bytes = Vec::new();
        for record in records {
            let body = minicbor::to_vec(record).unwrap_or_default();
            chain = link(&chain, &body);
            bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
            bytes.extend_from_slice(&body);
            bytes.extend_from_slice(&chain);
        }
        let before = tail.file.stream_position().map_err(HubError::file("journal"))?;
        let written = tail.file.write_all(&bytes).and_then(|()| tail.file.sync_data());
        if let Err(error) = written {
            // A half-written record must not stand in front of the next one.
            let _ = tail.file.set_len(before);
            let _ = tail.file.seek(SeekFrom::Start(before));
            return Err(HubError::file("journal")(error));
        }
        tail.chain = chain;
        Ok(())
    }
}

fn link(chain: &Hash, body: &[u8]) -> Hash {
    sha256(&[b"gridwork/journal", chain, body])
}

/// Reads records up to the first torn one: records, good bytes, chain there.
fn replay(bytes: &[u8]) -> Done<(Vec<Record>, usize, Hash)> {
    let mut records = Vec::new();
    let (mut at, mut chain) = (0, [0; 32]);
    while let Some(length) = bytes[at..].first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let end = at + 4 + length + 32;
        if length > RECORD_BYTES {
            return Err(HubError::Invalid("journal"));
        }
        let Some(record) = bytes.get(at + 4..end) else { break };
        let (body, hash) = record.split_at(length);
        if link(&chain, body) != hash {
            if end == bytes.len() {
                break;
            }
            return Err(HubError::Invalid("journal"));
        }
        records.push(minicbor::decode(body).map_err(|_| HubError::Invalid("journal"))?);
        chain.copy_from_slice(hash);
        at = end;
    }
    Ok((records, at, chain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revoked(device: u32) -> Record {
        Record::Revoked { device, at: Moment(5) }
    }

    #[test]
    fn what_was_appended_is_replayed_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (journal, records) = Journal::open(&path).unwrap();
        assert!(records.is_empty());
        journal.append(&[revoked(1), revoked(2)]).unwrap();
        journal.append(&[revoked(3)]).unwrap();
        let (_, records) = Journal::open(&path).unwrap();
        assert_eq!(records, [revoked(1), revoked(2), revoked(3)]);
    }

    #[test]
    fn a_cut_at_any_byte_loses_only_the_torn_record() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (journal, _) = Journal::open(&path).unwrap();
        journal.append(&[revoked(1), revoked(2)]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..=whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let (journal, records) = Journal::open(&path).unwrap();
            assert_eq!(records.len(), cut / (whole.len() / 2));
            journal.append(&[revoked(9)]).unwrap();
            let (_, after) = Journal::open(&path).unwrap();
            assert_eq!(after.len(), records.len() + 1);
        }
    }

    #[test]
    fn a_changed_middle_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (journal, _) = Journal::open(&path).unwrap();
        journal.append(&[revoked(1), revoked(2)]).unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[6] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert!(Journal::open(&path).is_err());
    }
}
