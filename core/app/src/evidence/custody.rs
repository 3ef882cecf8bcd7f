//! Custody 保管 between two phones: who gives signs and shows a code, who takes scans it and says it.
//! A hand-over exists once it was taken; what was shown and not taken never was.

use gridwork_evidence::chain;
use gridwork_model::Id;
use gridwork_model::evidence::{Arrival, Body, Credentials, Custody, Refused, SignedRecord};
use gridwork_store::{Durability, Reader, Tx};
use serde::{Deserialize, Serialize};

use super::{Writing, known_set, scan};
use crate::core::{Core, Knowledge, json, json_meta};
use crate::project::event;
use crate::{Code, CoreError};

impl Core {
    /// Makes the code by which an item is handed to another officer. The original is hashed again
    /// first: from this device, or, where it is not here any more, as the hub checked it.
    pub fn hand_over(&self, set: Id, item: Id, to: Id, why: &str) -> Result<String, CoreError> {
        let captured = self.store.read(|r| {
            let (folded, _) = known_set(r, set)?;
            Ok::<_, CoreError>(folded.item(&item).ok_or(Code::NotFound)?.clone())
        })?;
        if captured.keeper() != self.inner()?.identity()?.person {
            return Err(super::refused(Refused::CustodyOrder));
        }
        let name = captured.capture.value.file;
        let checked = match self.store.read(|r| r.file(set, &name.sha256))? {
            Some(file) => self.store.open_file(&file)?.digests()?.sha256,
            None if captured.arrival >= Some(Arrival::Checked) => name.sha256,
            None => return Err(CoreError::at(Code::NotFound, "original")),
        };
        let inner = self.inner()?;
        self.store.read(|r| {
            let writing = Writing::take_up(self, &inner, r, set)?;
            let (seq, prev) = captured.next_custody();
            let custody = Custody {
                set,
                item,
                seq,
                prev,
                from: writing.identity.person,
                to,
                time: writing.time(None),
                checked,
                why: why.to_owned(),
            };
            let record = chain::sign(&writing.identity.signing_key(), &Body::Custody(custody));
            let act = chain::check(&record)
                .map_err(|error| CoreError::at(Code::BadValue, error.to_string()))?;
            let known = super::Known::of(&inner)?;
            writing.set.judge(&set, &to, &act, &known).map_err(super::refused)?;
            Ok(scan::write(&record))
        })
    }

