//! Files in parts: content-addressed, acknowledged part by part, restartable at any offset on both
//! ends, and never in the way of data (DESIGN §4).
//!
//! ```text
//! request = protocol u8 ‖ suite u8 ‖ device uv ‖ file hash 32 ‖ size uv ‖ stream u8 ‖ offset uv ‖ [bytes] ‖ signature 64
//! answer  = protocol u8 ‖ status u8 ‖ n uv ‖ held parts as a bitmap ‖ begun uv ‖ signature 64
//! ```
//! The hub's signature covers the hash of the request and the answer: whoever else answers can
//! neither end a file that never arrived nor refuse one.

//! A part is stored and acknowledged as a whole and may come in slices, as small as the network
//! asks for: a slice lies within one part and follows what is held of it. `begun` says how many
//! bytes of the first missing part are held. A request without bytes asks what is held. A photo of
//! 400 KB is 13 parts.

use gridwork_seal::{Hash, SealError, Signature, SigningKey, VerifyingKey, sha256};

use crate::limits::{FILE_BYTES, PART_BYTES};
use crate::wire::{Reader, Writer};
use crate::{PROTOCOL, WireError};

const DOMAIN: &str = "gridwork/file-part";
const ANSWER: &str = "gridwork/file-answer";
const SIGNATURE: usize = 64;

/// A slice of a part of a file, or the question what is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRequest {
    /// Number of the device.
    pub device: u32,
    /// SHA-256 of the whole file.
    pub file: Hash,
    /// Size of the whole file, bytes.
    pub size: u64,
    /// Stream the file belongs to, by index.
    pub stream: u8,
    /// Where in the file the bytes begin.
    pub offset: u64,
    /// Its bytes; empty to ask.
    pub bytes: Vec<u8>,
}

/// How the hub took a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PartStatus {
    /// Held durably, or an answer to the question.
    Held = 0,
    /// All parts are held and the whole hashes to its name.
    Complete = 1,
    /// All parts are held but the whole does not hash to its name: they were dropped; begin again.
    HashMismatch = 2,
    /// Refused: this device may not send it, or not so. Everything else that goes wrong at the hub
    /// is [`PartStatus::NoRoom`] or [`PartStatus::Busy`].
    Refused = 3,
    /// No room at the hub; later.
    NoRoom = 4,
    /// In answer to a question about an original of evidence: complete, and a backup that was read
    /// back holds it, too.
    Doubled = 5,
    /// Something went wrong at the hub, whatever was asked; later.
    Busy = 6,
}

/// What the hub answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartAnswer {
    /// How it took the part.
    pub status: PartStatus,
    /// Which parts it holds.
    pub held: Vec<bool>,
    /// How many bytes of the first part that it does not hold are there.
    pub begun: u32,
}

/// How many parts a file of `size` bytes has.
pub fn parts(size: u64) -> u32 {
    size.div_ceil(PART_BYTES as u64) as u32
}

/// The length of part `part` of a file of `size` bytes.
pub fn part_length(size: u64, part: u32) -> usize {
    let start = u64::from(part) * PART_BYTES as u64;
    size.saturating_sub(start).min(PART_BYTES as u64) as usize
}

impl PartRequest {
    /// Number of the part that the bytes lie in, from 0.
    pub fn part(&self) -> u32 {
        (self.offset / PART_BYTES as u64) as u32
    }

    /// Where in that part they begin.
    pub fn within(&self) -> usize {
        (self.offset % PART_BYTES as u64) as usize
    }

    /// Writes and signs.
    pub fn seal(&self, key: &SigningKey) -> Vec<u8> {
        let mut w = Writer::new();
        w.u8(PROTOCOL).u8(gridwork_seal::SUITE).uint(u64::from(self.device)).raw(&self.file);
        w.uint(self.size).u8(self.stream).uint(self.offset).raw(&self.bytes);
        let mut bytes = w.finish();
        let signature = key.sign(DOMAIN, &[&bytes]);
        bytes.extend_from_slice(signature.as_bytes());
        bytes
    }

    /// Reads a part from hostile bytes; the signature is checked by [`verify_part`] once the
    /// device's key is known.
    pub fn parse(bytes: &[u8]) -> Result<PartRequest, WireError> {
        let split = bytes.len().checked_sub(SIGNATURE).ok_or(WireError::Truncated("signature"))?;
        let mut r = Reader::new(&bytes[..split]);
        match r.u8("protocol")? {
            PROTOCOL => {}
            other => return Err(WireError::Protocol(other)),
        }
        match r.u8("suite")? {
            gridwork_seal::SUITE => {}
            other => return Err(WireError::Suite(other)),
        }
        let device = r.u32("device")?;
        let file = r.array("file hash")?;
        let size = r.uint_to("file size", FILE_BYTES)?;
        let stream = r.u8("stream index")?;
        let offset = r.uint_to("offset", size.saturating_sub(1))?;
        let mut request = PartRequest { device, file, size, stream, offset, bytes: Vec::new() };
        let most = part_length(size, request.part()) - request.within();
        let rest = r.remaining();
        if rest > most {
            let (found, limit) = (rest as u64, most as u64);
            return Err(WireError::TooLarge { what: "part", found, limit });
        }
        request.bytes = r.raw("part", rest)?.to_vec();
        Ok(request)
    }
}

/// Checks that the device of `key` sent exactly these bytes.
pub fn verify_part(bytes: &[u8], key: &VerifyingKey) -> Result<(), SealError> {
    let split = bytes.len().saturating_sub(SIGNATURE);
    let signature = Signature::from_slice(&bytes[split..])?;
    key.verify(DOMAIN, &[&bytes[..split]], &signature).map(|_| ())
}

