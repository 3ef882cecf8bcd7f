//! An evidence set as its ledger tells it, and what must be said of it.

use std::collections::BTreeMap;

use super::{
    Act, Arrival, Body, Capture, Confirmation, Countersignature, Custody, DerivedFor, FileName,
    Method, Opening, Record, Step,
};
use crate::{Id, Moment};

/// Where a set stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetState {
    /// 未成立: one officer alone.
    NotStanding,
    /// 已成立: both officers confirmed.
    Standing,
    /// 已封存.
    Closed,
}

impl SetState {
    /// Its words.
    pub const fn word(self) -> &'static str {
        match self {
            SetState::NotStanding => "未成立：只有一名执法人员确认，还不能作为证据使用",
            SetState::Standing => "已成立：两名执法人员都已确认",
            SetState::Closed => "已封存：不再增加内容",
        }
    }
}

/// Something a reader must be told about an item or a set. It keeps nothing out; it hides nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Numbers are missing in the device's log of captures between two of this set.
    Gap {
        /// How many.
        missing: u64,
    },
    /// Two captures of one device have one number, or do not follow from each other.
    Broken,
    /// The device's log goes two ways: the hub knows another capture with this number, or one that
    /// follows from something else.
    Forked,
    /// The device's clock was set back between two captures.
    ClockBack,
    /// The device's clock and the satellites, or the hub, disagree by more than five minutes.
    ClockOff {
        /// By how many minutes.
        minutes: i64,
    },
    /// Only the device's own clock tells the time.
    ClockAlone,
    /// The system said that the point was made up.
    MockPosition,
    /// 导入.
    Imported,
    /// Something of its form is missing.
    Missing(&'static str),
    /// The bytes that came to the hub are not those of the capture.
    Mismatch,
}

impl Doubt {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Doubt::Gap { missing } => {
                format!("这台手机的采证编号在前一件之后跳过 {missing} 号，跳过的不在本证据集里")
            }
            Doubt::Broken => "采证记录与前一件接不上：编号重复或内容不相连".to_owned(),
            Doubt::Forked => {
                "这台手机的采证编号分了岔：乡镇另收到一件，编号相同或者前后接不上".to_owned()
            }
            Doubt::ClockBack => "手机时钟在前一件之后被调回".to_owned(),
            Doubt::ClockOff { minutes } => {
                format!("手机时钟与卫星或乡镇的时间相差 {minutes} 分钟")
            }
            Doubt::ClockAlone => "时间只有手机时钟可查".to_owned(),
            Doubt::MockPosition => "系统提示位置可能是模拟的".to_owned(),
            Doubt::Imported => "导入的文件，不是现场采集".to_owned(),
            Doubt::Missing(what) => format!("缺：{what}"),
            Doubt::Mismatch => "乡镇收到的内容与采集时不一致".to_owned(),
        }
    }
}

/// A version of a record with the hash later versions name.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored<T> {
    /// SHA-256 of its body.
    pub hash: [u8; 32],
    /// Whose key signed it.
    pub key: [u8; 32],
    /// What it says.
    pub value: T,
}

/// A captured item.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The capture.
    pub capture: Stored<Capture>,
    /// Derivatives.
    pub derived: Vec<(DerivedFor, FileName)>,
    /// Hand-overs, in order.
    pub custody: Vec<Stored<Custody>>,
    /// How far its file has come; `None`: on the phone alone.
    pub arrival: Option<Arrival>,
    /// What must be said of it.
    pub doubts: Vec<Doubt>,
}

impl Item {
    /// Who has it now.
    pub fn keeper(&self) -> Id {
        self.custody.last().map_or(self.capture.value.officer, |last| last.value.to)
    }

    /// What the next hand-over must name: number and hash.
    pub fn next_custody(&self) -> (u32, [u8; 32]) {
        match self.custody.last() {
            Some(last) => (last.value.seq + 1, last.hash),
            None => (1, self.capture.hash),
        }
    }

    /// The state of its file, in words.
    pub fn arrival_word(&self) -> &'static str {
        self.arrival.map_or("本机", Arrival::word)
    }
}

