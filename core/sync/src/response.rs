//! What the hub answers: the verdict on the batch, and the entries after each cursor.
//!
//! ```text
//! protocol u8 ‖ suite u8 ‖ parts u8 ‖ [1: failure u8] ‖ [2: epoch uv] ‖ hub time − device time of the request (ms) zz
//! ‖ horizon uv ‖ [4: verdict] ‖ [8: grants section] ‖ [16: orders section] ‖ [32: n uv ‖ n × (index u8 ‖ length uv ‖ update) ‖ stand 32]
//! ‖ signature 64
//! verdict = 1 ‖ no uv ‖ runs of outcomes | 2 resend explicit | 3 resend verbatim | 4 ‖ expected uv | 5 forked | 6 quarantined ‖ no uv
//! ```
//!
//! `parts` says which parts are there (the bits above; 64: there is more to fetch at once). The epoch
//! is written unless it is 1, that of a hub which was never restored.
//!
//! The signature covers the hash of the request, the hash of these bytes and the *stand*: one hash
//! over the head of every stream named in them, after the update (see [`crate::StreamHead`]). A
//! device checks the signature before it unpacks anything, and the stand before it commits
//! anything; kept as an [`Attestation`], the stand later proves to a restored hub what it had said.

use gridwork_model::{Id, Moment, Outcome, Refusal, StreamId};
use gridwork_seal::{Hash, Signature, SigningKey, VerifyingKey, sha256, tagged_hash};
use minicbor::{Decode, Encode};

use crate::batch::decode_exact;
use crate::item::cbor;
use crate::limits::{BATCH_ITEMS, RESPONSE_BYTES, STREAMS};
use crate::pack::{read_runs, read_section, write_runs, write_section};
use crate::wire::{Reader, Writer};
use crate::{PROTOCOL, SyncError, WireError};

const DOMAIN: &str = "gridwork/response";
const SIGNATURE: usize = 64;

/// Bits of `parts`.
mod part {
    pub const FAILURE: u8 = 1;
    pub const EPOCH: u8 = 2;
    pub const VERDICT: u8 = 4;
    pub const GRANTS: u8 = 8;
    pub const ORDERS: u8 = 16;
    pub const UPDATES: u8 = 32;
    pub const MORE: u8 = 64;
}

/// The epoch of a hub that was never restored.
const FIRST_EPOCH: u32 = 1;

/// Why the hub did not serve a request at all. Numbers are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Failure {
    /// The bytes are not a request.
    Malformed = 1,
    /// The hub does not know the device; enrol again.
    UnknownDevice = 2,
    /// The signature does not hold.
    BadSignature = 3,
    /// The counter went back: a restored backup or a clone; enrol again.
    Stale = 4,
    /// The hub has no room; try later.
    NoRoom = 5,
    /// The hub is busy or stopping; try later.
    Busy = 6,
    /// The protocol is not served any more; update the app. Uploading stays possible.
    TooOld = 7,
    /// A fault of the hub's own, logged there.
    Internal = 8,
    /// The device was revoked; its unsent work may be offered once.
    Revoked = 9,
}

impl Failure {
    fn from_byte(byte: u8) -> Result<Failure, WireError> {
        use Failure::*;
        let all = [
            Malformed,
            UnknownDevice,
            BadSignature,
            Stale,
            NoRoom,
            Busy,
            TooOld,
            Internal,
            Revoked,
        ];
        all.into_iter().find(|f| *f as u8 == byte).ok_or(WireError::Unknown("failure"))
    }
}

/// What became of the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchVerdict {
    /// Judged: one outcome an item.
    Judged {
        /// The batch.
        no: u64,
        /// Outcomes in item order.
        outcomes: Vec<Outcome>,
    },
    /// Frame the same batch again without predictions.
    ResendExplicit,
    /// Frame the same batch again with the changes as they are.
    ResendVerbatim,
    /// The hub has batches up to one before this number; send from here.
    Expected(u64),
    /// Another batch of this number is known: the chain forked; stop and enrol again.
    Forked,
    /// The whole batch waits for a person at the hub.
    Quarantined {
        /// The batch.
        no: u64,
    },
}

/// One row of a device's table of grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Grant {
    /// Index of the stream for this device; never reused.
    #[n(0)]
    pub index: u8,
    /// The stream.
    #[n(1)]
    pub stream: StreamId,
}

