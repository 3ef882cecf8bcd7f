//! Custody 保管 between two phones: who gives signs and shows a code, who takes scans it and says it.
//! A hand-over exists once it was taken; what was shown and not taken never was.

use gridwork_evidence::chain;
use gridwork_model::Id;
use gridwork_model::evidence::{Arrival, Body, Custody, Refused};
use gridwork_store::{Durability, Reader};

use super::{Writing, known_set, scan};
use crate::core::Core;
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
    /// repeated, reordered or changed hand-overs are refused with their reason.
    pub fn take_over(&self, text: &str) -> Result<(), CoreError> {
        let inner = self.inner()?;
        let record = scan::read(text)?;
        let act = chain::check(&record).map_err(|_| CoreError::at(Code::CodeTypo, "signature"))?;
        let Body::Custody(custody) = act.body else { return Err(Code::QrOther.into()) };
        if custody.to != inner.identity()?.person {
            return Err(Code::Forbidden.into());
        }
        self.store.write(Durability::Full, |tx| {
            let mut writing = Writing::take_up(self, &inner, tx, custody.set)?;
            writing.say_signed(tx, record)?;
            Ok(())
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

fn original(r: &Reader<'_>, set: Id, hash: &[u8; 32]) -> Result<gridwork_store::FileNo, CoreError> {
    Ok(r.file(set, hash)?.ok_or(CoreError::at(Code::NotFound, "original"))?.no)
}
