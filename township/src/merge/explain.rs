//! A conflict as the people who wrote it would explain it: who, in which role, on which phone, when by
//! which clock, what stood there before; and what a choice will bring about.

use std::collections::BTreeMap;

use gridwork_document::{Document, FieldState};
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::words::field_word;
use gridwork_model::{DocumentKind, Founding, Id, Moment, Path, StreamId, Value, mask};
use serde::Serialize;

use super::inbox::InboxRecord;
use super::resolve::Choice;
use super::settled::changes_of;
use crate::admission::read_document;
use crate::devices::{DeviceRecord, DeviceState, device};
use crate::directory::Standing;
use crate::people::Caller;
use crate::register::assemble;
use crate::register::input::Input;
use crate::storage::drawer::decode;
use crate::storage::{Drawer, EntryRow, Reading};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError};

/// Most entries of the inbox looked at.
const LISTED: usize = 5_000;

/// Most of a kind settled in one go.
const AT_ONCE: usize = 100;

/// Most devices looked at.
const DEVICES: usize = 5_000;

/// One document that waits.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WaitingRow {
    /// The document.
    #[schema(value_type = String)]
    pub document: Id,
    /// `household`, `task`, `place` or `needs`.
    pub kind: &'static str,
    /// What it is about, in words; masked where the role sees no more.
    pub title: String,
    /// Hamlet.
    pub hamlet: String,
    /// Cell.
    #[schema(value_type = String)]
    pub cell: Id,
    /// Name of the cell.
    pub cell_name: String,
    /// What the fields in conflict are called.
    pub fields: Vec<String>,
    /// Whether a change came after the document went elsewhere.
    pub late: bool,
    /// Since when, Unix milliseconds.
    #[schema(value_type = i64)]
    pub since: Moment,
    /// When those who wrote were asked back, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub asked: Option<Moment>,
}

/// A page of the inbox.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct WaitingPage {
    /// The documents, oldest first.
    pub items: Vec<WaitingRow>,
    /// How many wait in all.
    pub total: usize,
}

/// One value, as its writer would explain it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Account {
    /// The value.
    #[schema(value_type = Object)]
    pub value: Value,
    /// The value in words.
    pub value_word: String,
    /// Device that wrote it; 0 is the hub.
    pub device: u32,
    /// What its owner calls the device.
    pub device_name: String,
    /// Person of the device.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// Name, where the directory has it.
    pub name: String,
    /// Post of the person, in words.
    pub role: String,
    /// Telephone of the post, for asking back.
    pub phone: String,
    /// When, by the writer's clock, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// When the hub took it, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub received: Option<Moment>,
    /// Whether this is the value all replicas show meanwhile.
    pub shown: bool,
}

/// One field in conflict.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FieldConflict {
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Name of the member.
    pub member_name: String,
    /// Field.
    pub field: String,
    /// What it is called.
    pub field_word: String,
    /// What every writer had seen there, in words; empty if nothing stood there.
    pub seen_word: String,
    /// How a value of one's own is written.
    pub input: Input,
    /// The values.
    pub accounts: Vec<Account>,
    /// How many other documents of the caller's have the same field in conflict between the same
    /// phones.
    pub similar: usize,
}

/// A document in conflict.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Explained {
    /// As in the list.
    #[serde(flatten)]
    pub row: WaitingRow,
    /// Fields in conflict.
    pub conflicts: Vec<FieldConflict>,
    /// Phones that will receive a choice.
    pub receivers: Vec<Receiver>,
    /// What was said to those who were asked back; empty if nothing was.
    pub asked_words: String,
}

/// A phone that will receive a choice.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Receiver {
    /// Its number.
    pub device: u32,
    /// Its person.
    pub name: String,
}

/// A choice made for all of a kind.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The document whose conflict is the pattern.
    pub document: Id,
    /// The field.
    pub path: Path,
    /// The device whose value is chosen everywhere.
    pub device: u32,
}

/// One of those that an [`Alike`] settles.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AlikeRow {
    /// The document.
    #[schema(value_type = String)]
    pub document: Id,
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// What it is about.
    pub title: String,
    /// The value that is chosen, in words.
    pub chosen: String,
    /// The value that is not, in words.
    pub other: String,
}

