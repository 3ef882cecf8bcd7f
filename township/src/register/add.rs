//! A household or a person entered at the office: a form is a list of one household, judged as the lists
//! are, and every phone of the cell receives it.

use std::fmt::Write as _;

use gridwork_county::rows::form::Sheet;
use gridwork_county::rows::{
    Column, Finding, Hub as HubKind, KnownHamlet, Table, import_member, import_rows,
};
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Person;
use gridwork_model::{Class, Edit, Id, Moment, Purpose, StreamId, Value};
use serde::Deserialize;

use crate::audit::{self, Record};
use crate::config::Mode;
use crate::office::DocumentWrite;
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Most people of a household entered at once.
const PEOPLE: usize = 20;

/// A person as somebody writes it in a form: words as in the lists.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// 男 or 女.
    pub sex: String,
    /// Day of birth, such as `1951-03-07`.
    pub birth: String,
    /// Relation to the head, in a word of GB/T 4761.
    pub relation: String,
    /// 居住状态, in a word.
    pub residency: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// What people call them 小名.
    #[serde(default)]
    pub nickname: String,
    /// Where somebody lives who is away, down to the county.
    #[serde(default)]
    pub away_at: String,
    /// Whether somebody seasonal is here in winter, 是 or 否.
    #[serde(default)]
    pub winter_here: String,
    /// Whether somebody seasonal is here in summer, 是 or 否.
    #[serde(default)]
    pub summer_here: String,
}

/// A household as somebody writes it in a form.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHousehold {
    /// The hamlet, which decides the cell.
    #[schema(value_type = String)]
    pub hamlet: Id,
    /// House number or where it lies.
    #[serde(default)]
    pub address: String,
    /// Its people; one of them the head.
    pub people: Vec<NewPerson>,
    /// Whether to go on although somebody of the same name and birthday is listed in the township.
    #[serde(default)]
    pub although_known: bool,
}

/// A person who joins a household.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// Who.
    pub person: NewPerson,
    /// As above.
    #[serde(default)]
    pub although_known: bool,
}

impl NewPerson {
    fn cell(&self, column: Column, home: &KnownHamlet, address: &str) -> String {
        let first = |names: &[String]| names.first().cloned().unwrap_or_default();
        match column {
            Column::Household => "1".to_owned(),
            Column::Village => first(&home.village_names),
            Column::Hamlet => first(&home.names),
            Column::Address => address.to_owned(),
            Column::Name => self.name.clone(),
            Column::Sex => self.sex.clone(),
            Column::Birth => self.birth.clone(),
            Column::Relation => self.relation.clone(),
            Column::Residency => self.residency.clone(),
            // Asked by nobody in passing: it comes by list, for its own purpose.
            Column::IdNumber => String::new(),
            Column::Phone => self.phone.clone(),
            Column::AwayAt => self.away_at.clone(),
            Column::WinterHere => self.winter_here.clone(),
            Column::SummerHere => self.summer_here.clone(),
            Column::Nickname => self.nickname.clone(),
        }
    }
}

/// The form as a list.
fn table(people: &[NewPerson], home: &KnownHamlet, address: &str) -> Table {
    let row = |person: &NewPerson| Column::ALL.map(|column| person.cell(column, home, address));
    Table {
        name: Sheet::Residents.name().to_owned(),
        header: Column::ALL.map(|column| column.heading().to_owned()).to_vec(),
        rows: people.iter().map(|person| row(person).to_vec()).collect(),
    }
}

/// Which id numbers rows may hold at a hub.
fn rows_of(mode: Mode) -> HubKind {
    match mode {
        Mode::Training => HubKind::Training,
        Mode::Production => HubKind::Production,
    }
}

/// What was found, told of the people of a form instead of the rows of a list.
fn told(findings: &[Finding], people: usize) -> HubError {
    let mut words = String::new();
    for finding in findings.iter().filter(|finding| finding.problem.is_fault()) {
        if !words.is_empty() {
            words.push('；');
        }
        if people > 1 {
            let _ = write!(words, "第 {} 人", finding.row.saturating_sub(1));
        }
        let _ = write!(words, "{}：{}", finding.column, finding.problem);
    }
    HubError::Form(words)
}