/// What the hub tells a device to do.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Order {
    /// Delete everything. The unsent outbox may be offered once, to quarantine.
    #[n(0)]
    Wipe,
    /// Another key signs for the hub from now on; certified by the root key.
    #[n(1)]
    OnlineKey {
        /// The new online key.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        key: Vec<u8>,
        /// Signature of the root over it.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        certificate: Vec<u8>,
    },
    /// The hub holds all parts of this file and has checked its hash.
    #[n(2)]
    FileHeld {
        /// SHA-256 of the file.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        hash: Vec<u8>,
    },
    /// The township asks back about a field that holds two values, one of them of this device. All
    /// that is asked travels with the table of grants: its version says that it came.
    #[n(4)]
    Asked {
        /// The document.
        #[n(0)]
        document: Id,
        /// Member of the field.
        #[n(1)]
        member: Option<Id>,
        /// The field.
        #[n(2)]
        field: String,
        /// When it was asked.
        #[n(3)]
        at: Moment,
        /// What the township says to it; may be empty.
        #[n(4)]
        words: String,
    },
}

/// The table of grants with its version.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Grants {
    /// Version, grows with each change.
    #[n(0)]
    pub version: u32,
    /// All streams of the device; a missing one is dropped with its data.
    #[n(1)]
    pub table: Vec<Grant>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Set when nothing was served.
    pub failure: Option<Failure>,
    /// Epoch of the hub; a new one after a restore.
    pub epoch: u32,
    /// The hub's clock.
    pub time: Moment,
    /// Batches up to this number are in a verified backup; the device may forget them.
    pub horizon: u64,
    /// What became of the batch, if one was sent.
    pub verdict: Option<BatchVerdict>,
    /// The table of grants, if the device's is not current.
    pub grants: Option<Grants>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Whether there is more to fetch at once.
    pub more: bool,
    /// Updates by stream index, each as its bytes (see [`crate::Update`]).
    pub updates: Vec<(u8, Vec<u8>)>,
    /// [`stand_hash`] over the updated streams after the updates; all zero without updates.
    pub stand: Hash,
}

/// Where one stream stood when the hub signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Stand {
    /// The stream.
    #[n(0)]
    pub stream: StreamId,
    /// Number of its last entry; 0 in the middle of a first download.
    #[n(1)]
    pub number: u64,
    /// Head there; all zero in the middle of a first download.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub head: Hash,
}

/// One hash over where streams stand, in the order of the updates of an answer.
pub fn stand_hash(epoch: u32, stands: &[Stand]) -> Hash {
    let mut bytes = Vec::with_capacity(stands.len() * 58);
    for stand in stands {
        bytes.extend_from_slice(&stand.stream.to_bytes());
        bytes.extend_from_slice(&stand.number.to_be_bytes());
        bytes.extend_from_slice(&stand.head);
    }
    tagged_hash("gridwork/stand", &[&epoch.to_be_bytes(), &bytes])
}

/// A hub's signed word on where streams stood, kept by a device for the day the hub is restored
/// from an older backup and must be shown what it had said.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Attestation {
    /// Epoch in which the hub said it.
    #[n(0)]
    pub epoch: u32,
    /// Hash of the request answered.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub request: Hash,
    /// Hash of the answer's bytes.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Hash,
    /// The streams.
    #[n(3)]
    pub stands: Vec<Stand>,
    /// The hub's signature.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub signature: Vec<u8>,
}

impl Attestation {
    /// Checks that the hub of `key` signed it.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SyncError> {
        let signature = Signature::from_slice(&self.signature)
            .map_err(|_| WireError::Truncated("signature"))?;
        let stand = stand_hash(self.epoch, &self.stands);
        key.verify(DOMAIN, &[&self.request, &self.body, &stand], &signature).map(drop)?;
        Ok(())
    }
}

/// A parsed answer whose signature has not been checked yet.
#[derive(Clone, Debug)]
pub struct UnverifiedResponse {
    /// The answer; trust nothing but its shape.
    pub response: Response,
    body: Hash,
    signature: Signature,
}

impl Response {
    /// An answer that serves nothing.
    pub fn failed(failure: Failure, epoch: u32, time: Moment) -> Response {
        Response {
            failure: Some(failure),
            epoch,
            time,
            horizon: 0,
            verdict: None,
            grants: None,
            orders: Vec::new(),
            more: false,
            updates: Vec::new(),
            stand: [0; 32],
        }
    }

