//! Devices: enrolment by one-time code, the table of grants, revocation.
//!
//! A device number is given once and never reused. A restored backup or a cloned phone enrols
//! again and gets a new one.

use gridwork_model::directory::DirectoryItem;
use gridwork_model::org::DeviceBinding;
use gridwork_model::validity::Validity;
use gridwork_model::{Id, Moment, StreamId};
use gridwork_seal::{
    BoxPublic, EnrolCode, Entropy, Hash, Ratchet, SigningKey, VerifyingKey, sha256, tagged_hash,
};
use gridwork_sync::enrol::{
    EnrolAnswer, EnrolRefusal, EnrolRequest, Enrolled, Invitation, ratchet_seed,
};
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::admission::sealed::key_text;
use crate::audit::{self, Actor, Record};
use crate::config::Mode;
use crate::journal::Record as Journalled;
use crate::storage::drawer::{decode, encode, load, load_all, store};
use crate::storage::{Drawer, Reading, Writing};
use crate::{Done, Hub, HubError};

/// Most characters of the name somebody gives a device.
pub(crate) const NAME_CHARS: usize = 40;

/// Most devices listed at once; the county has about 600.
const LISTED: usize = 5_000;

/// What a device may still do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum DeviceState {
    /// Everything its person may.
    #[n(0)]
    Active,
    /// Nothing; its unsent work goes to quarantine, and it is told to wipe.
    #[n(1)]
    Revoked {
        /// Since when.
        #[n(0)]
        at: Moment,
    },
}

/// One row of a device's table of grants, kept after it ended so that its index is never reused.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct GrantRow {
    /// Index for this device.
    #[n(0)]
    pub index: u8,
    /// The stream.
    #[n(1)]
    pub stream: StreamId,
    /// When it was lost.
    #[n(2)]
    pub ended: Option<Moment>,
    /// Until when entries are still taken after it was lost.
    #[n(3)]
    pub grace_until: Moment,
    /// Whether the device reads the stream; false where it may only hand in sealed records.
    #[n(4)]
    pub reads: bool,
    /// On which grounds it was granted last: numbers of role and relation. What is written within
    /// the grace is judged by them.
    #[n(5)]
    pub grounds: Vec<(u8, u8)>,
    /// A closed stream whose post passed to another is read up to here, so that what was handed in before
    /// can be passed on (ADR 25).
    #[n(6)]
    pub upto: Option<u64>,
}

/// A device as stored.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(map)]
pub struct DeviceRecord {
    /// Its number.
    #[n(0)]
    pub number: u32,
    /// The person it is bound to.
    #[n(1)]
    pub person: Id,
    /// Township of the person, or nil for the county.
    #[n(2)]
    pub org: Id,
    /// What its owner calls it.
    #[n(3)]
    pub name: String,
    /// App version at enrolment.
    #[n(4)]
    pub app: String,
    /// Public signing key.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub key: [u8; 32],
    /// Public box key.
    #[n(6)]
    #[cbor(with = "minicbor::bytes")]
    pub box_key: [u8; 32],
    /// State.
    #[n(7)]
    pub state: DeviceState,
    /// Salt ratchet after the last judged batch.
    #[n(8)]
    #[cbor(with = "minicbor::bytes")]
    pub ratchet: Vec<u8>,
    /// Number of the last judged batch; 0 before the first.
    #[n(9)]
    pub last_batch: u64,
    /// Chain hash of the last judged batch.
    #[n(10)]
    #[cbor(with = "minicbor::bytes")]
    pub last_hash: Hash,
    /// Greatest request counter seen.
    #[n(11)]
    pub counter: u64,
    /// Table of grants, ended rows too.
    #[n(12)]
    pub grants: Vec<GrantRow>,
    /// Version of the table.
    #[n(13)]
    pub grants_version: u32,
    /// Batches up to here are in a verified backup.
    #[n(14)]
    pub horizon: u64,
    /// When it was enrolled.
    #[n(15)]
    pub enrolled: Moment,
    /// When it last exchanged.
    #[n(16)]
    pub seen: Option<Moment>,
    /// Which device it was before.
    #[n(17)]
    pub formerly: Option<u32>,
    /// Day and directory version for which the grants were computed.
    #[n(18)]
    pub standing: (i64, u64),
    /// When a batch first came that does not follow its chain: a clone or a restored backup of the
    /// phone. Whoever sent it could not be known, so it is told to enrol again and a person looks.
    #[n(19)]
    pub forked: Option<Moment>,
}

