//! How the phones are: what each has, what it still has to fetch, what it last said and what came of
//! it, why something failed. It helps with a phone; it is no measure of a person, and knows no place.

use std::collections::{HashMap, VecDeque};

use gridwork_model::permission::{Action, Object};
use gridwork_model::template::Library;
use gridwork_model::{Id, Moment, Outcome, Purpose, Refusal};
use gridwork_sync::Request;
use gridwork_sync::response::{BatchVerdict, Failure, Response};
use parking_lot::Mutex;
use serde::Serialize;

use crate::audit::{self, Actor, Record};
use crate::devices::{Device, DeviceRecord, DeviceState, device};
use crate::directory::Standing;
use crate::people::Caller;
use crate::storage::drawer::{decode, load, store};
use crate::storage::{Drawer, Reading};
use crate::{Done, Hub, HubError};

/// Exchanges remembered of a phone.
const REMEMBERED: usize = 20;

/// Phones remembered.
const PHONES: usize = 5_000;

/// One exchange, as it helps to find out why something does not work.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Heard {
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Entries taken.
    pub accepted: usize,
    /// Entries that came too late: 未生效.
    pub ineffective: usize,
    /// Entries that went back as drafts.
    pub refused: usize,
    /// Entries set aside for a person.
    pub quarantined: usize,
    /// Why they went back, in words, each once.
    pub reasons: Vec<&'static str>,
    /// Why the exchange failed; empty if it did not.
    pub failure: &'static str,
    /// The same in words, with what to do.
    pub failure_words: &'static str,
    /// Whether there was more to fetch than fitted.
    pub more: bool,
    /// Entries that the phone still held beside what it sent, by its own count.
    pub unsent_entries: u32,
    /// Files that the phone still held.
    pub unsent_files: u32,
    /// How far the phone had read the directory, which holds the templates: streams by index.
    #[serde(skip)]
    read: Vec<(u8, u64)>,
    /// Difference of the phone's clock to the hub's, seconds.
    pub clock_off_s: i64,
}

/// A stream of a phone.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Holding {
    /// What it holds, in words.
    pub words: String,
    /// Name of the cell, village, unit or post.
    pub scope_name: String,
    /// Whether the phone reads it.
    pub reads: bool,
    /// When it was lost, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub ended: Option<Moment>,
}

/// A phone in the list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PhoneRow {
    /// Its facts.
    #[serde(flatten)]
    pub device: Device,
    /// Name of its person.
    pub person_name: String,
    /// Posts of its person.
    pub posts: Vec<String>,
    /// Days since it was last heard; `None` if never.
    pub silent_days: Option<i64>,
    /// What came of the last exchange since the hub was started.
    pub last: Option<Heard>,
    /// Where its wiping stands: empty, `ordered`, `told`.
    pub wipe: &'static str,
    /// When it was told to wipe, in an answer signed over its own request, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub wipe_told: Option<Moment>,
}

/// A template that was published at this hub, in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TemplateHeld {
    /// Template id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: u32,
}

/// A phone in full.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PhoneShown {
    /// As in the list.
    #[serde(flatten)]
    pub row: PhoneRow,
    /// What it holds and may write.
    pub holdings: Vec<Holding>,
    /// Last exchanges, newest first, since the hub was started.
    pub heard: Vec<Heard>,
    /// Number of its last judged batch.
    pub last_batch: u64,
    /// Batches up to here are in a verified backup.
    pub horizon: u64,
    /// Which phone it was before.
    pub formerly: Option<u32>,
    /// Entries of the directory, templates among them, that it had not read when it last asked; `None`
    /// if it was not heard since the hub was started.
    pub directory_behind: Option<u64>,
    /// Published templates in force: what the phone asks once it has read the directory.
    pub templates: Vec<TemplateHeld>,
}

/// The last exchanges of the phones, in memory.
#[derive(Default)]
pub(crate) struct Fleet(Mutex<HashMap<u32, VecDeque<Heard>>>);

fn failure_words(failure: Failure) -> (&'static str, &'static str) {
    match failure {
        Failure::Malformed => ("malformed", "请求不完整，让手机再发一次"),
        Failure::UnknownDevice => ("unknown_device", "乡镇不认识这部手机，请重新启用"),
        Failure::BadSignature => ("bad_signature", "签名对不上，请重新启用"),
        Failure::Stale => ("stale", "手机数据退回过去了（恢复备份或克隆），请重新启用"),
        Failure::NoRoom => ("no_room", "乡镇服务器磁盘快满了"),
        Failure::Busy => ("busy", "乡镇忙，手机会自己再试"),
        Failure::TooOld => ("too_old", "手机程序太旧，请更新"),
        Failure::Internal => ("internal", "乡镇系统出了问题，已记录"),
        Failure::Revoked => ("revoked", "这部手机已停用"),
    }
}

