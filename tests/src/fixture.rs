//! Data of a release, kept for ever: the folders of a hub and of a phone as that release left them,
//! and a request it had made. Every later release opens them.
//!
//! `cargo run --bin fixture -- make tests/fixtures/VERSION` makes them once, when a version is
//! released; nothing is ever made again under the name of a released version. Each file is kept
//! compressed under its own name with `.zst` added.

use std::fs;
use std::io;
use std::path::Path;

use gridwork_core::{NewIncident, RecordState};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Value};
use serde::{Deserialize, Serialize};

use crate::world::{MORNING, World};

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
}

const SAID: &str = "said.json";
const REQUEST: &str = "request.bin";

/// Makes the fixture in a new folder.
pub fn make(target: &Path) -> io::Result<Said> {
    if target.exists() {
        let text = format!("{} is there: a released version is not made again", target.display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
    }
    let dir = tempfile::tempdir()?;
    let mut world = World::create_at(dir.path(), 2_026, 1, MORNING);
    let worker = world.people(Role::GridWorker).first().copied();
    let (person, cell) = worker.ok_or_else(|| other("the cell has no worker"))?;
    let mut phone = world.phone(person, cell);
    phone.sync(&world);
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
    let address = "示例：东头第三家".to_owned();
    let value = Value::Text(address.clone());
    phone.core().edit_household(household, "address", value).map_err(other)?;
    let waiting = phone.core().report(report(&words[1])).map_err(other)?;
    let request = phone.core().next_request(Default::default()).map_err(other)?;
    let request = request.ok_or_else(|| other("nothing to send"))?;
    phone.core().pause().map_err(other)?;
    phone.kill();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let key = phone.key();
    let said = Said { version, key, person, cell, received, waiting, words, household, address };
    let from = phone.dir.clone();
    drop((phone, world));
    pack(&dir.path().join("hub"), &target.join("hub"))?;
    pack(&from, &target.join("phone"))?;
    fs::write(target.join(REQUEST), &request.body)?;
    fs::write(target.join(SAID), serde_json::to_string_pretty(&said)?)?;
    Ok(said)
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