/// A device as shown in the console.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Device {
    /// Its number.
    pub number: u32,
    /// The person it is bound to.
    #[schema(value_type = String)]
    pub person: Id,
    /// What its owner calls it.
    pub name: String,
    /// App version at enrolment.
    pub app: String,
    /// State.
    #[schema(value_type = Object)]
    pub state: DeviceState,
    /// When it was enrolled, Unix milliseconds.
    #[schema(value_type = i64)]
    pub enrolled: Moment,
    /// When it last exchanged, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub seen: Option<Moment>,
    /// When a second copy of the phone was first heard of, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub forked: Option<Moment>,
}

impl DeviceRecord {
    /// Its signing key.
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(self.key)
    }

    /// Its box key.
    pub fn sealing(&self) -> BoxPublic {
        BoxPublic(self.box_key)
    }

    /// The grant of an index, ended or not.
    pub fn grant(&self, index: u8) -> Option<&GrantRow> {
        self.grants.iter().find(|row| row.index == index)
    }

    pub(crate) fn shown(&self) -> Device {
        Device {
            number: self.number,
            person: self.person,
            name: self.name.clone(),
            app: self.app.clone(),
            state: self.state,
            enrolled: self.enrolled,
            seen: self.seen,
            forked: self.forked,
        }
    }
}

/// A one-time code as stored; the code itself is only a hash.
#[derive(Clone, Encode, Decode)]
struct CodeRecord {
    #[n(0)]
    person: Id,
    #[n(1)]
    expires: Moment,
    #[n(2)]
    used: Option<u32>,
}

fn code_key(code: &EnrolCode) -> Hash {
    sha256(&[b"gridwork/enrol-code", code.to_string().as_bytes()])
}

pub(crate) fn device(r: &(impl Reading + ?Sized), number: u32) -> Done<Option<DeviceRecord>> {
    Ok(load(r, Drawer::Devices, &number.to_be_bytes())?)
}

pub(crate) fn put_device(w: &mut (impl Writing + ?Sized), record: &DeviceRecord) -> Done<()> {
    Ok(store(w, Drawer::Devices, &record.number.to_be_bytes(), record)?)
}

impl Hub {
    /// Gives out a one-time code that binds a device to `person`.
    pub fn issue_code(&self, person: Id, by: Actor, now: Moment) -> Done<Invitation> {
        let org = self.standing().org_of_person(&person).ok_or(HubError::NotFound("person"))?;
        let code = EnrolCode::generate(&mut **self.random.lock());
        let record =
            CodeRecord { person, expires: now.plus_ms(self.limits.exchange.code_ms), used: None };
        let mut w = self.storage.writing()?;
        store(&mut *w, Drawer::Codes, &code_key(&code), &record)?;
        audit::append(&mut *w, Record::done(now, by, "device.invite", org, Some(person)))?;
        w.commit()?;
        Ok(Invitation {
            address: self.identity.read().public_url.clone(),
            root: *self.keys.read().root.as_bytes(),
            code: code.to_string(),
        })
    }

    /// Answers an enrolment; `place` is where it came from, for the pace of guessing.
    pub fn enrol(&self, bytes: &[u8], place: &str, now: Moment) -> Vec<u8> {
        let answer = match self.try_enrol(bytes, place, now) {
            Ok(answer) => answer,
            Err(HubError::Locked { .. }) => EnrolAnswer::Refused(EnrolRefusal::TooMany),
            Err(error) => {
                tracing::error!(code = error.code(), %error, "enrolment failed");
                EnrolAnswer::Refused(EnrolRefusal::TooMany)
            }
        };
        answer.seal(&self.keys.read().online, bytes)
    }

    fn try_enrol(&self, bytes: &[u8], place: &str, now: Moment) -> Done<EnrolAnswer> {
        self.check_pace(place, now)?;
        let refused = |refusal| Ok(EnrolAnswer::Refused(refusal));
        let Ok(request) = EnrolRequest::open(bytes) else {
            return refused(EnrolRefusal::Malformed);
        };
        let Ok(code) = request.code.parse::<EnrolCode>() else {
            self.slow_down(place, now)?;
            return refused(EnrolRefusal::UnknownCode);
        };
        let Some(record) =
            load::<CodeRecord>(&*self.storage.reading()?, Drawer::Codes, &code_key(&code))?
        else {
            self.slow_down(place, now)?;
            return refused(EnrolRefusal::UnknownCode);
        };
        if let Some(number) = record.used {
            // The answer may have been lost on the way: the same key is answered again.
            let found = device(&*self.storage.reading()?, number)?;
            let same = |found: &DeviceRecord| found.key == request.key && found.last_batch == 0;
            return match found.filter(same) {
                Some(found) => self.welcome_again(found, &request, now),
                None => refused(EnrolRefusal::Used),
            };
        }
        let org = self.standing().org_of_person(&record.person);
        let Some(org) = org.filter(|_| record.expires >= now) else {
            return refused(EnrolRefusal::Expired);
        };
        let seed = self.ratchet_seed_for(&request);
        let enrolled = self.change_directory(Actor::Operator, now, |w| {
            self.bind(w, &request, &code, org, &seed, now)
        })?;
        match enrolled {
            Some(device) => Ok(self.welcome(&device, seed, now)),
            None => refused(EnrolRefusal::Used),
        }
    }

