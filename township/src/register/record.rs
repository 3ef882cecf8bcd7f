//! One household in full: each field with who wrote it and when, what it was before, corrections from
//! the office, and what the township holds about one person for that person (PIPL 45).

use gridwork_document::{Actor as Writer, Document};
use gridwork_model::access::Reason;
use gridwork_model::limits::HOUSEHOLD_EPOCHS;
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::words::{field_word, identifies, value_word};
use gridwork_model::{Class, Edit, Founding, Id, Moment, Path, Purpose, StreamId, Value, mask};
use serde::Serialize;

use crate::admission::read_document;
use crate::audit::{self, Record};
use crate::devices::device;
use crate::directory::Standing;
use crate::office::DocumentWrite;
use crate::people::Caller;
use crate::register::input::Input;
use crate::storage::{Reading, Writing};
use crate::streams::open_payload;
use crate::{Done, Hub, HubError};

/// Audit records looked through for one statement.
const LOOKED_THROUGH: usize = 2_000_000;

/// Who wrote something and when.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Written {
    /// Device; 0 is the hub.
    pub device: u32,
    /// Person of the device.
    #[schema(value_type = Option<String>)]
    pub person: Option<Id>,
    /// Name, where the directory has it; 乡镇 for the hub.
    pub name: String,
    /// When, by the writer's clock, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
}

/// One field of a household.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FieldShown {
    /// Member of the field.
    #[schema(value_type = Option<String>)]
    pub member: Option<Id>,
    /// Stable name.
    pub field: String,
    /// What it is called.
    pub word: String,
    /// The value in words, masked where the role sees no more.
    pub value_word: String,
    /// The value itself; left out where it is masked.
    #[schema(value_type = Option<Object>)]
    pub value: Option<Value>,
    /// Whether two people wrote different values.
    pub in_conflict: bool,
    /// How it is corrected.
    pub input: Input,
    /// Who wrote it.
    pub written: Written,
}

/// One change of a household.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct HistoryLine {
    /// Who and when.
    pub written: Written,
    /// When the hub took it, Unix milliseconds.
    #[schema(value_type = i64)]
    pub received: Moment,
    /// What is different after it.
    pub fields: Vec<FieldShown>,
}

/// What is held about one person, for that person.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Statement {
    /// The person's own data and the household's.
    pub fields: Vec<FieldShown>,
    /// Further data the caller may not read, with the office to ask.
    pub elsewhere: Vec<String>,
    /// Who looked: when, which role, what for.
    pub looks: Vec<Look>,
    /// When it was drawn up, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
}

/// One look at the data of a person.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Look {
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// In which role.
    pub role: String,
    /// What was done, such as `household.reveal`.
    pub action: String,
    /// Field and reason, in words.
    pub detail: String,
}

/// A correction from the office.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Where.
    pub path: Path,
    /// What is right.
    pub value: Value,
    /// The value that was on the screen; a correction of something else is refused.
    pub seen: Option<Value>,
}

impl FieldShown {
    /// As a role that reads masked sees it.
    fn masked(self, masked: bool) -> FieldShown {
        let path = Path { member: self.member, field: self.field.clone() };
        if !masked || !(identifies(&path) || matches!(self.value, Some(Value::Ref(_)))) {
            return self;
        }
        FieldShown { value_word: masked_word(&path, &self.value_word), value: None, ..self }
    }
}

impl Hub {
    /// Who wrote something.
    pub(crate) fn written(
        &self,
        r: &dyn Reading,
        standing: &Standing,
        writer: Writer,
        at: Moment,
    ) -> Done<Written> {
        let number = writer.device();
        let person = match number {
            0 => None,
            number => device(r, number)?.map(|device| device.person),
        };
        let name = match (number, person) {
            (0, _) => "乡镇".to_owned(),
            (_, Some(person)) => standing.name_of_person(&person),
            _ => String::new(),
        };
        Ok(Written { device: number, person, name, at })
    }

    fn fields_shown(
        &self,
        r: &dyn Reading,
        standing: &Standing,
        document: &Document,
    ) -> Done<Vec<FieldShown>> {
        let names = super::assemble(document);
        let mut shown = Vec::new();
        for field in document.fields() {
            let Some(held) = field.held.first() else { continue };
            let word = self.value_in_words(standing, &names, &field.path, &held.value);
            shown.push(FieldShown {
                member: field.path.member,
                word: field_word(&field.path).to_owned(),
                value_word: word,
                value: Some(held.value.clone()),
                in_conflict: field.in_conflict(),
                input: Input::of(document.founding().kind(), &field),
                written: self.written(r, standing, held.actor, held.at)?,
                field: field.path.field,
            });
        }
        Ok(shown)
    }

