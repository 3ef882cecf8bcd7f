//! The finder: name, nickname, pinyin initials, hamlet. The index lives in memory only, is built
//! when first used after unlock, and is dropped on lock. A household that changes is read anew at the
//! next search; what changes more drops the index.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gridwork_model::name::{self, Query};
use gridwork_model::permission::{Action, Decision, Object};
use gridwork_model::{Founding, Id};
use gridwork_store::{Reader, Row};

use crate::CoreError;
use crate::core::{Core, Knowledge, standing};
use crate::project::{self, household, row};
use crate::view::Hit;

/// Most hits of one search.
const HITS_MAX: u32 = 100;
/// Who is found by the hamlet stands behind all who are found by a name.
const HAMLETS: u8 = 10;

/// What can be found, in memory.
#[derive(Default)]
pub(crate) struct Names {
    /// `None` until somebody searches.
    index: Option<Index>,
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

/// Everybody who can be found.
#[derive(Default)]
struct Index {
    /// By number; `None` where a number is free.
    entries: Vec<Option<Entry>>,
    free: Vec<u32>,
    /// The numbers of a household's people.
    homes: BTreeMap<Id, Vec<u32>>,
    /// Name, variant and nicknames of each number.
    names: name::Names<u32>,
    /// The hamlet of each number.
    hamlets: name::Names<u32>,
}

struct Entry {
    household: Id,
    /// In the household.
    place: usize,
    person: Id,
    cell: Id,
    name: String,
    nickname: String,
    /// All names that it is found by.
    names: Vec<String>,
    /// What the hamlet is called, as it is shown first.
    hamlets: Arc<[String]>,
}

impl Entry {
    /// Among those that answer equally well.
    fn order(&self) -> (&str, Id, usize) {
        (&self.name, self.household, self.place)
    }
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
        let mut found = names.index.as_ref().map_or_else(Vec::new, |index| index.find(&query));
        let order =
            |a: &(u8, &Entry), b: &(u8, &Entry)| (a.0, a.1.order()).cmp(&(b.0, b.1.order()));
        let limit = limit.min(HITS_MAX) as usize;
        if limit < found.len() {
            found.select_nth_unstable_by(limit, order);
            found.truncate(limit);
        }
        found.sort_unstable_by(order);
        let mut hits = Vec::new();
        for (rank, entry) in found {
            let decision = known.decide(Action::Read, Object::Roster, entry.cell, day)?.0;
            let name = match decision {
                Decision::Allow => entry.name.clone(),
                Decision::AllowMasked => gridwork_model::mask::name(&entry.name),
                Decision::Deny => continue,
            };
            hits.push(Hit {
                household: entry.household,
                person: Some(entry.person),
                name,
                nickname: entry.nickname.clone(),
                hamlet: entry.hamlets.first().cloned().unwrap_or_default(),
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
                let mut index = Index::default();
                r.each_row(row::HOUSEHOLD, |found| index.put(found.id, entries(&found, known)))?;
                self.index = Some(index);
            }
            Some(index) => {
                for household in changed {
                    let found = r.row(row::HOUSEHOLD, household)?;
                    let people = found.map_or_else(Vec::new, |found| entries(&found, known));
                    index.put(household, people);
                }
            }
        }
        Ok(())
    }
}

impl Index {
    /// Puts people in the place of those whom a household had.
    fn put(&mut self, household: Id, people: Vec<Entry>) {
        for number in self.homes.remove(&household).unwrap_or_default() {
            let Some(entry) = self.entries[number as usize].take() else { continue };
            entry.names.iter().for_each(|text| self.names.remove(text, &number));
            entry.hamlets.iter().for_each(|text| self.hamlets.remove(text, &number));
            self.free.push(number);
        }
        let mut numbers = Vec::with_capacity(people.len());
        for entry in people {
            let number = self.free.pop().unwrap_or_else(|| {
                self.entries.push(None);
                self.entries.len() as u32 - 1
            });
            entry.names.iter().for_each(|text| self.names.insert(text, number));
            entry.hamlets.iter().for_each(|text| self.hamlets.insert(text, number));
            self.entries[number as usize] = Some(entry);
            numbers.push(number);
        }
        if !numbers.is_empty() {
            self.homes.insert(household, numbers);
        }
    }

    /// Everybody who answers, with how well: by a name, or else by the hamlet.
    fn find(&self, query: &Query) -> Vec<(u8, &Entry)> {
        let mut ranks = vec![u8::MAX; self.entries.len()];
        for (index, behind) in [(&self.names, 0), (&self.hamlets, HAMLETS)] {
            for (rank, numbers) in index.find(query) {
                for number in numbers {
                    let best = &mut ranks[*number as usize];
                    *best = (*best).min(rank as u8 + behind);
                }
            }
        }
        let answering = ranks.into_iter().zip(&self.entries).filter(|(rank, _)| *rank < u8::MAX);
        answering.filter_map(|(rank, entry)| Some((rank, entry.as_ref()?))).collect()
    }
}

/// Everybody of a household; nobody where its row does not open.
fn entries(found: &Row, known: &Knowledge) -> Vec<Entry> {
    let Ok(shown) = project::payload::<household::Household>(found) else { return Vec::new() };
    let hamlet = shown.hamlet.and_then(|id| known.directory.hamlet(id));
    let called =
        hamlet.into_iter().flat_map(|hamlet| [&hamlet.name].into_iter().chain(&hamlet.aliases));
    let hamlets: Arc<[String]> = called.cloned().collect();
    let here = shown.members.iter().enumerate().filter(|(_, member)| member.left == 0);
    here.map(|(place, member)| {
        let names = [&member.name, &member.alias, &member.nickname, &shown.nickname];
        Entry {
            household: found.id,
            place,
            person: member.id,
            cell: found.parent.unwrap_or(found.id),
            name: member.name.clone(),
            nickname: member.nickname.clone(),
            names: names.into_iter().filter(|text| !text.is_empty()).cloned().collect(),
            hamlets: hamlets.clone(),
        }
    })
    .collect()
}