    /// Uses the code up and stores the device; `None` if somebody else was faster.
    fn bind(
        &self,
        w: &mut dyn Writing,
        request: &EnrolRequest,
        code: &EnrolCode,
        org: Id,
        seed: &[u8; 32],
        now: Moment,
    ) -> Done<(Vec<DirectoryItem>, Option<DeviceRecord>)> {
        let record: Option<CodeRecord> = load(w, Drawer::Codes, &code_key(code))?;
        let Some(mut record) = record.filter(|record| record.used.is_none()) else {
            return Ok((Vec::new(), None));
        };
        let number = last_number(w)?.max(device_floor(w)?) + 1;
        let before = request.formerly.map_or(Ok(None), |formerly| device(w, formerly))?;
        let before = before.filter(|before| before.person == record.person);
        // What it has not said yet names its streams as before, those that it lost among them.
        let grants = before.map_or_else(Vec::new, |before| before.grants);
        let fresh = DeviceRecord {
            number,
            person: record.person,
            org,
            name: request.name.chars().take(NAME_CHARS).collect(),
            app: request.app.chars().take(NAME_CHARS).collect(),
            key: request.key,
            box_key: request.box_key,
            state: DeviceState::Active,
            ratchet: Ratchet::new(seed).to_bytes().to_vec(),
            last_batch: 0,
            last_hash: first_link(&request.key),
            counter: 0,
            grants_version: u32::from(!grants.is_empty()),
            grants,
            horizon: 0,
            enrolled: now,
            seen: None,
            formerly: request.formerly,
            standing: (0, 0),
            forked: None,
        };
        record.used = Some(number);
        self.journal_enrolment(&fresh, Some(code_key(code)))?;
        store(w, Drawer::Codes, &code_key(code), &record)?;
        put_device(w, &fresh)?;
        let actor = Actor::Device { device: number };
        let entry = Record::done(now, actor, "device.enrol", org, Some(record.person));
        audit::append(w, entry)?;
        let item = binding(&fresh, Validity::from(now.day())).into();
        Ok((vec![item], Some(fresh)))
    }

    fn ratchet_seed_for(&self, request: &EnrolRequest) -> [u8; 32] {
        let mut half = [0; 32];
        self.random.lock().fill(&mut half);
        ratchet_seed(&request.seed, &half)
    }

    /// The first answer was lost: a new ratchet, the same device.
    fn welcome_again(
        &self,
        mut found: DeviceRecord,
        request: &EnrolRequest,
        now: Moment,
    ) -> Done<EnrolAnswer> {
        let seed = self.ratchet_seed_for(request);
        found.ratchet = Ratchet::new(&seed).to_bytes().to_vec();
        found.box_key = request.box_key;
        self.journal_enrolment(&found, None)?;
        let item = binding(&found, Validity::from(found.enrolled.day())).into();
        self.change_directory(Actor::Device { device: found.number }, now, |w| {
            put_device(w, &found)?;
            Ok((vec![item], ()))
        })?;
        Ok(self.welcome(&found, seed, now))
    }

    fn journal_enrolment(&self, record: &DeviceRecord, code: Option<Hash>) -> Done<()> {
        let sealed =
            self.vault.seal_record(b"enrolment", &encode(record), &mut **self.random.lock());
        let code = code.map(|code| code.to_vec().into());
        self.journal.append(&[Journalled::Enrolled { device: record.number, sealed, code }])
    }

    fn welcome(&self, record: &DeviceRecord, ratchet: [u8; 32], now: Moment) -> EnrolAnswer {
        let keys = self.keys.read();
        let identity = self.identity.read();
        EnrolAnswer::Enrolled(Enrolled {
            device: record.number,
            person: record.person,
            person_name: self.standing().name_of_person(&record.person),
            township: record.org,
            training: identity.mode == Mode::Training,
            epoch: identity.epoch,
            online: *keys.online.verifying().as_bytes(),
            certificate: keys.certificate.clone(),
            box_key: *keys.box_key.public().as_bytes(),
            ratchet,
            time: now,
        })
    }

