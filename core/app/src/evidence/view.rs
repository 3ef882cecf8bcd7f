//! What is shown of evidence sets.

use gridwork_model::evidence::{
    Arrival, EvidenceSet, Holder, Item, Record, RecordKind, Signing, Stored,
};
use gridwork_model::{Id, Moment};
use gridwork_store::{FileState, Reader, Row, StreamState};

use super::known_set;
use crate::core::{Core, Knowledge};
use crate::project::{self, evidence::Shown, row};
use crate::view::RecordState;
use crate::{Code, CoreError, status};

/// An officer of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerView {
    /// The person.
    pub person: Id,
    /// Name.
    pub name: String,
    /// Number of the certificate.
    pub certificate: String,
}

/// An evidence set in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct SetView {
    /// The set.
    pub id: Id,
    /// What it is about.
    pub matter: String,
    /// Where.
    pub place: String,
    /// When it was opened, Unix milliseconds, by the first officer's device.
    pub opened_at: i64,
    /// Where it stands, in words.
    pub state: String,
    /// Whether both officers confirmed.
    pub stands: bool,
    /// Whether nothing is added any more.
    pub closed: bool,
    /// Number of items.
    pub items: u32,
    /// Number of items whose second copy is not confirmed yet.
    pub not_doubled: u32,
    /// State of the record itself.
    pub record: RecordState,
}

/// An evidence set with all that is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct SetDetail {
    /// The set.
    pub set: SetView,
    /// Its officers: the first, and the second once confirmed.
    pub officers: Vec<OfficerView>,
    /// Whether the person of this device is one of them.
    pub own: bool,
    /// Items, in the order of capture.
    pub items: Vec<ItemView>,
    /// The last version of each record.
    pub records: Vec<RecordView>,
    /// What the set lacks, in words; nothing is added once it is closed.
    pub missing: Vec<String>,
}

/// A captured item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemView {
    /// The item.
    pub id: Id,
    /// Number in the log of the device that captured it.
    pub number: u64,
    /// Number of its kind in art. 46.
    pub kind: u8,
    /// Its word.
    pub kind_word: String,
    /// What it is.
    pub title: String,
    /// What it is to prove.
    pub proves: String,
    /// How it came to be, in words.
    pub method: String,
    /// When, as best known, Unix milliseconds.
    pub at: i64,
    /// By how many seconds that may be off; `None`: only the device's word.
    pub uncertain_s: Option<i64>,
    /// Where, in words.
    pub place: String,
    /// Who was told, in words.
    pub told: String,
    /// The holder's signature or refusal, in words; empty for none.
    pub holder: String,
    /// Media type.
    pub mime: String,
    /// Bytes of the original.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// SM3, hexadecimal.
    pub sm3: String,
    /// 本机, 已送乡镇, 已校验 or 双份.
    pub state: String,
    /// The same as a number, 0 to 3.
    pub stage: u8,
    /// Whether the original is on this device.
    pub here: bool,
    /// Whether it may be deleted from this device.
    pub may_release: bool,
    /// Who keeps it.
    pub keeper: String,
    /// Whether that is the person of this device.
    pub kept_by_me: bool,
    /// Hand-overs, in order.
    pub custody: Vec<CustodyView>,
    /// What a reader must be told of it, in words.
    pub doubts: Vec<String>,
}

/// A hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyView {
    /// Who gave.
    pub from: String,
    /// Who took.
    pub to: String,
    /// When, Unix milliseconds.
    pub at: i64,
    /// Why.
    pub why: String,
}

/// The last version of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    /// The record.
    pub id: Id,
    /// Which record.
    pub kind: RecordKind,
    /// 现场检查笔录 or 询问笔录.
    pub title: String,
    /// Version.
    pub version: u32,
    /// Its hash, by which a correction names what it follows.
    pub hash: [u8; 32],
    /// Why there is another version.
    pub correction: Option<String>,
    /// Who was inspected or asked.
    pub party: String,
    /// Beginning, Unix milliseconds.
    pub from: i64,
    /// End.
    pub to: i64,
    /// Findings, or questions with answers.
    pub body: Vec<(String, String)>,
    /// What the party said to it.
    pub said: String,
    /// Signed or refused, in words.
    pub signing: String,
    /// Who wrote it down.
    pub recorder: String,
    /// The other officer, who signed it with a key of their own; empty before that.
    pub countersigner: String,
    /// Whether it waits for the signature of the person of this device.
    pub awaits_me: bool,
    /// Whether it waits for the other officer's, and the person of this device wrote it down.
    pub may_ask: bool,
    /// What it lacks, in words.
    pub missing: Vec<String>,
    /// The versions before it, oldest first: they stay.
    pub earlier: Vec<EarlierVersion>,
}

