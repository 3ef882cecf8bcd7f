//! What lies in the files of phones and hub, looked at from outside: bytes in clear, and what is held
//! sealed of a record with the key it is sealed under.

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
