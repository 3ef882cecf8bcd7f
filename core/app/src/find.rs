//! The finder: name, nickname, pinyin initials, hamlet. The index lives in memory only, is built
//! when first used after unlock, and is dropped on lock. A household that changes is read anew at the
//! next search; what changes more drops the index.

use std::collections::{BTreeMap, BTreeSet};

use gridwork_model::name::{Name, Query};
use gridwork_model::permission::{Action, Decision, Object};
use gridwork_model::{Founding, Id};
use gridwork_store::{Reader, Row};

use crate::CoreError;
use crate::core::{Core, Knowledge, standing};
use crate::project::{self, household, row};
use crate::view::Hit;

/// Most hits of one search.
const HITS_MAX: u32 = 100;

/// What can be found, in memory.
#[derive(Default)]
pub(crate) struct Names {
    /// By household; `None` until somebody searches.
    index: Option<BTreeMap<Id, Vec<Entry>>>,
    /// Households to be read again.
    changed: BTreeSet<Id>,
}

/// What a change of the roster means for the index.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Renamed {
    /// These households are to be read again.
    Households(BTreeSet<Id>),
    /// Everything is.
    All,
}

impl Renamed {
    pub(crate) fn nothing() -> Renamed {
        Renamed::Households(BTreeSet::new())
    }

    /// What a change of the document of `founding` means.
    pub(crate) fn document(&mut self, founding: &Founding) {
        if let (Renamed::Households(ids), Founding::Household { id, .. }) = (self, founding) {
            ids.insert(*id);
        }
    }

    pub(crate) fn all_if(&mut self, changed: bool) {
        if changed {
            *self = Renamed::All;
        }
    }
}

struct Entry {
    household: Id,
    person: Option<Id>,
    cell: Id,
    name: String,
    nickname: String,
    hamlet: String,
    /// Name, variant and nicknames.
    key: Name,
    hamlet_key: Name,
}

impl Core {
    /// Finds people and households. The query is characters of a name, variant, nickname or hamlet,
    /// pinyin from its beginning, or pinyin initials. Best matches first.
    pub fn find(&self, query: &str, limit: u32) -> Result<Vec<Hit>, CoreError> {
        let query = Query::new(query);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.reading()?;
        let mut names = self.names.lock();
        let day = self.store.read(|r| {
            names.follow(r, &known)?;
            Ok::<_, CoreError>(self.day(Some(&standing(r)?)))
        })?;
        let mut found: Vec<(u8, &Entry)> = names
            .entries()
            .filter_map(|entry| {
                let by_name = entry.key.matches(&query).map(|rank| rank as u8);
                let by_hamlet = entry.hamlet_key.matches(&query).map(|rank| rank as u8 + 10);
                Some((by_name.into_iter().chain(by_hamlet).min()?, entry))
            })
            .collect();
        found.sort_by(|a, b| (a.0, &a.1.name, a.1.household).cmp(&(b.0, &b.1.name, b.1.household)));
        let mut hits = Vec::new();
        for (rank, entry) in found.into_iter().take(limit.min(HITS_MAX) as usize) {
            let decision = known.decide(Action::Read, Object::Roster, entry.cell, day)?.0;
            let name = match decision {
                Decision::Allow => entry.name.clone(),
                Decision::AllowMasked => gridwork_model::mask::name(&entry.name),
                Decision::Deny => continue,
            };
            hits.push(Hit {
                household: entry.household,
                person: entry.person,
                name,
                nickname: entry.nickname.clone(),
                hamlet: entry.hamlet.clone(),
                rank,
            });
        }
        Ok(hits)
    }

    /// Drops what is held in clear in memory; the app calls it when the screen locks.
    pub fn lock(&self) -> Result<(), CoreError> {
        let mut inner = self.inner()?;
        self.learn(&mut inner, |known| known.screen_locked = true);
        self.names.lock().forget();
        self.store.lock();
        Ok(())
    }
}

impl Names {
    /// Drops what is held in clear.
    pub(crate) fn forget(&mut self) {
        *self = Names::default();
    }

    pub(crate) fn renamed(&mut self, what: Renamed) {
        match what {
            Renamed::Households(mut ids) => self.changed.append(&mut ids),
            Renamed::All => self.forget(),
        }
    }

    /// Reads what is not in the index yet, or has changed.
    fn follow(&mut self, r: &Reader<'_>, known: &Knowledge) -> Result<(), CoreError> {
        let changed = std::mem::take(&mut self.changed);
        match &mut self.index {
            None => {
                let mut index = BTreeMap::new();
                r.each_row(row::HOUSEHOLD, |found| {
                    index.insert(found.id, entries(&found, known));
                })?;
                self.index = Some(index);
            }
            Some(index) => {
                for household in changed {
                    match r.row(row::HOUSEHOLD, household)? {
                        Some(found) => index.insert(household, entries(&found, known)),
                        None => index.remove(&household),
                    };
                }
            }
        }
        Ok(())
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.index.iter().flat_map(BTreeMap::values).flatten()
    }
}

/// Everybody of a household; nobody where its row does not open.
fn entries(found: &Row, known: &Knowledge) -> Vec<Entry> {
    let Ok(shown) = project::payload::<household::Household>(found) else { return Vec::new() };
    let hamlet = shown
        .hamlet
        .and_then(|id| known.directory.hamlet(id))
        .map_or(String::new(), |hamlet| hamlet.name.clone());
    let hamlet_key = Name::new([hamlet.as_str()]);
    let here = shown.members.iter().filter(|member| member.left == 0);
    here.map(|member| {
        let names = [member.name.as_str(), &member.alias, &member.nickname, &shown.nickname];
        Entry {
            household: found.id,
            person: Some(member.id),
            cell: found.parent.unwrap_or(found.id),
            name: member.name.clone(),
            nickname: member.nickname.clone(),
            hamlet: hamlet.clone(),
            key: Name::new(names),
            hamlet_key: hamlet_key.clone(),
        }
    })
    .collect()
}
