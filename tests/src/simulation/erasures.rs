//! A household or a person is erased by law in the midst of it all, also while phones are out of reach
//! that hold it or write about it. In the end no byte of it is left on phone or hub.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gridwork_core::{Code, Holding, TaskRef};
use gridwork_model::permission::Role;
use gridwork_model::roster::LeftReason;
use gridwork_model::{Class, Founding, Id, Purpose, limits};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;
use gridwork_township::erase::Subject;
use gridwork_township::register::list::Part;

use super::check::listed_tasks;
use super::deeds::DISPUTED;
use super::desk::{cells, staff};
use super::work::{Promise, of_ledger};
use crate::seeded::Seeded;
use crate::traces::{Needles, lies_under};
use crate::world::{Phone, World};

/// Who was erased, and what must not be found again.
pub(crate) struct Gone {
    home: Id,
    /// Whether the household is gone with them.
    whole: bool,
    /// Who.
    people: BTreeSet<Id>,
    names: BTreeSet<String>,
    /// What was destroyed; who moved away from a household is gone from there too, and it goes on.
    destroyed: BTreeSet<Id>,
    /// Documents and ledgers that were destroyed or would have been.
    entities: BTreeSet<Id>,
    /// Bytes that were sealed on phones and hub.
    sealed: Vec<Vec<u8>>,
}

/// Erases somebody of the households that all work on.
pub(super) fn erase(
    world: &World,
    phones: &[Phone],
    chance: &mut Seeded,
) -> Result<Option<Gone>, String> {
    let fault = |error: HubError| format!("an erasure: {error}");
    let now = world.clock.now();
    let Some(cell) = chance.pick(&cells(world)).copied() else { return Ok(None) };
    let clerk = staff(world, cell, Role::DataClerk);
    let all = Part { skip: 0, limit: usize::MAX };
    let residents = world.hub.residents(&clerk, cell, "", all, now).map_err(fault)?.items;
    let homes: BTreeSet<Id> = residents.iter().map(|line| line.household).collect();
    let homes: Vec<Id> = homes.into_iter().take(DISPUTED).collect();
    let Some(home) = chance.pick(&homes).copied() else { return Ok(None) };
    let here: Vec<_> = residents.iter().filter(|line| line.household == home).collect();
    let Some(person) = chance.pick(&here).map(|line| line.id) else { return Ok(None) };
    let whole = chance.chance(500);
    let mut gone = Gone {
        home,
        whole,
        people: BTreeSet::new(),
        names: BTreeSet::new(),
        destroyed: BTreeSet::new(),
        entities: BTreeSet::new(),
        sealed: Vec::new(),
    };
    let goes = |id: Id| whole || id == person;
    for line in here.iter().filter(|line| goes(line.id)) {
        gone.people.insert(line.id);
        gone.names.insert(line.name.clone());
    }
    for view in phones.iter().filter_map(|phone| phone.core().household(home).ok()) {
        // Who went to another household belongs there.
        let former = view.former.into_iter().filter(|it| it.left != LeftReason::Transferred.code());
        for member in view.members.into_iter().chain(former).filter(|it| goes(it.person)) {
            gone.people.insert(member.person);
            gone.names.insert(member.name);
        }
    }
    let before = sealed(world, phones, home)?;
    let subject = match whole {
        true => Subject::Household(home),
        false => Subject::Person { household: home, person },
    };
    let certificate = world.hub.erase(subject, "示例依据", Actor::Operator, now).map_err(fault)?;
    gone.destroyed.extend(certificate.destroyed);
    gone.entities.extend(&gone.destroyed);
    let destroyed = before.into_iter().filter(|(id, _)| gone.entities.contains(id));
    gone.sealed = destroyed.flat_map(|(_, blobs)| blobs).collect();
    gone.see_tasks(phones)?;
    Ok(Some(gone))
}

