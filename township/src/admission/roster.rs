//! Acts on the roster: people and households that move, merge and split. The documents are written
//! by changes of the same batch; the act makes them one deed, names the alias, and moves a household
//! to its new cell with everything that hangs on it.

use gridwork_document::FieldState;
use gridwork_model::audience::{Entity, audience};
use gridwork_model::ledger::kind as ledger_kind;
use gridwork_model::permission::{Action, Object};
use gridwork_model::roster::{Act, Household};
use gridwork_model::{
    Class, Founding, Id, LedgerEntry, Outcome, Path, Purpose, Refusal, StreamId, Value, limits,
};

use super::change::Touched;
use super::judge::{Judge, Place};
use super::ledger::{Judged, ledger_entity, refused, taken, task_target};
use crate::Done;
use crate::erase::shown_id;
use crate::storage::Drawer;

/// Stays of a stream looked at in one go.
const STAYS: usize = 1_000;

/// What is shown of a document, field by field.
fn shown(fields: &[FieldState]) -> impl Iterator<Item = (&Path, &Value)> {
    fields.iter().filter_map(|field| Some((&field.path, field.shown()?)))
}

/// Whether an act brings somebody to a household.
fn brings(act: &Act, person: &Id, household: Id) -> bool {
    match act {
        Act::Move { to: into, people, .. } | Act::Split { new: into, people, .. } => {
            into.household == household && people.contains(person)
        }
        Act::Merge { into, .. } => into.household == household,
        _ => false,
    }
}

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
            let Some(document) = self.document_of(household)? else {
                return refused(Refusal::OutOfContext);
            };
            let audience = self.loaded.peek(&document).map(|loaded| loaded.audience.clone());
            let audience = audience.unwrap_or_default();
            if !audience.iter().any(|stream| cells.contains(&stream.scope)) {
                return Ok((Outcome::Ineffective, None));
            }
        }
        if self.have_left(&act)? || self.has_ended(&act)? || self.stays_behind(&act)? {
            return Ok((Outcome::Ineffective, None));
        }
        let ledger = self.open(entry, &wanted)?;
        if !self.ledgers.contains_key(&ledger) {
            return refused(Refusal::Erased);
        }
        if let Some(open) = self.ledgers.get_mut(&ledger) {
            // An earlier act on this household may have concerned other cells.
            let more = wanted.into_iter().filter(|stream| !open.target.contains(stream));
            let more: Vec<StreamId> = more.collect();
            open.target.extend(more);
        }
        self.acts.push((place.index, act));
        Ok(taken(ledger, Outcome::Accepted))
    }

    /// The document that a household goes by now, loaded.
    fn document_of(&mut self, household: Id) -> Done<Option<Id>> {
        for id in Founding::documents_of(household).rev() {
            if self.loaded.fetch(self.hub, &*self.streams.w, &id)?.is_some() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Whether somebody whom the act takes along went elsewhere before, by what somebody else said
    /// meanwhile: whoever came first has moved them, and nobody comes to live in two households. Who
    /// went away and came back is where they were, but not by the word that the act goes by.
    fn have_left(&mut self, act: &Act) -> Done<bool> {
        let (Act::Move { from, .. } | Act::Split { from, .. } | Act::Merge { from, .. }) = act
        else {
            return Ok(false);
        };
        for household in act.households() {
            let Some(id) = self.document_of(household)? else { return Ok(true) };
            let unknown =
                |touched: &Touched| touched.beside.iter().any(|path| path.field == "left");
            if self.touched.get(&id).is_some_and(unknown) {
                return Ok(true);
            }
        }
        let Some(id) = self.document_of(from.household)? else { return Ok(true) };
        let said = self.touched.get(&id).map(|touched| &touched.written);
        let said: Vec<&Path> = said.into_iter().flat_map(|written| written.keys()).collect();
        let people: Vec<Id> = match act {
            Act::Move { people, .. } | Act::Split { people, .. } => people.clone(),
            _ => said.iter().filter(|path| path.field == "left").filter_map(|p| p.member).collect(),
        };
        // What this batch says is staged; the document is as it was before.
        let Some(loaded) = self.loaded.open(&id)? else { return Ok(true) };
        let fields = loaded.document.fields();
        let household = Household::assemble(from.household, shown(&fields));
        // An act before it in this batch brought them here.
        let back =
            |person: &Id| self.acts.iter().any(|(_, act)| brings(act, person, from.household));
        Ok(people.iter().any(|person| {
            !back(person)
                && match household.people.iter().find(|known| known.id == *person) {
                    Some(known) => !known.is_present(),
                    None => !said.iter().any(|path| {
                        path.member == Some(*person)
                            && path.field != "left"
                            && path.field != "left_on"
                    }),
                }
        }))
    }

    /// Whether the household that people come to has ended, by what was taken before or by what this
    /// batch said before: there nobody would be listed any more.
    fn has_ended(&mut self, act: &Act) -> Done<bool> {
        let (Act::Move { to, .. } | Act::Merge { into: to, .. }) = act else { return Ok(false) };
        Ok(self.after_batch(to.household)?.is_none_or(|home| !home.is_present()))
    }

    /// Whether somebody would be left in a household that ends, because whoever merged it did not know
    /// of them: there nobody would find them.
    fn stays_behind(&mut self, act: &Act) -> Done<bool> {
        let Act::Merge { from, .. } = act else { return Ok(false) };
        let home = self.after_batch(from.household)?;
        Ok(home.is_none_or(|home| home.people.iter().any(|person| person.is_present())))
    }

    /// A household as it stands with what this batch said so far; `None` if it is not here.
    fn after_batch(&mut self, household: Id) -> Done<Option<Household>> {
        let Some(id) = self.document_of(household)? else { return Ok(None) };
        let Some(loaded) = self.loaded.open(&id)? else { return Ok(None) };
        let fields = loaded.document.fields();
        let said = self.touched.get(&id).into_iter().flat_map(|touched| &touched.written);
        Ok(Some(Household::assemble(household, shown(&fields).chain(said))))
    }

    fn may_move(&mut self, entry: &LedgerEntry, cell: Id) -> bool {
        let roster = StreamId::new(cell, Class::C2, Purpose::Roster);
        self.may_in_role(&roster, entry, Action::Move, Object::Roster)
    }

    /// What the acts of the batch bring about, once their changes and entries are written.
    pub(super) fn acts_settle(&mut self) -> Done<()> {
        for (_, act) in std::mem::take(&mut self.acts) {
            if let Some((from, into)) = act.alias() {
                self.streams.w.put(Drawer::Aliases, from.as_bytes(), into.as_bytes())?;
            }
            match act {
                Act::Transfer { from, cell } => self.transfer(&from.household, from.cell, cell)?,
                // What people need is not the phone's to move: the clock does.
                Act::Move { from, .. } | Act::Split { from, .. } | Act::Merge { from, .. } => {
                    self.streams.w.put(Drawer::Following, from.household.as_bytes(), &[])?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Moves a household's document, its needs and its tasks to another cell.
    fn transfer(&mut self, household: &Id, from: Id, to: Id) -> Done<()> {
        let acts = ledger_entity(household, ledger_kind::ROSTER);
        let mut moved = vec![(*household, *household), (acts, *household)];
        let mut targets = vec![*household];
        if let Some(loaded) = self.loaded.fetch(self.hub, &*self.streams.w, household)? {
            targets.extend(loaded.document.members());
        }
        for epoch in 0..limits::HOUSEHOLD_EPOCHS {
            let document = Founding::Household { id: *household, epoch }.document();
            moved.push((document, document));
            for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
                let needs = Founding::Needs { household: *household, purpose, epoch }.document();
                moved.push((needs, needs));
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
        for (id, shown) in moved {
            let Some(mut row) = self.streams.w.entity(&id)? else { continue };
            let now = self.streams.w.memberships(&id)?.into_iter();
            let now = now.filter(|(_, stay)| stay.left.is_none()).map(|(stream, _)| stream);
            let (leaves, mut target): (Vec<StreamId>, Vec<StreamId>) =
                now.partition(|stream| stream.scope == from);
            if leaves.is_empty() {
                continue;
            }
            for stream in leaves.into_iter().map(|stream| StreamId { scope: to, ..stream }) {
                if !target.contains(&stream) {
                    target.push(stream);
                }
            }
            if row.org != org {
                row.org = org;
                self.streams.w.put_entity(&row)?;
            }
            self.streams.readdress(&id, &shown, &target, self.now)?;
            self.loaded.evict(&id);
        }
        Ok(())
    }

    /// The tasks about somebody in a stream, answers and ledgers, with the id phones know each by.
    fn tasks_of(&mut self, stream: &StreamId, targets: &[Id]) -> Done<Vec<(Id, Id)>> {
        let mut found = Vec::new();
        let mut from = 0;
        loop {
            let stays = self.streams.w.members_from(stream, from, STAYS)?;
            for stay in stays.iter().filter(|stay| stay.left.is_none()) {
                let Some(row) = self.streams.w.entity(&stay.entity)? else { continue };
                let target = task_target(self.hub, &*self.streams.w, &row)?;
                if target.is_some_and(|target| targets.contains(&target)) {
                    found.push((row.id, shown_id(&row)));
                }
            }
            match stays.last() {
                Some(last) if stays.len() == STAYS => from = last.ordinal + 1,
                _ => return Ok(found),
            }
        }
    }
}
