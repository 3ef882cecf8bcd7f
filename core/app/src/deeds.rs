//! Acts on the roster that concern several documents: people move, households merge, split or pass to
//! another cell. The changes and the act that names them are said in one transaction, travel in one
//! batch directly behind one another, and get one verdict.

use chrono::NaiveDate;
use gridwork_document::Document;
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::{Act, At, LeftReason, MoveReason};
use gridwork_model::{
    Class, Edit, Founding, Id, LedgerEntry, Path, Purpose, StreamId, Value, ledger,
};
use gridwork_store::{Durability, ItemRef, Reader, Tx};

use crate::core::{Core, Knowledge, standing};
use crate::exchange::speaker;
use crate::identity::Standing;
use crate::project::{self, household, row};
use crate::roster::target_of;
use crate::say::{self, Intent, Speaker, Target, edit};
use crate::{Code, CoreError};

/// GB/T 4761: the head of a household 户主.
const HEAD: u32 = 2;

/// The household that people found when they split off; it lies in the cell they come from.
#[derive(Clone, Debug)]
pub struct SplitHousehold {
    /// The hamlet.
    pub hamlet: Id,
    /// House number or what people call the place.
    pub address: String,
    /// Who of them is its head.
    pub head: Id,
}

/// What a deed writes in one document.
type Part = (Target, Vec<Edit>);

impl Core {
    /// Moves a person to another household of this device (转户); the person keeps the id.
    pub fn move_member(
        &self,
        from: Id,
        person: Id,
        to: Id,
        on: NaiveDate,
    ) -> Result<(), CoreError> {
        self.move_people(from, &[person], to, MoveReason::Relocation, on)
    }

    /// Moves people to another household of this device, for a reason (转户); they keep their ids.
    pub fn move_people(
        &self,
        from: Id,
        people: &[Id],
        to: Id,
        reason: MoveReason,
        on: NaiveDate,
    ) -> Result<(), CoreError> {
        self.deed(|r, _| {
            let (leaves, joins) = (target_of(r, from)?, target_of(r, to)?);
            let act = Act::Move {
                from: at(from, &leaves),
                to: at(to, &joins),
                people: people.to_vec(),
                reason,
            };
            goes_on(r, to)?;
            let joining = joining(r, from, to, people)?;
            Ok((act, vec![(leaves, leaving(people, on)), (joins, joining)]))
        })
    }

    /// Merges a household into another (并户): everybody in it goes on there, its id becomes an alias.
    pub fn merge_households(&self, from: Id, into: Id, on: NaiveDate) -> Result<(), CoreError> {
        self.deed(|r, _| {
            let (ends, keeps) = (target_of(r, from)?, target_of(r, into)?);
            goes_on(r, from)?;
            goes_on(r, into)?;
            let people: Vec<Id> =
                shown(r, from)?.members.iter().filter(|m| m.left == 0).map(|m| m.id).collect();
            let mut ending = leaving(&people, on);
            ending.push(Edit::Put { path: Path::root("merged_into"), value: Value::Ref(into) });
            let act = Act::Merge { from: at(from, &ends), into: at(into, &keeps) };
            let joining = joining(r, from, into, &people)?;
            let mut parts = vec![(ends, ending), (keeps, joining)];
            parts.retain(|(_, edits)| !edits.is_empty());
            Ok((act, parts))
        })
    }