pub(super) struct Found {
    pub(super) stream: StreamId,
    pub(super) document: Document,
}

impl Hub {
    pub(super) fn found(&self, r: &dyn Reading, id: &Id) -> Done<Option<Found>> {
        let Some((_, document)) = read_document(self, r, id)? else { return Ok(None) };
        let stay = r.memberships(id)?.into_iter().find(|(_, stay)| stay.left.is_none());
        Ok(stay.map(|(stream, _)| Found { stream, document }))
    }

    /// What a document is about, in words.
    pub(super) fn title(
        &self,
        standing: &Standing,
        found: &Found,
        masked: bool,
    ) -> (String, String) {
        let directory = &standing.directory;
        let name = |text: &str| if masked { mask::name(text) } else { text.to_owned() };
        let household = |id: &Id| {
            self.with_register(|register| {
                Ok(register
                    .house(id)
                    .map(|house| (house.head().to_owned(), house.household.hamlet)))
            })
        };
        let (title, hamlet) = match found.document.founding() {
            Founding::Household { .. } => {
                let household = assemble(&found.document);
                let head = household.head_person().and_then(|head| head.name.clone());
                (format!("{}家", name(&head.unwrap_or_default())), household.hamlet)
            }
            Founding::Needs { household: id, purpose, .. } => {
                let (head, hamlet) = household(id).ok().flatten().unwrap_or_default();
                (format!("{}家 {}", name(&head), Object::of(*purpose).word()), hamlet)
            }
            Founding::Task { template, target, .. } => {
                let library = directory.library();
                let of = library.get(template);
                let title = of.map_or_else(|| template.clone(), |template| template.zh.clone());
                let at = household(target).ok().flatten();
                let hamlet = at.as_ref().and_then(|(_, hamlet)| *hamlet);
                match at {
                    Some((head, _)) => (format!("{}家 {title}", name(&head)), hamlet),
                    None => (title, None),
                }
            }
            Founding::Place { .. } => {
                let field = found.document.field(&Path::root("name"));
                let name = match field.as_ref().and_then(FieldState::shown) {
                    Some(Value::Text(name)) => name.clone(),
                    _ => "点位".to_owned(),
                };
                let hamlet = found.document.field(&Path::root("hamlet"));
                let hamlet = match hamlet.as_ref().and_then(FieldState::shown) {
                    Some(Value::Ref(id)) => Some(*id),
                    _ => None,
                };
                (name, hamlet)
            }
        };
        let hamlet = hamlet.and_then(|hamlet| directory.hamlet(hamlet));
        (title, hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default())
    }