    /// A value in words, references by the name of what they refer to.
    pub(crate) fn value_in_words(
        &self,
        standing: &Standing,
        household: &gridwork_model::roster::Household,
        path: &Path,
        value: &Value,
    ) -> String {
        if let Some(word) = value_word(path, value) {
            return word;
        }
        let Value::Ref(id) = value else { return String::new() };
        let member = household.people.iter().find(|person| person.id == *id);
        let member = member.and_then(|person| person.name.clone());
        let hamlet = || standing.directory.hamlet(*id).map(|hamlet| hamlet.name.clone());
        let unit = || standing.directory.unit(*id).map(|unit| unit.name.clone());
        member.or_else(hamlet).or_else(unit).unwrap_or_else(|| "另一户".to_owned())
    }

    /// The fields of a household, each with who wrote it; the look is recorded.
    pub fn household_fields(&self, caller: &Caller, id: &Id, now: Moment) -> Done<Vec<FieldShown>> {
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, id, Action::Read, now)?;
        let masked = self.roster_read(caller, &stream, now)?;
        let shown = self.fields_shown(&*r, &self.standing(), &document)?;
        drop(r);
        self.note_read(caller, id, &stream, "household.read", now)?;
        Ok(shown.into_iter().map(|field| field.masked(masked)).collect())
    }

    pub(super) fn roster_read(
        &self,
        caller: &Caller,
        stream: &StreamId,
        now: Moment,
    ) -> Done<bool> {
        let object = Object::of(stream.purpose);
        if object != Object::Roster {
            return Err(HubError::NotFound("household"));
        }
        Ok(self.permit(caller, Action::Read, object, stream.scope, now)?.masked)
    }

    /// What was changed in a household, newest first; the look is recorded.
    pub fn household_history(
        &self,
        caller: &Caller,
        id: &Id,
        now: Moment,
    ) -> Done<Vec<HistoryLine>> {
        let r = self.storage.reading()?;
        let (stream, current) = self.visible(&*r, caller, id, Action::Read, now)?;
        let masked = self.roster_read(caller, &stream, now)?;
        let standing = self.standing();
        let row = r.entity(id)?.ok_or(HubError::NotFound("household"))?;
        let key = self.data_key(&row.id, &row.data_key)?;
        let stay = r.membership(&stream, id)?.ok_or(HubError::NotFound("household"))?;
        let from = stay.entered.saturating_sub(1);
        let mut raws: Vec<Vec<u8>> = Vec::new();
        let mut before: Vec<FieldShown> = Vec::new();
        let mut lines = Vec::new();
        for placed in r.placed_of(&stream, id, from, u64::MAX >> 1)? {
            raws.push(open_payload(&key, &placed.entry)?);
            let document = Document::replay(current.founding(), raws.iter().map(Vec::as_slice))
                .map_err(|_| HubError::Invalid("stored document"))?;
            let after = self.fields_shown(&*r, &standing, &document)?;
            let changed: Vec<FieldShown> = after
                .iter()
                .filter(|field| {
                    let same = before
                        .iter()
                        .find(|old| old.member == field.member && old.field == field.field);
                    same.is_none_or(|old| {
                        old.value != field.value || old.in_conflict != field.in_conflict
                    })
                })
                .cloned()
                .map(|field| field.masked(masked))
                .collect();
            let newest = changed.iter().map(|field| field.written.at).max();
            let by = Writer::new(placed.entry.author, 0);
            let at = newest.unwrap_or(placed.entry.at);
            let written = self.written(&*r, &standing, by, at)?;
            lines.push(HistoryLine { written, received: placed.entry.at, fields: changed });
            before = after;
        }
        drop(r);
        self.note_read(caller, id, &stream, "household.history", now)?;
        lines.reverse();
        Ok(lines)
    }

    /// Corrects fields of a household from the office; every phone of the cell receives it.
    pub fn correct_household(
        &self,
        caller: &Caller,
        id: &Id,
        corrections: &[Correction],
        now: Moment,
    ) -> Done<()> {
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, id, Action::Read, now)?;
        drop(r);
        self.roster_read(caller, &stream, now)?;
        let permitted = self.permit(caller, Action::Correct, Object::Roster, stream.scope, now)?;
        for correction in corrections {
            let stands = document.field(&correction.path);
            let stands = stands.as_ref().and_then(|field| field.shown());
            // Whoever read masked did not see the value and corrects what somebody told.
            if correction.seen.as_ref().is_some_and(|seen| stands != Some(seen)) {
                return Err(HubError::Stale(field_word(&correction.path).to_owned()));
            }
        }
        let edits = corrections.iter().map(|correction| {
            let (path, value) = (correction.path.clone(), correction.value.clone());
            match (path.field.as_str(), &value) {
                ("note", Value::Text(text)) => Edit::Write { text: text.clone(), path },
                _ => Edit::Put { path, value },
            }
        });
        let edits = edits.collect();
        let write = DocumentWrite { founding: document.founding().clone(), stream, edits };
        let by = caller.actor(permitted.role);
        let org = self.standing().org_of(stream.scope);
        let words: Vec<&str> = corrections.iter().map(|made| field_word(&made.path)).collect();
        let said = Record::done(now, by.clone(), "roster.correct", org, Some(*id));
        let said = said.with(words.join("、"));
        let beside = |w: &mut dyn Writing| Ok(audit::append(w, said).map(drop)?);
        self.write_documents_with(&[write], by, "correct", now, beside).map(drop)
    }

    /// 本人信息查询: what the township holds about a person, and who looked, for that person. Recorded
    /// as a look at the person's own request.
    pub fn statement(
        &self,
        caller: &Caller,
        household: &Id,
        person: &Id,
        now: Moment,
    ) -> Done<Statement> {
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, household, Action::Read, now)?;
        let masked = self.roster_read(caller, &stream, now)?;
        let role = match masked {
            true => self.permit(caller, Action::Reveal, Object::Roster, stream.scope, now)?.role,
            false => self.permit(caller, Action::Read, Object::Roster, stream.scope, now)?.role,
        };
        if !document.members().contains(person) {
            return Err(HubError::NotFound("person"));
        }
        let household = &super::assemble(&document).id;
        let standing = self.standing();
        let own = |field: &FieldShown| field.member.is_none_or(|member| member == *person);
        let mut fields = self.fields_shown(&*r, &standing, &document)?;
        fields.retain(own);
        let mut elsewhere = Vec::new();
        for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
            let object = Object::of(purpose);
            for epoch in 0..HOUSEHOLD_EPOCHS {
                let founding = Founding::Needs { household: *household, purpose, epoch };
                let Some((_, needs)) = read_document(self, &*r, &founding.document())? else {
                    continue;
                };
                if !needs.members().contains(person) {
                    continue;
                }
                let may = self.permit(caller, Action::Read, object, stream.scope, now);
                match may {
                    Ok(permitted) if !permitted.masked => {
                        let shown = self.fields_shown(&*r, &standing, &needs)?;
                        fields.extend(shown.into_iter().filter(own));
                    }
                    _ => elsewhere.push(object.word().to_owned()),
                }
            }
        }
        let looks = self.looks(&*r, person, household)?;
        drop(r);
        let org = standing.org_of(stream.scope);
        let record = Record::done(now, caller.actor(role), "person.statement", org, Some(*person));
        let detail = format!("reason {}", Reason::OwnRequest as u8 + 1);
        self.note(record.with(detail))?;
        Ok(Statement { fields, elsewhere, looks, at: now })
    }

    fn looks(&self, r: &dyn Reading, person: &Id, household: &Id) -> Done<Vec<Look>> {
        let (mut looks, mut after) = (Vec::new(), 0);
        while (after as usize) < LOOKED_THROUGH {
            let page = audit::page(r, after, 5_000)?;
            let Some(last) = page.last() else { break };
            after = last.number;
            for record in page.into_iter().map(|chained| chained.record) {
                let about = record.object.is_some_and(|id| id == *person || id == *household);
                let look =
                    record.action.starts_with("household.") || record.action.starts_with("person.");
                if about && look && record.done {
                    looks.push(Look {
                        at: record.at,
                        role: role_of(&record.actor),
                        action: record.action,
                        detail: record.detail,
                    });
                }
            }
        }
        Ok(looks)
    }
}

fn role_of(actor: &audit::Actor) -> String {
    use gridwork_model::permission::Role;
    match actor {
        audit::Actor::Person { role, .. } => Role::from_number(*role).word().to_owned(),
        audit::Actor::Device { .. } => "手机".to_owned(),
        audit::Actor::Clock { .. } => Role::Clock.word().to_owned(),
        audit::Actor::Operator => "系统管理".to_owned(),
        audit::Actor::Nobody => String::new(),
    }
}

fn masked_word(path: &Path, word: &str) -> String {
    match path.field.as_str() {
        "phone" => mask::phone(word),
        "hamlet" => word.to_owned(),
        "head" | "contact" => mask::name(word),
        "name" | "alias" if path.member.is_some() => mask::name(word),
        _ => "＊＊＊".to_owned(),
    }
}
