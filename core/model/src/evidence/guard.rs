//! Who may take which step of an evidence set. Phone, hub and verifier ask here.

use super::{Act, Body, Capture, Countersignature, Credential, EvidenceSet, Item, Step};
use crate::directory::Directory;
use crate::org::{DeviceBinding, Officer};
use crate::{Id, Moment, Outcome, Refusal, TimeFacts, limits};

/// What is known of officers and keys, wherever it is known from.
pub trait Credentials {
    /// The register's entry of a person as it stood at the time of an act.
    fn officer(&self, person: &Id, act: Moment) -> Option<Officer>;

    /// Whose key it is: of a phone or of a card.
    fn owner(&self, key: &[u8; 32]) -> Option<Id>;
}

/// The suite byte before a key in the directory.
const SUITE: &str = "01";

/// A key as the directory writes it.
pub fn key_in_directory(key: &[u8; 32]) -> String {
    key.iter().fold(SUITE.to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

impl Credentials for Directory {
    fn officer(&self, person: &Id, act: Moment) -> Option<Officer> {
        let all = || self.of_kind(crate::directory::kind::OFFICER).filter_map(officer_of(person));
        // Somebody may have had two certificates, one after the other.
        all().find(|entry| entry.holds(act.day())).or_else(|| all().next()).cloned()
    }

    fn owner(&self, key: &[u8; 32]) -> Option<Id> {
        use crate::directory::{DirectoryItem, kind};
        let told = key_in_directory(key);
        let device = self.of_kind(kind::DEVICE).find_map(|item| match item {
            DirectoryItem::Device(it) if signs(it, &told) => Some(it.person),
            _ => None,
        });
        device.or_else(|| {
            self.of_kind(kind::OFFICER).find_map(|item| match item {
                DirectoryItem::Officer(it) if it.keys.contains(&told) => Some(it.person),
                _ => None,
            })
        })
    }
}

fn signs(device: &DeviceBinding, key: &str) -> bool {
    device.signing_key.as_deref() == Some(key)
}

fn officer_of(
    person: &Id,
) -> impl Fn(&crate::directory::DirectoryItem) -> Option<&Officer> + use<'_> {
    move |item| match item {
        crate::directory::DirectoryItem::Officer(it) if it.person == *person => Some(it),
        _ => None,
    }
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The person is in no register.
    NoOfficer,
    /// The certificate did not hold at the time of the act, or is another one.
    CertificateLapsed,
    /// The key is not the signer's.
    ForeignKey,
    /// The second officer is the first: by person, certificate or key.
    SamePerson,
    /// The confirmation is of something else.
    OtherOpening,
    /// The person is not one of the two officers.
    NotOfTheSet,
    /// There is no such set or item, or it is there already.
    OutOfPlace,
    /// The hand-over does not follow from the one before: repeated, out of order or changed.
    CustodyOrder,
    /// What was handed over is not what was captured.
    OtherContent,
    /// The signature is of something else than the last version of the record.
    OtherRecord,
    /// The set has this file already: an import does not come in once more as a capture.
    SameFile,
    /// The set is closed.
    Closed,
    /// Only the hub says this.
    HubsAlone,
    /// There are too many.
    TooMany,
}

impl Refused {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Refused::NoOfficer => "不在执法人员名册里，不能取证",
            Refused::CertificateLapsed => "执法证在当时已过期、暂扣或注销，不能取证",
            Refused::ForeignKey => "签名用的不是本人的手机或执法人员卡",
            Refused::SamePerson => "第二名执法人员不能是第一名本人",
            Refused::OtherOpening => "确认的不是这个证据集",
            Refused::NotOfTheSet => "不是这个证据集的执法人员",
            Refused::OutOfPlace => "没有这个证据集或物件，或者已经有了",
            Refused::CustodyOrder => "保管交接与前一次接不上：重复、乱序或被改动",
            Refused::OtherContent => "交接的文件与采集时不一致",
            Refused::OtherRecord => "签的不是这份笔录的最后一版",
            Refused::SameFile => "这个文件已经采过",
            Refused::Closed => "证据集已封存",
            Refused::HubsAlone => "这一步只能由乡镇服务器记录",
            Refused::TooMany => "一个证据集放不下更多",
        }
    }

    /// As admission answers it. What a closed set no longer takes is kept, without effect.
    pub const fn outcome(self) -> Outcome {
        match self {
            Refused::Closed => Outcome::Ineffective,
            Refused::OutOfPlace | Refused::CustodyOrder | Refused::SameFile | Refused::TooMany => {
                Outcome::Refused(Refusal::NoSuchStep)
            }
            Refused::OtherOpening | Refused::OtherContent | Refused::OtherRecord => {
                Outcome::Refused(Refusal::BadValue)
            }
            _ => Outcome::Refused(Refusal::NotPermitted),
        }
    }
}

