//! Evidence 证据 in an officer's hands: opening a set with two officers, capture, records, custody.
//!
//! What may be done is `model::evidence`'s to say, whether a signature holds `gridwork-evidence`'s;
//! here both are asked of the set as this device knows it, the file is hashed and sealed, and the step
//! is kept durably. The hub asks the same questions again.

mod capture;
mod countersign;
mod custody;
mod derive;
mod officers;
mod records;
mod scan;
mod view;

use std::collections::BTreeSet;

use gridwork_evidence::chain;
use gridwork_model::directory::Directory;
use gridwork_model::evidence::{
    Act, Body, Credential, Credentials, EvidenceSet, FileName, Refused, SignedRecord, Step,
};
use gridwork_model::org::Officer;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{
    Id, LedgerEntry, Moment, Outcome, Purpose, Refusal, StreamId, TimeFacts, ledger, limits,
};
use gridwork_seal::{Digests, SigningKey};
use gridwork_store::{EntryState, LedgerRow, Reader, StreamState, Tx};

use crate::core::{Core, Knowledge, standing};
use crate::exchange::speaker;
use crate::identity::{Identity, Standing};
use crate::{Code, CoreError, say};

pub use capture::{NewCapture, NewHolder};
pub use custody::WaitingHandOver;
pub use officers::NewSet;
pub use records::{NewRecord, NewSigning};
pub use scan::Scanned;
pub(crate) use view::arrived;
pub use view::{
    CustodyView, EarlierVersion, ItemView, OfficerView, RecordView, SetDetail, SetView,
};

/// The set as far as this device knows it. What waits for the hub's verdict counts as if it took
/// effect; what does not hold is left out, as the hub leaves it out.
pub(crate) fn folded(rows: &[LedgerRow]) -> EvidenceSet {
    let mut set = EvidenceSet::default();
    for kept in rows.iter().filter(|kept| took_effect(kept)) {
        match Step::of(&kept.entry) {
            Ok(Step::Signed(record)) => {
                if let Ok(act) = chain::check(&record) {
                    set.act(act);
                }
            }
            Ok(step) => set.apply(&step, kept.entry.time.hub.unwrap_or(kept.entry.time.device)),
            Err(_) => {}
        }
    }
    set
}

pub(crate) fn took_effect(kept: &LedgerRow) -> bool {
    kept.state != EntryState::Refused
        && !matches!(kept.outcome, Some(Outcome::Ineffective | Outcome::Refused(_)))
}

/// What names a file that was hashed.
pub(crate) fn file_name(digests: Digests) -> FileName {
    let Digests { sha256, sm3, bytes } = digests;
    FileName { sha256, sm3, bytes }
}

/// The register and the keys as this device has them: the directory, and the own key.
pub(crate) struct Known<'a> {
    directory: &'a Directory,
    person: Id,
    key: [u8; 32],
}

impl<'a> Known<'a> {
    fn of(inner: &'a Knowledge) -> Result<Known<'a>, CoreError> {
        let identity = inner.identity()?;
        let key = *identity.signing_key().verifying().as_bytes();
        Ok(Known { directory: &inner.directory, person: identity.person, key })
    }

    /// A person as a record names an officer, with a certificate that holds at `at`.
    fn credential(&self, person: Id, at: Moment) -> Result<Credential, CoreError> {
        let entry = self.officer(&person, at).ok_or(Refused::NoOfficer);
        match entry {
            Ok(entry) if entry.holds(at.day()) => {
                Ok(Credential { person, certificate: entry.certificate })
            }
            Ok(_) => Err(refused(Refused::CertificateLapsed)),
            Err(why) => Err(refused(why)),
        }
    }
}

impl Credentials for Known<'_> {
    fn officer(&self, person: &Id, act: Moment) -> Option<Officer> {
        Credentials::officer(self.directory, person, act)
    }

    fn owner(&self, key: &[u8; 32]) -> Option<Id> {
        if *key == self.key { Some(self.person) } else { self.directory.owner(key) }
    }
}

/// A no of the model, with its words.
pub(crate) fn refused(why: Refused) -> CoreError {
    let code = match why.outcome() {
        Outcome::Refused(Refusal::BadValue) => Code::BadValue,
        Outcome::Refused(Refusal::NotPermitted) => Code::Forbidden,
        _ => Code::WrongState,
    };
    CoreError::at(code, why.words())
}

/// A set that is being written to: its ledger folded, where it lies, and who writes.
pub(crate) struct Writing<'a> {
    pub core: &'a Core,
    pub inner: &'a Knowledge,
    pub identity: &'a Identity,
    pub standing: Standing,
    pub id: Id,
    pub stream: StreamId,
    pub set: EvidenceSet,
    urgent: bool,
}

