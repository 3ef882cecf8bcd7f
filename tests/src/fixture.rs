//! Data of a version, kept for ever: the folders of a hub and of a phone as that version left them,
//! and a request it had made. Every later version opens them.
//!
//! `cargo run --bin fixture -- make tests/fixtures/VERSION` makes them once a version; nothing is ever
//! made again under the name of a version that has them. Each file is kept compressed under its own
//! name with `.zst` added.

use std::fs;
use std::io;
use std::path::Path;

use gridwork_core::{NewIncident, RecordState, SyncBudget, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::template::Library;
use gridwork_model::{Class, Id, Purpose, Value, answer};
use serde::{Deserialize, Serialize};

use crate::world::{MORNING, Phone, World};

/// What was said on the phone, to be found again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Which release.
    pub version: String,
    /// Key of the phone's database, as numbers.
    pub key: [u8; 32],
    /// Its carrier.
    pub person: Id,
    /// The carrier's cell.
    pub cell: Id,
    /// An incident that the hub has.
    pub received: Id,
    /// An incident that only the phone has; the request kept beside it carries it.
    pub waiting: Id,
    /// Words of both.
    pub words: [String; 2],
    /// A household whose address was changed without signal.
    pub household: Id,
    /// The address.
    pub address: String,
    /// What else the phone held; the oldest data has nothing else.
    #[serde(default)]
    pub beside: Option<Beside>,
}

/// What a phone may hold beside reports and a corrected address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Template, target and window of a task of class C3.
    pub task: (String, Id, u64),
    /// Two of its fields, declined: the hub has the first, only the phone the second.
    pub declined: [String; 2],
    /// A household that is called two things, and what.
    pub disputed: Id,
    /// What the phone and what another one called it.
    pub nicknames: [String; 2],
    /// The household of which a move came back as a draft.
    pub draft: Id,
    /// An incident that the hub has, with half of its [`photo`].
    pub photographed: Id,
}

impl Beside {
    /// The task.
    pub fn task(&self) -> TaskRef {
        let (template, target, window) = self.task.clone();
        TaskRef { template, target, window }
    }
}

/// The photo of a kept incident.
pub fn photo() -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend((0..200_000u32).map(|at| (at * 7 % 251) as u8));
    bytes
}

const SAID: &str = "said.json";
const REQUEST: &str = "request.bin";