/// The time of an act for the register: the satellites', else the device's; never before the hub's
/// word that the device had heard by then, so that a clock set back revives no certificate.
pub fn act_time(time: &TimeFacts) -> Moment {
    let told = time.gnss.unwrap_or(time.device);
    time.hub.map_or(told, |heard| told.max(heard))
}

impl EvidenceSet {
    /// Whether a signed record may be added. `set` is the ledger it is said in, `person` who says it.
    pub fn judge(
        &self,
        set: &Id,
        person: &Id,
        act: &Act,
        known: &dyn Credentials,
    ) -> Result<(), Refused> {
        if self.closed.is_some() {
            return Err(Refused::Closed);
        }
        match &act.body {
            Body::Opening(opening) => {
                if self.opening.is_some() || opening.set != *set {
                    return Err(Refused::OutOfPlace);
                }
                if opening.officer.person != *person {
                    return Err(Refused::NotOfTheSet);
                }
                credential(&opening.officer, &opening.time, &act.key, known)
            }
            Body::Confirmation(confirmation) => {
                let opening = self.opening.as_ref().ok_or(Refused::OutOfPlace)?;
                if self.confirmation.is_some() || confirmation.set != *set {
                    return Err(Refused::OutOfPlace);
                }
                if confirmation.opening != opening.hash {
                    return Err(Refused::OtherOpening);
                }
                let first = &opening.value.officer;
                let same = confirmation.officer.person == first.person
                    || confirmation.officer.certificate == first.certificate
                    || act.key == opening.key;
                if same {
                    return Err(Refused::SamePerson);
                }
                credential(&confirmation.officer, &confirmation.time, &act.key, known)
            }
            Body::Capture(capture) => self.judge_capture(set, act, capture, known),
            Body::Record(record) => {
                if record.set != *set || self.opening.is_none() {
                    return Err(Refused::OutOfPlace);
                }
                if self.records.len() >= limits::EVIDENCE_RECORDS {
                    return Err(Refused::TooMany);
                }
                let follows = match self.record(&record.id) {
                    None => record.version == 1 && record.prev == [0; 32],
                    Some(last) => {
                        record.version == last.value.version + 1
                            && record.prev == last.hash
                            && record.kind == last.value.kind
                    }
                };
                if !follows {
                    return Err(Refused::OutOfPlace);
                }
                self.signer(&record.recorder, &record.time, &act.key, known)
            }
            Body::Countersignature(signature) => {
                self.judge_countersignature(set, person, act, signature, known)
            }
            Body::Custody(custody) => {
                let item = self.item(&custody.item).filter(|_| custody.set == *set);
                let item = item.ok_or(Refused::OutOfPlace)?;
                // Whoever gives signs; whoever takes may say it, having scanned and checked it.
                if ![custody.from, custody.to].contains(person) {
                    return Err(Refused::NotOfTheSet);
                }
                if (custody.seq, custody.prev) != item.next_custody()
                    || custody.from != item.keeper()
                    || custody.to == custody.from
                {
                    return Err(Refused::CustodyOrder);
                }
                if custody.checked != item.capture.value.file.sha256 {
                    return Err(Refused::OtherContent);
                }
                // Who keeps it gives it; that need be no officer of the set any more.
                match known.owner(&act.key) {
                    Some(owner) if owner == custody.from => Ok(()),
                    _ => Err(Refused::ForeignKey),
                }
            }
        }
    }

