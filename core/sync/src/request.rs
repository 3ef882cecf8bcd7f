//! What a device posts: who it is, how far it has read each stream, and at most one batch.
//!
//! ```text
//! protocol u8 ‖ suite u8 ‖ schema uv ‖ device uv ‖ counter uv ‖ epoch uv ‖ device time (ms since 2020) uv
//! ‖ answer budget·4 + mode uv ‖ grants version uv ‖ n uv ‖ n × cursor
//! ‖ what follows u8 (1 a batch, 2 what is unsent, 4 the app) ‖ [entries uv ‖ files uv] ‖ [length uv ‖ app]
//! ‖ [batch: no uv ‖ first 4 bytes of the previous hash ‖ mode u8 ‖ p uv ‖ p × (index u8, number uv) ‖ frame bytes]
//! ‖ signature 64
//! cursor = (number·4 + paging·2 + apart) uv ‖ [apart: index u8] ‖ [paging: token uv]
//! ```
//!
//! A cursor is of the stream after the one before it, the first one of stream 0, unless it is marked
//! *apart* and names its index: a phone names all its streams in every request.
//!
//! The one signature covers the header and, if there is a batch, its chain hash, so that the
//! request and everything in the batch stand under it.

use gridwork_document::codec::Mode;
use gridwork_model::Moment;
use gridwork_seal::{Hash, SealError, Signature, SigningKey, VerifyingKey, sha256, tagged_hash};

use crate::limits::{APP_BYTES, REQUEST_BYTES, STREAMS};
use crate::wire::{Reader, Writer};
use crate::{BatchHash, PROTOCOL, WIRE_EPOCH_MS, WireError};

const DOMAIN: &str = "gridwork/request";
const SIGNATURE: usize = 64;

/// A batch follows.
const BATCH: u8 = 1;

/// What is unsent beside the batch follows.
const UNSENT: u8 = 2;

/// What the app calls itself follows.
const APP: u8 = 4;

/// How far a device has read one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Index in the device's table of grants.
    pub index: u8,
    /// Number of the last entry applied; 0 before the first.
    pub number: u64,
    /// Where a first download goes on, from the page before.
    pub page: Option<u64>,
}

/// A batch on its way: framed items and the point of the streams they were framed against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchFrame {
    /// Number of the batch.
    pub no: u64,
    /// First four bytes of the previous batch's hash: tells a forked chain from a forged signature.
    pub prev_check: [u8; 4],
    /// How the changes were stripped.
    pub mode: Mode,
    /// Cursors at framing, by stream index, where they differ from those of the request.
    pub point: Vec<(u8, u64)>,
    /// The items, see [`crate::Batch::frame`].
    pub frame: Vec<u8>,
}

/// What a device still holds beside the batch it sends, as it counts itself: with it the township can
/// tell that something waits on a phone, and help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// Entries.
    pub entries: u32,
    /// Files that are not whole at the hub.
    pub files: u32,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Protocol spoken.
    pub protocol: u8,
    /// Schema written.
    pub schema: u32,
    /// Number of the device.
    pub device: u32,
    /// Grows by one with every new request and stays for a repeated one; a lower one is stale.
    pub counter: u64,
    /// Epoch of the hub as the device knows it.
    pub epoch: u32,
    /// The device's wall clock; a fact, never adopted.
    pub time: Moment,
    /// How many bytes of entries the device wants at most in the answer; at most 2³⁰ − 1.
    pub budget: u32,
    /// How the hub shall strip changes: predicted, or more explicitly after an answer that did not
    /// rebuild here.
    pub mode: Mode,
    /// Version of the table of grants that the device holds.
    pub grants: u32,
    /// Cursors of all streams in the table.
    pub cursors: Vec<Cursor>,
    /// What waits beside the batch.
    pub unsent: Unsent,
    /// Name and version of the app, where they are others than the hub was told; at most
    /// [`APP_BYTES`].
    pub app: Option<String>,
    /// What the device has to say.
    pub batch: Option<BatchFrame>,
}

/// A parsed request whose signature has not been checked yet.
#[derive(Clone, Debug)]
pub struct Unverified {
    /// The request; trust nothing but its shape.
    pub request: Request,
    header: Hash,
    signature: Signature,
    /// Hash over all bytes: what the answer is signed over.
    pub hash: Hash,
}

impl Request {
    /// Writes and signs; `batch` is the chain hash of the batch that is framed in it.
    pub fn seal(&self, key: &SigningKey, batch: Option<&BatchHash>) -> Vec<u8> {
        let mut bytes = self.write();
        let header = header_hash(&bytes);
        let signature = key.sign(DOMAIN, &signed_parts(&header, batch));
        bytes.extend_from_slice(signature.as_bytes());
        bytes
    }

    /// Reads a request from hostile bytes.
    pub fn parse(bytes: &[u8]) -> Result<Unverified, WireError> {
        if bytes.len() > REQUEST_BYTES {
            return Err(WireError::TooLarge {
                what: "request",
                found: bytes.len() as u64,
                limit: REQUEST_BYTES as u64,
            });
        }
        let split = bytes.len().checked_sub(SIGNATURE).ok_or(WireError::Truncated("signature"))?;
        let (body, signature) = bytes.split_at(split);
        let request = Request::read(body)?;
        let signature =
            Signature::from_slice(signature).map_err(|_| WireError::Truncated("signature"))?;
        Ok(Unverified { request, header: header_hash(body), signature, hash: sha256(&[bytes]) })
    }

