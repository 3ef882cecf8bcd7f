//! What lies in the files of phones and hub, looked at from outside: bytes in clear, and what is held
//! sealed of a record with the key it is sealed under.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use gridwork_model::Id;

use crate::world::{Phone, World};

/// Every file under a folder, with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder lists") {
        let path = entry.expect("an entry of the folder").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => {
                let bytes = std::fs::read(&path).expect("the file reads");
                found.push((path, bytes));
            }
        }
    }
    found
}

/// The files under a folder that hold `needle`.
pub fn places(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let found = files(folder).into_iter().filter(|(_, bytes)| holds(bytes));
    found.map(|(path, _)| path).collect()
}

/// Many things to be looked for at once.
pub struct Needles(HashMap<[u8; NEEDLE], Vec<Vec<u8>>>);

/// By how many of its first bytes a needle is found; shorter ones are not looked for.
const NEEDLE: usize = 16;

impl Needles {
    /// To be looked for.
    pub fn new<'a>(needles: impl IntoIterator<Item = &'a Vec<u8>>) -> Needles {
        let mut found: HashMap<[u8; NEEDLE], Vec<Vec<u8>>> = HashMap::new();
        for needle in needles {
            if let Some(first) = needle.first_chunk() {
                found.entry(*first).or_default().push(needle.clone());
            }
        }
        Needles(found)
    }

    /// The files under a folder that hold one of them.
    pub fn places(&self, folder: &Path) -> Vec<PathBuf> {
        let mut begins = vec![false; 1 << 16];
        for first in self.0.keys() {
            begins[usize::from(first[0]) << 8 | usize::from(first[1])] = true;
        }
        let holds = |bytes: &[u8]| {
            bytes.windows(NEEDLE).enumerate().any(|(at, window)| {
                begins[usize::from(window[0]) << 8 | usize::from(window[1])]
                    && self
                        .0
                        .get(window)
                        .is_some_and(|all| all.iter().any(|needle| bytes[at..].starts_with(needle)))
            })
        };
        let found = files(folder).into_iter().filter(|(_, bytes)| holds(bytes));
        found.map(|(path, _)| path).collect()
    }
}

/// What queries find for each of `ids` in a database that is in use.
#[expect(clippy::disallowed_methods, reason = "the file is looked at from outside")]
pub fn lies_under(
    database: &Path,
    queries: &[&str],
    ids: &[Id],
) -> rusqlite::Result<Vec<(Id, Vec<Vec<u8>>)>> {
    let db = rusqlite::Connection::open(database)?;
    let mut found = Vec::new();
    for sql in queries {
        let mut statement = db.prepare(sql)?;
        for id in ids {
            let rows = statement.query_map([id.as_bytes()], |row| row.get(0))?;
            let blobs: Vec<Vec<u8>> = rows.collect::<rusqlite::Result<_>>()?;
            found.push((*id, blobs));
        }
    }
    Ok(found)
}

/// What a query for one id finds, which is never nothing.
#[expect(clippy::disallowed_methods, reason = "the file is looked at from outside")]
pub fn blobs(database: &Path, sql: &str, id: Id) -> Vec<Vec<u8>> {
    let db = rusqlite::Connection::open(database).expect("the database opens");
    let mut statement = db.prepare(sql).expect("the query is one");
    let rows = statement.query_map([id.as_bytes()], |row| row.get(0)).expect("the query runs");
    let found: Vec<Vec<u8>> = rows.map(|row| row.expect("a row")).collect();
    assert!(!found.is_empty(), "{sql}");
    found
}

/// What a phone that is paused holds sealed of a household.
pub fn sealed_on(phone: &Phone, home: Id) -> Vec<Vec<u8>> {
    let queries = [
        "SELECT c.raw FROM changes c JOIN documents d ON d.n = c.document WHERE d.id = ?1",
        "SELECT k.wrapped FROM data_keys k JOIN documents d ON d.key = k.n WHERE d.id = ?1",
        "SELECT payload FROM rows WHERE owner = ?1",
    ];
    let database = phone.dir.join("gridwork.db");
    queries.iter().flat_map(|sql| blobs(&database, sql, home)).collect()
}

/// What the world's first hub holds sealed of a household.
pub fn sealed_at(world: &World, home: Id) -> Vec<Vec<u8>> {
    let queries = [
        "SELECT payload FROM entry WHERE entity = ?1",
        "SELECT data_key FROM entity WHERE id = ?1",
    ];
    let database = world.dir.join("hub").join("hub.db");
    queries.iter().flat_map(|sql| blobs(&database, sql, home)).collect()
}