    fn judge_capture(
        &self,
        set: &Id,
        act: &Act,
        capture: &Capture,
        known: &dyn Credentials,
    ) -> Result<(), Refused> {
        let there = self.item(&capture.id).is_some();
        if capture.set != *set || self.opening.is_none() || there {
            return Err(Refused::OutOfPlace);
        }
        let same = |item: &Item| item.capture.value.file.sha256 == capture.file.sha256;
        if self.items.iter().any(same) {
            return Err(Refused::SameFile);
        }
        if self.items.len() >= limits::EVIDENCE_ITEMS {
            return Err(Refused::TooMany);
        }
        self.signer(&capture.officer, &capture.time, &act.key, known)
    }

    fn judge_countersignature(
        &self,
        set: &Id,
        person: &Id,
        act: &Act,
        signature: &Countersignature,
        known: &dyn Credentials,
    ) -> Result<(), Refused> {
        let record = self.record(&signature.record).filter(|_| signature.set == *set);
        let record = record.ok_or(Refused::OutOfPlace)?;
        if !signature.is_of(record) {
            return Err(Refused::OtherRecord);
        }
        if self.countersignature(record).is_some() {
            return Err(Refused::OutOfPlace);
        }
        if signature.asks() || act.key == record.key {
            return Err(Refused::SamePerson);
        }
        // Either of the two says it: the other officer's own phone, or the one that was shown it.
        if !record.value.officers.contains(&signature.officer) || !self.officers().contains(person)
        {
            return Err(Refused::NotOfTheSet);
        }
        self.signer(&signature.officer.person, &signature.time, &act.key, known)
    }

    /// Whether a step without a signature of its own may be taken.
    pub fn judge_step(&self, person: &Id, step: &Step, by_hub: bool) -> Result<(), Refused> {
        if step.is_hubs() {
            return if by_hub { Ok(()) } else { Err(Refused::HubsAlone) };
        }
        if self.closed.is_some() {
            return Err(Refused::Closed);
        }
        if !self.officers().contains(person) {
            return Err(Refused::NotOfTheSet);
        }
        match step {
            Step::Derived { item, .. } => match self.item(item) {
                Some(item) if item.derived.len() < limits::STEP_FILES => Ok(()),
                Some(_) => Err(Refused::TooMany),
                None => Err(Refused::OutOfPlace),
            },
            _ => Ok(()),
        }
    }

    /// One of the two officers, with a certificate that held, by a key of their own.
    fn signer(
        &self,
        person: &Id,
        time: &TimeFacts,
        key: &[u8; 32],
        known: &dyn Credentials,
    ) -> Result<(), Refused> {
        let first = self.opening.iter().map(|it| &it.value.officer);
        let second = self.confirmation.iter().map(|it| &it.value.officer);
        let officer = first.chain(second).find(|it| it.person == *person);
        credential(officer.ok_or(Refused::NotOfTheSet)?, time, key, known)
    }
}

fn credential(
    officer: &Credential,
    time: &TimeFacts,
    key: &[u8; 32],
    known: &dyn Credentials,
) -> Result<(), Refused> {
    let act = act_time(time);
    let entry = known.officer(&officer.person, act).ok_or(Refused::NoOfficer)?;
    if !entry.holds(act.day()) || entry.certificate != officer.certificate {
        return Err(Refused::CertificateLapsed);
    }
    match known.owner(key) {
        Some(owner) if owner == officer.person => Ok(()),
        _ => Err(Refused::ForeignKey),
    }
}
