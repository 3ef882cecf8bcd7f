//! The other officer's signature on a record: on the own phone once the set has come, with a card on
//! the recorder's, or between two phones that show each other a code.

use gridwork_evidence::chain;
use gridwork_model::Id;
use gridwork_model::evidence::{
    Body, Countersignature, Credentials, EvidenceSet, Record, Refused, Stored,
};
use gridwork_seal::card::OpenedCard;
use gridwork_store::{Durability, Reader};

use super::{Known, Writing, known_set, officers, refused, scan};
use crate::core::{Core, Knowledge, standing};
use crate::{Code, CoreError};

impl Core {
    /// Signs a record as the set's other officer, on this device, having read it here.
    pub fn countersign(&self, set: Id, record: Id) -> Result<(), CoreError> {
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, set)?;
            let officer = writing.officer()?;
            let stored = last(&writing, &record)?;
            let body = Countersignature::of(stored, officer, writing.time(None));
            writing.sign(tx, &Body::Countersignature(body))?;
            Ok(())
        })
    }

    /// The other officer signs a record on this device with a card and its pass-phrase. The key is
    /// opened for this one signature and not kept.
    pub fn countersign_by_card(
        &self,
        set: Id,
        record: Id,
        card: &str,
        pass: &str,
    ) -> Result<(), CoreError> {
        let OpenedCard { person, key } = officers::opened(card, pass)?;
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, set)?;
            let now = self.now(Some(&writing.standing));
            let officer = Known::of(&inner)?.credential(Id::from_bytes(person), now)?;
            let stored = last(&writing, &record)?;
            let body = Countersignature::of(stored, officer, writing.time(None));
            writing.sign_with(tx, &key, &Body::Countersignature(body))?;
            Ok(())
        })
    }

    /// The code by which the recorder's device asks the other officer's for a signature.
    pub fn countersign_code(&self, set: Id, record: Id) -> Result<String, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let writing = Writing::take_up(self, &inner, r, set)?;
            let stored = last(&writing, &record)?;
            if stored.value.recorder != writing.identity.person {
                return Err(refused(Refused::NotOfTheSet));
            }
            let body = Countersignature::of(stored, writing.officer()?, writing.time(None));
            let key = writing.identity.signing_key();
            Ok(scan::write(&chain::sign(&key, &Body::Countersignature(body))))
        })
    }

    /// As the other officer: signs the record that a colleague's device asks about, and returns the
    /// code to be shown back. Where the set is known here, it must be the record that is in it.
    pub(super) fn countersign_asked(
        &self,
        inner: &Knowledge,
        r: &Reader<'_>,
        asked: &Countersignature,
        asks: &[u8; 32],
    ) -> Result<String, CoreError> {
        let (identity, known) = (inner.identity()?, Known::of(inner)?);
        if !asked.asks() || known.owner(asks) != Some(asked.recorder) {
            return Err(refused(Refused::ForeignKey));
        }
        if asked.recorder == identity.person {
            return Err(refused(Refused::SamePerson));
        }
        let standing = standing(r)?;
        let officer = known.credential(identity.person, self.now(Some(&standing)))?;
        let time = self.time_facts(Some(&standing));
        let body = Countersignature { officer, time, ..asked.clone() };
        let signed = chain::sign(&identity.signing_key(), &Body::Countersignature(body));
        match known_set(r, asked.set) {
            // It may have come before the record did.
            Ok((set, _)) if has(&set, asked) => {
                let act = chain::check(&signed).map_err(|_| Code::Unexpected)?;
                set.judge(&asked.set, &asked.recorder, &act, &known).map_err(refused)?;
            }
            // What is asked about has not come to this device: the recorder's judges, and the township.
            Ok(_) => {}
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => return Err(error),
        }
        Ok(scan::write(&signed))
    }
}

/// Whether the version that is asked about, or a later one, is known.
fn has(set: &EvidenceSet, asked: &Countersignature) -> bool {
    set.record(&asked.record).is_some_and(|last| last.value.version >= asked.version)
}

fn last<'a>(writing: &'a Writing<'_>, record: &Id) -> Result<&'a Stored<Record>, CoreError> {
    writing.set.record(record).ok_or(CoreError::at(Code::NotFound, "record"))
}
