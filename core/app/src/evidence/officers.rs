//! Opening a set, and the second officer's confirmation: with a card on the first officer's phone, or
//! between two phones that show each other a code.

use gridwork_evidence::chain;
use gridwork_model::evidence::{
    Body, Confirmation, EvidenceSet, Opening, Position, SignedRecord, Step,
};
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use gridwork_seal::{SealError, card};
use gridwork_store::{Durability, Reader};

use super::scan::{self, Scanned};
use super::view::OfficerView;
use super::{Known, Writing, evidence_streams};
use crate::core::{Core, standing};
use crate::{Code, CoreError};

/// What a set is opened with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewSet {
    /// What it is about.
    pub matter: String,
    /// Where, in words.
    pub place: String,
    /// Where, as a point.
    pub position: Option<Position>,
    /// The clue it begins from.
    pub clue: Option<Id>,
    /// Time of the satellites, if there was a fix.
    pub gnss: Option<Moment>,
}

impl Core {
    /// Opens an evidence set as its first officer. `forbidden` for anybody whose certificate does not
    /// hold today: neither worker nor lapsed officer gathers evidence.
    pub fn open_evidence_set(&self, new: NewSet) -> Result<Id, CoreError> {
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let (now, day) = (self.now(Some(&standing)), self.day(Some(&standing)));
            let credential = Known::of(&inner)?.credential(inner.identity()?.person, now)?;
            let streams = evidence_streams(tx)?;
            let stream = *streams.first().ok_or(Code::Forbidden)?;
            inner.demand(Action::Create, Object::Case, stream.scope, day)?;
            let id = self.new_id();
            let none = EvidenceSet::default();
            let mut writing = Writing::of(self, &inner, tx, id, stream, none)?.urgently(true);
            let opening = Opening {
                set: id,
                matter: new.matter,
                place: new.place,
                position: new.position,
                time: writing.time(new.gnss),
                officer: credential,
                clue: new.clue,
            };
            writing.sign(tx, &Body::Opening(opening))?;
            Ok(id)
        })
    }

    /// Whether the person of this device may gather evidence today; else the words why not.
    pub fn evidence_barred(&self) -> Result<Option<String>, CoreError> {
        let inner = self.inner()?;
        let person = inner.identity()?.person;
        self.store.read(|r| {
            let now = self.now(Some(&standing(r)?));
            let barred = Known::of(&inner)?.credential(person, now).err();
            let no_office = evidence_streams(r)?.is_empty();
            Ok(barred
                .map(|error| error.field.unwrap_or_default())
                .or_else(|| no_office.then(|| "不在执法机构任职，不能取证".to_owned())))
        })
    }

    /// The other officers of the office, for the choice of whom something is handed to.
    pub fn fellow_officers(&self) -> Result<Vec<OfficerView>, CoreError> {
        let inner = self.inner()?;
        let own = inner.identity()?.person;
        self.store.read(|r| {
            let now = self.now(Some(&standing(r)?));
            let (known, directory) = (Known::of(&inner)?, &inner.directory);
            let mut found = Vec::new();
            for stream in evidence_streams(r)? {
                for assignment in directory.assignments_at(stream.scope) {
                    let person = assignment.person;
                    let Ok(credential) = known.credential(person, now) else { continue };
                    let name = directory.staff(person).map(|staff| staff.name.clone());
                    let view = OfficerView {
                        person,
                        name: name.unwrap_or_default(),
                        certificate: credential.certificate,
                    };
                    if person != own && !found.contains(&view) {
                        found.push(view);
                    }
                }
            }
            Ok(found)
        })
    }

    /// The second officer confirms on this device with a card and its pass-phrase. The key is opened
    /// for this one signature and not kept.
    pub fn confirm_by_card(&self, set: Id, card: &str, pass: &str) -> Result<(), CoreError> {
        let opened = opened(card, pass)?;
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, set)?.urgently(true);
            let now = self.now(Some(&writing.standing));
            let person = Id::from_bytes(opened.person);
            let opening = writing.set.opening.as_ref().ok_or(Code::NotFound)?.hash;
            let confirmation = Confirmation {
                set,
                opening,
                officer: Known::of(&inner)?.credential(person, now)?,
                time: writing.time(None),
            };
            writing.sign_with(tx, &opened.key, &Body::Confirmation(confirmation))?;
            Ok(())
        })
    }

    /// The code that this device shows to the second officer's phone.
    pub fn confirmation_code(&self, set: Id) -> Result<String, CoreError> {
        let _inner = self.inner()?;
        self.store.read(|r| {
            let opening = opening_record(r, set)?;
            Ok(scan::write(&opening))
        })
    }

    /// As the second officer: confirms the opening that was scanned, or signs the record, with this
    /// device's key, and returns the code to be shown back. Nothing is kept here; the first officer's
    /// phone says it.
    pub fn confirm_scanned(&self, text: &str) -> Result<String, CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let record = scan::read(text)?;
        let act = chain::check(&record).map_err(|_| Code::BadAnswer)?;
        if let Body::Countersignature(asked) = &act.body {
            return self.store.read(|r| self.countersign_asked(&inner, r, asked, &act.key));
        }
        let Body::Opening(opening) = act.body.clone() else { return Err(Code::QrOther.into()) };
        self.store.read(|r| {
            let standing = standing(r)?;
            let known = Known::of(&inner)?;
            let (id, first) = (opening.set, opening.officer.person);
            let mut set = EvidenceSet::default();
            set.judge(&id, &first, &act, &known).map_err(super::refused)?;
            let hash = act.hash;
            set.act(act);
            let confirmation = Confirmation {
                set: id,
                opening: hash,
                officer: known.credential(identity.person, self.now(Some(&standing)))?,
                time: self.time_facts(Some(&standing)),
            };
            let signed = chain::sign(&identity.signing_key(), &Body::Confirmation(confirmation));
            let act = chain::check(&signed).map_err(|_| Code::Unexpected)?;
            set.judge(&id, &first, &act, &known).map_err(super::refused)?;
            Ok(scan::write(&signed))
        })
    }

    /// As the first officer: takes the confirmation, or the signature on a record, that the second
    /// officer's phone shows.
    pub fn take_confirmation(&self, set: Id, text: &str) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let record = scan::read(text)?;
        // A signature under a record must not go before the record.
        let confirms =
            chain::check(&record).is_ok_and(|act| matches!(act.body, Body::Confirmation(_)));
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, set)?.urgently(confirms);
            writing.say_signed(tx, record)?;
            Ok(())
        })
    }

    /// What a scanned code is, before anything is done with it.
    pub fn read_evidence_code(&self, text: &str) -> Result<Scanned, CoreError> {
        let inner = self.inner()?;
        scan::describe(&inner, text)
    }
}

/// A card that was opened, before any lock is held: it is worked through for as long as the paper asks.
pub(super) fn opened(card: &str, pass: &str) -> Result<card::OpenedCard, CoreError> {
    card::open(card, pass).map_err(|error| match error {
        SealError::NotSealedByThisKey => CoreError::at(Code::BadValue, "pass"),
        _ => Code::QrOther.into(),
    })
}

fn opening_record(r: &Reader<'_>, set: Id) -> Result<SignedRecord, CoreError> {
    let rows = r.ledger(set)?;
    rows.iter()
        .find_map(|row| match Step::of(&row.entry) {
            Ok(Step::Signed(record)) => {
                let act = chain::check(&record).ok()?;
                matches!(act.body, Body::Opening(_)).then_some(record)
            }
            _ => None,
        })
        .ok_or(Code::NotFound.into())
}