    /// Devices of one township, or of everybody for the county.
    pub fn devices(&self, org: Id) -> Done<Vec<Device>> {
        let r = self.storage.reading()?;
        let mut devices = Vec::new();
        for (_, value) in r.list(Drawer::Devices, &[], None, LISTED)? {
            let record: DeviceRecord = decode(&value)?;
            if org.is_nil() || record.org == org {
                devices.push(record.shown());
            }
        }
        Ok(devices)
    }

    /// Replaces the online key, for which the offline root key is needed. Every device hears of it with
    /// its table of grants, whose version rises.
    pub fn rotate_online(&self, root: &SigningKey, by: Actor, now: Moment) -> Done<()> {
        if self.key_path.is_none() {
            return Err(HubError::Conflict("the key file does not lie beside the data"));
        }
        let mut keys = self.keys.read().clone();
        keys.rotate_online(root, &mut **self.random.lock())?;
        let mut w = self.storage.writing()?;
        for mut record in load_all::<DeviceRecord>(&*w, Drawer::Devices, &[], usize::MAX >> 1)? {
            record.grants_version += 1;
            put_device(&mut *w, &record)?;
        }
        audit::append(&mut *w, audit::Record::done(now, by, "keys.rotate", Id::NIL, None))?;
        // Who is told of a key that is not there yet hears of the old one, which changes nothing.
        w.commit()?;
        self.keep_keys(&keys)?;
        *self.keys.write() = keys;
        Ok(())
    }

    /// Revokes a device: from now on its entries go to quarantine and it is told to wipe.
    pub fn revoke(&self, number: u32, org: Id, by: Actor, now: Moment) -> Done<()> {
        self.change_directory(by.clone(), now, |w| {
            let mut record = device(w, number)?
                .filter(|record| org.is_nil() || record.org == org)
                .ok_or(HubError::NotFound("device"))?;
            if let DeviceState::Revoked { .. } = record.state {
                return Ok((Vec::new(), ()));
            }
            record.state = DeviceState::Revoked { at: now };
            self.journal.append(&[Journalled::Revoked { device: number, at: now }])?;
            put_device(w, &record)?;
            let entry = Record::done(now, by, "device.revoke", record.org, Some(record.person));
            audit::append(w, entry.with(format!("device {number}")))?;
            Ok((vec![binding_of(&record).into()], ()))
        })
    }
}

/// Devices that a hub whose journal was lost may have enrolled since its backup: so many numbers
/// are left out at a restore. The county has about 600 phones.
const UNKNOWN_DEVICES: u32 = 1_000;

fn last_number(r: &(impl Reading + ?Sized)) -> Done<u32> {
    let last = r.last(Drawer::Devices, &[])?.and_then(|(key, _)| key.try_into().ok());
    Ok(last.map_or(0, u32::from_be_bytes))
}

fn device_floor(r: &(impl Reading + ?Sized)) -> Done<u32> {
    Ok(load(r, Drawer::Meta, b"device floor")?.unwrap_or_default())
}

/// Leaves out every number that may have been given: what the journal knows, and a stretch more.
pub(crate) fn raise_device_floor(w: &mut dyn Writing, journalled: u32) -> Done<()> {
    let known = last_number(w)?.max(device_floor(w)?).max(journalled);
    Ok(store(w, Drawer::Meta, b"device floor", &known.saturating_add(UNKNOWN_DEVICES))?)
}

/// Notes that a one-time code was used by a device; one that the hub does not know is no matter.
pub(crate) fn use_up(w: &mut dyn Writing, code: &[u8], device: u32) -> Done<()> {
    if let Some(record) = load::<CodeRecord>(w, Drawer::Codes, code)? {
        store(w, Drawer::Codes, code, &CodeRecord { used: Some(device), ..record })?;
    }
    Ok(())
}

/// The binding of a device as its state says it.
pub(crate) fn binding_of(record: &DeviceRecord) -> DeviceBinding {
    let valid_to = match record.state {
        DeviceState::Active => None,
        DeviceState::Revoked { at } => Some(at.day()),
    };
    binding(record, Validity { valid_from: Some(record.enrolled.day()), valid_to })
}

/// What the directory says of a device: whose it is, and its public keys.
fn binding(record: &DeviceRecord, validity: Validity) -> DeviceBinding {
    DeviceBinding {
        id: DeviceBinding::id_of(record.number),
        device: record.number,
        person: record.person,
        post: None,
        signing_key: Some(key_text(&record.key)),
        sealing_key: Some(key_text(&record.box_key)),
        validity,
    }
}

/// What batch 1 of a device is chained to.
pub(crate) fn first_link(key: &[u8; 32]) -> Hash {
    tagged_hash("gridwork/chain", &[key])
}