/// What phones and hub hold sealed of the documents of a household.
fn sealed(world: &World, phones: &[Phone], home: Id) -> Result<BTreeMap<Id, Vec<Vec<u8>>>, String> {
    let mut ids: Vec<Id> = Founding::documents_of(home).collect();
    for purpose in Purpose::ALL.into_iter().filter(|purpose| purpose.holds(Class::C3)) {
        for epoch in 0..limits::HOUSEHOLD_EPOCHS {
            ids.push(Founding::Needs { household: home, purpose, epoch }.document());
        }
    }
    let mut found: BTreeMap<Id, Vec<Vec<u8>>> = BTreeMap::new();
    let on_phone = [
        "SELECT c.raw FROM changes c JOIN documents d ON d.n = c.document WHERE d.id = ?1",
        "SELECT k.wrapped FROM data_keys k JOIN documents d ON d.key = k.n WHERE d.id = ?1",
        "SELECT payload FROM rows WHERE owner = ?1",
    ];
    let at_hub = [
        "SELECT payload FROM entry WHERE entity = ?1",
        "SELECT data_key FROM entity WHERE id = ?1",
    ];
    // A disk that can be full is looked at by nobody else.
    let here = phones.iter().filter(|phone| phone.disk.is_none());
    let mut files: Vec<_> = here.map(|p| (p.dir.join("gridwork.db"), &on_phone[..])).collect();
    files.push((world.hub_dir().join("hub.db"), &at_hub[..]));
    for (file, queries) in files {
        for (id, blobs) in lies_under(&file, queries, &ids).map_err(|error| error.to_string())? {
            found.entry(id).or_default().extend(blobs);
        }
    }
    Ok(found)
}

impl Gone {
    /// Counts the tasks about them in, such as are listed about others.
    pub(super) fn see_tasks(&mut self, phones: &[Phone]) -> Result<(), String> {
        let mut kinds = BTreeSet::new();
        for phone in phones {
            let listed = listed_tasks(phone.core())?;
            kinds.extend(listed.into_iter().map(|(template, _, window)| (template, window)));
        }
        // Of a household that goes on only the tasks about the person go.
        let home = self.whole.then_some(&self.home);
        for target in self.people.iter().chain(home).copied() {
            for (template, window) in kinds.iter().cloned() {
                self.entities.insert(TaskRef { template, target, window }.id());
            }
        }
        Ok(())
    }

    /// Drops what was promised and is gone with them.
    pub(super) fn release(&self, promises: &mut Vec<Promise>) {
        let taken = promises.iter().filter(|promise| self.takes_along(promise));
        let founded = |promise: &Promise| match promise {
            Promise::Split { id, .. } => Some(*id),
            _ => None,
        };
        let founded: BTreeSet<Id> = taken.filter_map(founded).collect();
        // An act that speaks of them is not kept and names nobody, also as the act of a household that
        // stays: its entry goes, the record does not.
        let acts = promises.iter().filter(|promise| self.takes_along(promise));
        let act = |promise: &Promise| match promise {
            Promise::Moved { phone, from, .. } | Promise::Split { phone, from, .. } => {
                Some((*phone, *from))
            }
            _ => None,
        };
        let acts: BTreeSet<(usize, Id)> = acts.filter_map(act).collect();
        // A deed falls whole with the part that stands in what is erased.
        let part = |promise: &Promise| match promise {
            Promise::Entry { phone, said: Some(said), .. } if said.is_of_a_deed() => {
                Some((*phone, said.at().seconds()))
            }
            _ => None,
        };
        let fallen = promises.iter().filter(|promise| self.takes_along(promise));
        let fallen: BTreeSet<(usize, i64)> = fallen.filter_map(part).collect();
        let goes = |promise: &Promise| match promise {
            Promise::Entry { phone, entity, hash, .. } => {
                self.takes_along(promise)
                    || part(promise).is_some_and(|part| fallen.contains(&part))
                    || founded.contains(entity)
                    || (of_ledger(hash) && acts.contains(&(*phone, *entity)))
            }
            _ => self.takes_along(promise),
        };
        promises.retain(|promise| !goes(promise));
    }

