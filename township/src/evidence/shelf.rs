//! What the lists of sets and clues show, kept in memory: a ledger is folded when it is first listed,
//! and again once something was said in it (ADR 12).

use std::collections::HashMap;

use gridwork_model::evidence::clue::ClueView;
use gridwork_model::evidence::{Arrival, EvidenceSet, SetState};
use gridwork_model::{Id, Moment, ledger};

use super::index;
use super::ledger::{Opened, opened};
use crate::admission::ledger::ledger_entity;
use crate::changes::Stale;
use crate::{Done, Hub};

/// Most sets or clues of one list.
const LISTED: usize = 500;

/// What is kept of a set.
#[derive(Clone, Debug)]
pub(crate) struct KeptSet {
    pub matter: String,
    pub place: String,
    pub at: Option<Moment>,
    pub state: SetState,
    pub officers: Vec<Id>,
    pub items: usize,
    /// Records, each counted once.
    pub records: usize,
    /// Items of which something must be said.
    pub doubtful: usize,
    /// Items whose file is not here twice yet.
    pub under_way: usize,
}

impl KeptSet {
    pub(super) fn of(set: &EvidenceSet) -> KeptSet {
        let opening = set.opening.as_ref().map(|it| &it.value);
        let last = |it: &&gridwork_model::evidence::Stored<gridwork_model::evidence::Record>| {
            set.record(&it.value.id).is_some_and(|last| last.value.version == it.value.version)
        };
        let items = |counted: fn(&gridwork_model::evidence::Item) -> bool| {
            set.items.iter().filter(|item| counted(item)).count()
        };
        KeptSet {
            matter: opening.map(|it| it.matter.clone()).unwrap_or_default(),
            place: opening.map(|it| it.place.clone()).unwrap_or_default(),
            at: opening.map(|it| it.time.device),
            state: set.state(),
            officers: set.officers(),
            items: set.items.len(),
            records: set.records.iter().filter(last).count(),
            doubtful: items(|item| !item.doubts.is_empty()),
            under_way: items(|item| item.arrival != Some(Arrival::Doubled)),
        }
    }
}

/// What was folded, by ledger.
#[derive(Default)]
pub(crate) struct Shelf {
    sets: HashMap<Id, KeptSet>,
    clues: HashMap<Id, ClueView>,
    folded: u64,
}

impl Hub {
    /// The sets of a township, newest first.
    pub(super) fn kept_sets(&self, org: &Id) -> Done<Vec<(Id, KeptSet)>> {
        let fold = |found: &Opened| KeptSet::of(&found.set());
        self.kept(org, ledger::kind::EVIDENCE, |shelf| &mut shelf.sets, fold)
    }

    /// The clues of a township, newest first.
    pub(super) fn kept_clues(&self, org: &Id) -> Done<Vec<(Id, ClueView)>> {
        self.kept(org, ledger::kind::CLUE, |shelf| &mut shelf.clues, Opened::clue)
    }

    fn kept<T: Clone>(
        &self,
        org: &Id,
        kind: u16,
        rows: impl Fn(&mut Shelf) -> &mut HashMap<Id, T>,
        fold: impl Fn(&Opened) -> T,
    ) -> Done<Vec<(Id, T)>> {
        let mut shelf = self.shelf.lock();
        // Before anything is read: what is said from now on marks the row again.
        match self.changes.stale_evidence() {
            Stale::All => *shelf = Shelf { folded: shelf.folded, ..Shelf::default() },
            Stale::Rows(gone) => {
                for ledger in &gone {
                    shelf.sets.remove(ledger);
                    shelf.clues.remove(ledger);
                }
            }
        }
        let r = self.storage.reading()?;
        let mut listed = Vec::new();
        for object in index::objects(&*r, org, kind, LISTED)? {
            let ledger = ledger_entity(&object, kind);
            if let Some(kept) = rows(&mut shelf).get(&ledger) {
                listed.push((object, kept.clone()));
                continue;
            }
            let Some(found) = opened(self, &*r, &object, kind)? else { continue };
            let kept = fold(&found);
            shelf.folded += 1;
            rows(&mut shelf).insert(ledger, kept.clone());
            listed.push((object, kept));
        }
        Ok(listed)
    }

    /// How many ledgers were folded for lists of evidence since the hub was opened: one for each that
    /// was listed, and one for each that something was said in.
    pub fn evidence_folds(&self) -> u64 {
        self.shelf.lock().folded
    }
}
