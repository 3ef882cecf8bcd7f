//! One deed, one verdict: the changes that carry out an act on the roster stand directly before it in
//! their batch, one for each of its households. Either all of them count or none does, so that nobody
//! is left in two households or in none.

use std::ops::Range;

use gridwork_model::ledger::kind;
use gridwork_model::roster::Act;
use gridwork_model::{Founding, Id, Outcome, Refusal};
use gridwork_sync::{Body, Item};

use super::judge::{Accepted, Judge};

/// The changes that carry out the act at `index`, if it is one. Of what is withheld there nobody can tell
/// whether it was a part: where one is missing it is taken for it, and the deed is not done by halves.
pub(super) fn parts(items: &[Item], index: usize) -> Range<usize> {
    let act = match &items[index].body {
        Body::Ledger(entry) if entry.kind == kind::ROSTER => Act::of(entry).ok(),
        _ => None,
    };
    let of_people = matches!(act, Some(Act::Move { .. } | Act::Merge { .. } | Act::Split { .. }));
    let mut households = act.map(|act| act.households()).unwrap_or_default();
    let mut from = index;
    while from > 0 && !households.is_empty() {
        let place = match &items[from - 1].body {
            Body::Change { document, .. } => households
                .iter()
                .position(|household| Founding::documents_of(*household).any(|id| id == *document)),
            Body::Withheld(_) if of_people => Some(0),
            _ => None,
        };
        let Some(place) = place else { break };
        households.swap_remove(place);
        from -= 1;
    }
    from..index
}

/// The act before `end` that the change at `index` helps to carry out.
fn act_of(items: &[Item], index: usize, end: usize) -> Option<usize> {
    (index + 1..end).find(|act| parts(items, *act).contains(&index))
}

/// What the parts alone make of the deed: refused if one is, set aside if one is.
pub(super) fn of_parts(outcomes: &[Outcome]) -> Option<Outcome> {
    let refused = outcomes.iter().find(|outcome| matches!(outcome, Outcome::Refused(_)));
    let aside = || outcomes.iter().find(|outcome| **outcome == Outcome::Quarantined);
    refused.or_else(aside).copied()
}

impl Judge<'_> {
    /// Gives the parts of a deed its one verdict, unless it counts. What the batch said in the same
    /// documents before goes with them, an earlier deed as a whole: the device says that again.
    pub(super) fn undo(
        &mut self,
        items: &[Item],
        parts: Range<usize>,
        outcomes: &mut [Outcome],
        accepted: &mut [Option<Accepted>],
        verdict: Outcome,
    ) {
        let written = |index: usize| match &items[index].body {
            Body::Change { document, .. } => Some(*document),
            _ => None,
        };
        let documents: Vec<Id> = parts.clone().filter_map(written).collect();
        for document in &documents {
            self.touched.remove(document);
            self.loaded.evict(document);
            self.blocked.insert(*document);
        }
        for index in parts {
            outcomes[index] = verdict;
            accepted[index] = None;
        }
        for other in 0..outcomes.len() {
            let same = written(other).is_some_and(|document| documents.contains(&document));
            if !same || outcomes[other] != Outcome::Accepted {
                continue;
            }
            let again = Outcome::Refused(Refusal::BuildsOnRefused);
            outcomes[other] = again;
            accepted[other] = None;
            let Some(act) = act_of(items, other, outcomes.len()) else { continue };
            if outcomes[act] == Outcome::Accepted {
                outcomes[act] = again;
                accepted[act] = None;
                self.acts.retain(|(at, _)| *at != act);
                self.undo(items, self::parts(items, act), outcomes, accepted, again);
            }
        }
    }
}