impl Hub {
    /// Enters a household; returns its id.
    pub fn add_household(&self, caller: &Caller, new: &NewHousehold, now: Moment) -> Done<Id> {
        let standing = self.standing();
        let known = KnownHamlet::of_directory(&standing.directory, now.day());
        let home = known.into_iter().find(|known| known.hamlet == new.hamlet);
        let home = home.ok_or(HubError::NotFound("hamlet"))?;
        let permitted = self.permit(caller, Action::Create, Object::Roster, home.cell, now)?;
        if !(1..=PEOPLE).contains(&new.people.len()) {
            return Err(HubError::Invalid("people"));
        }
        self.require_room()?;
        let table = table(&new.people, &home, &new.address);
        let kind = rows_of(self.mode());
        let fresh = &mut || self.new_id(now);
        let checked = import_rows(&table, std::slice::from_ref(&home), kind, now.day(), fresh);
        let households = checked.accept().map_err(|findings| told(&findings, new.people.len()))?;
        let household = households.first().ok_or(HubError::Invalid("people"))?;
        let members = household.edits.iter().filter_map(|edit| match edit {
            Edit::AddMember { fields, .. } => Some(fields.as_slice()),
            _ => None,
        });
        let org = standing.org_of(home.cell);
        if !new.although_known {
            members.into_iter().try_for_each(|fields| self.not_known(org, fields))?;
        }
        // Without id numbers, which a form does not take, a household is one document.
        let write = DocumentWrite {
            founding: household.founding.clone(),
            stream: StreamId::new(home.cell, Class::C2, Purpose::Roster),
            edits: household.edits.clone(),
        };
        let id = household.founding.document();
        let by = caller.actor(permitted.role);
        self.found_documents_with(&[write], &[], by.clone(), "add", now, |w| {
            let said = Record::done(now, by, "roster.add", org, Some(id));
            audit::append(w, said.with(format!("{} people", new.people.len())))?;
            Ok(())
        })?;
        Ok(id)
    }

    /// Enters a person into a household; returns the person's id.
    pub fn add_person(
        &self,
        caller: &Caller,
        household: &Id,
        new: &Joining,
        now: Moment,
    ) -> Done<Id> {
        let r = self.storage.reading()?;
        let (stream, document) = self.visible(&*r, caller, household, Action::Read, now)?;
        drop(r);
        self.roster_read(caller, &stream, now)?;
        let permitted = self.permit(caller, Action::Correct, Object::Roster, stream.scope, now)?;
        self.require_room()?;
        let standing = self.standing();
        let known = KnownHamlet::of_directory(&standing.directory, now.day());
        let home = known.into_iter().find(|known| known.cell == stream.scope);
        let home = home.ok_or(HubError::NotFound("hamlet"))?;
        let table = table(std::slice::from_ref(&new.person), &home, "");
        let kind = rows_of(self.mode());
        let fields = import_member(&table, std::slice::from_ref(&home), kind, now.day())
            .map_err(|findings| told(&findings, 1))?;
        let org = standing.org_of(stream.scope);
        if !new.although_known {
            self.not_known(org, &fields)?;
        }
        let edits = vec![Edit::AddMember { id: None, fields }];
        let write = DocumentWrite { founding: document.founding().clone(), stream, edits };
        let by = caller.actor(permitted.role);
        let created = self.write_documents_with(&[write], by.clone(), "add", now, |w| {
            let said = Record::done(now, by, "roster.add_person", org, Some(*household));
            audit::append(w, said)?;
            Ok(())
        })?;
        created.into_iter().flatten().next().ok_or(HubError::Invalid("person"))
    }

    /// Refuses a person whose name and birthday somebody in the township has already: the same form
    /// handed in twice, or one who is listed elsewhere.
    fn not_known(&self, org: Id, fields: &[(String, Value)]) -> Done<()> {
        let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, v)| v);
        let (Some(Value::Text(name)), Some(Value::Date(birth))) = (field("name"), field("birth"))
        else {
            return Ok(());
        };
        let same = |person: &&Person| {
            person.name.as_deref() == Some(name.as_str()) && person.birth == Some(*birth)
        };
        self.with_register(|register| {
            let mut houses = register.houses().filter(|house| house.org == org);
            match houses.find(|house| house.people().any(|person| same(&person))) {
                Some(house) => Err(HubError::Known(format!("{name}已经记在{}家", house.head()))),
                None => Ok(()),
            }
        })
    }
}
