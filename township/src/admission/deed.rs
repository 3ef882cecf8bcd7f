//! One deed, one verdict: the changes that carry out an act on the roster stand directly before it in
//! their batch, one for each of its households. Either all of them count or none does, so that nobody
//! is left in two households or in none.

use std::ops::Range;

use gridwork_model::ledger::kind;
use gridwork_model::roster::Act;
use gridwork_model::{Founding, Id, LedgerEntry, Outcome, Refusal};
use gridwork_sync::{Body, Item};

use super::judge::{Accepted, Judge};

/// The changes that carry out the act at `index`, if it is one.
pub(super) fn parts(items: &[Item], index: usize) -> Range<usize> {
    let mut households = match &items[index].body {
        Body::Ledger(entry) => carried_out_in(entry),
        _ => Vec::new(),
    };
    let mut from = index;
    while from > 0
        && let Body::Change { document, .. } = &items[from - 1].body
        && let Some(place) = households
            .iter()
            .position(|household| Founding::documents_of(*household).any(|id| id == *document))
    {
        households.swap_remove(place);
        from -= 1;
    }
    from..index
}

fn carried_out_in(entry: &LedgerEntry) -> Vec<Id> {
    if entry.kind != kind::ROSTER {
        return Vec::new();
    }
    Act::of(entry).map(|act| act.households()).unwrap_or_default()
}

/// What the parts alone make of the deed: refused if one is, set aside if one is.
pub(super) fn of_parts(outcomes: &[Outcome]) -> Option<Outcome> {
    let refused = outcomes.iter().find(|outcome| matches!(outcome, Outcome::Refused(_)));
    let aside = || outcomes.iter().find(|outcome| **outcome == Outcome::Quarantined);
    refused.or_else(aside).copied()
}

impl Judge<'_> {
    /// Gives the parts of a deed its one verdict, unless it counts. What the batch said in the same
    /// documents before goes with them: the device says that again.
    pub(super) fn undo(
        &mut self,
        items: &[Item],
        parts: Range<usize>,
        outcomes: &mut [Outcome],
        accepted: &mut [Option<Accepted>],
        verdict: Outcome,
    ) {
        for index in parts.clone() {
            let Body::Change { document, .. } = &items[index].body else { continue };
            for before in 0..parts.start {
                let same = matches!(&items[before].body,
                    Body::Change { document: other, .. } if other == document);
                if same && outcomes[before] == Outcome::Accepted {
                    outcomes[before] = Outcome::Refused(Refusal::BuildsOnRefused);
                    accepted[before] = None;
                }
            }
            self.touched.remove(document);
            self.loaded.evict(document);
            self.blocked.insert(*document);
            outcomes[index] = verdict;
            accepted[index] = None;
        }
    }
}
