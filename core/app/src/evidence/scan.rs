//! Signed records as codes that two phones show each other: `GWE1|` and the CBOR in hexadecimal
//! digits, which a QR code packs tightly. Everything in them is hostile until checked.

use std::fmt::Write as _;

use gridwork_evidence::chain;
use gridwork_model::evidence::{Body, SignedRecord};
use gridwork_model::{Id, limits};
use gridwork_seal::card;

use crate::core::Knowledge;
use crate::{Code, CoreError};

const MARK: &str = "GWE1|";

/// What a code says, for the question that is put before anything is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Another officer asks for a confirmation of a set.
    Opening {
        /// The set.
        set: Id,
        /// What it is about.
        matter: String,
        /// Where.
        place: String,
        /// Who opened it.
        officer: String,
        /// When, Unix milliseconds, by that officer's device.
        at: i64,
    },
    /// The second officer's answer, to a set or to a record.
    Confirmation {
        /// The set.
        set: Id,
        /// Who confirms.
        officer: String,
    },
    /// Another officer asks for a signature on a record.
    Record {
        /// The set.
        set: Id,
        /// 现场检查笔录 or 询问笔录.
        title: String,
        /// Who was inspected or asked.
        party: String,
        /// Which version.
        version: u32,
        /// Who wrote it down.
        recorder: String,
    },
    /// Something is handed over.
    HandOver {
        /// The set.
        set: Id,
        /// The item.
        item: Id,
        /// Who gives.
        from: String,
        /// Who takes.
        to: String,
        /// Whether that is the person of this device.
        to_me: bool,
        /// Why.
        why: String,
    },
    /// An officer's card: ask for the pass-phrase.
    Card,
}

pub(super) fn write(record: &SignedRecord) -> String {
    let bytes = minicbor::to_vec(record).unwrap_or_default();
    let mut text = String::with_capacity(MARK.len() + 2 * bytes.len());
    text.push_str(MARK);
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
    text
}

pub(super) fn read(text: &str) -> Result<SignedRecord, CoreError> {
    let digits = text.trim().strip_prefix(MARK).ok_or(Code::QrOther)?;
    if digits.len() > 4 * limits::EVIDENCE_BODY_BYTES {
        return Err(Code::TooBig.into());
    }
    let damaged = || CoreError::from(Code::CodeTypo);
    if digits.len() % 2 != 0 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(damaged());
    }
    let pairs = digits.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    let bytes = bytes.ok_or_else(damaged)?;
    let mut decoder = minicbor::Decoder::new(&bytes);
    let record = decoder.decode().map_err(|_| damaged())?;
    if decoder.position() == bytes.len() { Ok(record) } else { Err(damaged()) }
}

pub(super) fn describe(inner: &Knowledge, text: &str) -> Result<Scanned, CoreError> {
    if card::is_card(text) {
        return Ok(Scanned::Card);
    }
    let record = read(text)?;
    let act = chain::check(&record).map_err(|_| CoreError::at(Code::CodeTypo, "signature"))?;
    let me = inner.identity()?.person;
    let name = |person: Id| {
        inner.directory.staff(person).map(|staff| staff.name.clone()).unwrap_or_default()
    };
    match act.body {
        Body::Opening(opening) => Ok(Scanned::Opening {
            set: opening.set,
            officer: name(opening.officer.person),
            matter: opening.matter,
            place: opening.place,
            at: opening.time.device.0,
        }),
        Body::Confirmation(confirmation) => Ok(Scanned::Confirmation {
            set: confirmation.set,
            officer: name(confirmation.officer.person),
        }),
        Body::Countersignature(it) if it.asks() => Ok(Scanned::Record {
            set: it.set,
            title: it.kind.word().to_owned(),
            recorder: name(it.recorder),
            party: it.party,
            version: it.version,
        }),
        // The answer: for the device of who asked, on the page of the set, as a confirmation is.
        Body::Countersignature(it) => {
            Ok(Scanned::Confirmation { set: it.set, officer: name(it.officer.person) })
        }
        Body::Custody(custody) => Ok(Scanned::HandOver {
            set: custody.set,
            item: custody.item,
            from: name(custody.from),
            to: name(custody.to),
            to_me: custody.to == me,
            why: custody.why,
        }),
        Body::Capture(_) | Body::Record(_) => Err(Code::QrOther.into()),
    }
}
