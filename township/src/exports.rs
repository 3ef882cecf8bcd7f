//! Lists that leave the system 导出, as XLSX, CSV or GeoJSON. A list is asked for, agreed to by a second
//! person where it holds more than fifty people, made when it is fetched, and recorded each time. What
//! a spreadsheet would take for a formula is written as text (OWASP CSV injection).

mod bundle;
mod lists;
mod table;

use gridwork_model::export::{FETCH_HOURS, may_agree, needs_second};
use gridwork_model::permission::{Action, Object, Role};
use gridwork_model::{Id, Moment};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::audit::{self, Record};
use crate::changes::{Change, Thing};
use crate::config::Mode;
use crate::desk::Staffed;
use crate::evidence::people_named;
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::{decode, key, load, store};
use crate::{Done, Hub, HubError};

/// Most exports listed.
const LISTED: usize = 500;

/// What is listed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Kind {
    /// 事件台账, without the words of reports.
    #[n(0)]
    Incidents,
    /// 户台账.
    #[n(1)]
    Households,
    /// 人口台账.
    #[n(2)]
    People,
    /// 网格、岗位和责任人, the board of names.
    #[n(3)]
    Posts,
    /// 自然村.
    #[n(4)]
    Hamlets,
    /// 证据包: the bundle of an evidence set; never without a second person.
    #[n(5)]
    Evidence,
    /// 场所和隐患点.
    #[n(6)]
    Places,
    /// 任务进度, by template and cell; small numbers are not told.
    #[n(7)]
    Tasks,
    /// 审计台账: who did and looked at what.
    #[n(8)]
    Records,
    /// 记的不一样: fields that hold two values and wait for somebody to choose.
    #[n(9)]
    Conflicts,
    /// 疑似重复: records that may be of one person or one household.
    #[n(10)]
    Twins,
}

/// In which form.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Format {
    /// A workbook.
    #[n(0)]
    Xlsx,
    /// Comma-separated, UTF-8 with a byte order mark.
    #[n(1)]
    Csv,
    /// Points with properties; rows without a point have none.
    #[n(2)]
    Geojson,
    /// An evidence bundle.
    #[n(3)]
    Zip,
    /// A sheet of A4, printed from the page: no less a list that leaves than a file is.
    #[n(4)]
    Print,
}

/// Where an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Stands {
    /// Waits for a second person.
    #[n(0)]
    Waiting,
    /// May be fetched by who asked for it.
    #[n(1)]
    Agreed,
    /// The second person said no.
    #[n(2)]
    Declined,
}

#[derive(Clone, Debug, Encode, Decode)]
#[cbor(map)]
struct ExportRecord {
    #[n(0)]
    id: Id,
    #[n(1)]
    kind: Kind,
    #[n(2)]
    format: Format,
    #[n(3)]
    place: Id,
    #[n(4)]
    purpose: String,
    #[n(5)]
    people: u32,
    #[n(6)]
    by: Id,
    #[n(7)]
    by_name: String,
    #[n(8)]
    role: u8,
    #[n(9)]
    at: Moment,
    #[n(10)]
    stands: Stands,
    #[n(11)]
    decided_by: Option<String>,
    #[n(12)]
    decided_at: Option<Moment>,
    #[n(13)]
    fetched: Option<Moment>,
    /// The evidence set of a bundle.
    #[n(14)]
    object: Option<Id>,
}

/// An export as shown.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportShown {
    /// The export.
    #[schema(value_type = String)]
    pub id: Id,
    /// What.
    pub kind: Kind,
    /// In which form.
    pub format: Format,
    /// The evidence set of a bundle.
    #[schema(value_type = Option<String>)]
    pub object: Option<Id>,
    /// Of which place.
    pub place_name: String,
    /// What for, in the words of who asked.
    pub purpose: String,
    /// How many people it holds.
    pub people: u32,
    /// Who asked.
    pub by: String,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Where it stands.
    pub stands: Stands,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When it was last fetched, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub fetched: Option<Moment>,
    /// Whether the caller asked for it.
    pub mine: bool,
    /// Whether the caller may decide it.
    pub may_decide: bool,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What.
    pub kind: Kind,
    /// In which form.
    pub format: Format,
    /// Cell, village or township.
    pub place: Id,
    /// What for.
    pub purpose: String,
    /// The evidence set of a bundle.
    pub object: Option<Id>,
}

/// A list to be printed.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SheetShown {
    /// What it is a list of.
    pub title: String,
    /// Of which place.
    pub place_name: String,
    /// What for, in the words of who asked.
    pub purpose: String,
    /// Heads of the columns.
    pub columns: Vec<&'static str>,
    /// The rows, as texts.
    pub rows: Vec<Vec<String>>,
}

/// A file to be sent.
pub struct Made {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub content: Content,
}

/// What a file to be sent holds.
pub enum Content {
    /// A list, whole.
    Bytes(Vec<u8>),
    /// A bundle, in a file without a name.
    File(std::fs::File),
}