    /// Whether a caller may settle what a document holds; and whether names are masked.
    pub(super) fn settles(
        &self,
        caller: &Caller,
        found: &Found,
        now: Moment,
    ) -> Done<Option<bool>> {
        let object = Object::of(found.stream.purpose);
        let scope = found.stream.scope;
        match self.permit(caller, Action::Resolve, object, scope, now) {
            Ok(_) => {}
            Err(HubError::NotPermitted | HubError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        }
        let read = self.permit(caller, Action::Read, Object::Roster, scope, now);
        Ok(Some(read.map_or(true, |permitted| permitted.masked)))
    }

    fn waiting_row(
        &self,
        standing: &Standing,
        found: &Found,
        records: &[InboxRecord],
        masked: bool,
    ) -> WaitingRow {
        let (title, hamlet) = self.title(standing, found, masked);
        let kind = match found.document.founding().kind() {
            DocumentKind::Household => "household",
            DocumentKind::Needs => "needs",
            DocumentKind::Task => "task",
            DocumentKind::Place => "place",
        };
        let cell = found.stream.scope;
        let fields = records.iter().filter(|record| record.device.is_none());
        let cell_name = standing.directory.cell(cell).map(|cell| cell.name.clone());
        WaitingRow {
            document: found.document.id(),
            kind,
            title,
            hamlet,
            cell,
            cell_name: cell_name.unwrap_or_default(),
            fields: fields.map(|record| field_word(&record.path()).to_owned()).collect(),
            late: records.iter().any(|record| record.device.is_some()),
            since: records.iter().map(|record| record.since).min().unwrap_or(Moment(0)),
            asked: records.iter().filter_map(|record| record.asked).max(),
        }
    }

    /// A caller whose roles settle nothing anywhere is told so, not shown an empty list.
    pub(crate) fn settles_somewhere(&self, caller: &Caller) -> Done<()> {
        use gridwork_model::permission::{Relation, allows};
        let settles = caller.roles.iter().any(|at| {
            Object::ALL.iter().any(|object| {
                let near = |near: &Relation| allows(at.role(), Action::Resolve, *object, *near);
                Relation::ALL.iter().any(|relation| near(relation).is_plain())
            })
        });
        if settles { Ok(()) } else { Err(HubError::NotPermitted) }
    }

    pub(super) fn inbox_by_document(
        &self,
        r: &dyn Reading,
        org: Id,
    ) -> Done<BTreeMap<Id, Vec<InboxRecord>>> {
        let prefix: &[u8] = if org.is_nil() { &[] } else { org.as_bytes() };
        let mut documents: BTreeMap<Id, Vec<InboxRecord>> = BTreeMap::new();
        for (_, value) in r.list(Drawer::Conflicts, prefix, None, LISTED)? {
            let record: InboxRecord = decode(&value)?;
            documents.entry(record.document).or_default().push(record);
        }
        Ok(documents)
    }

    /// What waits for a caller, oldest first; `cell` leaves out the others.
    pub fn waiting(
        &self,
        caller: &Caller,
        cell: Option<Id>,
        (skip, limit): (usize, usize),
        now: Moment,
    ) -> Done<WaitingPage> {
        let standing = self.standing();
        let r = self.storage.reading()?;
        let mut items = Vec::new();
        for (id, records) in self.inbox_by_document(&*r, caller.org)? {
            let Some(found) = self.found(&*r, &id)? else { continue };
            if cell.is_some_and(|cell| cell != found.stream.scope) {
                continue;
            }
            if let Some(masked) = self.settles(caller, &found, now)? {
                items.push(self.waiting_row(&standing, &found, &records, masked));
            }
        }
        items.sort_by_key(|row| (row.since, row.document));
        let total = items.len();
        Ok(WaitingPage { items: items.into_iter().skip(skip).take(limit).collect(), total })
    }

    /// A document in conflict, explained; the look is recorded.
    pub fn explain(&self, caller: &Caller, id: &Id, now: Moment) -> Done<Explained> {
        let standing = self.standing();
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, id, Action::Resolve, now)?;
        let found = Found { stream, document };
        let masked = self.settles(caller, &found, now)?.ok_or(HubError::NotPermitted)?;
        let all = self.inbox_by_document(&*r, caller.org)?;
        let empty = Vec::new();
        let records = all.get(id).unwrap_or(&empty);
        let entries = changes_of(&*r, id)?;
        let mut conflicts = Vec::new();
        for field in found.document.fields().iter().filter(|field| field.in_conflict()) {
            let conflict = self.field_conflict(&*r, &standing, &found, field, &entries, now)?;
            let similar = self.alike(&*r, caller, &found, field, &all, now)?.len();
            conflicts.push(FieldConflict { similar, ..conflict });
        }
        let row = self.waiting_row(&standing, &found, records, masked);
        let receivers = receivers(&*r, &standing, &stream)?;
        let last = records.iter().filter(|record| record.asked.is_some());
        let last = last.max_by_key(|record| record.asked);
        let asked_words = last.map(|record| self.asked_words(&*r, record)).transpose()?;
        drop(r);
        self.note_read(caller, id, &stream, "conflict.read", now)?;
        Ok(Explained { row, conflicts, receivers, asked_words: asked_words.unwrap_or_default() })
    }

