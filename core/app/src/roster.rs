//! Households and people: looking, correcting, moving. Leaving is a value with a reason; nothing is
//! deleted.

use chrono::{Datelike, NaiveDate};
use gridwork_model::access::{self, Manner, Reason};
use gridwork_model::permission::{Action, Decision, Object};
use gridwork_model::{
    Class, Edit, Founding, Id, LedgerEntry, Path, Purpose, StreamId, Value, ledger,
};
use gridwork_store::{Durability, Reader, Row};

use crate::core::{Core, Knowledge, standing};
use crate::deeds::goes_on;
use crate::exchange::speaker;
use crate::find::Renamed;
use crate::project::{self, household, row};
use crate::say::{Target, edit};
use crate::view::{HouseholdView, MemberView, RecordState};
use crate::{Code, CoreError, say, status};

/// A person to be added.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// GB/T 2261.1.
    pub sex: u32,
    /// Birth date.
    pub birth: Option<NaiveDate>,
    /// GB/T 4761.
    pub relation: u32,
    /// Phone.
    pub phone: Option<String>,
    /// R1–R5.
    pub residency: u32,
}

/// A household to be added.
#[derive(Clone, Debug)]
pub struct NewHousehold {
    /// The cell it lies in.
    pub cell: Id,
    /// The hamlet.
    pub hamlet: Id,
    /// House number or what people call the place.
    pub address: String,
    /// The head.
    pub head: NewPerson,
}

impl Core {
    /// A household with its people, masked as the role asks for.
    pub fn household(&self, household: Id) -> Result<HouseholdView, CoreError> {
        let inner = self.inner()?;
        self.store.read(|r| {
            let found = r.row(row::HOUSEHOLD, household)?.ok_or(Code::NotFound)?;
            let shown: household::Household = project::payload(&found)?;
            let standing = standing(r)?;
            let day = self.day(Some(&standing));
            let plain = self.sees_plainly(&inner, &found, day)?;
            let state = status::record_state(r, found.owner).unwrap_or(RecordState::Received);
            let hamlet = shown.hamlet.and_then(|id| inner.directory.hamlet(id));
            let (members, former): (Vec<_>, Vec<_>) =
                shown.members.iter().map(|m| member_view(m, plain, day)).partition(|m| m.left == 0);
            let placed_within = shown.place().map(|(_, _, accuracy)| accuracy);
            Ok(HouseholdView {
                id: household,
                hamlet: hamlet.map(|hamlet| hamlet.name.clone()).unwrap_or_default(),
                address: shown.address,
                nickname: shown.nickname,
                note: shown.note,
                members,
                former,
                placed_within,
                conflicts: shown.conflicts,
                state,
            })
        })
    }

    /// Adds a household with its head; returns its id.
    pub fn add_household(&self, new: NewHousehold) -> Result<Id, CoreError> {
        self.inner()?.hamlet_in(new.hamlet, new.cell)?;
        let id = self.new_id();
        let founding = Founding::Household { id, epoch: 0 };
        let head = person_fields(&new.head);
        self.write_roster(&founding, new.cell, Action::Create, |commit| match commit {
            None => vec![
                Edit::Put { path: Path::root("hamlet"), value: Value::Ref(new.hamlet) },
                Edit::Put { path: Path::root("address"), value: Value::Text(new.address.clone()) },
                Edit::AddMember { id: None, fields: head.clone() },
            ],
            Some(created) => {
                vec![Edit::Put { path: Path::root("head"), value: Value::Ref(created) }]
            }
        })?;
        Ok(id)
    }

    /// Corrects a field of a household.
    pub fn edit_household(
        &self,
        household: Id,
        field: &str,
        value: Value,
    ) -> Result<(), CoreError> {
        self.edit_roster(household, vec![Edit::Put { path: Path::root(field), value }]).map(drop)
    }

    /// Sets the note of a household; two people's edits are merged character by character.
    pub fn note_household(&self, household: Id, text: &str) -> Result<(), CoreError> {
        let edit = Edit::Write { path: Path::root("note"), text: text.to_owned() };
        self.edit_roster(household, vec![edit]).map(drop)
    }

    /// Corrects a field of a person.
    pub fn edit_member(
        &self,
        household: Id,
        person: Id,
        field: &str,
        value: Value,
    ) -> Result<(), CoreError> {
        let path = Path::member(person, field);
        self.edit_roster(household, vec![Edit::Put { path, value }]).map(drop)
    }

    /// Adds a person to a household; returns the person's id.
    pub fn add_member(&self, household: Id, new: &NewPerson) -> Result<Id, CoreError> {
        self.store.read(|r| goes_on(r, household))?;
        let created = self.edit_roster(
            household,
            vec![Edit::AddMember { id: None, fields: person_fields(new) }],
        )?;
        created.ok_or(Code::Unexpected.into())
    }

    /// Notes that a person left a household, with the reason (option of `left`) and the day.
    pub fn leave(
        &self,
        household: Id,
        person: Id,
        reason: u32,
        on: NaiveDate,
    ) -> Result<(), CoreError> {
        let put = |field: &str, value| Edit::Put { path: Path::member(person, field), value };
        let edits = vec![put("left", Value::Code(reason)), put("left_on", Value::Date(on))];
        self.edit_roster(household, edits).map(drop)
    }