/// Checks that the hub of `key` gave exactly this answer to the request of that hash.
pub fn verify_answer(bytes: &[u8], request: &Hash, key: &VerifyingKey) -> Result<(), SealError> {
    let split = bytes.len().saturating_sub(SIGNATURE);
    let signature = Signature::from_slice(&bytes[split..])?;
    key.verify(ANSWER, &[request, &bytes[..split]], &signature).map(|_| ())
}

impl PartAnswer {
    /// An answer that says nothing of what is held.
    pub const fn bare(status: PartStatus) -> PartAnswer {
        PartAnswer { status, held: Vec::new(), begun: 0 }
    }

    /// Writes the answer to the request of these bytes, and signs it.
    pub fn seal(&self, key: &SigningKey, request: &[u8]) -> Vec<u8> {
        let mut bytes = self.write();
        let signature = key.sign(ANSWER, &[&sha256(&[request]), &bytes]);
        bytes.extend_from_slice(signature.as_bytes());
        bytes
    }

    fn write(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u8(PROTOCOL).u8(self.status as u8).uint(self.held.len() as u64);
        let mut bitmap = vec![0u8; self.held.len().div_ceil(8)];
        for (i, _) in self.held.iter().enumerate().filter(|(_, held)| **held) {
            bitmap[i / 8] |= 1 << (i % 8);
        }
        w.raw(&bitmap).uint(u64::from(self.begun));
        w.finish()
    }

    /// Reads the answer from hostile bytes; [`verify_answer`] checks who gave it.
    pub fn parse(bytes: &[u8]) -> Result<PartAnswer, WireError> {
        let split = bytes.len().checked_sub(SIGNATURE).ok_or(WireError::Truncated("signature"))?;
        let mut r = Reader::new(&bytes[..split]);
        match r.u8("protocol")? {
            PROTOCOL => {}
            other => return Err(WireError::Protocol(other)),
        }
        let status = match r.u8("status")? {
            0 => PartStatus::Held,
            1 => PartStatus::Complete,
            2 => PartStatus::HashMismatch,
            3 => PartStatus::Refused,
            4 => PartStatus::NoRoom,
            5 => PartStatus::Doubled,
            6 => PartStatus::Busy,
            _ => return Err(WireError::Unknown("status")),
        };
        let n = r.count("parts", parts(FILE_BYTES) as usize)?;
        let bitmap = r.raw("bitmap", n.div_ceil(8))?;
        let begun = r.uint_to("begun", PART_BYTES as u64)? as u32;
        r.end("answer")?;
        let held = (0..n).map(|i| bitmap[i / 8] >> (i % 8) & 1 == 1).collect();
        Ok(PartAnswer { status, held, begun })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_wrong_length_is_refused() {
        let key = SigningKey::from_seed(&[1; 32]);
        let part = PartRequest {
            device: 1,
            file: [2; 32],
            size: PART_BYTES as u64 + 10,
            stream: 0,
            offset: PART_BYTES as u64,
            bytes: vec![0; 10],
        };
        assert_eq!(PartRequest::parse(&part.seal(&key)), Ok(part.clone()));
        let long = PartRequest { bytes: vec![0; 11], ..part.clone() };
        assert!(matches!(PartRequest::parse(&long.seal(&key)), Err(WireError::TooLarge { .. })));
        let end = part.size;
        let beyond = PartRequest { offset: end, bytes: Vec::new(), ..part.clone() };
        assert!(PartRequest::parse(&beyond.seal(&key)).is_err());
        let slice = PartRequest { offset: end - 4, bytes: vec![0; 4], ..part.clone() };
        assert_eq!(PartRequest::parse(&slice.seal(&key)), Ok(slice.clone()));
        let long = PartRequest { bytes: vec![0; 5], ..slice };
        assert!(PartRequest::parse(&long.seal(&key)).is_err(), "past the end of the file");
        let across = PartRequest { offset: end - 12, bytes: vec![0; 5], ..part };
        assert!(PartRequest::parse(&across.seal(&key)).is_err(), "across two parts");
    }

    #[test]
    fn the_bitmap_of_held_parts_round_trips() {
        let held: Vec<bool> = (0..13).map(|i| i % 3 == 0).collect();
        let answer = PartAnswer { status: PartStatus::Held, held, begun: 7 };
        let key = SigningKey::from_seed(&[1; 32]);
        assert_eq!(PartAnswer::parse(&answer.seal(&key, b"request")), Ok(answer));
    }

    #[test]
    fn an_answer_is_the_hubs_to_this_request_and_no_byte_of_it_another() {
        let key = SigningKey::from_seed(&[1; 32]);
        let bytes = PartAnswer::bare(PartStatus::Complete).seal(&key, b"request");
        let (asked, hub) = (sha256(&[b"request"]), key.verifying());
        assert_eq!(verify_answer(&bytes, &asked, &hub), Ok(()));
        assert!(verify_answer(&bytes, &sha256(&[b"another"]), &hub).is_err());
        assert!(
            verify_answer(&bytes, &asked, &SigningKey::from_seed(&[2; 32]).verifying()).is_err()
        );
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 1;
            assert!(verify_answer(&forged, &asked, &hub).is_err(), "byte {at}");
        }
        for length in 0..bytes.len() {
            assert!(verify_answer(&bytes[..length], &asked, &hub).is_err(), "{length} bytes");
        }
    }
}