/// Makes the fixture in a new folder.
pub fn make(target: &Path) -> io::Result<Said> {
    if target.exists() {
        let text =
            format!("{} is there: what is kept of a version is not made again", target.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    let dir = tempfile::tempdir()?;
    let mut world = World::create_at(dir.path(), 2_026, 1, MORNING);
    let worker = world.people(Role::GridWorker).first().copied();
    let (person, cell) = worker.ok_or_else(|| other("the cell has no worker"))?;
    let mut phone = world.phone(person, cell);
    let mut another = world.phone(person, cell);
    phone.sync(&world);
    another.sync(&world);
    let words = ["示例：雪把进村的路封了", "示例：井口的盖板裂了"].map(str::to_owned);
    let report = |words: &str| {
        let words = words.to_owned();
        NewIncident {
            words,
            category: "Y06".to_owned(),
            place: Some("村口".to_owned()),
            ..NewIncident::default()
        }
    };
    let received = phone.core().report(report(&words[0])).map_err(other)?;
    phone.sync(&world);
    if phone.core().state_of(received).map_err(other)? != RecordState::Received {
        return Err(other("the hub has not confirmed the first incident"));
    }
    let lines = phone.core().today().map_err(other)?.lines;
    let line = lines.iter().find(|line| line.is_household);
    let household = line.ok_or_else(|| other("no household is due"))?.target;
    let beside = beside(&world, &mut phone, &mut another, household)?;
    let address = "示例：东头第三家".to_owned();
    let value = Value::Text(address.clone());
    phone.core().edit_household(household, "address", value).map_err(other)?;
    let waiting = phone.core().report(report(&words[1])).map_err(other)?;
    let declined = phone.core().answer(&beside.task(), &beside.declined[1], Value::Declined);
    declined.map_err(other)?;
    // The exchange and no part of the photo.
    let words_alone = SyncBudget { files: false, ..SyncBudget::default() };
    let request = phone.core().next_request(words_alone).map_err(other)?;
    let request = request.ok_or_else(|| other("nothing to send"))?;
    phone.core().pause().map_err(other)?;
    phone.kill();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let key = phone.key();
    let beside = Some(beside);
    let said =
        Said { version, key, person, cell, received, waiting, words, household, address, beside };
    let from = phone.dir.clone();
    drop((phone, another, world));
    pack(&dir.path().join("hub"), &target.join("hub"))?;
    pack(&from, &target.join("phone"))?;
    fs::write(target.join(REQUEST), &request.body)?;
    fs::write(target.join(SAID), serde_json::to_string_pretty(&said)?)?;
    Ok(said)
}

/// A declined answer of class C3 at the hub, a field with two values, a draft, and half a photo.
fn beside(
    world: &World,
    phone: &mut Phone,
    another: &mut Phone,
    household: Id,
) -> io::Result<Beside> {
    let task = closed_task(phone)?;
    let template = Library::embedded().get(&task.template);
    let template = template.ok_or_else(|| other("the task has no template"))?;
    let mut fields = (1..20).map(|item: u32| item.to_string());
    let may = |field: &String| answer::check(template, field, &Value::Declined).is_ok();
    let (Some(first), Some(second)) = (fields.find(may), fields.find(may)) else {
        return Err(other("nobody may decline two of its questions"));
    };
    phone.core().answer(&task, &first, Value::Declined).map_err(other)?;
    phone.sync(world);

    // What the phone says next it says without having heard the other one.
    let held = phone.core().inventory().map_err(other)?.into_iter();
    let roster = held.filter(|held| held.stream.purpose == Purpose::Roster);
    let homes: Vec<(Id, Vec<Id>)> = roster
        .filter(|held| held.entity != household)
        .filter_map(|held| {
            let home = phone.core().household(held.entity).ok()?;
            let people: Vec<Id> = home.members.iter().map(|member| member.person).collect();
            (people.len() > 1).then_some((held.entity, people))
        })
        .take(4)
        .collect();
    let [(home, people), (second_home, _), (third_home, _), (disputed, _)] = &homes[..] else {
        return Err(other("the cell has too few households"));
    };
    let (person, day) = (people[0], MORNING.day());
    for (from, to) in [(home, second_home), (second_home, home)] {
        another.core().move_member(*from, person, *to, day).map_err(other)?;
        another.sync(world);
    }
    let nicknames = ["示例：井台人家", "示例：坡上人家"].map(str::to_owned);
    let call = |phone: &Phone, name: &String| {
        phone.core().edit_household(*disputed, "nickname", Value::Text(name.clone()))
    };
    call(another, &nicknames[1]).map_err(other)?;
    another.sync(world);
    phone.core().move_member(*home, person, *third_home, day).map_err(other)?;
    call(phone, &nicknames[0]).map_err(other)?;
    phone.sync(world);
    let held = |phone: &Phone| -> io::Result<(usize, usize)> {
        let drafts = phone.core().drafts().map_err(other)?.len();
        Ok((drafts, phone.core().conflicts(9).map_err(other)?.len()))
    };
    if held(phone)? != (1, 1) {
        return Err(other(format!("drafts and conflicts: {:?}", held(phone)?)));
    }

    let path = world.dir.join("photo.jpg");
    fs::write(&path, photo())?;
    let photographed = phone.core().report(NewIncident {
        words: "示例：桥栏杆断了一截".to_owned(),
        category: "Y06".to_owned(),
        place: Some("西桥".to_owned()),
        photos: vec![path],
        ..NewIncident::default()
    });
    let photographed = photographed.map_err(other)?;
    let begun = |phone: &Phone| -> io::Result<bool> {
        let queue = phone.core().queue(100).map_err(other)?;
        Ok(queue.iter().any(|line| 0 < line.parts_done && line.parts_done < line.parts))
    };
    for _ in 0..20 {
        let request = phone.core().next_request(SyncBudget::default()).map_err(other)?;
        let request = request.ok_or_else(|| other("nothing to send"))?;
        phone.core().complete_request(request.id, world.post(&request)).map_err(other)?;
        if begun(phone)? {
            break;
        }
    }
    if !begun(phone)? {
        return Err(other("the photo is not half sent"));
    }
    let task = (task.template, task.target, task.window);
    let (declined, disputed, draft) = ([first, second], *disputed, *home);
    Ok(Beside { task, declined, disputed, nicknames, draft, photographed })
}

/// A task of class C3 on the list of the day.
fn closed_task(phone: &Phone) -> io::Result<TaskRef> {
    let first = phone.core().today().map_err(other)?.lines;
    let behind = phone.core().today_behind(0, 200).map_err(other)?;
    let mut tasks = first.into_iter().chain(behind).flat_map(|line| line.tasks);
    let library = Library::embedded();
    let closed = |template: &str| library.get(template).is_some_and(|it| it.class == Class::C3);
    let task = tasks.find(|task| closed(&task.template));
    let task = task.ok_or_else(|| other("nobody needs assistance"))?;
    Ok(TaskRef { template: task.template, target: task.target, window: task.window })
}

/// Unpacks a fixture into a new folder and returns what was said and the kept request.
pub fn unpack(fixture: &Path, target: &Path) -> io::Result<(Said, Vec<u8>)> {
    let said = serde_json::from_slice(&fs::read(fixture.join(SAID))?)?;
    let request = fs::read(fixture.join(REQUEST))?;
    fs::create_dir_all(target)?;
    fs::copy(fixture.join(SAID), target.join(SAID))?;
    for part in ["hub", "phone"] {
        unpack_folder(&fixture.join(part), &target.join(part))?;
    }
    Ok((said, request))
}

fn pack(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "lock" || name.to_string_lossy().ends_with("-shm") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            pack(&entry.path(), &to.join(name))?;
        } else {
            let packed = zstd::bulk::compress(&fs::read(entry.path())?, 19)?;
            fs::write(to.join(format!("{}.zst", name.to_string_lossy())), packed)?;
        }
    }
    Ok(())
}

fn unpack_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            unpack_folder(&entry.path(), &to.join(name))?;
        } else if let Some(name) = name.strip_suffix(".zst") {
            let plain = zstd::stream::decode_all(&fs::read(entry.path())?[..])?;
            fs::write(to.join(name), plain)?;
        }
    }
    Ok(())
}

fn other(error: impl ToString) -> io::Error {
    io::Error::other(error.to_string())
}