    /// Shows a masked value in full, for a reason that is logged: `phone` of a person. Returns the
    /// value; the screen hides it after [`access::REVEAL_SECONDS`].
    pub fn reveal(
        &self,
        household: Id,
        person: Id,
        field: &str,
        reason: Reason,
    ) -> Result<String, CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        self.store.write(Durability::Full, |tx| {
            let found = tx.row(row::HOUSEHOLD, household)?.ok_or(Code::NotFound)?;
            let shown: household::Household = project::payload(&found)?;
            let member = shown
                .members
                .into_iter()
                .find(|member| member.id == person)
                .ok_or(CoreError::at(Code::NotFound, "person"))?;
            let value = match field {
                "phone" => member.phone,
                _ => return Err(CoreError::at(Code::BadValue, "field")),
            };
            let standing = standing(tx)?;
            let day = self.day(Some(&standing));
            let cell = found.parent.ok_or(Code::Damaged)?;
            // Who reads a cell plainly may see the value too: it is masked on every screen alike, so
            // that nobody sees it by the way, and looking is logged for everybody.
            let role = inner
                .demand(Action::Reveal, Object::Roster, cell, day)
                .or_else(|_| inner.demand(Action::Read, Object::Roster, cell, day))?;
            let record = access::Record {
                manner: Manner::Reveal,
                reason,
                class: Class::C2,
                purpose: Purpose::Roster,
                fields: vec![field.to_owned()],
                offline: true,
                shown: true,
                people: 1,
            };
            let entry = LedgerEntry {
                id: self.new_id(),
                object: person,
                kind: ledger::kind::ACCESS,
                person: identity.person,
                role: role.number(),
                time: self.time_facts(Some(&standing)),
                body: record.to_body(),
            };
            let stream = StreamId::new(identity.person, Class::C2, Purpose::AccessLog);
            say::ledger(tx, &speaker(self, identity, &standing), &stream, &entry, false)?;
            Ok(value)
        })
    }

    fn edit_roster(&self, household: Id, edits: Vec<Edit>) -> Result<Option<Id>, CoreError> {
        let target = self.store.read(|r| target_of(r, household))?;
        let scope = target.stream.scope;
        let mut once = Some(edits);
        self.write_roster(&target.founding, scope, Action::Write, |_| {
            once.take().unwrap_or_default()
        })
    }

    fn write_roster(
        &self,
        founding: &Founding,
        cell: Id,
        action: Action,
        mut edits: impl FnMut(Option<Id>) -> Vec<Edit>,
    ) -> Result<Option<Id>, CoreError> {
        let inner = self.inner()?;
        let identity = inner.identity()?;
        let created = self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let day = self.day(Some(&standing));
            inner.demand(action, Object::Roster, cell, day).or_else(|refused| match action {
                // A link cadre corrects what a worker writes.
                Action::Write => inner.demand(Action::Correct, Object::Roster, cell, day),
                _ => Err(refused),
            })?;
            let stream = StreamId::new(cell, Class::C2, Purpose::Roster);
            let target = Target { founding: founding.clone(), stream };
            let speaker = speaker(self, identity, &standing);
            let commit = edit(tx, &speaker, &target, edits(None), false)?;
            let created = commit.and_then(|commit| commit.created.first().copied());
            if action == Action::Create && created.is_some() {
                edit(tx, &speaker, &target, edits(created), false)?;
            }
            Ok::<_, CoreError>(created)
        })?;
        let mut renamed = Renamed::nothing();
        renamed.document(founding);
        self.names.lock().renamed(renamed);
        Ok(created)
    }

    /// Whether names of this household are shown in full; `forbidden` if it is not shown at all.
    pub(crate) fn sees_plainly(
        &self,
        inner: &Knowledge,
        found: &Row,
        day: NaiveDate,
    ) -> Result<bool, CoreError> {
        let cell = found.parent.ok_or(Code::Damaged)?;
        match inner.decide(Action::Read, Object::Roster, cell, day)?.0 {
            Decision::Allow => Ok(true),
            Decision::AllowMasked => Ok(false),
            Decision::Deny => Err(Code::Forbidden.into()),
        }
    }
}

/// The document of a household as this device has it.
pub(crate) fn target_of(r: &Reader<'_>, household: Id) -> Result<Target, CoreError> {
    let found = r.row(row::HOUSEHOLD, household)?.ok_or(Code::NotFound)?;
    let document = r.document(found.owner)?.ok_or(Code::NotFound)?;
    let stream = r.stream(document.stream)?.ok_or(Code::NotFound)?.stream;
    Ok(Target { founding: document.founding, stream })
}

fn person_fields(new: &NewPerson) -> Vec<(String, Value)> {
    let mut fields = vec![
        ("name".to_owned(), Value::Text(new.name.clone())),
        ("sex".to_owned(), Value::Code(new.sex)),
        ("relation".to_owned(), Value::Code(new.relation)),
        ("residency".to_owned(), Value::Code(new.residency)),
    ];
    fields.extend(new.birth.map(|birth| ("birth".to_owned(), Value::Date(birth))));
    fields.extend(new.phone.clone().map(|phone| ("phone".to_owned(), Value::Text(phone))));
    fields
}

fn member_view(member: &household::Member, plain: bool, day: NaiveDate) -> MemberView {
    let name = match plain {
        true => member.name.clone(),
        false => gridwork_model::mask::name(&member.name),
    };
    MemberView {
        person: member.id,
        name,
        nickname: if plain { member.nickname.clone() } else { String::new() },
        relation: member.relation,
        sex: member.sex,
        age: member.birth.map(|birth| age(birth, day)),
        phone: gridwork_model::mask::phone(&member.phone),
        residency: member.residency,
        left: member.left,
    }
}

fn age(birth: NaiveDate, day: NaiveDate) -> u32 {
    let had = (day.month(), day.day()) >= (birth.month(), birth.day());
    (day.year() - birth.year() - i32::from(!had)).max(0) as u32
}