fn refusal_words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Malformed => "内容不完整",
        Refusal::NotGranted => "不在这部手机的范围里",
        Refusal::NotPermitted => "这个岗位不能写",
        Refusal::NoSuchStep => "没有这一步",
        Refusal::OutOfContext => "和乡镇的记录接不上",
        Refusal::BuildsOnRefused => "前面那条没收，这条跟着退回",
        Refusal::Erased => "已依法删除",
        Refusal::BadValue => "填的内容不合要求",
    }
}

impl Heard {
    fn of(request: &Request, answer: Result<&Response, Failure>, now: Moment) -> Heard {
        let mut heard = Heard {
            at: now,
            accepted: 0,
            ineffective: 0,
            refused: 0,
            quarantined: 0,
            reasons: Vec::new(),
            failure: "",
            failure_words: "",
            more: false,
            unsent_entries: request.unsent.entries,
            unsent_files: request.unsent.files,
            read: request.cursors.iter().map(|cursor| (cursor.index, cursor.number)).collect(),
            clock_off_s: (request.time.0 - now.0) / 1_000,
        };
        match answer {
            Err(failure) => (heard.failure, heard.failure_words) = failure_words(failure),
            Ok(response) => {
                heard.more = response.more;
                match &response.verdict {
                    Some(BatchVerdict::Judged { outcomes, .. }) => heard.count(outcomes),
                    Some(BatchVerdict::Quarantined { .. }) => heard.quarantined = 1,
                    Some(BatchVerdict::Forked) => {
                        heard.failure = "forked";
                        heard.failure_words = "这部手机有两份数据，两份都停了，请重新启用";
                    }
                    _ => {}
                }
            }
        }
        heard
    }

    fn count(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            match outcome {
                Outcome::Accepted => self.accepted += 1,
                Outcome::Ineffective => self.ineffective += 1,
                Outcome::Quarantined => self.quarantined += 1,
                Outcome::Refused(refusal) => {
                    self.refused += 1;
                    let words = refusal_words(*refusal);
                    if !self.reasons.contains(&words) {
                        self.reasons.push(words);
                    }
                }
            }
        }
    }
}

impl Fleet {
    /// Notes what came of an exchange.
    pub(crate) fn heard(&self, request: &Request, answer: Result<&Response, Failure>, now: Moment) {
        // Anybody can name a number that no phone has.
        if matches!(answer, Err(Failure::UnknownDevice)) {
            return;
        }
        let mut phones = self.0.lock();
        if phones.len() >= PHONES && !phones.contains_key(&request.device) {
            return;
        }
        let heard = phones.entry(request.device).or_default();
        heard.push_front(Heard::of(request, answer, now));
        heard.truncate(REMEMBERED);
    }

    fn of(&self, number: u32) -> Vec<Heard> {
        self.0.lock().get(&number).map(|heard| heard.iter().cloned().collect()).unwrap_or_default()
    }
}

impl Hub {
    /// Notes, once, that a revoked phone was told to wipe: the answer was signed over its request.
    pub(crate) fn note_wipe(&self, record: &DeviceRecord, now: Moment) -> Done<()> {
        let at = record.number.to_be_bytes();
        if self.storage.reading()?.get(Drawer::Wipes, &at)?.is_some() {
            return Ok(());
        }
        let mut w = self.storage.writing()?;
        store(&mut *w, Drawer::Wipes, &at, &now)?;
        let by = Actor::Device { device: record.number };
        let entry = Record::done(now, by, "device.wipe_told", record.org, Some(record.person));
        audit::append(&mut *w, entry)?;
        Ok(w.commit()?)
    }

