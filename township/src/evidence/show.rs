//! Sets, items and officers as staff see them: everything in words, nothing decided here.

use chrono::NaiveDate;
use gridwork_model::audience::enforcement_office;
use gridwork_model::directory::{DirectoryItem, kind as item_kind};
use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::evidence::{
    Capture, Custody, Doubt, EvidenceSet, Holder, Item, Method, Position, Record, SetState,
    Signing, Stored,
};
use gridwork_model::org::DeviceBinding;
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::{Id, Moment, TimeFacts, evidence};
use serde::Serialize;

use super::shelf::KeptSet;
use super::stamp::StampShown;
use crate::audit::Record as Audited;
use crate::directory::Standing;
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// A point as shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = EvidencePoint)]
pub struct PointShown {
    /// Longitude, degrees, WGS-84.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// Accuracy, metres.
    pub accuracy_m: u16,
    /// Where it comes from, in words.
    pub source: &'static str,
    /// Whether the system says that it was made up.
    pub mock: bool,
}

/// A set in a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SetRow {
    /// The set.
    #[schema(value_type = String)]
    pub id: Id,
    /// What it is about.
    pub matter: String,
    /// Where.
    pub place: String,
    /// When it was opened, by the device's clock, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub at: Option<Moment>,
    /// Stable name: `not_standing`, `standing`, `closed`.
    pub state: &'static str,
    /// The same in words.
    pub state_word: &'static str,
    /// Names of the officers who confirmed.
    pub officers: Vec<String>,
    /// Items.
    pub items: usize,
    /// Records, in their last versions.
    pub records: usize,
    /// Items of which something must be said.
    pub doubtful: usize,
    /// Items whose file is not here twice yet.
    pub under_way: usize,
}

/// A set.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SetShown {
    /// As in the list.
    pub row: SetRow,
    /// The clue it began from.
    #[schema(value_type = Option<String>)]
    pub clue: Option<Id>,
    /// The officers' confirmations, in words.
    pub confirmations: Vec<String>,
    /// Items, in the order in which they came.
    pub items: Vec<ItemShown>,
    /// Records, every version.
    pub records: Vec<RecordShown>,
    /// Time stamps, each checked once more.
    pub stamps: Vec<StampShown>,
    /// Whether the caller may attach one.
    pub may_stamp: bool,
    /// Why it was closed.
    pub closed: Option<String>,
    /// Whether the caller may ask for its bundle.
    pub may_export: bool,
}

/// An item.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = EvidenceItem)]
pub struct ItemShown {
    /// The item.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its number in the set: 证, the kind's number, the item's.
    pub number: String,
    /// Its kind, in words.
    pub kind: &'static str,
    /// What it is.
    pub title: String,
    /// What it is to prove.
    pub proves: String,
    /// SHA-256 of the original, hexadecimal.
    pub sha256: String,
    /// SM3 of the original, hexadecimal.
    pub sm3: String,
    /// Its size.
    pub bytes: u64,
    /// Its media type.
    pub mime: String,
    /// How it came to be, in words, with reason and origin.
    pub method: String,
    /// When, as far as known, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// The four facts of time and what they are worth, in words.
    pub times: Vec<String>,
    /// Where, in words.
    pub place: String,
    /// Where, as a point.
    pub point: Option<PointShown>,
    /// Who was told.
    pub told: &'static str,
    /// Holder, party or witness, in words.
    pub holder: Option<String>,
    /// What its kind asks for: name and value.
    pub fields: Vec<(String, String)>,
    /// Who captured it.
    pub officer: String,
    /// How far its file has come, in words.
    pub arrival: &'static str,
    /// What was checked and holds, in words.
    pub holds: Vec<String>,
    /// What must be said of it, in words.
    pub doubts: Vec<String>,
    /// Derivatives: purpose and SHA-256.
    pub derived: Vec<(String, String)>,
    /// Hand-overs.
    pub custody: Vec<HandedShown>,
    /// Who has it now.
    pub keeper: String,
}

/// A hand-over.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HandedShown {
    /// Who gave.
    pub from: String,
    /// Who took.
    pub to: String,
    /// When, by the giver's device, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Why and where.
    pub why: String,
    /// What was checked, in words.
    pub check: &'static str,
}

/// A version of a record.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RecordShown {
    /// The record.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its title.
    pub kind: &'static str,
    /// Version, from 1.
    pub version: u32,
    /// Whether a later version follows.
    pub replaced: bool,
    /// Why there is another version.
    pub correction: Option<String>,
    /// Heads of the form, name and value.
    pub heads: Vec<(String, String)>,
    /// Findings, or questions and answers.
    pub body: Vec<(String, String)>,
    /// How it was signed, in words.
    pub signing: String,
    /// What is missing, in words.
    pub missing: Vec<&'static str>,
}

