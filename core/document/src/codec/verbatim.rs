//! The last resort: changes as they are, leaning on nothing.
//!
//! A plain list, compressed as a whole. It is ten times larger than a coded frame and is sent
//! only when the receiver could not rebuild an explicit one, or for a change that is none of our
//! own verbs.

use gridwork_model::{Founding, Id, Purpose};
use gridwork_seal::sha256;

use super::{Incoming, Limits, Outgoing, RebuildError};
use crate::chunk::leb::{Reader, write_prefixed, write_unsigned};
use crate::chunk::{ChunkError, HASHED_FROM, MAX_BYTES};

/// What a document is told of besides its id.
const FOUNDING: u8 = 1;
const ORDINAL: u8 = 2;

pub(super) fn write(changes: &[Outgoing<'_>], out: &mut Vec<u8>) {
    write_unsigned(out, changes.len() as u64);
    for change in changes {
        let founding = if change.founding.is_some() { FOUNDING } else { 0 };
        let ordinal = if change.ordinal.is_some() { ORDINAL } else { 0 };
        out.extend_from_slice(&[change.stream, founding | ordinal]);
        out.extend_from_slice(change.document.as_bytes());
        if let Some(founding) = change.founding {
            write_founding(founding, out);
        }
        if let Some(ordinal) = change.ordinal {
            write_unsigned(out, u64::from(ordinal));
        }
        write_prefixed(out, change.raw);
    }
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Incoming>, RebuildError> {
    let mut r = Reader::new(bytes);
    let count = r.unsigned().map_err(truncated)?;
    if count > limits.changes as u64 {
        return Err(RebuildError::TooLarge);
    }
    let mut changes = Vec::new();
    let mut bytes = 0;
    for _ in 0..count {
        let change = read_change(&mut r)?;
        bytes += change.raw.len();
        if bytes > limits.bytes {
            return Err(RebuildError::TooLarge);
        }
        changes.push(change);
    }
    if r.is_empty() { Ok(changes) } else { Err(RebuildError::Truncated) }
}

fn read_change(r: &mut Reader<'_>) -> Result<Incoming, RebuildError> {
    let (stream, told) = (r.byte().map_err(truncated)?, r.byte().map_err(truncated)?);
    let document = read_id(r)?;
    let founding = (told & FOUNDING != 0).then(|| read_founding(r)).transpose()?;
    let ordinal = match told & ORDINAL {
        0 => None,
        _ => Some(read_u32(r)?),
    };
    if told & !(FOUNDING | ORDINAL) != 0
        || founding.as_ref().is_some_and(|founding| founding.document() != document)
    {
        return Err(RebuildError::Malformed);
    }
    let raw = r.prefixed().map_err(truncated)?.to_vec();
    if raw.len() > MAX_BYTES {
        return Err(ChunkError::TooLarge.into());
    }
    let hashed = raw.get(HASHED_FROM..).ok_or(ChunkError::Truncated)?;
    let hash = sha256(&[hashed]);
    Ok(Incoming { stream, document, founding, ordinal, raw, hash })
}

fn write_founding(founding: &Founding, out: &mut Vec<u8>) {
    match founding {
        Founding::Household { id, epoch } => {
            out.push(1);
            out.extend_from_slice(id.as_bytes());
            write_unsigned(out, u64::from(*epoch));
        }
        Founding::Needs { household, purpose, epoch } => {
            out.extend_from_slice(&[2, *purpose as u8]);
            out.extend_from_slice(household.as_bytes());
            write_unsigned(out, u64::from(*epoch));
        }
        Founding::Task { template, target, window } => {
            out.push(3);
            write_prefixed(out, template.as_bytes());
            out.extend_from_slice(target.as_bytes());
            write_unsigned(out, *window);
        }
        Founding::Place { id } => {
            out.push(4);
            out.extend_from_slice(id.as_bytes());
        }
    }
}

fn read_founding(r: &mut Reader<'_>) -> Result<Founding, RebuildError> {
    Ok(match r.byte().map_err(truncated)? {
        1 => Founding::Household { id: read_id(r)?, epoch: read_u32(r)? },
        2 => {
            let purpose = purpose(r.byte().map_err(truncated)?).ok_or(RebuildError::Malformed)?;
            Founding::Needs { household: read_id(r)?, purpose, epoch: read_u32(r)? }
        }
        3 => {
            let template = std::str::from_utf8(r.prefixed().map_err(truncated)?);
            Founding::Task {
                template: template.map_err(|_| RebuildError::Malformed)?.to_owned(),
                target: read_id(r)?,
                window: r.unsigned().map_err(truncated)?,
            }
        }
        4 => Founding::Place { id: read_id(r)? },
        _ => return Err(RebuildError::Malformed),
    })
}

fn read_id(r: &mut Reader<'_>) -> Result<Id, RebuildError> {
    let bytes = r.take(16).map_err(truncated)?;
    bytes.try_into().map(Id::from_bytes).map_err(|_| RebuildError::Truncated)
}

fn read_u32(r: &mut Reader<'_>) -> Result<u32, RebuildError> {
    u32::try_from(r.unsigned().map_err(truncated)?).map_err(|_| RebuildError::Malformed)
}

fn truncated(_: ChunkError) -> RebuildError {
    RebuildError::Truncated
}

/// The purpose with this number.
pub(super) fn purpose(number: u8) -> Option<Purpose> {
    ALL_PURPOSES.into_iter().find(|purpose| *purpose as u8 == number)
}

const ALL_PURPOSES: [Purpose; 21] = [
    Purpose::Directory,
    Purpose::Roster,
    Purpose::Places,
    Purpose::Work,
    Purpose::Visits,
    Purpose::Incidents,
    Purpose::Party,
    Purpose::Assistance,
    Purpose::Disability,
    Purpose::Health,
    Purpose::Veterans,
    Purpose::SocialSecurity,
    Purpose::Disputes,
    Purpose::Wages,
    Purpose::Identity,
    Purpose::Children,
    Purpose::Violence,
    Purpose::Reporters,
    Purpose::AccessLog,
    Purpose::Enforcement,
    Purpose::Clues,
];