    pub(super) fn document_upto(
        &self,
        r: &dyn Reading,
        found: &Found,
        entries: &[EntryRow],
    ) -> Done<Document> {
        let row = r.entity(&found.document.id())?.ok_or(HubError::NotFound("document"))?;
        let key = self.data_key(&row.id, &row.data_key)?;
        let raws: Vec<Vec<u8>> =
            entries.iter().map(|entry| open_payload(&key, entry)).collect::<Done<_>>()?;
        Document::replay(found.document.founding(), raws.iter().map(Vec::as_slice))
            .map_err(|_| HubError::Invalid("stored document"))
    }

    fn field_conflict(
        &self,
        r: &dyn Reading,
        standing: &Standing,
        found: &Found,
        field: &FieldState,
        entries: &[EntryRow],
        now: Moment,
    ) -> Done<FieldConflict> {
        let household = assemble(&found.document);
        let word = |value: &Value| self.value_in_words(standing, &household, &field.path, value);
        // The entry of each value: the first after which it stands.
        let mut first_with: Vec<Option<usize>> = vec![None; field.held.len()];
        for upto in 1..=entries.len() {
            if first_with.iter().all(Option::is_some) {
                break;
            }
            let author = entries[upto - 1].author;
            let relevant = field.held.iter().any(|held| held.actor.device() == author);
            if !relevant {
                continue;
            }
            let then = self.document_upto(r, found, &entries[..upto])?.field(&field.path);
            let Some(then) = then else { continue };
            for (slot, held) in first_with.iter_mut().zip(&field.held) {
                if slot.is_none() && then.held.contains(held) {
                    *slot = Some(upto - 1);
                }
            }
        }
        let earliest = first_with.iter().flatten().min().copied();
        let seen_word = match earliest {
            None => String::new(),
            Some(upto) => {
                let before = self.document_upto(r, found, &entries[..upto])?.field(&field.path);
                before.as_ref().and_then(FieldState::shown).map(word).unwrap_or_default()
            }
        };
        let mut accounts = Vec::new();
        for (at, held) in field.held.iter().enumerate() {
            let number = held.actor.device();
            let device = if number == 0 { None } else { device(r, number)? };
            let person = device.as_ref().map(|device| device.person);
            let roles = person.map(|person| standing.directory.roles_of(person, now.day()));
            let roles = roles.unwrap_or_default();
            let role = roles.iter().map(|role| role.word()).collect::<Vec<_>>().join("、");
            accounts.push(Account {
                value: held.value.clone(),
                value_word: word(&held.value),
                device: number,
                device_name: device.map(|device| device.name).unwrap_or_default(),
                person,
                name: match person {
                    Some(person) => standing.name_of_person(&person),
                    None => "乡镇".to_owned(),
                },
                role,
                phone: person.map(|person| standing.phone_of_person(&person)).unwrap_or_default(),
                at: held.at,
                received: first_with[at].map(|entry| entries[entry].at),
                shown: at == 0,
            });
        }
        let member = field.path.member;
        let member_name = household.people.iter().find(|person| Some(person.id) == member);
        Ok(FieldConflict {
            member,
            member_name: member_name.and_then(|person| person.name.clone()).unwrap_or_default(),
            field: field.path.field.clone(),
            field_word: field_word(&field.path).to_owned(),
            seen_word,
            input: Input::of(found.document.founding().kind(), field),
            accounts,
            similar: 0,
        })
    }

    /// Other documents in which the same field is in conflict between the same devices.
    fn alike(
        &self,
        r: &dyn Reading,
        caller: &Caller,
        pattern: &Found,
        field: &FieldState,
        inbox: &BTreeMap<Id, Vec<InboxRecord>>,
        now: Moment,
    ) -> Done<Vec<(Found, FieldState)>> {
        let devices = |field: &FieldState| {
            let mut devices: Vec<u32> = field.held.iter().map(|held| held.actor.device()).collect();
            devices.sort_unstable();
            devices
        };
        let wanted = devices(field);
        let mut alike = Vec::new();
        for (id, records) in inbox {
            let named = |record: &&InboxRecord| {
                record.device.is_none()
                    && record.field == field.path.field
                    && record.member.is_some() == field.path.member.is_some()
            };
            let same: Vec<&InboxRecord> = records.iter().filter(named).collect();
            if same.is_empty() || alike.len() >= AT_ONCE {
                continue;
            }
            let Some(found) = self.found(r, id)? else { continue };
            if self.settles(caller, &found, now)?.is_none() {
                continue;
            }
            for record in same {
                let itself = *id == pattern.document.id() && record.member == field.path.member;
                let Some(state) = found.document.field(&record.path()) else { continue };
                if !itself && state.in_conflict() && devices(&state) == wanted {
                    let document = read_document(self, r, id)?.map(|(_, document)| document);
                    let Some(document) = document else { continue };
                    alike.push((Found { stream: found.stream, document }, state));
                }
            }
        }
        Ok(alike)
    }