    /// Lets people found a household of their own (分户); returns its id.
    pub fn split_household(
        &self,
        from: Id,
        people: &[Id],
        new: &SplitHousehold,
        on: NaiveDate,
    ) -> Result<Id, CoreError> {
        let id = self.new_id();
        self.deed(|r, inner| {
            let leaves = target_of(r, from)?;
            // A deed moves people; this one founds a household too, which not everybody may.
            let day = self.day(Some(&standing(r)?));
            inner.demand(Action::Create, Object::Roster, leaves.stream.scope, day)?;
            inner.hamlet_in(new.hamlet, leaves.stream.scope)?;
            if !people.contains(&new.head) {
                return Err(CoreError::at(Code::BadValue, "head"));
            }
            let founding = Founding::Household { id, epoch: 0 };
            let founded = Target { founding, stream: leaves.stream };
            let put = |field: &str, value| Edit::Put { path: Path::root(field), value };
            let mut founds = vec![
                put("hamlet", Value::Ref(new.hamlet)),
                put("address", Value::Text(new.address.clone())),
                put("head", Value::Ref(new.head)),
            ];
            for person in people {
                let mut fields = member_fields(r, from, *person)?;
                if *person == new.head {
                    fields.retain(|(field, _)| field != "relation");
                    fields.push(("relation".to_owned(), Value::Code(HEAD)));
                }
                founds.push(Edit::AddMember { id: Some(*person), fields });
            }
            let act = Act::Split {
                from: at(from, &leaves),
                new: at(id, &founded),
                people: people.to_vec(),
            };
            Ok((act, vec![(leaves, leaving(people, on)), (founded, founds)]))
        })?;
        Ok(id)
    }

    /// Passes a household to another cell as it is (划转), with everything that hangs on it. It stays
    /// where it is until the hub has moved it.
    pub fn transfer_household(&self, household: Id, cell: Id) -> Result<(), CoreError> {
        self.deed(|r, inner| {
            let target = target_of(r, household)?;
            if inner.directory.cell(cell).is_none() {
                return Err(CoreError::at(Code::NotFound, "cell"));
            }
            Ok((Act::Transfer { from: at(household, &target), cell }, Vec::new()))
        })
    }