    /// Writes and signs the answer to the request of hash `request` and device time `asked`.
    pub fn seal(&self, key: &SigningKey, request: &Hash, asked: Moment) -> Vec<u8> {
        let mut bytes = self.write(asked);
        let signature = key.sign(DOMAIN, &[request, &sha256(&[&bytes]), &self.stand]);
        bytes.extend_from_slice(signature.as_bytes());
        bytes
    }

    /// Reads an answer from hostile bytes; `asked` is the device time of the request.
    pub fn parse(bytes: &[u8], asked: Moment) -> Result<UnverifiedResponse, WireError> {
        if bytes.len() > RESPONSE_BYTES {
            return Err(WireError::TooLarge {
                what: "answer",
                found: bytes.len() as u64,
                limit: RESPONSE_BYTES as u64,
            });
        }
        let split = bytes.len().checked_sub(SIGNATURE).ok_or(WireError::Truncated("signature"))?;
        let (body, signature) = bytes.split_at(split);
        let response = Response::read(body, asked)?;
        let signature =
            Signature::from_slice(signature).map_err(|_| WireError::Truncated("signature"))?;
        Ok(UnverifiedResponse { response, body: sha256(&[body]), signature })
    }

    fn write(&self, asked: Moment) -> Vec<u8> {
        let parts = [
            (part::FAILURE, self.failure.is_some()),
            (part::EPOCH, self.epoch != FIRST_EPOCH),
            (part::VERDICT, self.verdict.is_some()),
            (part::GRANTS, self.grants.is_some()),
            (part::ORDERS, !self.orders.is_empty()),
            (part::UPDATES, !self.updates.is_empty()),
            (part::MORE, self.more),
        ];
        let parts =
            parts.into_iter().filter(|(_, there)| *there).fold(0, |all, (bit, _)| all | bit);
        let mut w = Writer::new();
        w.u8(PROTOCOL).u8(gridwork_seal::SUITE).u8(parts);
        if let Some(failure) = self.failure {
            w.u8(failure as u8);
        }
        if parts & part::EPOCH != 0 {
            w.uint(u64::from(self.epoch));
        }
        w.int(self.time.0.wrapping_sub(asked.0)).uint(self.horizon);
        if let Some(verdict) = &self.verdict {
            write_verdict(&mut w, verdict);
        }
        if let Some(grants) = &self.grants {
            write_section(&mut w, &cbor(grants));
        }
        if !self.orders.is_empty() {
            write_section(&mut w, &cbor(&self.orders));
        }
        if !self.updates.is_empty() {
            w.uint(self.updates.len() as u64);
            for (index, update) in &self.updates {
                w.u8(*index).bytes(update);
            }
            w.raw(&self.stand);
        }
        w.finish()
    }

    fn read(body: &[u8], asked: Moment) -> Result<Response, WireError> {
        let mut r = Reader::new(body);
        match r.u8("protocol")? {
            PROTOCOL => {}
            other => return Err(WireError::Protocol(other)),
        }
        match r.u8("suite")? {
            gridwork_seal::SUITE => {}
            other => return Err(WireError::Suite(other)),
        }
        let parts = r.u8("parts")?;
        if parts & 0x80 != 0 {
            return Err(WireError::Unknown("parts"));
        }
        let has = |bit| parts & bit != 0;
        let failure =
            if has(part::FAILURE) { Some(Failure::from_byte(r.u8("failure")?)?) } else { None };
        let epoch = if has(part::EPOCH) { r.u32("epoch")? } else { FIRST_EPOCH };
        let time = Moment(asked.0.wrapping_add(r.int("hub time")?));
        let horizon = r.uint("horizon")?;
        let verdict = if has(part::VERDICT) { Some(read_verdict(&mut r)?) } else { None };
        let grants = if has(part::GRANTS) { Some(read_cbor(&mut r, "grants")?) } else { None };
        let orders = if has(part::ORDERS) { read_cbor(&mut r, "orders")? } else { Vec::new() };
        let (mut updates, mut stand) = (Vec::new(), [0; 32]);
        if has(part::UPDATES) {
            for _ in 0..r.count("updates", STREAMS)? {
                let index = r.u8("stream index")?;
                updates.push((index, r.bytes("update", RESPONSE_BYTES)?.to_vec()));
            }
            stand = r.array("stand")?;
        }
        let more = has(part::MORE);
        r.end("answer")?;
        Ok(Response {
            failure,
            epoch,
            time,
            horizon,
            verdict,
            grants,
            orders,
            more,
            updates,
            stand,
        })
    }
}

