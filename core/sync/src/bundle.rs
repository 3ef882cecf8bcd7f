//! Bundles: the same exchange carried by USB stick or another worker's phone.
//!
//! A bundle is a request sealed to the hub's box key, a receipt is the answer sealed to the
//! device's; both are what would have travelled over the air, so there is one way to be judged.

use gridwork_seal::{BoxKey, BoxPublic, Entropy, SealError};

use crate::limits::BUNDLE_BYTES;
use crate::wire::{Reader, Writer};
use crate::{SyncError, WireError};

const MAGIC: &[u8; 4] = b"GWB1";
const INFO: &str = "gridwork/bundle";

/// Which way a bundle goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Direction {
    /// From a device to the hub.
    Out = 0,
    /// From the hub back to the device.
    Receipt = 1,
}

/// Seals `messages` for the holder of `to`. Device number and direction stay readable, so that a
/// stick tells whose it is; they are bound to the seal.
pub fn seal(
    direction: Direction,
    device: u32,
    messages: &[Vec<u8>],
    to: &BoxPublic,
    entropy: &mut dyn Entropy,
) -> Result<Vec<u8>, SealError> {
    let mut inner = Writer::new();
    inner.uint(messages.len() as u64);
    for message in messages {
        inner.bytes(message);
    }
    let header = header(direction, device);
    let sealed = to.seal(entropy, INFO, &[&header], inner.as_slice())?;
    let mut w = Writer::new();
    w.raw(&header).bytes(&sealed);
    Ok(w.finish())
}

/// Whose bundle this is and which way it goes, before opening it.
pub fn address(bytes: &[u8]) -> Result<(Direction, u32), WireError> {
    let mut r = Reader::new(bytes);
    if r.raw("bundle", 4)? != MAGIC {
        return Err(WireError::Unknown("bundle"));
    }
    let direction = match r.u8("direction")? {
        0 => Direction::Out,
        1 => Direction::Receipt,
        _ => return Err(WireError::Unknown("direction")),
    };
    Ok((direction, r.u32("device")?))
}

/// Opens a bundle with the key it was sealed to.
pub fn open(bytes: &[u8], key: &BoxKey) -> Result<(Direction, u32, Vec<Vec<u8>>), SyncError> {
    if bytes.len() > BUNDLE_BYTES {
        return Err(WireError::TooLarge {
            what: "bundle",
            found: bytes.len() as u64,
            limit: BUNDLE_BYTES as u64,
        }
        .into());
    }
    let (direction, device) = address(bytes)?;
    let header = header(direction, device);
    let mut r = Reader::new(bytes);
    if r.raw("bundle", header.len())? != header.as_slice() {
        return Err(WireError::Unknown("bundle").into());
    }
    let sealed = r.bytes("bundle", BUNDLE_BYTES)?;
    r.end("bundle")?;
    let inner = key.open(INFO, &[&header], sealed)?;
    let mut r = Reader::new(&inner);
    let n = r.count("messages", 10_000)?;
    let mut messages = Vec::with_capacity(n.min(1_000));
    for _ in 0..n {
        messages.push(r.bytes("message", BUNDLE_BYTES)?.to_vec());
    }
    r.end("bundle")?;
    Ok((direction, device, messages))
}

fn header(direction: Direction, device: u32) -> Vec<u8> {
    let mut w = Writer::new();
    w.raw(MAGIC).u8(direction as u8).uint(u64::from(device));
    w.finish()
}
