//! The check of a bundle without a hub: what holds, what does not, and what cannot be known.
//!
//! Nothing in a bundle is trusted: its container is refused if it is anything but plain files
//! ([`archive`]), every file is hashed, every signature and proof computed anew from the bytes, and
//! what a program would tell (`manifest.json`) counts only where the bytes agree with it. The check
//! ends in a [`Report`]; it never stops at the first fault, so that a reader sees all of them.

mod check;
mod ledger;
mod report;

use std::io::{Read, Seek};

use gridwork_seal::VerifyingKey;

pub use check::fingerprint;
pub use report::{Finding, Point, Report, Verdict};

use crate::bundle::archive::Archive;

/// What the reader knows from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Keys that the township published.
    pub hub_keys: Vec<VerifyingKey>,
    /// Certificates (DER) of time-stamp authorities' roots.
    pub anchors: Vec<Vec<u8>>,
}

/// Checks a bundle.
pub fn verify<R: Read + Seek>(reader: R, known: &Known) -> Report {
    let mut report = Report::default();
    match Archive::open(reader) {
        Ok(archive) => check::check(archive, known, &mut report),
        Err(error) => report.add(Point::Container, Verdict::Fails, error.words()),
    }
    report.settle();
    report
}
