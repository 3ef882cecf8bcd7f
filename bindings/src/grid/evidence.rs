//! Evidence 证据 in an officer's hands.

use std::path::Path;

use super::GridCore;
use crate::convert::{evidence, id, list};
use crate::error::guarded;
use crate::{
    DerivedFor, EvidenceCode, EvidenceKind, EvidenceRecordKind, EvidenceSetDetail, EvidenceSetView,
    GridError, NewCapture, NewEvidenceRecord, NewEvidenceSet, OfficerView, WaitingHandOver,
};

#[uniffi::export]
impl GridCore {
    /// Why the person of this device may not gather evidence today, in words; none: may.
    pub fn evidence_barred(&self) -> Result<Option<String>, GridError> {
        guarded(|| Ok(self.core.evidence_barred()?))
    }

    /// The kinds of evidence with what their forms ask for, in the order of the law.
    pub fn evidence_kinds(&self) -> Result<Vec<EvidenceKind>, GridError> {
        guarded(|| Ok(evidence::kinds()))
    }

    /// Opens a set as its first officer; returns its id. Durable when it returns.
    pub fn open_evidence_set(&self, new: NewEvidenceSet) -> Result<String, GridError> {
        guarded(|| Ok(self.core.open_evidence_set(new.try_into()?)?.to_string()))
    }