/// An evidence set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvidenceSet {
    /// The opening.
    pub opening: Option<Stored<Opening>>,
    /// The second officer's confirmation.
    pub confirmation: Option<Stored<Confirmation>>,
    /// Items in the order in which they came.
    pub items: Vec<Item>,
    /// Records, every version, in the order in which they came.
    pub records: Vec<Stored<Record>>,
    /// The other officers' signatures on versions of records.
    pub countersigned: Vec<Stored<Countersignature>>,
    /// Time stamps: what they are over, and the token.
    pub stamps: Vec<([u8; 32], Vec<u8>)>,
    /// Why it was closed, and when.
    pub closed: Option<(String, Moment)>,
}

/// More than this between two clocks is told, milliseconds.
const CLOCK_OFF_MS: i64 = 5 * 60_000;

impl EvidenceSet {
    /// Where it stands.
    pub fn state(&self) -> SetState {
        match (&self.confirmation, &self.closed) {
            (_, Some(_)) => SetState::Closed,
            (Some(_), None) => SetState::Standing,
            (None, None) => SetState::NotStanding,
        }
    }

    /// Both officers, as far as they are known.
    pub fn officers(&self) -> Vec<Id> {
        let first = self.opening.iter().map(|it| it.value.officer.person);
        first.chain(self.confirmation.iter().map(|it| it.value.officer.person)).collect()
    }

    /// An item.
    pub fn item(&self, id: &Id) -> Option<&Item> {
        self.items.iter().find(|item| item.capture.value.id == *id)
    }

    /// The last version of a record.
    pub fn record(&self, id: &Id) -> Option<&Stored<Record>> {
        self.records.iter().rev().find(|it| it.value.id == *id)
    }

    /// The last version of each record, in the order in which they were begun.
    pub fn last_records(&self) -> impl Iterator<Item = &Stored<Record>> {
        let begun = self.records.iter().filter(|it| it.value.version == 1);
        begun.filter_map(|it| self.record(&it.value.id))
    }

    /// The other officer's signature on a version of a record.
    pub fn countersignature(&self, record: &Stored<Record>) -> Option<&Stored<Countersignature>> {
        self.countersigned.iter().find(|it| it.value.of == record.hash)
    }

