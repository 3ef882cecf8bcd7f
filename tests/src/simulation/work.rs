//! What people do in a simulation, and what is promised for it.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use chrono::NaiveDate;
use gridwork_core::{
    Code, CoreError, CoreStatus, MoveReason, NewHousehold, NewIncident, NewPerson, RecordState,
    TaskRef,
};
use gridwork_model::{Class, Id, Value};
use gridwork_seal::Hash;

use super::deeds::{self, disputed};
use super::said::{self, Said};
use crate::link::Signal;
use crate::seeded::Seeded;
use crate::workload::Texts;
use crate::workload::answers::{self, Known};
use crate::world::{Phone, World};

/// Something the core accepted, which must be at the township in the end or named on the device.
#[derive(Clone, Debug)]
pub enum Promise {
    /// An incident with these words.
    Incident {
        /// Which phone.
        phone: usize,
        /// The incident.
        id: Id,
        /// Its words.
        words: String,
    },
    /// A task is finished.
    Finished {
        /// Which phone.
        phone: usize,
        /// The task.
        task: TaskRef,
    },
    /// A household with this head was added.
    Household {
        /// Which phone.
        phone: usize,
        /// The household.
        id: Id,
        /// The head's name.
        head: String,
    },
    /// Somebody founded a household of their own.
    Split {
        /// Which phone.
        phone: usize,
        /// Where they lived before; a deed that came back is named under it.
        from: Id,
        /// Their household.
        id: Id,
        /// Who is its head.
        head: Id,
    },
    /// People were moved from a household to another, or all of it went on there.
    Moved {
        /// Which phone.
        phone: usize,
        /// Whose act it is.
        from: Id,
        /// Where they live now.
        to: Id,
        /// Who, if it is not everybody.
        person: Option<Id>,
    },
    /// A person was added to a household.
    Member {
        /// Which phone.
        phone: usize,
        /// The household.
        household: Id,
        /// The name.
        name: String,
    },
    /// A record of the closed channel.
    Closed {
        /// Which phone.
        phone: usize,
        /// What it says.
        words: String,
        /// Its envelopes.
        sealed: Vec<Id>,
    },
    /// A photo of an incident.
    Photo {
        /// Which phone.
        phone: usize,
        /// The incident.
        incident: Id,
        /// SHA-256 of the file.
        hash: Hash,
    },
    /// An entry, whatever it says, was durable on the phone: an answer, a note, an edit.
    Entry {
        /// Which phone.
        phone: usize,
        /// Number of the device it was said as; said again after another enrolment it has another
        /// name.
        device: u32,
        /// The document or object.
        entity: Id,
        /// Hash of the change, or id of the entry with zeros behind.
        hash: Hash,
        /// What the change says; it has another name when it is said again.
        said: Option<Said>,
    },
}

impl Promise {
    /// Which phone it was made on.
    pub fn phone(&self) -> usize {
        match self {
            Promise::Incident { phone, .. }
            | Promise::Finished { phone, .. }
            | Promise::Household { phone, .. }
            | Promise::Split { phone, .. }
            | Promise::Moved { phone, .. }
            | Promise::Member { phone, .. }
            | Promise::Closed { phone, .. }
            | Promise::Photo { phone, .. }
            | Promise::Entry { phone, .. } => *phone,
        }
    }

    /// The record it is about.
    pub fn entity(&self) -> Id {
        match self {
            Promise::Incident { id, .. }
            | Promise::Household { id, .. }
            | Promise::Split { id, .. } => *id,
            Promise::Finished { task, .. } => task.id(),
            Promise::Moved { from, .. } => *from,
            Promise::Member { household, .. } => *household,
            Promise::Closed { sealed, .. } => sealed.first().copied().unwrap_or(Id::NIL),
            Promise::Photo { incident, .. } => *incident,
            Promise::Entry { entity, .. } => *entity,
        }
    }
}

