//! The finder: name, nickname, pinyin initials, hamlet. The index lives in memory only, is built
//! when first used after unlock, and is dropped on lock and by every change of the roster.

use gridwork_model::Id;
use gridwork_model::name::{Name, Query};
use gridwork_model::permission::{Action, Decision, Object};
use gridwork_store::Reader;

use crate::core::{Core, Inner, standing};
use crate::project::{self, household, row};
use crate::view::Hit;
use crate::{Code, CoreError};

/// Most hits of one search.
const HITS_MAX: u32 = 100;

/// What can be found, in memory.
pub(crate) struct Index(Vec<Entry>);

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
        let mut inner = self.inner()?;
        if inner.index.is_none() {
            let index = self.store.read(|r| Index::build(r, &inner))?;
            inner.index = Some(index);
        }
        let day = self.store.read(|r| Ok::<_, CoreError>(self.day(Some(&standing(r)?))))?;
        let index = inner.index.as_ref().ok_or(Code::Unexpected)?;
        let mut found: Vec<(u8, &Entry)> = index
            .0
            .iter()
            .filter_map(|entry| {
                let by_name = entry.key.matches(&query).map(|rank| rank as u8);
                let by_hamlet = entry.hamlet_key.matches(&query).map(|rank| rank as u8 + 10);
                Some((by_name.into_iter().chain(by_hamlet).min()?, entry))
            })
            .collect();
        found.sort_by(|a, b| (a.0, &a.1.name, a.1.household).cmp(&(b.0, &b.1.name, b.1.household)));
        let mut hits = Vec::new();
        for (rank, entry) in found.into_iter().take(limit.min(HITS_MAX) as usize) {
            let decision = inner.decide(Action::Read, Object::Roster, entry.cell, day)?.0;
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
        inner.index = None;
        inner.screen_locked = true;
        self.store.lock();
        Ok(())
    }
}

impl Index {
    fn build(r: &Reader<'_>, inner: &Inner) -> Result<Index, CoreError> {
        let mut entries = Vec::new();
        r.each_row(row::HOUSEHOLD, |found| {
            let Ok(shown) = project::payload::<household::Household>(&found) else { return };
            let hamlet = shown
                .hamlet
                .and_then(|id| inner.directory.hamlet(id))
                .map_or(String::new(), |hamlet| hamlet.name.clone());
            let hamlet_key = Name::new([hamlet.as_str()]);
            let cell = found.parent.unwrap_or(found.id);
            for member in shown.members.iter().filter(|member| member.left == 0) {
                let names =
                    [member.name.as_str(), &member.alias, &member.nickname, &shown.nickname];
                entries.push(Entry {
                    household: found.id,
                    person: Some(member.id),
                    cell,
                    name: member.name.clone(),
                    nickname: member.nickname.clone(),
                    hamlet: hamlet.clone(),
                    key: Name::new(names),
                    hamlet_key: hamlet_key.clone(),
                });
            }
        })?;
        Ok(Index(entries))
    }
}