/// A version of a record that another one follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierVersion {
    /// Version.
    pub version: u32,
    /// When it was closed, Unix milliseconds, by its device.
    pub at: i64,
    /// Findings, or questions with answers.
    pub body: Vec<(String, String)>,
    /// What the party said to it.
    pub said: String,
    /// Signed or refused, in words.
    pub signing: String,
}

impl Core {
    /// Evidence sets, newest first.
    pub fn evidence_sets(&self, offset: u32, limit: u32) -> Result<Vec<SetView>, CoreError> {
        let _inner = self.inner()?;
        self.store.read(|r| {
            let rows = project::page_of(r, row::EVIDENCE, offset, limit)?;
            rows.iter().map(|found| listed(r, found)).collect()
        })
    }

    /// One set with all that is in it.
    pub fn evidence_set(&self, set: Id) -> Result<SetDetail, CoreError> {
        let inner = self.inner()?;
        let me = inner.identity()?.person;
        self.store.read(|r| {
            let (folded, _) = known_set(r, set)?;
            let found = r.row(row::EVIDENCE, set)?.ok_or(Code::NotFound)?;
            let items = folded.items.iter().map(|item| view_item(r, &inner, set, item, me));
            let records = folded.last_records().map(|last| view_record(&inner, &folded, last, me));
            let records = records.collect();
            let listed = listed(r, &found)?;
            Ok(SetDetail {
                officers: officers(&inner, &folded),
                own: folded.officers().contains(&me),
                items: items.collect::<Result<_, CoreError>>()?,
                records,
                missing: folded.missing(),
                set: listed,
            })
        })
    }
}

/// Said of a set whose officer has lost the grant, while its originals are here.
const LEFT_BEHIND: &str =
    "本人已不在该执法机构，不能再取证；原件先留在本机，送到乡镇并确认双份后自动删除";

fn listed(r: &Reader<'_>, found: &Row) -> Result<SetView, CoreError> {
    let (id, shown): (Id, Shown) = (found.id, project::payload(found)?);
    let stream = found.stream.map(|index| r.stream(index)).transpose()?.flatten();
    let withdrawn = stream.is_some_and(|row| row.state == StreamState::Withdrawn);
    Ok(SetView {
        id,
        matter: shown.matter.clone(),
        place: shown.place.clone(),
        opened_at: shown.opened_at,
        state: if withdrawn { LEFT_BEHIND.to_owned() } else { shown.state.clone() },
        stands: shown.stands,
        closed: shown.closed,
        items: shown.items,
        not_doubled: shown.not_doubled,
        record: status::record_state(r, id)?,
    })
}

fn officers(inner: &Knowledge, set: &EvidenceSet) -> Vec<OfficerView> {
    let first = set.opening.iter().map(|it| &it.value.officer);
    let second = set.confirmation.iter().map(|it| &it.value.officer);
    let view = |credential: &gridwork_model::evidence::Credential| OfficerView {
        person: credential.person,
        name: name(inner, credential.person),
        certificate: credential.certificate.clone(),
    };
    first.chain(second).map(view).collect()
}

fn name(inner: &Knowledge, person: Id) -> String {
    inner.directory.staff(person).map(|staff| staff.name.clone()).unwrap_or_default()
}

/// How far an item has come as this device knows it: the hub's word in the ledger, or the last
/// acknowledged part of the upload, which comes sooner.
pub(crate) fn arrived(
    r: &Reader<'_>,
    set: Id,
    item: &Item,
) -> Result<(Option<Arrival>, bool), CoreError> {
    let file = r.file(set, &item.capture.value.file.sha256)?;
    let sent = file.as_ref().filter(|file| file.state == FileState::Complete);
    Ok((item.arrival.max(sent.map(|_| Arrival::Arrived)), file.is_some()))
}