/// Promises every entry that only this phone has now, once each.
pub(crate) fn remember(
    promises: &mut Vec<Promise>,
    phone: &Phone,
    index: usize,
) -> Result<(), String> {
    let core = phone.core();
    let Ok(device) = core.device() else { return Ok(()) };
    // While a purpose is locked not everything can be looked at; this look is left out then.
    let Ok(held) = core.inventory() else { return Ok(()) };
    let known: BTreeSet<(Id, Hash)> = promises
        .iter()
        .filter_map(|promise| match promise {
            Promise::Entry { phone, entity, hash, .. } if *phone == index => Some((*entity, *hash)),
            _ => None,
        })
        .collect();
    // What is closed is promised by its words.
    let open = held.into_iter().filter(|holding| holding.stream.class != Class::C4);
    let entries = open.flat_map(|holding| {
        let entity = holding.entity;
        holding.unsettled.into_iter().map(move |hash| (entity, hash))
    });
    let new: Vec<(Id, Hash)> = entries.filter(|entry| !known.contains(entry)).collect();
    let changed = new.iter().filter(|(_, hash)| !of_ledger(hash)).map(|(id, _)| *id).collect();
    let changes = said::changes(phone, &changed)?;
    for (entity, hash) in new {
        let mut of_it = changes.get(&entity).into_iter().flatten();
        let said = of_it.find(|(name, _)| *name == hash).map(|(_, said)| said.clone());
        if said.is_none() && !of_ledger(&hash) {
            return Err(format!("phone {index} has a change of {entity} that says nothing"));
        }
        promises.push(Promise::Entry { phone: index, device, entity, hash, said });
    }
    Ok(())
}

/// Whether a name is that of an entry of a ledger: its id with zeros behind, whoever says it.
pub(super) fn of_ledger(hash: &Hash) -> bool {
    hash[16..] == [0; 16]
}

/// One act. `None`: the core said no, which is an answer too; an error is a fault.
pub(crate) fn act(
    phone: &Phone,
    index: usize,
    number: u32,
    wide: bool,
    chance: &mut Seeded,
) -> Result<Option<Option<Promise>>, String> {
    let done = match chance.below(if wide { 18 } else { 16 }) {
        0..=1 => report(phone, index, number),
        2 => photograph(phone, index, number, chance),
        3..=4 => finish(phone, index, chance),
        5 => answer(phone, chance),
        6 => add_household(phone, index, number),
        7 => add_member(phone, index, number, chance),
        8 => move_somebody(phone, index, chance),
        9 => some_task(phone, chance).and_then(|task| phone.core().no_change(&[task])).map(no_word),
        10 => some_task(phone, chance).and_then(|task| phone.core().decline(&[task])).map(no_word),
        11 => put_off(phone, chance),
        16..=17 => deeds::act(phone, index, number, chance),
        _ => edit(phone, number, chance),
    };
    match done {
        Ok(promise) => Ok(Some(promise)),
        Err(error) => match error.code {
            Code::Forbidden
            | Code::InConflict
            | Code::NotFound
            | Code::BadValue
            | Code::WrongState
            | Code::BadFile
            | Code::DiskFull
            | Code::Locked => Ok(None),
            code => Err(format!("phone {index}: an act ended in {code:?}: {error}")),
        },
    }
}

fn report(phone: &Phone, index: usize, number: u32) -> Result<Option<Promise>, CoreError> {
    let words = format!("示例事件 {index}-{number}：雪把进村的路封了");
    let cell = first_cell(phone)?;
    let id = phone.core().report(NewIncident {
        words: words.clone(),
        category: "Y06".to_owned(),
        cell: Some(cell),
        place: Some("村口".to_owned()),
        ..NewIncident::default()
    })?;
    Ok(Some(Promise::Incident { phone: index, id, words }))
}

/// What promises nothing by itself; its entry does.
fn no_word((): ()) -> Option<Promise> {
    None
}

/// A report with a photo of its own.
fn photograph(
    phone: &Phone,
    index: usize,
    number: u32,
    chance: &mut Seeded,
) -> Result<Option<Promise>, CoreError> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.resize(20_000 + chance.below(60_000) as usize, 0);
    chance.fill(&mut bytes[4..]);
    let path = phone.dir.with_extension("jpg");
    fs::write(&path, &bytes).map_err(|_| Code::Busy)?;
    let incident = phone.core().report(NewIncident {
        words: format!("示例照片 {index}-{number}：桥塌了一块"),
        category: "Y06".to_owned(),
        cell: Some(first_cell(phone)?),
        place: Some("西桥".to_owned()),
        photos: vec![path],
        ..NewIncident::default()
    })?;
    let hash = gridwork_seal::sha256(&[&bytes]);
    Ok(Some(Promise::Photo { phone: index, incident, hash }))
}