impl UnverifiedResponse {
    /// Checks that the hub of `key` said exactly this to the request of hash `request`. A device
    /// calls it before it unpacks an update.
    pub fn verify(
        self,
        key: &VerifyingKey,
        request: &Hash,
    ) -> Result<(Response, AnswerProof), SyncError> {
        key.verify(DOMAIN, &[request, &self.body, &self.response.stand], &self.signature)
            .map(drop)?;
        let proof = AnswerProof { request: *request, body: self.body, signature: self.signature };
        Ok((self.response, proof))
    }
}

/// A checked signature, to be kept as an [`Attestation`] once the stands are known.
#[derive(Clone, Debug)]
pub struct AnswerProof {
    request: Hash,
    body: Hash,
    signature: Signature,
}

impl AnswerProof {
    /// The attestation, if `stands` are what the hub signed.
    pub fn attest(self, response: &Response, stands: Vec<Stand>) -> Option<Attestation> {
        (stand_hash(response.epoch, &stands) == response.stand).then(|| Attestation {
            epoch: response.epoch,
            request: self.request,
            body: self.body,
            stands,
            signature: self.signature.as_bytes().to_vec(),
        })
    }
}

fn write_verdict(w: &mut Writer, verdict: &BatchVerdict) {
    match verdict {
        BatchVerdict::Judged { no, outcomes } => {
            w.u8(1).uint(*no);
            let column: Vec<u8> = outcomes.iter().map(outcome_byte).collect();
            write_runs(w, &column);
            w
        }
        BatchVerdict::ResendExplicit => w.u8(2),
        BatchVerdict::ResendVerbatim => w.u8(3),
        BatchVerdict::Expected(no) => w.u8(4).uint(*no),
        BatchVerdict::Forked => w.u8(5),
        BatchVerdict::Quarantined { no } => w.u8(6).uint(*no),
    };
}

fn read_verdict(r: &mut Reader<'_>) -> Result<BatchVerdict, WireError> {
    Ok(match r.u8("verdict")? {
        1 => {
            let no = r.uint("batch number")?;
            let column = read_runs(r, "outcomes", BATCH_ITEMS)?;
            let outcomes = column.into_iter().map(byte_outcome).collect::<Result<_, _>>()?;
            BatchVerdict::Judged { no, outcomes }
        }
        2 => BatchVerdict::ResendExplicit,
        3 => BatchVerdict::ResendVerbatim,
        4 => BatchVerdict::Expected(r.uint("batch number")?),
        5 => BatchVerdict::Forked,
        6 => BatchVerdict::Quarantined { no: r.uint("batch number")? },
        _ => return Err(WireError::Unknown("verdict")),
    })
}

const REFUSALS: [Refusal; 8] = [
    Refusal::Malformed,
    Refusal::NotGranted,
    Refusal::NotPermitted,
    Refusal::NoSuchStep,
    Refusal::OutOfContext,
    Refusal::BuildsOnRefused,
    Refusal::Erased,
    Refusal::BadValue,
];

fn outcome_byte(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Accepted => 0,
        Outcome::Ineffective => 1,
        Outcome::Quarantined => 2,
        Outcome::Refused(refusal) => 16 + *refusal as u8,
    }
}

fn byte_outcome(byte: u8) -> Result<Outcome, WireError> {
    match byte {
        0 => Ok(Outcome::Accepted),
        1 => Ok(Outcome::Ineffective),
        2 => Ok(Outcome::Quarantined),
        n => REFUSALS
            .into_iter()
            .find(|refusal| 16 + *refusal as u8 == n)
            .map(Outcome::Refused)
            .ok_or(WireError::Unknown("outcome")),
    }
}

fn read_cbor<T: for<'b> Decode<'b, ()>>(
    r: &mut Reader<'_>,
    what: &'static str,
) -> Result<T, WireError> {
    decode_exact(&read_section(r, what)?, what)
}
