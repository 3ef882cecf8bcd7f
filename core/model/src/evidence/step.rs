//! The steps of an evidence set as ledger bodies. Numbers are frozen and never reused.

use minicbor::{Decode, Encode};

use super::{Domain, FileName, SignedRecord};
use crate::body::{self, BodyError};
use crate::{Id, LedgerEntry, limits};

/// What a derivative is for; it points to its original and never takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DerivedFor {
    /// 缩略图.
    #[n(1)]
    Thumbnail,
    /// 遮挡.
    #[n(2)]
    Redaction,
    /// 水印.
    #[n(3)]
    Watermark,
    /// 转码.
    #[n(4)]
    Transcode,
}

impl DerivedFor {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            DerivedFor::Thumbnail => "缩略图",
            DerivedFor::Redaction => "遮挡件",
            DerivedFor::Watermark => "水印件",
            DerivedFor::Transcode => "转码件",
        }
    }
}

/// How far a file has come at the hub. The order is the order of the states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Arrival {
    /// 已送乡镇: every part is there.
    #[n(1)]
    Arrived,
    /// 已校验: both hashes were computed again and are those of the capture.
    #[n(2)]
    Checked,
    /// 双份: a backup that was read back holds it; only now may a phone delete its own.
    #[n(3)]
    Doubled,
}

impl Arrival {
    /// Its word; what has not arrived is 本机.
    pub const fn word(self) -> &'static str {
        match self {
            Arrival::Arrived => "已送乡镇",
            Arrival::Checked => "已校验",
            Arrival::Doubled => "双份",
        }
    }
}

/// One step of an evidence set.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub enum Step {
    /// What is signed on its own: opening, confirmation, capture, record, a signature on one, hand-over.
    #[n(1)]
    Signed(#[n(0)] SignedRecord),
    /// A derivative of a captured file.
    #[n(2)]
    Derived {
        /// The item.
        #[n(0)]
        item: Id,
        /// What for.
        #[n(1)]
        purpose: DerivedFor,
        /// The derivative.
        #[n(2)]
        file: FileName,
    },
    /// The hub: how far a file has come.
    #[n(3)]
    Arrived {
        /// SHA-256 of the file.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        file: [u8; 32],
        /// How far.
        #[n(1)]
        arrival: Arrival,
    },
    /// The hub: the bytes that came are not those of the capture.
    #[n(4)]
    Mismatch {
        /// SHA-256 of the file, as captured.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        file: [u8; 32],
    },
    /// 封存: nothing is added any more (证据规定 60: not after the decision).
    #[n(5)]
    Close {
        /// Why.
        #[n(0)]
        reason: String,
    },
    /// A time stamp over something of the set, attached later.
    #[n(6)]
    Stamp {
        /// SHA-256 that it is over.
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        over: [u8; 32],
        /// The token.
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        token: Vec<u8>,
    },
    /// The hub: the log of the device that captured an item goes two ways. Another capture, here or
    /// in another set, has its number, or follows from something else.
    #[n(7)]
    Forked {
        /// The item.
        #[n(0)]
        item: Id,
    },
}

impl Step {
    /// The body of a ledger entry.
    pub fn to_bytes(&self) -> Vec<u8> {
        body::write(self)
    }

    /// Reads the body of an entry of an evidence set.
    pub fn of(entry: &LedgerEntry) -> Result<Step, BodyError> {
        let step: Step = body::read_to(&entry.body, limits::EVIDENCE_BODY_BYTES)?;
        match &step {
            Step::Close { reason } => body::words("reason", reason, limits::REASON_CHARS)?,
            Step::Stamp { token, .. } if token.is_empty() => {
                return Err(BodyError::Missing("token"));
            }
            _ => {}
        }
        Ok(step)
    }

    /// Whether only the hub may say it.
    pub const fn is_hubs(&self) -> bool {
        matches!(
            self,
            Step::Arrived { .. } | Step::Mismatch { .. } | Step::Stamp { .. } | Step::Forked { .. }
        )
    }
}

/// Reads the body of a signed record; canonical: what is read and written again is the same bytes.
pub fn read_signed(record: &SignedRecord) -> Result<super::Body, BodyError> {
    use super::{Body, Capture, Confirmation, Countersignature, Custody, Opening, Record};
    fn whole<T>(bytes: &[u8]) -> Result<T, BodyError>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let value: T = body::read_to(bytes, limits::EVIDENCE_BODY_BYTES)?;
        if body::write(&value) == bytes { Ok(value) } else { Err(BodyError::Malformed) }
    }
    let bytes = &record.body;
    Ok(match record.domain {
        Domain::Opening => {
            let opening: Opening = whole(bytes)?;
            opening.validate()?;
            Body::Opening(opening)
        }
        Domain::Confirmation => {
            let confirmation: Confirmation = whole(bytes)?;
            confirmation.officer.validate()?;
            Body::Confirmation(confirmation)
        }
        Domain::Capture => {
            let capture: Capture = whole(bytes)?;
            capture.validate()?;
            Body::Capture(Box::new(capture))
        }
        Domain::Record => {
            let record: Record = whole(bytes)?;
            record.validate()?;
            Body::Record(Box::new(record))
        }
        Domain::Custody => {
            let custody: Custody = whole(bytes)?;
            custody.validate()?;
            Body::Custody(custody)
        }
        Domain::Countersignature => {
            let signature: Countersignature = whole(bytes)?;
            signature.validate()?;
            Body::Countersignature(signature)
        }
    })
}

/// The canonical bytes of a body, to be signed.
pub fn write_signed(body: &super::Body) -> (Domain, Vec<u8>) {
    use super::Body;
    match body {
        Body::Opening(it) => (Domain::Opening, body::write(it)),
        Body::Confirmation(it) => (Domain::Confirmation, body::write(it)),
        Body::Capture(it) => (Domain::Capture, body::write(it.as_ref())),
        Body::Record(it) => (Domain::Record, body::write(it.as_ref())),
        Body::Custody(it) => (Domain::Custody, body::write(it)),
        Body::Countersignature(it) => (Domain::Countersignature, body::write(it)),
    }
}
