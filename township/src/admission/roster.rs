//! Acts on the roster: people and households that move, merge and split. The documents are written
//! by changes of the same batch; the act makes them one deed, names the alias, and moves a household
//! to its new cell with everything that hangs on it.

use gridwork_model::audience::{Entity, audience};
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::Act;
use gridwork_model::{Class, Founding, Id, LedgerEntry, Outcome, Purpose, Refusal, StreamId};

use super::judge::{Judge, Place};
use super::ledger::{Judged, refused, taken};
use crate::Done;
use crate::storage::Drawer;

/// Document epochs looked at: how often one household was founded anew by an erasure.
const EPOCHS: u32 = 8;

/// Stays of a stream looked at in one go.
const STAYS: usize = 1_000;

impl Judge<'_> {
    pub(super) fn roster_act(&mut self, place: &Place<'_>, entry: &LedgerEntry) -> Done<Judged> {
        let act = match Act::of(entry) {
            Ok(act) => act,
            Err(error) => return refused(error.into()),
        };
        let cells = act.cells();
        let wanted = audience(&Entity::RosterAct { cells: cells.clone() }).unwrap_or_default();
        if !wanted.contains(&place.stream) {
            return refused(Refusal::NotGranted);
        }
        // Whoever moves somebody answers for every cell concerned, not only for the one that gains.
        if !cells.iter().all(|cell| self.may_move(entry, *cell)) {
            return refused(Refusal::NotPermitted);
        }
        // Every household of the act must lie in one of its cells, or have been founded just now.
        for household in act.households() {
            let audience = match self.loaded.fetch(self.hub, &*self.streams.w, &household)? {
                Some(loaded) => loaded.audience.clone(),
                None => return refused(Refusal::OutOfContext),
            };
            if !audience.iter().any(|stream| cells.contains(&stream.scope)) {
                return Ok((Outcome::Ineffective, None));
            }
        }
        let ledger = self.open(entry, &wanted)?;
        if !self.ledgers.contains_key(&ledger) {
            return refused(Refusal::Erased);
        }
        self.acts.push(act);
        Ok(taken(ledger, Outcome::Accepted))
    }

    fn may_move(&mut self, entry: &LedgerEntry, cell: Id) -> bool {
        let roster = StreamId::new(cell, Class::C2, Purpose::Roster);
        self.may_in_role(&roster, entry, Action::Move, Object::Roster)
    }

    /// What the acts of the batch bring about, once their changes and entries are written.
    pub(super) fn acts_settle(&mut self) -> Done<()> {
        for act in std::mem::take(&mut self.acts) {
            if let Some((from, into)) = act.alias() {
                self.streams.w.put(Drawer::Aliases, from.as_bytes(), into.as_bytes())?;
            }
            if let Act::Transfer { from, cell } = act {
                self.transfer(&from.household, from.cell, cell)?;
            }
        }
        Ok(())
    }

    /// Moves a household's document, its needs and its tasks to another cell.
    fn transfer(&mut self, household: &Id, from: Id, to: Id) -> Done<()> {
        let mut moved = vec![*household];
        let mut targets = vec![*household];
        if let Some(loaded) = self.loaded.fetch(self.hub, &*self.streams.w, household)? {
            targets.extend(loaded.document.members());
        }
        for epoch in 0..EPOCHS {
            moved.push(Founding::Household { id: *household, epoch }.document());
            for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
                moved.push(Founding::Needs { household: *household, purpose, epoch }.document());
            }
        }
        let here: Vec<StreamId> =
            self.streams.w.streams()?.into_iter().filter(|s| s.scope == from).collect();
        for stream in &here {
            moved.extend(self.tasks_of(stream, &targets)?);
        }
        moved.sort();
        moved.dedup();
        let org = self.rights.standing().org_of(to);
        for id in moved {
            let Some(mut row) = self.streams.w.entity(&id)? else { continue };
            let now = self.streams.w.memberships(&id)?.into_iter();
            let now = now.filter(|(stream, stay)| stay.left.is_none() && stream.scope == from);
            let target: Vec<StreamId> =
                now.map(|(stream, _)| StreamId { scope: to, ..stream }).collect();
            if target.is_empty() {
                continue;
            }
            if row.org != org {
                row.org = org;
                self.streams.w.put_entity(&row)?;
            }
            self.streams.readdress(&id, &id, &target, self.now)?;
            self.loaded.evict(&id);
        }
        Ok(())
    }

    fn tasks_of(&mut self, stream: &StreamId, targets: &[Id]) -> Done<Vec<Id>> {
        let mut found = Vec::new();
        let mut from = 0;
        loop {
            let stays = self.streams.w.members_from(stream, from, STAYS)?;
            for stay in stays.iter().filter(|stay| stay.left.is_none()) {
                let row = self.streams.w.entity(&stay.entity)?;
                let founding = row.and_then(|row| minicbor::decode(&row.founding).ok());
                if let Some(Founding::Task { target, .. }) = founding
                    && targets.contains(&target)
                {
                    found.push(stay.entity);
                }
            }
            match stays.last() {
                Some(last) if stays.len() == STAYS => from = last.ordinal + 1,
                _ => return Ok(found),
            }
        }
    }
}