    /// Takes over what another officer's phone shows. `forbidden` if it is meant for somebody else;
    /// repeated, reordered or changed hand-overs are refused with their reason. One of a set that has
    /// not come to this device yet is kept and said once it has: the thing is in this officer's hands.
    pub fn take_over(&self, text: &str) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let (record, custody) = hand_over_of(text)?;
        if custody.to != inner.identity()?.person {
            return Err(Code::Forbidden.into());
        }
        let owner = super::Known::of(&inner)?.owner(&record.key);
        if owner != Some(custody.from) {
            return Err(super::refused(Refused::ForeignKey));
        }
        self.store.write(Durability::Full, |tx| {
            if has_item(tx, &custody)? {
                let mut writing = Writing::take_up(self, &inner, tx, custody.set)?;
                writing.say_signed(tx, record)?;
                return Ok(());
            }
            if super::evidence_streams(tx)?.is_empty() {
                return Err(Code::Forbidden.into());
            }
            let mut kept = waiting(tx)?;
            if kept.iter().any(|it| it.text == text) {
                return Ok(());
            }
            if kept.len() >= WAITING_MOST {
                return Err(super::refused(Refused::TooMany));
            }
            kept.push(Waiting { text: text.to_owned(), refused: None });
            tx.set_meta(WAITING, &json(&kept))?;
            Ok(tx.event(event::EVIDENCE, custody.set)?)
        })
    }

    /// Hand-overs that were taken here and are not said yet: their set has not come, or what came with
    /// it speaks against them.
    pub fn waiting_hand_overs(&self) -> Result<Vec<WaitingHandOver>, CoreError> {
        let inner = self.inner()?;
        let kept = self.store.read(waiting)?;
        kept.into_iter()
            .map(|it| {
                let (_, custody) = hand_over_of(&it.text)?;
                let giver = inner.directory.staff(custody.from);
                Ok(WaitingHandOver {
                    set: custody.set,
                    item: custody.item,
                    from: giver.map(|staff| staff.name.clone()).unwrap_or_default(),
                    why: custody.why,
                    at: custody.time.device.0,
                    refused: it.refused,
                })
            })
            .collect()
    }

    /// Puts a hand-over away that the set spoke against, once its officer has read why.
    pub fn dismiss_hand_over(&self, set: Id, item: Id) -> Result<(), CoreError> {
        let _inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let mut kept = waiting(tx)?;
            kept.retain(|it| {
                let of = hand_over_of(&it.text).map(|(_, custody)| (custody.set, custody.item));
                it.refused.is_none() || of.is_ok_and(|of| of != (set, item))
            });
            put_waiting(tx, &kept)
        })
    }

    /// After an exchange: says the hand-overs whose set has come.
    pub(crate) fn take_waiting(&self, inner: &Knowledge) -> Result<(), CoreError> {
        let kept = self.store.read(waiting)?;
        if kept.iter().all(|it| it.refused.is_some()) {
            return Ok(());
        }
        self.store.write(Durability::Full, |tx| {
            let mut left = Vec::new();
            for it in kept {
                let (record, custody) = hand_over_of(&it.text)?;
                if it.refused.is_some() || !has_item(tx, &custody)? {
                    left.push(it);
                    continue;
                }
                let said = Writing::take_up(self, inner, tx, custody.set)
                    .and_then(|mut writing| writing.say_signed(tx, record).map(drop));
                match said {
                    Ok(()) => {}
                    Err(error) => {
                        let why = error.field.unwrap_or_else(|| error.code.as_str().to_owned());
                        left.push(Waiting { refused: Some(why), ..it });
                    }
                }
                tx.event(event::EVIDENCE, custody.set)?;
            }
            put_waiting(tx, &left)
        })
    }

    /// Deletes the original of an item from this device. Only once the hub confirmed that its second
    /// copy holds it; before, `wrong_state`.
    pub fn release_original(&self, set: Id, item: Id) -> Result<(), CoreError> {
        let _inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let (folded, _) = known_set(tx, set)?;
            let item = folded.item(&item).ok_or(Code::NotFound)?;
            if item.arrival != Some(Arrival::Doubled) {
                return Err(CoreError::at(Code::WrongState, item.arrival_word()));
            }
            let file = original(tx, set, &item.capture.value.file.sha256)?;
            tx.remove_file(file)?;
            crate::project::object(tx, set, gridwork_model::ledger::kind::EVIDENCE)
        })
    }
}

/// A hand-over that waits for its set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingHandOver {
    /// The set.
    pub set: Id,
    /// The item.
    pub item: Id,
    /// Who gave.
    pub from: String,
    /// Why.
    pub why: String,
    /// When, Unix milliseconds, by the giver's device.
    pub at: i64,
    /// Why it was not taken into the set, once that has come.
    pub refused: Option<String>,
}

/// The same as kept.
#[derive(Clone, Serialize, Deserialize)]
struct Waiting {
    /// What was scanned.
    text: String,
    refused: Option<String>,
}

/// Name of the hand-overs that wait in the store's `meta`.
const WAITING: &str = "handed_over";
/// Most of them.
const WAITING_MOST: usize = 200;

fn waiting(r: &Reader<'_>) -> Result<Vec<Waiting>, CoreError> {
    Ok(json_meta(r, WAITING)?.unwrap_or_default())
}

fn put_waiting(tx: &mut Tx<'_>, kept: &[Waiting]) -> Result<(), CoreError> {
    match kept.is_empty() {
        true => Ok(tx.delete_meta(WAITING)?),
        false => Ok(tx.set_meta(WAITING, &json(&kept))?),
    }
}

/// The hand-over that a code says, its signature checked.
fn hand_over_of(text: &str) -> Result<(SignedRecord, Custody), CoreError> {
    let record = scan::read(text)?;
    let act = chain::check(&record).map_err(|_| CoreError::at(Code::CodeTypo, "signature"))?;
    match act.body {
        Body::Custody(custody) => Ok((record, custody)),
        _ => Err(Code::QrOther.into()),
    }
}

/// Whether the item of a hand-over has come to this device.
fn has_item(r: &Reader<'_>, custody: &Custody) -> Result<bool, CoreError> {
    match known_set(r, custody.set) {
        Ok((set, _)) => Ok(set.item(&custody.item).is_some()),
        Err(error) if error.code == Code::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn original(r: &Reader<'_>, set: Id, hash: &[u8; 32]) -> Result<gridwork_store::FileNo, CoreError> {
    Ok(r.file(set, hash)?.ok_or(CoreError::at(Code::NotFound, "original"))?.no)
}