fn put_off(phone: &Phone, chance: &mut Seeded) -> Result<Option<Promise>, CoreError> {
    let task = some_task(phone, chance)?;
    let day =
        NaiveDate::from_ymd_opt(2026, 10, 8 + chance.below(12) as u32).ok_or(Code::BadValue)?;
    phone.core().put_off(&[task], day).map(no_word)
}

fn some_task(phone: &Phone, chance: &mut Seeded) -> Result<TaskRef, CoreError> {
    let today = phone.core().today()?;
    let Some(line) = chance.pick(&today.lines) else { return Err(Code::NotFound.into()) };
    let Some(task) = chance.pick(&line.tasks) else { return Err(Code::NotFound.into()) };
    Ok(TaskRef { template: task.template.clone(), target: task.target, window: task.window })
}

fn first_cell(phone: &Phone) -> Result<Id, CoreError> {
    let holding = phone
        .core()
        .inventory()?
        .into_iter()
        .find(|holding| holding.stream.purpose == gridwork_model::Purpose::Roster);
    Ok(holding.ok_or(Code::NotFound)?.stream.scope)
}

fn first_hamlet(phone: &Phone, cell: Id) -> Result<Id, CoreError> {
    let hamlet = phone.core().hamlets()?.into_iter().find(|hamlet| hamlet.cell == cell);
    Ok(hamlet.ok_or(Code::NotFound)?.id)
}

fn finish(phone: &Phone, index: usize, chance: &mut Seeded) -> Result<Option<Promise>, CoreError> {
    let task = some_task(phone, chance)?;
    fill(phone, &task, chance)?;
    phone.core().finish(std::slice::from_ref(&task))?;
    Ok(Some(Promise::Finished { phone: index, task }))
}

fn answer(phone: &Phone, chance: &mut Seeded) -> Result<Option<Promise>, CoreError> {
    fill(phone, &some_task(phone, chance)?, chance)?;
    Ok(None)
}

/// Answers some parts of a form, as somebody would.
fn fill(phone: &Phone, task: &TaskRef, chance: &mut Seeded) -> Result<(), CoreError> {
    static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::field);
    let form = phone.core().form_of(task)?;
    let known = Known { households: &[], people: &[], places: &[] };
    let day = NaiveDate::from_ymd_opt(2026, 10, 8).ok_or(Code::BadValue)?;
    for (field, part) in answers::parts(&form) {
        let value = match chance.below(10) {
            0..=4 => continue,
            5 if form.asks_people => Value::Declined,
            _ => answers::value(part, chance, &TEXTS, &known, day),
        };
        // A file is taken in by its path alone.
        if !matches!(value, Value::File(_)) {
            phone.core().answer(task, &field.to_string(), value)?;
        }
    }
    Ok(())
}

fn add_household(phone: &Phone, index: usize, number: u32) -> Result<Option<Promise>, CoreError> {
    let cell = first_cell(phone)?;
    let hamlet = first_hamlet(phone, cell)?;
    let head = format!("示例户{index}之{number}");
    let id = phone.core().add_household(NewHousehold {
        cell,
        hamlet,
        address: format!("新{number}号"),
        head: NewPerson {
            name: head.clone(),
            sex: 1,
            relation: 2,
            residency: 1,
            ..NewPerson::default()
        },
    })?;
    Ok(Some(Promise::Household { phone: index, id, head }))
}

fn add_member(
    phone: &Phone,
    index: usize,
    number: u32,
    chance: &mut Seeded,
) -> Result<Option<Promise>, CoreError> {
    let household = disputed(phone, chance)?.0;
    let name = format!("示例人{index}之{number}");
    let new = NewPerson {
        name: name.clone(),
        sex: 2,
        relation: 97,
        residency: 4,
        ..NewPerson::default()
    };
    phone.core().add_member(household, &new)?;
    Ok(Some(Promise::Member { phone: index, household, name }))
}

