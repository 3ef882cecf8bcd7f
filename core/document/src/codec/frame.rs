//! The frame around stripped changes.
//!
//! ```text
//! frame = version and form u8 | body
//! verbatim body = zstd frame of the plain list
//! ```

use super::{Incoming, Limits, Mode, Outgoing, RebuildError, Shared, verbatim};

/// Version of the frame, in the high four bits of its first byte.
const VERSION: u8 = 1 << 4;
/// Forms of the body, in the low four bits.
const VERBATIM: u8 = 0;

/// Compression of verbatim bodies: hashes dominate them, a higher level gains nothing.
const LEVEL: i32 = 3;

/// Frames changes for the wire.
pub fn strip(changes: &[Outgoing<'_>], shared: &dyn Shared, mode: Mode) -> Vec<u8> {
    let _ = (shared, mode);
    let mut plain = Vec::new();
    verbatim::write(changes, &mut plain);
    let mut frame = vec![VERSION | VERBATIM];
    frame.extend(compress(&plain).unwrap_or_default());
    frame
}

/// Rebuilds the changes of a frame: bounded in time and memory, and never panics.
pub fn rebuild(
    frame: &[u8],
    shared: &dyn Shared,
    limits: &Limits,
) -> Result<Vec<Incoming>, RebuildError> {
    let _ = shared;
    let (first, body) = frame.split_first().ok_or(RebuildError::Truncated)?;
    if first & 0xf0 != VERSION {
        return Err(RebuildError::Foreign);
    }
    match first & 0x0f {
        VERBATIM => {
            let most = limits.bytes.saturating_add(limits.changes.saturating_mul(64));
            let plain = decompress(body, most)?;
            verbatim::read(&plain, limits)
        }
        _ => Err(RebuildError::Foreign),
    }
}

fn compress(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(plain, LEVEL)
}

fn decompress(body: &[u8], most: usize) -> Result<Vec<u8>, RebuildError> {
    zstd::bulk::decompress(body, most).map_err(|_| RebuildError::Malformed)
}