    fn phone_row(
        &self,
        r: &dyn Reading,
        standing: &Standing,
        record: &DeviceRecord,
        now: Moment,
    ) -> Done<PhoneRow> {
        let directory = &standing.directory;
        let posts = directory.assignments_of(record.person, now.day()).map(|(assignment, post)| {
            format!("{} {}", standing.name_of_place(assignment.scope), post.title)
        });
        let wipe_told: Option<Moment> = load(r, Drawer::Wipes, &record.number.to_be_bytes())?;
        let wipe = match (record.state, wipe_told) {
            (DeviceState::Active, _) => "",
            (_, None) => "ordered",
            (_, Some(_)) => "told",
        };
        Ok(PhoneRow {
            device: record.shown(),
            person_name: standing.name_of_person(&record.person),
            posts: posts.collect(),
            silent_days: record.seen.map(|seen| (now.day() - seen.day()).num_days()),
            last: self.fleet.of(record.number).into_iter().next(),
            wipe,
            wipe_told,
        })
    }

    /// Phones of the caller's township, by place and name, never by number of anything.
    pub fn phones(&self, caller: &Caller, now: Moment) -> Done<Vec<PhoneRow>> {
        self.permit(caller, Action::Read, Object::Devices, caller.org, now)?;
        let standing = self.standing();
        let r = self.storage.reading()?;
        let mut rows = Vec::new();
        for (_, value) in r.list(Drawer::Devices, &[], None, PHONES)? {
            let record: DeviceRecord = decode(&value)?;
            if caller.org.is_nil() || record.org == caller.org {
                rows.push(self.phone_row(&*r, &standing, &record, now)?);
            }
        }
        rows.sort_by(|a, b| {
            let key =
                |row: &PhoneRow| (row.posts.clone(), row.person_name.clone(), row.device.number);
            key(a).cmp(&key(b))
        });
        Ok(rows)
    }

    /// One phone of the caller's township.
    pub fn phone(&self, caller: &Caller, number: u32, now: Moment) -> Done<PhoneShown> {
        self.permit(caller, Action::Read, Object::Devices, caller.org, now)?;
        let standing = self.standing();
        let r = self.storage.reading()?;
        let record = device(&*r, number)?
            .filter(|record| caller.org.is_nil() || record.org == caller.org)
            .ok_or(HubError::NotFound("device"))?;
        let holding = |grant: &crate::devices::GrantRow| Holding {
            words: Object::of(grant.stream.purpose).word().to_owned(),
            scope_name: standing.name_of_place(grant.stream.scope),
            reads: grant.reads,
            ended: grant.ended,
        };
        let heard = self.fleet.of(number);
        let directory_behind = match heard.first() {
            Some(last) => Some(behind(&*r, &record, &last.read)?),
            None => None,
        };
        Ok(PhoneShown {
            directory_behind,
            templates: published(&standing),
            row: self.phone_row(&*r, &standing, &record, now)?,
            holdings: record.grants.iter().map(holding).collect(),
            heard,
            last_batch: record.last_batch,
            horizon: record.horizon,
            formerly: record.formerly,
        })
    }
}

/// What a phone had not read of the directory.
fn behind(r: &dyn Reading, record: &DeviceRecord, read: &[(u8, u64)]) -> Done<u64> {
    let mut behind = 0;
    let directory = record
        .grants
        .iter()
        .filter(|grant| grant.ended.is_none() && grant.stream.purpose == Purpose::Directory);
    for grant in directory {
        let head = r.head(&grant.stream)?.map_or(0, |head| head.number);
        let at = read.iter().find(|(index, _)| *index == grant.index).map_or(0, |(_, at)| *at);
        behind += head.saturating_sub(at);
    }
    Ok(behind)
}

/// Templates in force that did not come with the program.
fn published(standing: &Standing) -> Vec<TemplateHeld> {
    let (library, shipped) = (standing.directory.library(), Library::embedded());
    let new = library.templates.iter().filter(|template| {
        shipped.get(&template.id).is_none_or(|came| came.version < template.version)
    });
    new.map(|template| TemplateHeld {
        id: template.id.clone(),
        title: template.zh.clone(),
        version: template.version,
    })
    .collect()
}

impl Standing {
    /// The name of a unit, cell, hamlet or post; the county for nil.
    pub fn name_of_place(&self, id: Id) -> String {
        if id.is_nil() {
            return "武川县".to_owned();
        }
        let directory = &self.directory;
        let unit = directory.unit(id).map(|unit| unit.name.clone());
        let cell = || directory.cell(id).map(|cell| cell.name.clone());
        let hamlet = || directory.hamlet(id).map(|hamlet| hamlet.name.clone());
        let post = || directory.post(id).map(|post| post.title.clone());
        unit.or_else(cell).or_else(hamlet).or_else(post).unwrap_or_default()
    }
}