impl Kind {
    const fn object(self) -> Object {
        match self {
            Kind::Incidents => Object::Incident,
            Kind::Households | Kind::People | Kind::Conflicts | Kind::Twins => Object::Roster,
            Kind::Posts | Kind::Hamlets => Object::Directory,
            Kind::Evidence => Object::Case,
            Kind::Places => Object::Places,
            Kind::Tasks => Object::Statistics,
            Kind::Records => Object::AuditLog,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Kind::Incidents => "incidents",
            Kind::Households => "households",
            Kind::People => "people",
            Kind::Posts => "posts",
            Kind::Hamlets => "hamlets",
            Kind::Evidence => "evidence",
            Kind::Places => "places",
            Kind::Tasks => "tasks",
            Kind::Records => "records",
            Kind::Conflicts => "conflicts",
            Kind::Twins => "twins",
        }
    }
}

impl Hub {
    /// Asks for a list; the answer says whether it may be fetched or waits for a second person.
    pub fn ask_export(&self, caller: &Caller, wanted: &Wanted, now: Moment) -> Done<ExportShown> {
        let purpose = wanted.purpose.trim();
        if purpose.is_empty() || purpose.chars().count() > 200 {
            return Err(HubError::Invalid("purpose"));
        }
        let object = wanted.kind.object();
        let (place, people, second) = match (wanted.kind, wanted.object) {
            (Kind::Evidence, Some(set)) => {
                let found = self.set_for(caller, &set, Action::Export, now)?;
                (found.office, people_named(&found), true)
            }
            (Kind::Evidence, None) => return Err(HubError::Invalid("evidence set")),
            _ => {
                let people = self.table(caller, wanted.kind, wanted.place, now)?.people;
                (wanted.place, people, needs_second(people))
            }
        };
        if (wanted.kind == Kind::Evidence) != (wanted.format == Format::Zip) {
            return Err(HubError::Invalid("format"));
        }
        let permitted = self.permit(caller, Action::Export, object, place, now)?;
        let people = u32::try_from(people).unwrap_or(u32::MAX);
        let stands = if second { Stands::Waiting } else { Stands::Agreed };
        let record = ExportRecord {
            id: self.fresh_id(now),
            kind: wanted.kind,
            format: wanted.format,
            place,
            purpose: purpose.to_owned(),
            people,
            by: caller.person,
            by_name: caller.name.clone(),
            role: permitted.role.number(),
            at: now,
            stands,
            decided_by: None,
            decided_at: None,
            fetched: None,
            object: wanted.object,
        };
        let detail = format!("{}, {people} people", wanted.kind.name());
        self.put_export(&record, "export.ask", caller.actor(permitted.role), &detail, now)?;
        self.export_shown(caller, &record, now)
    }

    fn put_export(
        &self,
        record: &ExportRecord,
        action: &str,
        by: audit::Actor,
        detail: &str,
        now: Moment,
    ) -> Done<()> {
        let org = self.standing().org_of(record.place);
        let mut w = self.storage.writing()?;
        let at = key(&[org.as_bytes(), record.id.as_bytes()]);
        store(&mut *w, Drawer::Exports, &at, record)?;
        let entry = Record::done(now, by, action, org, Some(record.id)).with(detail);
        audit::append(&mut *w, entry)?;
        w.commit()?;
        self.changes.tell(Change { thing: Thing::Export, org, id: Some(record.id) });
        Ok(())
    }

    fn export_shown(
        &self,
        caller: &Caller,
        record: &ExportRecord,
        now: Moment,
    ) -> Done<ExportShown> {
        Ok(ExportShown {
            id: record.id,
            kind: record.kind,
            format: record.format,
            object: record.object,
            place_name: self.standing().name_of_place(record.place),
            purpose: record.purpose.clone(),
            people: record.people,
            by: record.by_name.clone(),
            at: record.at,
            stands: record.stands,
            decided_by: record.decided_by.clone(),
            fetched: record.fetched,
            mine: record.by == caller.person,
            may_decide: record.stands == Stands::Waiting
                && self.second_role(caller, record, now)?.is_some(),
        })
    }

    /// The role in which a caller may be the second person.
    fn second_role(
        &self,
        caller: &Caller,
        record: &ExportRecord,
        now: Moment,
    ) -> Done<Option<Role>> {
        if record.by == caller.person {
            return Ok(None);
        }
        let standing = self.standing();
        for at in &caller.roles {
            let role = at.role();
            let (stands, _) =
                self.staff_stands(Staffed { caller, role }, record.place, &standing, now)?;
            let near: Vec<_> = stands.into_iter().collect();
            if may_agree(role, record.kind.object(), &near) {
                return Ok(Some(role));
            }
        }
        Ok(None)
    }

    /// Exports of the caller's township that the caller asked for or may decide, newest first.
    pub fn exports(&self, caller: &Caller, now: Moment) -> Done<Vec<ExportShown>> {
        let r = self.storage.reading()?;
        let prefix: &[u8] = if caller.org.is_nil() { &[] } else { caller.org.as_bytes() };
        let mut all = Vec::new();
        for (_, value) in r.list(Drawer::Exports, prefix, None, 100_000)? {
            let record: ExportRecord = decode(&value)?;
            let decides = self.second_role(caller, &record, now)?.is_some();
            if record.by == caller.person || decides {
                all.push(record);
            }
        }
        drop(r);
        all.sort_by_key(|record| std::cmp::Reverse(record.at));
        all.truncate(LISTED);
        all.iter().map(|record| self.export_shown(caller, record, now)).collect()
    }