    fn write(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.u8(self.protocol).u8(gridwork_seal::SUITE);
        w.uint(u64::from(self.schema)).uint(u64::from(self.device)).uint(self.counter);
        w.uint(u64::from(self.epoch)).int(self.time.0.saturating_sub(WIRE_EPOCH_MS));
        w.uint(u64::from(self.budget) << 2 | u64::from(mode_number(self.mode)));
        w.uint(u64::from(self.grants));
        w.uint(self.cursors.len() as u64);
        let mut expected = 0;
        for cursor in &self.cursors {
            let (apart, paging) = (cursor.index != expected, cursor.page.is_some());
            w.uint(cursor.number << 2 | u64::from(paging) << 1 | u64::from(apart));
            if apart {
                w.u8(cursor.index);
            }
            if let Some(token) = cursor.page {
                w.uint(token);
            }
            expected = cursor.index.wrapping_add(1);
        }
        let waits = match self.unsent == Unsent::default() {
            true => 0,
            false => UNSENT,
        };
        let app = self.app.as_ref().map_or(0, |_| APP);
        w.u8(waits | app | self.batch.as_ref().map_or(0, |_| BATCH));
        if waits != 0 {
            w.uint(u64::from(self.unsent.entries)).uint(u64::from(self.unsent.files));
        }
        if let Some(app) = &self.app {
            w.bytes(app.as_bytes());
        }
        if let Some(batch) = &self.batch {
            w.uint(batch.no).raw(&batch.prev_check).u8(mode_number(batch.mode));
            w.uint(batch.point.len() as u64);
            for (index, number) in &batch.point {
                w.u8(*index).uint(*number);
            }
            w.raw(&batch.frame);
        }
        w.finish()
    }

    fn read(body: &[u8]) -> Result<Request, WireError> {
        let mut r = Reader::new(body);
        let protocol = r.u8("protocol")?;
        if protocol != PROTOCOL {
            return Err(WireError::Protocol(protocol));
        }
        match r.u8("suite")? {
            gridwork_seal::SUITE => {}
            other => return Err(WireError::Suite(other)),
        }
        let schema = r.u32("schema")?;
        let device = r.u32("device")?;
        let counter = r.uint("counter")?;
        let epoch = r.u32("epoch")?;
        let time = Moment(WIRE_EPOCH_MS.saturating_add(r.int("device time")?));
        let budget = r.u32("budget")?;
        let mode = number_mode(budget as u8 & 3)?;
        let grants = r.u32("grants version")?;
        let n = r.count("cursors", STREAMS)?;
        let mut cursors = Vec::with_capacity(n);
        let mut expected = 0u8;
        for _ in 0..n {
            let packed = r.uint("cursor")?;
            let index = if packed & 1 == 1 { r.u8("stream index")? } else { expected };
            let page = if packed & 2 == 2 { Some(r.uint("page token")?) } else { None };
            cursors.push(Cursor { index, number: packed >> 2, page });
            expected = index.wrapping_add(1);
        }
        let follows = r.u8("what follows")?;
        if follows & !(BATCH | UNSENT | APP) != 0 {
            return Err(WireError::Unknown("what follows"));
        }
        let unsent = match follows & UNSENT != 0 {
            true => Unsent { entries: r.u32("unsent entries")?, files: r.u32("unsent files")? },
            false => Unsent::default(),
        };
        if follows & UNSENT != 0 && unsent == Unsent::default() {
            return Err(WireError::Unknown("nothing unsent"));
        }
        let app = match follows & APP != 0 {
            true => Some(app(r.bytes("app", APP_BYTES)?)?),
            false => None,
        };
        let batch = match follows & BATCH != 0 {
            true => Some(read_batch(&mut r)?),
            false => {
                r.clone().end("request")?;
                None
            }
        };
        Ok(Request {
            protocol,
            schema,
            device,
            counter,
            epoch,
            time,
            budget: budget >> 2,
            mode,
            grants,
            cursors,
            unsent,
            app,
            batch,
        })
    }
}

fn app(bytes: &[u8]) -> Result<String, WireError> {
    let text = std::str::from_utf8(bytes).map_err(|_| WireError::Unknown("app"))?;
    Ok(text.to_owned())
}

fn read_batch(r: &mut Reader<'_>) -> Result<BatchFrame, WireError> {
    let no = r.uint("batch number")?;
    let prev_check = r.array("previous batch")?;
    let mode = number_mode(r.u8("mode")?)?;
    let p = r.count("point", STREAMS)?;
    let mut point = Vec::with_capacity(p);
    for _ in 0..p {
        point.push((r.u8("stream index")?, r.uint("point")?));
    }
    let frame = r.raw("frame", r.remaining())?.to_vec();
    Ok(BatchFrame { no, prev_check, mode, point, frame })
}

impl Unverified {
    /// Checks the signature: of the header alone, or of the header and the batch of this hash.
    pub fn verify(&self, key: &VerifyingKey, batch: Option<&BatchHash>) -> Result<(), SealError> {
        key.verify(DOMAIN, &signed_parts(&self.header, batch), &self.signature).map(|_| ())
    }

    /// The signature and the header hash, kept with an accepted batch as its proof.
    pub fn proof(&self) -> (Hash, Signature) {
        (self.header, self.signature)
    }
}

fn mode_number(mode: Mode) -> u8 {
    match mode {
        Mode::Predicted => 0,
        Mode::Explicit => 1,
        Mode::Verbatim => 2,
    }
}

fn number_mode(number: u8) -> Result<Mode, WireError> {
    match number {
        0 => Ok(Mode::Predicted),
        1 => Ok(Mode::Explicit),
        2 => Ok(Mode::Verbatim),
        _ => Err(WireError::Unknown("mode")),
    }
}

fn header_hash(body: &[u8]) -> Hash {
    tagged_hash("gridwork/request-header", &[body])
}

fn signed_parts<'a>(header: &'a Hash, batch: Option<&'a BatchHash>) -> [&'a [u8]; 2] {
    [header, batch.map_or(&[], |hash| hash.as_slice())]
}