impl<'a> Writing<'a> {
    /// Takes up a set of this device.
    pub(crate) fn take_up(
        core: &'a Core,
        inner: &'a Knowledge,
        r: &Reader<'_>,
        id: Id,
    ) -> Result<Writing<'a>, CoreError> {
        let (set, stream) = known_set(r, id)?;
        Writing::of(core, inner, r, id, stream, set)
    }

    fn of(
        core: &'a Core,
        inner: &'a Knowledge,
        r: &Reader<'_>,
        id: Id,
        stream: StreamId,
        set: EvidenceSet,
    ) -> Result<Writing<'a>, CoreError> {
        let (identity, standing) = (inner.identity()?, standing(r)?);
        Ok(Writing { core, inner, identity, standing, id, stream, set, urgent: false })
    }

    /// Lets what follows go before what is not urgent.
    pub(crate) fn urgently(self, urgent: bool) -> Self {
        Writing { urgent, ..self }
    }

    /// The person who holds this device, as one of the set's officers with a certificate that holds
    /// now; the clock that is best known decides, not the one of the phone alone.
    pub(crate) fn officer(&self) -> Result<Credential, CoreError> {
        let person = self.identity.person;
        if !self.set.officers().contains(&person) {
            return Err(refused(Refused::NotOfTheSet));
        }
        Known::of(self.inner)?.credential(person, self.core.now(Some(&self.standing)))
    }

    /// Time of the act, with the satellites' where there was a fix.
    pub(crate) fn time(&self, gnss: Option<Moment>) -> TimeFacts {
        TimeFacts { gnss, ..self.core.time_facts(Some(&self.standing)) }
    }

    /// Signs with this device's key and says.
    pub(crate) fn sign(&mut self, tx: &mut Tx<'_>, body: &Body) -> Result<Act, CoreError> {
        self.sign_with(tx, &self.identity.signing_key(), body)
    }

    /// Signs with a key and says.
    pub(crate) fn sign_with(
        &mut self,
        tx: &mut Tx<'_>,
        key: &SigningKey,
        body: &Body,
    ) -> Result<Act, CoreError> {
        self.say_signed(tx, chain::sign(key, body))
    }

    /// Says a record that was signed here or elsewhere, if it holds and the model lets it.
    pub(crate) fn say_signed(
        &mut self,
        tx: &mut Tx<'_>,
        record: SignedRecord,
    ) -> Result<Act, CoreError> {
        let act = chain::check(&record).map_err(|_| CoreError::at(Code::BadValue, "signature"))?;
        let known = Known::of(self.inner)?;
        self.set.judge(&self.id, &self.identity.person, &act, &known).map_err(refused)?;
        self.say(tx, &Step::Signed(record))?;
        self.set.act(act.clone());
        Ok(act)
    }

    /// Says a step without a signature of its own.
    pub(crate) fn say_step(&mut self, tx: &mut Tx<'_>, step: &Step) -> Result<(), CoreError> {
        let person = self.identity.person;
        self.set.judge_step(&person, step, false).map_err(refused)?;
        self.say(tx, step)
    }

    fn say(&self, tx: &mut Tx<'_>, step: &Step) -> Result<(), CoreError> {
        let body = step.to_bytes();
        if body.len() > limits::EVIDENCE_BODY_BYTES {
            return Err(CoreError::at(Code::TooBig, "record"));
        }
        let day = self.core.day(Some(&self.standing));
        let role = self.inner.demand(Action::Write, Object::Case, self.stream.scope, day)?;
        let entry = LedgerEntry {
            id: self.core.new_id(),
            object: self.id,
            kind: ledger::kind::EVIDENCE,
            person: self.identity.person,
            role: role.number(),
            time: self.core.time_facts(Some(&self.standing)),
            body,
        };
        // What a reader on the other side refuses is refused here, before it is kept.
        Step::of(&entry).map_err(|error| CoreError::at(Code::BadValue, error.to_string()))?;
        let speaker = speaker(self.core, self.identity, &self.standing);
        say::ledger(tx, &speaker, &self.stream, &entry, self.urgent)
    }
}

/// A set that this device has, with its stream.
pub(crate) fn known_set(r: &Reader<'_>, id: Id) -> Result<(EvidenceSet, StreamId), CoreError> {
    let rows = r.ledger(id)?;
    let first = rows.iter().find(|row| row.entry.kind == ledger::kind::EVIDENCE);
    let index = first.ok_or(Code::NotFound)?.stream;
    let stream = r.stream(index)?.ok_or(Code::NotFound)?.stream;
    let set = folded(&rows);
    if set.opening.is_none() {
        return Err(Code::NotFound.into());
    }
    Ok((set, stream))
}

/// The streams of evidence that this device is granted: of the offices its officer works in.
pub(crate) fn evidence_streams(r: &Reader<'_>) -> Result<Vec<StreamId>, CoreError> {
    let rows = r.streams()?.into_iter();
    let granted = rows.filter(|row| {
        row.stream.purpose == Purpose::Enforcement && row.state != StreamState::Withdrawn
    });
    Ok(granted.map(|row| row.stream).collect::<BTreeSet<_>>().into_iter().collect())
}