    /// Those that one choice would settle too, shown before it is made.
    pub fn alike_preview(
        &self,
        caller: &Caller,
        alike: &Alike,
        now: Moment,
    ) -> Done<Vec<AlikeRow>> {
        let standing = self.standing();
        let r = self.storage.reading()?;
        let found = self.pattern(&*r, caller, alike, now)?;
        let mut rows = Vec::new();
        for (found, field) in found {
            let masked = self.settles(caller, &found, now)?.unwrap_or(true);
            let household = assemble(&found.document);
            let word =
                |value: &Value| self.value_in_words(&standing, &household, &field.path, value);
            let mine = |device: u32| field.held.iter().find(|held| held.actor.device() == device);
            let other = field.held.iter().find(|held| held.actor.device() != alike.device);
            rows.push(AlikeRow {
                document: found.document.id(),
                member: field.path.member,
                title: self.title(&standing, &found, masked).0,
                chosen: mine(alike.device).map(|held| word(&held.value)).unwrap_or_default(),
                other: other.map(|held| word(&held.value)).unwrap_or_default(),
            });
        }
        Ok(rows)
    }

    fn pattern(
        &self,
        r: &dyn Reading,
        caller: &Caller,
        alike: &Alike,
        now: Moment,
    ) -> Done<Vec<(Found, FieldState)>> {
        let (stream, document) = self.visible(r, caller, &alike.document, Action::Resolve, now)?;
        let field = document.field(&alike.path).filter(FieldState::in_conflict);
        let field = field.ok_or(HubError::Conflict("settled meanwhile"))?;
        if !field.held.iter().any(|held| held.actor.device() == alike.device) {
            return Err(HubError::Invalid("device"));
        }
        let inbox = self.inbox_by_document(r, caller.org)?;
        let pattern = Found { stream, document };
        let mut all = self.alike(r, caller, &pattern, &field, &inbox, now)?;
        all.insert(0, (pattern, field));
        Ok(all)
    }

    /// Settles all of a kind with the value of one device. `expected` are the documents that were
    /// shown: what came since waits for another look.
    pub fn resolve_alike(
        &self,
        caller: &Caller,
        alike: &Alike,
        expected: &[Id],
        now: Moment,
    ) -> Done<usize> {
        let r = self.storage.reading()?;
        let found = self.pattern(&*r, caller, alike, now)?;
        drop(r);
        let mut settled = 0;
        for (found, field) in found {
            let id = found.document.id();
            let value = field.held.iter().find(|held| held.actor.device() == alike.device);
            let Some(value) = value.filter(|_| expected.contains(&id)) else { continue };
            let choice = Choice { path: field.path.clone(), value: value.value.clone() };
            self.settle(caller, &id, &[choice], false, now)?;
            settled += 1;
        }
        Ok(settled)
    }
}

/// Active phones that read a stream.
pub(crate) fn receivers(
    r: &dyn Reading,
    standing: &Standing,
    stream: &StreamId,
) -> Done<Vec<Receiver>> {
    let mut receivers = Vec::new();
    for (_, value) in r.list(Drawer::Devices, &[], None, DEVICES)? {
        let record: DeviceRecord = decode(&value)?;
        let reads = record
            .grants
            .iter()
            .any(|grant| grant.stream == *stream && grant.ended.is_none() && grant.reads);
        if reads && record.state == DeviceState::Active {
            let name = standing.name_of_person(&record.person);
            receivers.push(Receiver { device: record.number, name });
        }
    }
    Ok(receivers)
}