fn view_item(
    r: &Reader<'_>,
    inner: &Knowledge,
    set: Id,
    item: &Item,
    me: Id,
) -> Result<ItemView, CoreError> {
    let capture = &item.capture.value;
    let (arrival, here) = arrived(r, set, item)?;
    let (at, uncertain) = capture.best_time();
    Ok(ItemView {
        id: capture.id,
        number: capture.seq,
        kind: capture.kind.number(),
        kind_word: capture.kind.word().to_owned(),
        title: capture.title.clone(),
        proves: capture.proves.clone(),
        method: capture.method.word().to_owned(),
        at: at.0,
        uncertain_s: uncertain.map(|ms| ms / 1000),
        place: capture.place.clone(),
        told: capture.told.word().to_owned(),
        holder: capture.holder.as_ref().map(Holder::words).unwrap_or_default(),
        mime: capture.mime.clone(),
        bytes: capture.file.bytes,
        sha256: hex(&capture.file.sha256),
        sm3: hex(&capture.file.sm3),
        state: match (arrival, here) {
            (None, false) => "还在采集的手机上".to_owned(),
            (arrival, _) => arrival.map_or("本机", Arrival::word).to_owned(),
        },
        stage: arrival.map_or(0, |arrival| arrival as u8 + 1),
        here,
        may_release: here && item.arrival == Some(Arrival::Doubled),
        keeper: name(inner, item.keeper()),
        kept_by_me: item.keeper() == me,
        custody: item
            .custody
            .iter()
            .map(|stored| CustodyView {
                from: name(inner, stored.value.from),
                to: name(inner, stored.value.to),
                at: stored.value.time.device.0,
                why: stored.value.why.clone(),
            })
            .collect(),
        doubts: item.doubts.iter().map(gridwork_model::evidence::Doubt::words).collect(),
    })
}

fn view_record(
    inner: &Knowledge,
    set: &EvidenceSet,
    stored: &Stored<Record>,
    me: Id,
) -> RecordView {
    let record = &stored.value;
    let at = |moment: Moment| moment.0;
    let countersigner = set.countersignature(stored).map(|it| it.value.officer.person);
    let other = set.officers().into_iter().find(|officer| *officer != record.recorder);
    let mut earlier: Vec<EarlierVersion> = set
        .records
        .iter()
        .filter(|it| it.value.id == record.id && it.value.version < record.version)
        .map(|it| EarlierVersion {
            version: it.value.version,
            at: it.value.time.device.0,
            body: parts(&it.value),
            said: it.value.said.clone(),
            signing: signing(&it.value),
        })
        .collect();
    earlier.sort_by_key(|it| it.version);
    RecordView {
        id: record.id,
        kind: record.kind,
        title: record.kind.word().to_owned(),
        version: record.version,
        hash: stored.hash,
        correction: record.correction.clone(),
        party: record.party.clone(),
        from: at(record.from),
        to: at(record.to),
        body: parts(record),
        said: record.said.clone(),
        signing: signing(record),
        recorder: name(inner, record.recorder),
        countersigner: countersigner.map(|person| name(inner, person)).unwrap_or_default(),
        awaits_me: set.awaits(stored, &me),
        may_ask: record.recorder == me && other.is_some_and(|other| set.awaits(stored, &other)),
        missing: set.record_missing(stored).into_iter().map(str::to_owned).collect(),
        earlier,
    }
}

fn parts(record: &Record) -> Vec<(String, String)> {
    record.body.iter().map(|it| (it.asked.clone(), it.answer.clone())).collect()
}

fn signing(record: &Record) -> String {
    match &record.signing {
        Signing::Signed { pages } => format!("已逐页签名，共{}页", pages.len()),
        Signing::Refused { reason, witness: None } => format!("拒签：{reason}"),
        Signing::Refused { reason, witness: Some(witness) } => {
            format!("拒签：{reason}（见证人{witness}）")
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
