//! What people need follows those who went on in another household by what a phone said: the phone moves
//! people, and need not know what they are entitled to. The deed leaves a mark; the clock acts on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use gridwork_model::{Id, Moment};

use super::Register;
use super::needs::{Going, Own};
use crate::audit::{self, Actor, Record};
use crate::storage::Drawer;
use crate::{Done, Hub, HubError};

/// Marks looked at in one tick; the rest waits for the next.
const MARKS: usize = 500;

/// What is to go where, of one household.
struct Following {
    from: Id,
    /// Who goes on in which household of which cell.
    into: BTreeMap<Id, (Id, Vec<(Id, Id)>)>,
    /// The household that this one went on in.
    whole: Option<Id>,
}

impl Hub {
    /// Lets needs follow whom they are of; returns out of how many households something went. The clock
    /// calls it with every tick. What holds two values waits until somebody has chosen.
    pub(crate) fn needs_follow(&self, now: Moment) -> Done<usize> {
        let mut of: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        let mut twins: HashMap<Id, Id> = HashMap::new();
        {
            let r = self.storage.reading()?;
            for (mark, _) in r.list(Drawer::Following, &[], None, MARKS)? {
                let Some(household) = id_of(&mark) else { continue };
                let people = self.whom_needs_are_of(&*r, household)?;
                for person in &people {
                    let twin = r.get(Drawer::Aliases, person.as_bytes())?;
                    twins.extend(twin.and_then(|twin| Some((*person, id_of(&twin)?))));
                }
                of.insert(household, people);
            }
        }
        if of.is_empty() {
            return Ok(0);
        }
        let found = self.with_register(|register| Ok(following(register, &of, &twins)))?;
        let mut moved = 0;
        for following in found {
            match self.let_follow(&following, now) {
                Ok(went) => moved += usize::from(went),
                // One household that cannot be settled must not keep the others from it.
                Err(HubError::Form(_)) => {}
                Err(error) => {
                    let household = following.from;
                    tracing::error!(%household, code = error.code(), %error, "needs did not follow");
                }
            }
        }
        Ok(moved)
    }

    fn let_follow(&self, following: &Following, now: Moment) -> Done<bool> {
        let mut writes = Vec::new();
        {
            let r = self.storage.reading()?;
            let from = following.from;
            for (into, (cell, people)) in &following.into {
                let (into, cell) = (*into, *cell);
                let own = if following.whole == Some(into) { Own::Goes } else { Own::Stays };
                writes.extend(self.needs_go(&*r, &Going { from, into, cell, people, own })?.0);
            }
        }
        let clock = Actor::Clock { rule: "follow".to_owned() };
        let mark = following.from.as_bytes();
        if writes.is_empty() {
            let mut w = self.storage.writing()?;
            w.remove(Drawer::Following, mark)?;
            w.commit()?;
            return Ok(false);
        }
        self.write_documents_with(&writes, clock.clone(), "rule follow", now, |w| {
            let org = w.entity(&writes[0].founding.document())?.map_or(Id::NIL, |row| row.org);
            let record = Record::done(now, clock, "needs.follow", org, Some(following.from));
            audit::append(w, record)?;
            Ok(w.remove(Drawer::Following, mark)?)
        })?;
        Ok(true)
    }
}

fn id_of(bytes: &[u8]) -> Option<Id> {
    Some(Id::from_bytes(bytes.try_into().ok()?))
}

/// Where those live now of whom the needs of these households speak.
fn following(
    register: &Register,
    of: &BTreeMap<Id, BTreeSet<Id>>,
    twins: &HashMap<Id, Id>,
) -> Vec<Following> {
    let goes_on = |person: &Id| twins.get(person).copied().unwrap_or(*person);
    let wanted: BTreeSet<Id> = of.values().flatten().map(goes_on).collect();
    let mut homes: HashMap<Id, (Id, Id)> = HashMap::new();
    for house in register.houses() {
        for person in house.people().filter(|person| wanted.contains(&person.id)) {
            homes.insert(person.id, (house.household.id, house.cell));
        }
    }
    let mut found = Vec::new();
    for (from, people) in of {
        let whole = register.goes_on(from);
        let mut into: BTreeMap<Id, (Id, Vec<(Id, Id)>)> = BTreeMap::new();
        if let Some(house) = whole {
            into.insert(house.household.id, (house.cell, Vec::new()));
        }
        for person in people {
            let goes = goes_on(person);
            let Some((home, cell)) = homes.get(&goes).filter(|(home, _)| home != from) else {
                continue;
            };
            into.entry(*home).or_insert((*cell, Vec::new())).1.push((*person, goes));
        }
        found.push(Following { from: *from, into, whole: whole.map(|house| house.household.id) });
    }
    found
}