    /// Says a deed: all of it, or nothing.
    fn deed(
        &self,
        plan: impl FnOnce(&Reader<'_>, &Knowledge) -> Result<(Act, Vec<Part>), CoreError>,
    ) -> Result<(), CoreError> {
        let inner = self.inner()?;
        self.store.write(Durability::Full, |tx| {
            let standing = standing(tx)?;
            let (act, parts) = plan(tx, &inner)?;
            act.validate().map_err(|_| CoreError::at(Code::BadValue, "act"))?;
            let entry = self.act_entry(&inner, &standing, &act)?;
            let scope = act.cells().first().copied().ok_or(Code::BadValue)?;
            let scope = parts.first().map_or(scope, |(target, _)| target.stream.scope);
            let stream = match &act {
                Act::Transfer { from, .. } => roster_of(from.cell),
                _ => roster_of(scope),
            };
            let speaker = speaker(self, inner.identity()?, &standing);
            say_deed(tx, &speaker, &stream, &entry, parts)
        })?;
        drop(inner);
        self.names.lock().forget();
        Ok(())
    }

    /// The entry of an act, in the role that may move in every cell concerned.
    pub(crate) fn act_entry(
        &self,
        inner: &Knowledge,
        standing: &Standing,
        act: &Act,
    ) -> Result<LedgerEntry, CoreError> {
        let day = self.day(Some(standing));
        let mut role = None;
        for cell in act.cells() {
            role = Some(inner.demand(Action::Move, Object::Roster, cell, day)?);
        }
        Ok(LedgerEntry {
            id: self.new_id(),
            object: act.object(),
            kind: ledger::kind::ROSTER,
            person: inner.identity()?.person,
            role: role.ok_or(Code::BadValue)?.number(),
            time: self.time_facts(Some(standing)),
            body: act.to_body(),
        })
    }
}

/// Says the parts of a deed and the act directly behind them.
pub(crate) fn say_deed(
    tx: &mut Tx<'_>,
    speaker: &Speaker<'_>,
    stream: &StreamId,
    entry: &LedgerEntry,
    parts: Vec<Part>,
) -> Result<(), CoreError> {
    for (target, edits) in parts {
        edit(tx, speaker, &target, edits, false)?;
    }
    say::ledger(tx, speaker, stream, entry, false)
}

/// How many of the items behind `items` belong to the act in `next`: a batch is never cut between
/// a deed and its parts.
pub(crate) fn cut_off(
    r: &Reader<'_>,
    items: &[(ItemRef, Option<Id>)],
    next: &[ItemRef],
) -> Result<usize, CoreError> {
    for (ahead, item) in next.iter().enumerate() {
        match item {
            ItemRef::Change(_) => {}
            ItemRef::Ledger(no) => {
                let entry = r.ledger_no(*no)?.ok_or(Code::Damaged)?.entry;
                let households = households_of(&entry);
                let most = households.len().saturating_sub(ahead);
                let part = |(_, document): &&(ItemRef, Option<Id>)| {
                    document.is_some_and(|document| part_of(&households, document).is_some())
                };
                return Ok(items.iter().rev().take(most).take_while(part).count());
            }
            ItemRef::Record(_) => break,
        }
    }
    Ok(0)
}

/// The households whose changes carry out the act of an entry; none if it is no act.
pub(crate) fn households_of(entry: &LedgerEntry) -> Vec<Id> {
    if entry.kind != ledger::kind::ROSTER {
        return Vec::new();
    }
    Act::of(entry).map(|act| act.households()).unwrap_or_default()
}

/// Which of the households a document is.
pub(crate) fn part_of(households: &[Id], document: Id) -> Option<usize> {
    households.iter().position(|id| Founding::documents_of(*id).any(|of| of == document))
}

/// The parts of a deed as they were meant.
pub(crate) fn parts_of(intents: Vec<Intent>) -> Vec<Part> {
    let part = |intent: Intent| {
        (Target { founding: intent.founding, stream: intent.stream }, intent.edits)
    };
    intents.into_iter().map(part).collect()
}

fn roster_of(cell: Id) -> StreamId {
    StreamId::new(cell, Class::C2, Purpose::Roster)
}

fn at(household: Id, target: &Target) -> At {
    At { household, cell: target.stream.scope }
}

fn shown(r: &Reader<'_>, household: Id) -> Result<household::Household, CoreError> {
    let found = r.row(row::HOUSEHOLD, household)?.ok_or(Code::NotFound)?;
    project::payload(&found)
}

/// In a household that has ended nobody is listed: nobody comes to it, and it does not end again.
pub(crate) fn goes_on(r: &Reader<'_>, household: Id) -> Result<(), CoreError> {
    match shown(r, household)?.has_ended() {
        true => Err(CoreError::at(Code::WrongState, "household")),
        false => Ok(()),
    }
}

/// People leave a household for another.
fn leaving(people: &[Id], on: NaiveDate) -> Vec<Edit> {
    let put =
        |person: Id, field: &str, value| Edit::Put { path: Path::member(person, field), value };
    people
        .iter()
        .flat_map(|person| {
            let reason = Value::Code(LeftReason::Transferred.code());
            [put(*person, "left", reason), put(*person, "left_on", Value::Date(on))]
        })
        .collect()
}

/// The same people in the household they come to; whoever was there before is there again.
fn joining(r: &Reader<'_>, from: Id, to: Id, people: &[Id]) -> Result<Vec<Edit>, CoreError> {
    let there = shown(r, to)?;
    let join = |person: &Id| {
        let fields = member_fields(r, from, *person)?;
        Ok(match there.members.iter().any(|member| member.id == *person) {
            true => Edit::Put { path: Path::member(*person, "left"), value: Value::Empty },
            false => Edit::AddMember { id: Some(*person), fields },
        })
    };
    people.iter().map(join).collect()
}

/// A member's fields as they stand, to be taken along.
fn member_fields(
    r: &Reader<'_>,
    household: Id,
    person: Id,
) -> Result<Vec<(String, Value)>, CoreError> {
    let found = r.row(row::HOUSEHOLD, household)?.ok_or(Code::NotFound)?;
    let document: Document = say::load(r, found.owner)?.ok_or(Code::NotFound)?;
    let here = shown(r, household)?.members.iter().any(|m| m.id == person && m.left == 0);
    if !here {
        return Err(CoreError::at(Code::NotFound, "person"));
    }
    Ok(document
        .fields()
        .into_iter()
        .filter(|state| state.path.member == Some(person))
        .filter(|state| !matches!(state.path.field.as_str(), "left" | "left_on"))
        .filter_map(|state| Some((state.path.field.clone(), state.shown()?.clone())))
        .collect())
}