/// Moves somebody between two of the households that all phones work on.
fn move_somebody(
    phone: &Phone,
    index: usize,
    chance: &mut Seeded,
) -> Result<Option<Promise>, CoreError> {
    let (from, to) = (disputed(phone, chance)?.0, disputed(phone, chance)?.0);
    let people = phone.core().household(from)?.members;
    let Some(member) = chance.pick(&people) else { return Err(Code::NotFound.into()) };
    let on = NaiveDate::from_ymd_opt(2026, 10, 8).ok_or(Code::BadValue)?;
    phone.core().move_people(from, &[member.person], to, MoveReason::JoinsRelatives, on)?;
    Ok(Some(Promise::Moved { phone: index, from, to, person: Some(member.person) }))
}

fn edit(phone: &Phone, number: u32, chance: &mut Seeded) -> Result<Option<Promise>, CoreError> {
    let household = disputed(phone, chance)?.0;
    let core = phone.core();
    match chance.below(4) {
        0 => core.note_household(household, &format!("第{number}次：炕面不热，该通烟道了"))?,
        1 => {
            let view = core.household(household)?;
            let Some(member) = chance.pick(&view.members) else {
                return Err(Code::NotFound.into());
            };
            let phone = format!("1550199{:04}", number % 10_000);
            core.edit_member(household, member.person, "phone", Value::Text(phone))?;
        }
        2 => {
            let address = format!("东头第{}家", number % 20);
            core.edit_household(household, "address", Value::Text(address))?;
        }
        _ => {
            let conflicts = core.conflicts(5)?;
            let Some(conflict) = chance.pick(&conflicts) else { return Err(Code::NotFound.into()) };
            let Some(held) = chance.pick(&conflict.values) else {
                return Err(Code::NotFound.into());
            };
            core.resolve(conflict.document, conflict.member, &conflict.field, held.value.clone())?;
        }
    }
    Ok(None)
}

/// Replaces the phone's folder by the copy of it taken last time, and takes a new copy: a restored
/// backup. What was entered since the copy is lost with the folder and was promised by nobody.
pub(crate) fn restore_older_copy(
    world: &World,
    phone: &mut Phone,
    promises: &mut Vec<Promise>,
    index: usize,
) -> Result<(), String> {
    let copy = world.dir.join(format!("copy-{index}"));
    if copy.exists() {
        // Only what the hub confirmed is still promised: the rest went with the phone.
        let held = phone.core().inventory().unwrap_or_default();
        let confirmed = |promise: &Promise| match promise {
            Promise::Entry { entity, hash, .. } => {
                held.iter().any(|h| h.entity == *entity && h.received.contains(hash))
            }
            Promise::Photo { hash, .. } => world.hub.file(hash).is_ok(),
            Promise::Closed { sealed, .. } => {
                !held.iter().any(|h| sealed.contains(&h.entity) && !h.unsettled.is_empty())
            }
            other => {
                let state = phone.core().state_of(other.entity());
                matches!(state, Ok(RecordState::Received | RecordState::Done))
            }
        };
        promises.retain(|promise| promise.phone() != index || confirmed(promise));
    }
    let done = match copy.exists() {
        true => phone.restore_from(&copy),
        false => phone.copy_to(&copy),
    };
    done.map_err(|error| format!("restored phone: {error}"))
}

/// Exchanges until there is nothing more to say, enrolling again where the hub asks for it.
pub(crate) fn settle(world: &World, phone: &mut Phone) -> Result<(), String> {
    phone.link.signal = Signal::Office;
    for _ in 0..4 {
        if !phone.sync_over_link(world, 200) {
            let report = phone.core().problem_report().unwrap_or_default();
            return Err(format!("the exchange does not come to an end on a good link:\n{report}"));
        }
        match phone.core().status().map_err(|error| error.to_string())? {
            CoreStatus::Ready => return Ok(()),
            CoreStatus::EnrolAgain => world.enrol(phone),
            other => return Err(format!("the phone is {other:?}")),
        }
    }
    Err("the phone is asked to enrol again and again".to_owned())
}
