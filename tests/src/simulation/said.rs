//! What lies on a phone, looked at from outside: what its changes say, whatever name they go by, and what
//! its drafts keep. A change that is said again, after another enrolment or a refusal, has another name and
//! says the same at the same time.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_document::Document;
use gridwork_model::roster::Act;
use gridwork_model::{Edit, Founding, Id, LedgerEntry, Moment, Path, Value};
use gridwork_seal::{Hash, SymmetricKey};
use gridwork_store::{Store, StoreConfig, StoreError};
use serde::Deserialize;

use super::work::Promise;
use crate::seeded::Seeded;
use crate::world::{Phone, SeededEntropy};

/// The field of every document that is a text of many hands: after a merge it says what no one of them did.
const NOTE: &str = "note";

/// What a change says.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// When, to the second.
    at: Moment,
    /// Each field once; an empty one of a person who was added.
    writes: Vec<(Path, Value)>,
}

/// How much of what was said is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// Something of it is nowhere.
    Not,
    /// Every field was written so, by whomever: said again it changed nothing.
    Stood,
    /// It was said again.
    Again,
}

impl Said {
    /// When.
    pub(super) fn at(&self) -> Moment {
        self.at
    }

    /// Whether it is a part of a deed on several households: somebody leaves one or comes into one, or all of
    /// it goes on in another.
    pub(super) fn is_of_a_deed(&self) -> bool {
        let fields = ["left", "merged_into", ""];
        self.writes.iter().any(|(path, _)| fields.contains(&path.field.as_str()))
    }

    /// Whether `changes` of the same document say it.
    pub(super) fn among(&self, changes: &[(Hash, Said)]) -> Found {
        let mut found = Found::Stood;
        for (path, value) in &self.writes {
            // Of a note it is enough that it was written then.
            let note = path.field == NOTE;
            let writes = |said: &Said| {
                said.writes.iter().any(|(at, written)| at == path && (note || written == value))
            };
            let mut same = changes.iter().filter(|(_, said)| writes(said)).peekable();
            if same.peek().is_none() {
                return Found::Not;
            }
            if same.any(|(_, said)| said.at == self.at) {
                found = Found::Again;
            } else if note {
                return Found::Not;
            }
        }
        found
    }
}

/// Whether an edit was to write a value.
fn means(edit: &Edit, path: &Path, value: &Value) -> bool {
    match edit {
        Edit::Put { path: to, value: put } | Edit::Resolve { path: to, value: put } => {
            to == path && put == value
        }
        Edit::Write { path: to, .. } => to == path,
        Edit::AddMember { id, fields } => {
            let mut fields = fields.iter();
            *id == path.member
                && (path.field.is_empty()
                    || fields.any(|(field, put)| *field == path.field && put == value))
        }
    }
}

/// What is kept as a draft, as the core stores it.
#[derive(Clone, Debug, Deserialize)]
pub(super) enum Draft {
    Edits(Intent),
    Ledger { entry: LedgerEntry },
    Deed { parts: Vec<Intent>, entry: LedgerEntry },
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Intent {
    founding: Founding,
    at: Moment,
    edits: Vec<Edit>,
}

impl Intent {
    fn says(&self, document: Id, said: &Said) -> bool {
        self.founding.document() == document
            && self.at.seconds() == said.at.seconds()
            && said
                .writes
                .iter()
                .all(|(path, value)| self.edits.iter().any(|edit| means(edit, path, value)))
    }

    /// Whether it brings somebody of this name into a household.
    fn brings(&self, name: &str) -> bool {
        let named = Value::Text(name.to_owned());
        self.edits.iter().any(|edit| match edit {
            Edit::AddMember { fields, .. } => {
                fields.iter().any(|(field, value)| field == "name" && *value == named)
            }
            _ => false,
        })
    }
}

impl Draft {
    fn parts(&self) -> &[Intent] {
        match self {
            Draft::Edits(intent) => std::slice::from_ref(intent),
            Draft::Ledger { .. } => &[],
            Draft::Deed { parts, .. } => parts,
        }
    }