    fn export_of(&self, caller: &Caller, id: &Id) -> Done<ExportRecord> {
        let r = self.storage.reading()?;
        if !caller.org.is_nil() {
            let at = key(&[caller.org.as_bytes(), id.as_bytes()]);
            return load(&*r, Drawer::Exports, &at)?.ok_or(HubError::NotFound("export"));
        }
        for (_, value) in r.list(Drawer::Exports, &[], None, 100_000)? {
            let record: ExportRecord = decode(&value)?;
            if record.id == *id {
                return Ok(record);
            }
        }
        Err(HubError::NotFound("export"))
    }

    /// The second person agrees or declines; never who asked.
    pub fn decide_export(&self, caller: &Caller, id: &Id, agree: bool, now: Moment) -> Done<()> {
        let mut record = self.export_of(caller, id)?;
        let role = self.second_role(caller, &record, now)?.ok_or(HubError::NotPermitted)?;
        if record.stands != Stands::Waiting {
            return Err(HubError::Conflict("decided already"));
        }
        record.stands = if agree { Stands::Agreed } else { Stands::Declined };
        (record.decided_by, record.decided_at) = (Some(caller.name.clone()), Some(now));
        let action = if agree { "export.agree" } else { "export.decline" };
        self.put_export(&record, action, caller.actor(role), record.kind.name(), now)
    }

    /// An export that who asked for it may fetch now: agreed to, within a day, and still permitted.
    fn agreed(&self, caller: &Caller, id: &Id, now: Moment) -> Done<(ExportRecord, Role)> {
        let record = self.export_of(caller, id)?;
        if record.by != caller.person {
            return Err(HubError::NotFound("export"));
        }
        if record.stands != Stands::Agreed {
            return Err(HubError::NotPermitted);
        }
        let from = record.decided_at.unwrap_or(record.at);
        if now.0 - from.0 > FETCH_HOURS * 3_600_000 {
            return Err(HubError::Conflict("too old"));
        }
        // Rights may have changed since it was asked for.
        let object = record.kind.object();
        let role = self.permit(caller, Action::Export, object, record.place, now)?.role;
        Ok((record, role))
    }

    /// The list of an export that was agreed to, noted as fetched.
    fn taken(
        &self,
        caller: &Caller,
        mut record: ExportRecord,
        role: Role,
        now: Moment,
    ) -> Done<table::Table> {
        let table = self.table(caller, record.kind, record.place, now)?;
        if table.people > record.people as usize && needs_second(table.people) {
            return Err(HubError::Stale("人数变多了，请重新申请".to_owned()));
        }
        record.fetched = Some(now);
        let detail = format!("{}, {} people", record.kind.name(), table.people);
        self.put_export(&record, "export.fetch", caller.actor(role), &detail, now)?;
        Ok(table)
    }

    /// The list as a sheet, for an export that was asked for to be printed.
    pub fn print_export(&self, caller: &Caller, id: &Id, now: Moment) -> Done<SheetShown> {
        let (record, role) = self.agreed(caller, id, now)?;
        if record.format != Format::Print {
            return Err(HubError::Invalid("format"));
        }
        let (place_name, purpose) =
            (self.standing().name_of_place(record.place), record.purpose.clone());
        let table = self.taken(caller, record, role, now)?;
        Ok(SheetShown {
            title: table.title,
            place_name,
            purpose,
            columns: table.columns,
            rows: table.rows.into_iter().map(|(row, _)| row).collect(),
        })
    }

    /// Makes the list for who asked for it, within a day of the agreement.
    pub fn fetch_export(&self, caller: &Caller, id: &Id, now: Moment) -> Done<Made> {
        let (record, role) = self.agreed(caller, id, now)?;
        if let Some(set) = record.object {
            return self.fetch_bundle(caller, record, &set, role, now);
        }
        let (kind, format) = (record.kind, record.format);
        let (ending, media) = match format {
            Format::Csv => ("csv", "text/csv; charset=utf-8"),
            Format::Xlsx => {
                ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            }
            Format::Geojson => ("geojson", "application/geo+json"),
            Format::Zip | Format::Print => return Err(HubError::Invalid("format")),
        };
        let table = self.taken(caller, record, role, now)?;
        let bytes = match format {
            Format::Csv => table.csv(),
            Format::Xlsx => table.xlsx(),
            _ => table.geojson(),
        }
        .map_err(|_| HubError::Invalid("table"))?;
        let content = Content::Bytes(bytes);
        Ok(Made { name: self.file_name(kind.name(), ending), media, content })
    }

    /// What is practised on must not be taken for the real thing once it lies in a folder.
    fn file_name(&self, name: &str, ending: &str) -> String {
        let practice = if self.mode() == Mode::Training { "practice-" } else { "" };
        format!("{practice}{name}.{ending}")
    }
}