    /// Whether what was promised is gone with them.
    fn takes_along(&self, promise: &Promise) -> bool {
        let named = |name: &str| self.names.contains(name);
        // What waits of a household that is founded anew goes too: it may speak of them.
        let here = |id: &Id| self.home == *id || self.destroyed.contains(id);
        match promise {
            Promise::Household { id, head, .. } => here(id) || named(head),
            Promise::Split { from, id, head, .. } => {
                here(from) || here(id) || self.people.contains(head)
            }
            Promise::Moved { from, to, person, .. } => {
                here(from) || here(to) || person.is_some_and(|id| self.people.contains(&id))
            }
            Promise::Member { household, name, .. } => here(household) || named(name),
            Promise::Finished { task, .. } => {
                here(&task.target) || self.people.contains(&task.target)
            }
            Promise::Entry { entity, .. } => {
                self.entities.contains(entity)
                    || Founding::documents_of(self.home).any(|id| id == *entity)
            }
            Promise::Incident { .. } | Promise::Closed { .. } | Promise::Photo { .. } => false,
        }
    }

    /// The people who are not looked for any more.
    pub(crate) fn people(&self) -> &BTreeSet<Id> {
        &self.people
    }

    /// The households that go on without somebody, under their ids as far as any were households.
    pub(crate) fn go_on(&self) -> impl Iterator<Item = Id> {
        let home = (!self.whole).then_some(self.home);
        let others = self.destroyed.iter().copied().filter(|id| *id != self.home);
        home.into_iter().chain(others)
    }
}

/// Nothing of who was erased is on any phone or at the hub.
pub(crate) fn nothing_is_left(
    world: &World,
    phones: &[&Phone],
    erased: &[Gone],
) -> Result<(), String> {
    for (index, phone) in phones.iter().enumerate() {
        let core = phone.core();
        let left = |what: &str| Err(format!("phone {index} still has {what} of who was erased"));
        let held = core.inventory().map_err(|error| error.to_string())?;
        for gone in erased {
            // The acts on a household that goes on stand under its id and stay with it.
            let acts = |held: &Holding| {
                let mut said = held.received.iter().chain(&held.unsettled);
                held.stream.purpose == Purpose::Roster
                    && gone.go_on().any(|id| id == held.entity)
                    && said.all(of_ledger)
            };
            let gone_from = |held: &&Holding| gone.entities.contains(&held.entity) && !acts(held);
            if let Some(held) = held.iter().find(gone_from) {
                return left(&format!("{held:?}"));
            }
            match core.household(gone.home) {
                Ok(_) if gone.whole => return left("the household"),
                Ok(view) => {
                    let mut all = view.members.iter().chain(&view.former);
                    if all.any(|member| gone.people.contains(&member.person)) {
                        return left("the person");
                    }
                }
                Err(error) if matches!(error.code, Code::NotFound | Code::Forbidden) => {}
                Err(error) => return Err(error.to_string()),
            }
            let drafts = core.drafts().map_err(|error| error.to_string())?;
            if drafts.iter().any(|draft| gone.entities.contains(&draft.record)) {
                return left("a draft");
            }
        }
    }
    let needles = Needles::new(erased.iter().flat_map(|gone| &gone.sealed));
    for phone in phones {
        phone.core().pause().map_err(|error| error.to_string())?;
    }
    let folders = phones.iter().map(|phone| phone.dir.as_path()).chain([world.hub_dir()]);
    let places: Vec<_> = folders.flat_map(|folder: &Path| needles.places(folder)).collect();
    for phone in phones {
        phone.core().resume().map_err(|error| error.to_string())?;
    }
    match places.first() {
        Some(place) => Err(format!("bytes of who was erased lie in {}", place.display())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use super::*;

    #[test]
    fn what_is_left_of_who_was_erased_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 4);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones = vec![world.phone(person, cell)];
        phones[0].sync(&world);
        for seed in 0..3 {
            let gone = erase(&world, &phones, &mut Seeded::new(seed)).unwrap().unwrap();
            let sealed = gone.sealed[0].clone();
            let erased = [gone];
            let left = |phones: &[Phone]| nothing_is_left(&world, &[&phones[0]], &erased);
            // The phone has not heard of it.
            assert!(left(&phones).unwrap_err().contains("of who was erased"));
            phones[0].sync(&world);
            left(&phones).unwrap();
            let file = phones[0].dir.join("forgotten");
            std::fs::write(&file, [&[0; 100], sealed.as_slice()].concat()).unwrap();
            assert!(left(&phones).unwrap_err().contains("forgotten"));
            std::fs::remove_file(file).unwrap();
        }
    }
}