    fn entry(&self) -> Option<&LedgerEntry> {
        match self {
            Draft::Edits(_) => None,
            Draft::Ledger { entry } | Draft::Deed { entry, .. } => Some(entry),
        }
    }

    /// Whether it is what was promised that is kept here.
    pub(super) fn keeps(&self, promise: &Promise) -> bool {
        let entry = |is: &dyn Fn(&LedgerEntry) -> bool| self.entry().is_some_and(is);
        match promise {
            Promise::Entry { entity, said: Some(said), .. } => {
                self.parts().iter().any(|part| part.says(*entity, said))
            }
            Promise::Entry { hash, said: None, .. } => {
                entry(&|entry| entry.id.as_bytes()[..] == hash[..16])
            }
            Promise::Household { head: name, .. } | Promise::Member { name, .. } => {
                self.parts().iter().any(|part| part.brings(name))
            }
            Promise::Split { id, .. } => entry(
                &|entry| matches!(Act::of(entry), Ok(Act::Split { new, .. }) if new.household == *id),
            ),
            Promise::Incident { .. } | Promise::Photo { .. } | Promise::Finished { .. } => {
                entry(&|entry| entry.object == promise.entity())
            }
            Promise::Closed { .. } | Promise::Moved { .. } => false,
        }
    }
}

/// What `of` asks for, read from the files of a phone while it lets go of them.
fn opened<T>(
    phone: &Phone,
    of: impl FnOnce(&gridwork_store::Reader<'_>) -> Result<T, StoreError>,
) -> Result<T, String> {
    let fault = |error: &dyn std::fmt::Display| format!("what is said on a phone: {error}");
    phone.core().pause().map_err(|error| fault(&error))?;
    let mut config =
        StoreConfig::new(&phone.dir, SymmetricKey::from_bytes(phone.key()), "looked-at");
    config.test.vfs = phone.disk.as_ref().map(gridwork_powercut::Disk::vfs);
    let entropy = Box::new(SeededEntropy(Seeded::new(0)));
    let found =
        Store::open(config, entropy).map_err(|error| fault(&error)).and_then(|(store, _)| {
            store.unlock_all().and_then(|()| store.read(of)).map_err(|error| fault(&error))
        });
    phone.core().resume().map_err(|error| fault(&error))?;
    found
}

#[cfg(test)]
impl Said {
    /// Another address, as if it had been said at the same time.
    pub(super) fn of_another_address(&self, address: &str) -> Said {
        let mut other = self.clone();
        other.writes.iter_mut().for_each(|(_, value)| *value = Value::Text(address.to_owned()));
        other
    }
}

/// What the changes of some documents on a phone say, by document and in their order.
pub(super) fn changes(
    phone: &Phone,
    documents: &BTreeSet<Id>,
) -> Result<BTreeMap<Id, Vec<(Hash, Said)>>, String> {
    if documents.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = opened(phone, |r| {
        let mut found = Vec::new();
        for id in documents {
            if let Some(row) = r.document(*id)? {
                found.push((row.founding, r.raw_changes(*id)?));
            }
        }
        Ok(found)
    })?;
    found.into_iter().map(|(founding, raws)| said_in(&founding, &raws)).collect()
}

fn said_in(founding: &Founding, raws: &[Vec<u8>]) -> Result<(Id, Vec<(Hash, Said)>), String> {
    let mut document = Document::found(founding).map_err(|error| error.to_string())?;
    let mut said = Vec::new();
    for raw in raws {
        let change = document.apply(raw).map_err(|error| error.to_string())?;
        let writes = change.writes.into_iter().map(|write| (write.path, write.value)).collect();
        said.push((change.hash, Said { at: change.at, writes }));
    }
    Ok((founding.document(), said))
}

/// What is kept as drafts on a phone.
pub(super) fn drafts(phone: &Phone) -> Result<Vec<Draft>, String> {
    let rows = opened(phone, |r| r.drafts())?;
    let read = |row: gridwork_store::DraftRow| {
        gridwork_model::json::read(&row.payload).map_err(|error| format!("a draft: {error}"))
    };
    rows.into_iter().map(read).collect()
}