/// An entry of the officers' register.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OfficerShown {
    /// The person.
    #[schema(value_type = String)]
    pub person: Id,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Number of the certificate.
    pub certificate: String,
    /// Issuer.
    pub issuer: String,
    /// Status, in words.
    pub status: &'static str,
    /// First day.
    #[schema(value_type = Option<String>)]
    pub valid_from: Option<chrono::NaiveDate>,
    /// Last day.
    #[schema(value_type = Option<String>)]
    pub valid_to: Option<chrono::NaiveDate>,
    /// Categories.
    pub categories: Vec<String>,
    /// Whether the person may take evidence today.
    pub holds_today: bool,
    /// Officer's cards that were made.
    pub cards: usize,
    /// Versions of the entry.
    pub versions: usize,
}

pub(super) fn hex(bytes: &[u8]) -> String {
    gridwork_evidence::bundle::hex(bytes)
}

pub(super) fn point(position: &Position) -> PointShown {
    PointShown {
        lon: f64::from(position.lon) / 1e7,
        lat: f64::from(position.lat) / 1e7,
        accuracy_m: position.accuracy_m,
        source: position.source.word(),
        mock: position.mock,
    }
}

fn clock(at: Moment) -> String {
    at.local().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A name, or what stands for one that nobody knows.
pub(super) fn named(standing: &Standing, person: &Id) -> String {
    match standing.name_of_person(person) {
        name if name.is_empty() => "（不在名册里）".to_owned(),
        name => name,
    }
}

pub(super) fn times(capture: &Capture) -> Vec<String> {
    let TimeFacts { device, hub, gnss, .. } = capture.time;
    let (best, within) = capture.best_time();
    let mut told = vec![match within {
        Some(ms) => {
            format!("采集时间 {}，误差不超过 {} 秒", clock(best), ms.div_euclid(1000).max(1))
        }
        None => format!("采集时间 {}，只有手机时钟可查", clock(best)),
    }];
    told.push(format!("手机时钟 {}", clock(device)));
    told.push(format!("手机开机后 {} 秒", capture.time.monotonic_ms / 1000));
    told.push(gnss.map_or("没有卫星时间".to_owned(), |at| format!("卫星时间 {}", clock(at))));
    told.push(match (hub, capture.hub_offset_ms) {
        (Some(at), Some(offset)) => {
            format!("最近一次对时 {}，手机时钟差 {} 秒", clock(at), -offset / 1000)
        }
        _ => "没有与乡镇对过时".to_owned(),
    });
    told
}

pub(super) fn method(method: &Method) -> String {
    match method {
        Method::Camera | Method::Scan => method.word().to_owned(),
        Method::Extraction { from } => format!("{}：{from}", method.word()),
        Method::Import { from, reason } => format!("{}自{from}，理由：{reason}", method.word()),
    }
}

pub(super) fn handed(standing: &Standing, custody: &Custody) -> HandedShown {
    HandedShown {
        from: named(standing, &custody.from),
        to: named(standing, &custody.to),
        at: custody.time.device,
        why: custody.why.clone(),
        check: "交接时重算杂凑值，与采集时一致",
    }
}

/// Why an original that has not come may never come: the phone that took it was revoked, or its officer
/// has another one since.
fn may_be_lost(standing: &Standing, item: &Item, day: NaiveDate) -> bool {
    let key = key_in_directory(&item.capture.key);
    let devices = standing.directory.devices_of(item.capture.value.officer);
    let held: Vec<&DeviceBinding> = devices.filter(|it| it.validity.holds(day)).collect();
    let took = held.iter().find(|it| it.signing_key.as_deref() == Some(key.as_str()));
    let newer = |took: &&&DeviceBinding| held.iter().any(|it| it.device > took.device);
    item.arrival.is_none() && took.filter(|took| !newer(took)).is_none()
}

pub(super) fn item(standing: &Standing, item: &Item, number: usize, day: NaiveDate) -> ItemShown {
    let capture = &item.capture.value;
    let broken = item.doubts.iter().any(|doubt| matches!(doubt, Doubt::Broken | Doubt::Gap { .. }));
    let mut holds = vec![format!("{}的签名成立", named(standing, &capture.officer))];
    if !broken {
        holds.push(format!("采证编号第 {} 号，与前一件相连", capture.seq));
    }
    if item.arrival.is_some_and(|arrival| arrival >= evidence::Arrival::Checked) {
        holds.push("乡镇重算两种杂凑值，与采集时一致".to_owned());
    }
    if !item.custody.is_empty() {
        holds.push(format!("{} 次保管交接前后相接", item.custody.len()));
    }
    let mut doubts: Vec<String> = item.doubts.iter().map(Doubt::words).collect();
    if may_be_lost(standing, item, day) {
        doubts.push("采它的手机已停用或更换，原件还没有送齐，可能已经丢失".to_owned());
    }
    ItemShown {
        id: capture.id,
        number: format!("证{}-{number:02}", capture.kind.number()),
        kind: capture.kind.word(),
        title: capture.title.clone(),
        proves: capture.proves.clone(),
        sha256: hex(&capture.file.sha256),
        sm3: hex(&capture.file.sm3),
        bytes: capture.file.bytes,
        mime: capture.mime.clone(),
        method: method(&capture.method),
        at: capture.best_time().0,
        times: times(capture),
        place: capture.place.clone(),
        point: capture.position.as_ref().map(point),
        told: capture.told.word(),
        holder: capture.holder.as_ref().map(Holder::words),
        fields: capture.fields.iter().map(|(f, v)| (f.word().to_owned(), v.clone())).collect(),
        officer: named(standing, &capture.officer),
        arrival: item.arrival_word(),
        holds,
        doubts,
        derived: item.derived.iter().map(|(p, f)| (p.word().to_owned(), hex(&f.sha256))).collect(),
        custody: item.custody.iter().map(|it| handed(standing, &it.value)).collect(),
        keeper: named(standing, &item.keeper()),
    }
}

pub(super) fn items(standing: &Standing, set: &EvidenceSet, day: NaiveDate) -> Vec<ItemShown> {
    let mut numbers = std::collections::BTreeMap::new();
    let number = |it: &Item| {
        let next = numbers.entry(it.capture.value.kind).or_insert(0usize);
        *next += 1;
        *next
    };
    set.items.iter().scan(number, |number, it| Some(item(standing, it, number(it), day))).collect()
}

pub(super) fn record(standing: &Standing, set: &EvidenceSet, it: &Stored<Record>) -> RecordShown {
    let value = &it.value;
    let officers = value.officers.iter();
    let officers: Vec<String> = officers
        .map(|it| format!("{}（{}）", named(standing, &it.person), it.certificate))
        .collect();
    let other = set.countersignature(it).map(|it| it.value.officer.person);
    let signers = std::iter::once(value.recorder).chain(other);
    let signers: Vec<String> = signers.map(|person| named(standing, &person)).collect();
    let yes = |there: bool| if there { "是" } else { "否" }.to_owned();
    let heads = [
        ("机关", value.agency.clone()),
        ("被检查（询问）人", value.party.clone()),
        ("在场人", value.present.clone()),
        ("地点", value.place.clone()),
        ("时间", format!("{} 至 {}", clock(value.from), clock(value.to))),
        ("执法人员", officers.join("、")),
        ("记录人", named(standing, &value.recorder)),
        ("执法人员签名", signers.join("、")),
        ("已出示执法证件", yes(value.shown_certificates)),
        ("已告知权利义务", yes(value.told_rights)),
        ("已宣读或交本人阅看", yes(value.read_aloud)),
        ("空白处已划去", yes(value.blanks_struck)),
        ("页数", value.pages.to_string()),
        ("对方意见", value.said.clone()),
        ("其他", value.notes.clone()),
    ];
    RecordShown {
        id: value.id,
        kind: value.kind.word(),
        version: value.version,
        replaced: set.record(&value.id).is_some_and(|last| last.value.version > value.version),
        correction: value.correction.clone(),
        heads: heads.into_iter().map(|(name, text)| (name.to_owned(), text)).collect(),
        body: value.body.iter().map(|it| (it.asked.clone(), it.answer.clone())).collect(),
        signing: match &value.signing {
            Signing::Signed { pages } => format!("逐页签名，共 {} 页", pages.len()),
            Signing::Refused { reason, witness: None } => format!("拒绝签名：{reason}"),
            Signing::Refused { reason, witness: Some(witness) } => {
                format!("拒绝签名：{reason}（见证人{witness}）")
            }
        },
        missing: set.record_missing(it),
    }
}

pub(super) fn confirmations(standing: &Standing, set: &EvidenceSet) -> Vec<String> {
    let first = set.opening.iter().map(|it| (&it.value.officer, &it.value.time));
    let second = set.confirmation.iter().map(|it| (&it.value.officer, &it.value.time));
    first
        .chain(second)
        .map(|(officer, time)| {
            let name = named(standing, &officer.person);
            format!("{name}（执法证 {}）于 {} 确认", officer.certificate, clock(time.device))
        })
        .collect()
}

pub(super) fn row(standing: &Standing, id: Id, set: KeptSet) -> SetRow {
    SetRow {
        id,
        matter: set.matter,
        place: set.place,
        at: set.at,
        state: match set.state {
            SetState::NotStanding => "not_standing",
            SetState::Standing => "standing",
            SetState::Closed => "closed",
        },
        state_word: set.state.word(),
        officers: set.officers.iter().map(|person| named(standing, person)).collect(),
        items: set.items,
        records: set.records,
        doubtful: set.doubtful,
        under_way: set.under_way,
    }
}

impl Hub {
    /// The office whose evidence a caller may ask for.
    pub(crate) fn office_of(&self, caller: &Caller) -> Id {
        enforcement_office(caller.org, &self.standing().directory).unwrap_or(caller.org)
    }

    /// The evidence sets of the caller's township, newest first.
    pub fn evidence_sets(&self, caller: &Caller, now: Moment) -> Done<Vec<SetRow>> {
        self.permit(caller, Action::Read, Object::Case, self.office_of(caller), now)?;
        let standing = self.standing();
        let kept = self.kept_sets(&caller.org)?.into_iter();
        Ok(kept.map(|(id, set)| row(&standing, id, set)).collect())
    }

    /// One evidence set; that it was looked at is recorded.
    pub fn evidence_set(&self, caller: &Caller, id: &Id, now: Moment) -> Done<SetShown> {
        let found = self.set_for(caller, id, Action::Read, now)?;
        let permitted = self.permit(caller, Action::Read, Object::Case, found.office, now)?;
        let by = caller.actor(permitted.role);
        self.note(Audited::done(now, by, "evidence.read", found.row.org, Some(*id)))?;
        let (set, standing) = (found.set(), self.standing());
        Ok(SetShown {
            row: row(&standing, *id, KeptSet::of(&set)),
            clue: set.opening.as_ref().and_then(|it| it.value.clue),
            confirmations: confirmations(&standing, &set),
            items: items(&standing, &set, now.day()),
            records: set.records.iter().map(|it| record(&standing, &set, it)).collect(),
            stamps: set.stamps.iter().map(StampShown::kept).collect(),
            may_stamp: self.permit(caller, Action::Write, Object::Case, found.office, now).is_ok(),
            closed: set.closed.as_ref().map(|(reason, _)| reason.clone()),
            may_export: self
                .permit(caller, Action::Export, Object::Case, found.office, now)
                .is_ok(),
        })
    }

    /// The officers' register of the caller's township.
    pub fn officers(&self, caller: &Caller, now: Moment) -> Done<Vec<OfficerShown>> {
        self.permit(caller, Action::Read, Object::Directory, caller.org, now)?;
        let standing = self.standing();
        let directory = &standing.directory;
        let mut shown = Vec::new();
        for item in directory.of_kind(item_kind::OFFICER) {
            let DirectoryItem::Officer(officer) = item else { continue };
            if !caller.org.is_nil() && standing.owner_of(item) != caller.org {
                continue;
            }
            let unit = directory.staff(officer.person).map(|staff| staff.unit);
            shown.push(OfficerShown {
                person: officer.person,
                name: named(&standing, &officer.person),
                unit: unit.map(|unit| standing.name_of_place(unit)).unwrap_or_default(),
                certificate: officer.certificate.clone(),
                issuer: officer.issuer.clone(),
                status: officer.status.word(),
                valid_from: officer.validity.valid_from,
                valid_to: officer.validity.valid_to.and_then(|day| day.pred_opt()),
                categories: officer.categories.clone(),
                holds_today: officer.holds(now.day()),
                cards: officer.keys.len(),
                versions: self.directory_history(item_kind::OFFICER, officer.id)?.len(),
            });
        }
        shown.sort_by(|a, b| a.certificate.cmp(&b.certificate));
        Ok(shown)
    }

    /// The bytes of a file that a set names, piece by piece; that it was looked at is recorded.
    pub fn evidence_file(
        &self,
        caller: &Caller,
        set: &Id,
        file: &[u8; 32],
        now: Moment,
        sink: &mut dyn FnMut(&[u8]) -> Done<()>,
    ) -> Done<()> {
        let found = self.set_for(caller, set, Action::Read, now)?;
        if !found.set().files().iter().any(|named| named.sha256 == *file) {
            return Err(HubError::NotFound("file"));
        }
        let role: Role = self.permit(caller, Action::Read, Object::Case, found.office, now)?.role;
        let by = caller.actor(role);
        self.note(Audited::done(now, by, "evidence.file", found.row.org, Some(*set)))?;
        self.stream_file(file, sink)
    }
}