    /// A page of sets, newest first.
    pub fn evidence_sets(
        &self,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<EvidenceSetView>, GridError> {
        guarded(|| Ok(list(self.core.evidence_sets(offset, limit)?)))
    }

    /// One set with all that is in it.
    pub fn evidence_set(&self, set: String) -> Result<EvidenceSetDetail, GridError> {
        guarded(|| Ok(self.core.evidence_set(id(&set, "set")?)?.into()))
    }

    /// The other certified officers of the office.
    pub fn fellow_officers(&self) -> Result<Vec<OfficerView>, GridError> {
        guarded(|| Ok(list(self.core.fellow_officers()?)))
    }

    /// What a scanned code is, before anything is done with it.
    pub fn read_evidence_code(&self, text: String) -> Result<EvidenceCode, GridError> {
        guarded(|| Ok(self.core.read_evidence_code(&text)?.into()))
    }

    /// The second officer confirms on this device with a card and its pass-phrase.
    pub fn confirm_by_card(
        &self,
        set: String,
        card: String,
        pass: String,
    ) -> Result<(), GridError> {
        guarded(|| Ok(self.core.confirm_by_card(id(&set, "set")?, &card, &pass)?))
    }

    /// The code that is shown to the second officer's phone.
    pub fn confirmation_code(&self, set: String) -> Result<String, GridError> {
        guarded(|| Ok(self.core.confirmation_code(id(&set, "set")?)?))
    }

    /// As the second officer: confirms a scanned opening, or signs a scanned record, and returns the
    /// code to be shown back.
    pub fn confirm_scanned(&self, text: String) -> Result<String, GridError> {
        guarded(|| Ok(self.core.confirm_scanned(&text)?))
    }

    /// As the first officer: takes the confirmation, or the signature on a record, that the second
    /// officer's phone shows.
    pub fn take_confirmation(&self, set: String, text: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.take_confirmation(id(&set, "set")?, &text)?))
    }

    /// The folder that the app's own camera, microphone and signature pad write to.
    pub fn capture_folder(&self) -> Result<String, GridError> {
        guarded(|| Ok(self.core.capture_folder()?.to_string_lossy().into_owned()))
    }

    /// Files in that folder that were not captured yet: the app ended in between.
    pub fn stray_captures(&self) -> Result<Vec<String>, GridError> {
        guarded(|| {
            let paths = self.core.stray_captures()?;
            Ok(paths.into_iter().map(|path| path.to_string_lossy().into_owned()).collect())
        })
    }

    /// What a capture of this form would still lack, in words. It may be made all the same.
    pub fn capture_missing(&self, new: NewCapture) -> Result<Vec<String>, GridError> {
        guarded(|| {
            let missing = self.core.capture_missing(&new.try_into()?);
            Ok(missing.into_iter().map(str::to_owned).collect())
        })
    }

    /// Takes a file in as evidence; returns the item. Durable when it returns.
    pub fn capture(&self, new: NewCapture) -> Result<String, GridError> {
        guarded(|| Ok(self.core.capture(new.try_into()?)?.to_string()))
    }

    /// Copies an original, in plain, to a path of the app, for a viewer.
    pub fn copy_original(&self, set: String, item: String, to: String) -> Result<(), GridError> {
        guarded(|| {
            let (set, item) = (id(&set, "set")?, id(&item, "item")?);
            Ok(self.core.copy_original(set, item, Path::new(&to))?)
        })
    }

    /// Takes in a JPEG or PNG made of an original; what the camera wrote is taken out of it.
    pub fn derive(
        &self,
        set: String,
        item: String,
        purpose: DerivedFor,
        path: String,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (set, item) = (id(&set, "set")?, id(&item, "item")?);
            Ok(self.core.derive(set, item, purpose.into(), Path::new(&path))?)
        })
    }

    /// Copies the newest derivative of a purpose to a path of the app; false if none is here.
    pub fn copy_derived(
        &self,
        set: String,
        item: String,
        purpose: DerivedFor,
        to: String,
    ) -> Result<bool, GridError> {
        guarded(|| {
            let (set, item) = (id(&set, "set")?, id(&item, "item")?);
            Ok(self.core.copy_derived(set, item, purpose.into(), Path::new(&to))?)
        })
    }

    /// What a record of this form still lacks, in words.
    pub fn record_missing(&self, new: NewEvidenceRecord) -> Result<Vec<String>, GridError> {
        guarded(|| {
            let missing = self.core.record_missing(&new.try_into()?)?;
            Ok(missing.into_iter().map(str::to_owned).collect())
        })
    }

    /// Closes a record, or a new version of one; returns the record. `bad_value` names in `field`
    /// what is missing.
    pub fn close_record(&self, new: NewEvidenceRecord) -> Result<String, GridError> {
        guarded(|| Ok(self.core.close_record(new.try_into()?)?.to_string()))
    }

    /// Keeps a record as far as it is filled in until it is closed; it outlives the process.
    pub fn keep_record(&self, new: NewEvidenceRecord) -> Result<(), GridError> {
        guarded(|| Ok(self.core.keep_record(&new.try_into()?)?))
    }

    /// The record of a kind that was begun in a set and not closed.
    pub fn kept_record(
        &self,
        set: String,
        kind: EvidenceRecordKind,
    ) -> Result<Option<NewEvidenceRecord>, GridError> {
        guarded(|| Ok(self.core.kept_record(id(&set, "set")?, kind.into())?.map(Into::into)))
    }

    /// A record to be corrected: what was begun of its next version, else what its last one says.
    pub fn corrected_record(
        &self,
        set: String,
        record: String,
    ) -> Result<NewEvidenceRecord, GridError> {
        guarded(|| {
            let (set, record) = (id(&set, "set")?, id(&record, "record")?);
            Ok(self.core.corrected_record(set, record)?.into())
        })
    }

    /// Signs a record as the set's other officer, on this device, having read it here.
    pub fn countersign(&self, set: String, record: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.countersign(id(&set, "set")?, id(&record, "record")?)?))
    }

    /// The other officer signs a record on this device with a card and its pass-phrase.
    pub fn countersign_by_card(
        &self,
        set: String,
        record: String,
        card: String,
        pass: String,
    ) -> Result<(), GridError> {
        guarded(|| {
            let (set, record) = (id(&set, "set")?, id(&record, "record")?);
            Ok(self.core.countersign_by_card(set, record, &card, &pass)?)
        })
    }

    /// The code by which the other officer's phone is asked for a signature on a record.
    pub fn countersign_code(&self, set: String, record: String) -> Result<String, GridError> {
        guarded(|| Ok(self.core.countersign_code(id(&set, "set")?, id(&record, "record")?)?))
    }

    /// Closes a set 封存: nothing is added to it any more.
    pub fn close_evidence_set(&self, set: String, reason: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.close_evidence_set(id(&set, "set")?, &reason)?))
    }

    /// Makes the code by which an item is handed to another officer.
    pub fn hand_over(
        &self,
        set: String,
        item: String,
        to: String,
        why: String,
    ) -> Result<String, GridError> {
        guarded(|| {
            let (set, item) = (id(&set, "set")?, id(&item, "item")?);
            Ok(self.core.hand_over(set, item, id(&to, "to")?, &why)?)
        })
    }

    /// Hand-overs that were taken on this device and wait for their set, or that it spoke against.
    pub fn waiting_hand_overs(&self) -> Result<Vec<WaitingHandOver>, GridError> {
        guarded(|| Ok(self.core.waiting_hand_overs()?.into_iter().map(Into::into).collect()))
    }

    /// Puts a hand-over away that its set spoke against, once why was read.
    pub fn dismiss_hand_over(&self, set: String, item: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.dismiss_hand_over(id(&set, "set")?, id(&item, "item")?)?))
    }

    /// Takes over what another officer's phone shows; one of a set that has not come waits for it.
    pub fn take_over(&self, text: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.take_over(&text)?))
    }

    /// Deletes an original from this device, once its second copy is confirmed.
    pub fn release_original(&self, set: String, item: String) -> Result<(), GridError> {
        guarded(|| Ok(self.core.release_original(id(&set, "set")?, id(&item, "item")?)?))
    }
}