    /// What a version of a record lacks, in words: what its form asks for, and both officers' signatures.
    pub fn record_missing(&self, record: &Stored<Record>) -> Vec<&'static str> {
        let mut missing = record.value.missing();
        if self.countersignature(record).is_none() {
            missing.push("另一名执法人员签名");
        }
        missing
    }

    /// Whether a record waits for the signature of this person.
    pub fn awaits(&self, record: &Stored<Record>, person: &Id) -> bool {
        let last = self.record(&record.value.id).is_some_and(|last| last.hash == record.hash);
        let other = record.value.recorder != *person && self.officers().contains(person);
        last && other && self.closed.is_none() && self.countersignature(record).is_none()
    }

    /// What the whole set lacks, in words: said before it is closed, for then nothing is added.
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        if self.confirmation.is_none() {
            missing.push(SetState::NotStanding.word().to_owned());
        }
        if self.items.is_empty() && self.records.is_empty() {
            missing.push("还没有证据，也没有笔录".to_owned());
        }
        for item in &self.items {
            let lacks = |doubt: &Doubt| match doubt {
                Doubt::Missing(what) => Some(*what),
                _ => None,
            };
            let lacks: Vec<&str> = item.doubts.iter().filter_map(lacks).collect();
            if !lacks.is_empty() {
                missing.push(format!("{}缺：{}", item.capture.value.title, lacks.join("、")));
            }
        }
        for record in self.last_records() {
            let lacks = self.record_missing(record);
            if !lacks.is_empty() {
                let (title, party) = (record.value.kind.word(), &record.value.party);
                missing.push(format!("{title}（{party}）缺：{}", lacks.join("、")));
            }
        }
        missing
    }

    /// Every file that the set names: originals, signatures, derivatives.
    pub fn files(&self) -> Vec<FileName> {
        let mut files = Vec::new();
        for item in &self.items {
            files.push(item.capture.value.file);
            if let Some(super::Holder::Signed { signature, .. }) = &item.capture.value.holder {
                files.push(*signature);
            }
            files.extend(item.derived.iter().map(|(_, file)| *file));
        }
        for record in &self.records {
            if let super::Signing::Signed { pages } = &record.value.signing {
                files.extend(pages);
            }
        }
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Takes in a signed record that was accepted.
    pub fn act(&mut self, act: Act) {
        let Act { key, hash, body } = act;
        match body {
            Body::Opening(value) => {
                self.opening.get_or_insert(Stored { hash, key, value });
            }
            Body::Confirmation(value) => {
                self.confirmation.get_or_insert(Stored { hash, key, value });
            }
            Body::Capture(value) => {
                let doubts = self.doubts(&key, &value);
                let capture = Stored { hash, key, value: *value };
                let item = Item {
                    capture,
                    derived: Vec::new(),
                    custody: Vec::new(),
                    arrival: None,
                    doubts,
                };
                self.items.push(item);
            }
            Body::Record(value) => self.records.push(Stored { hash, key, value: *value }),
            Body::Countersignature(value) => self.countersigned.push(Stored { hash, key, value }),
            Body::Custody(value) => {
                let item = self.items.iter_mut().find(|it| it.capture.value.id == value.item);
                if let Some(item) = item {
                    item.custody.push(Stored { hash, key, value });
                }
            }
        }
    }

    /// Takes in any other step that was accepted.
    pub fn apply(&mut self, step: &Step, at: Moment) {
        match step {
            Step::Signed(_) => {}
            Step::Derived { item, purpose, file } => {
                let item = self.items.iter_mut().find(|it| it.capture.value.id == *item);
                if let Some(item) = item {
                    item.derived.push((*purpose, *file));
                }
            }
            Step::Arrived { file, arrival } => {
                for item in self.of_file(file) {
                    item.arrival = item.arrival.max(Some(*arrival));
                }
            }
            Step::Mismatch { file } => {
                for item in self.of_file(file) {
                    item.doubts.push(Doubt::Mismatch);
                }
            }
            Step::Close { reason } => {
                self.closed.get_or_insert((reason.clone(), at));
            }
            Step::Stamp { over, token } => self.stamps.push((*over, token.clone())),
            Step::Forked { item } => {
                let item = self.items.iter_mut().find(|it| it.capture.value.id == *item);
                if let Some(item) = item.filter(|item| !item.doubts.contains(&Doubt::Forked)) {
                    item.doubts.push(Doubt::Forked);
                }
            }
        }
    }

    fn of_file(&mut self, file: &[u8; 32]) -> impl Iterator<Item = &mut Item> {
        self.items.iter_mut().filter(move |item| item.capture.value.file.sha256 == *file)
    }

    /// What must be said of a capture that comes after those that are there.
    fn doubts(&self, key: &[u8; 32], capture: &Capture) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let before = self.items.iter().rev().find(|it| it.capture.key == *key);
        if let Some(before) = before {
            let last = &before.capture.value;
            match capture.seq.checked_sub(last.seq) {
                None | Some(0) => doubts.push(Doubt::Broken),
                Some(1) if capture.prev != before.capture.hash => doubts.push(Doubt::Broken),
                Some(1) => {}
                Some(more) => doubts.push(Doubt::Gap { missing: more - 1 }),
            }
            let same_boot = capture.time.boot == last.time.boot;
            // While the device runs, its clock and its steady clock move alike.
            let steady = capture.time.monotonic_ms as i64 - last.time.monotonic_ms as i64;
            let wall = capture.time.device.0 - last.time.device.0;
            if wall < 0 || same_boot && steady.saturating_sub(wall) > CLOCK_OFF_MS {
                doubts.push(Doubt::ClockBack);
            }
        }
        let told = capture.time.gnss.map(|gnss| gnss.0 - capture.time.device.0);
        match told.or(capture.hub_offset_ms) {
            Some(off) if off.saturating_abs() > CLOCK_OFF_MS => {
                doubts.push(Doubt::ClockOff { minutes: off.saturating_abs() / 60_000 });
            }
            Some(_) => {}
            None => doubts.push(Doubt::ClockAlone),
        }
        if capture.position.is_some_and(|position| position.mock) {
            doubts.push(Doubt::MockPosition);
        }
        if matches!(capture.method, Method::Import { .. }) {
            doubts.push(Doubt::Imported);
        }
        doubts.extend(super::kind::missing(capture).into_iter().map(Doubt::Missing));
        doubts
    }

    /// How many items there are of each kind.
    pub fn counts(&self) -> BTreeMap<super::Kind, usize> {
        let mut counts = BTreeMap::new();
        for item in &self.items {
            *counts.entry(item.capture.value.kind).or_default() += 1;
        }
        counts
    }
}
