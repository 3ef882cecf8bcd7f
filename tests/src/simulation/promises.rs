//! What was accepted on a phone is at the hub, or named on the device that said it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use gridwork_core::Core;
use gridwork_model::Id;
use gridwork_model::permission::Role;

use super::check::{households, received};
use super::desk::staff;
use super::said::{self, Draft, Found};
use super::work::{Promise, of_ledger};
use crate::world::{Phone, World};

/// How promises were kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// What was promised is at the hub.
    pub at_hub: u32,
    /// Of it, changes that were said again and are there under another name.
    pub again: u32,
    /// Of it, changes that would have changed nothing when they were to be said again: every field had been
    /// written so.
    pub stood: u32,
    /// Of it, entries of incidents that only the office sees: the record is there.
    pub by_record: u32,
    /// The rest is named on its device.
    pub named: u32,
}

impl AddAssign for Kept {
    fn add_assign(&mut self, other: Kept) {
        self.at_hub += other.at_hub;
        self.again += other.again;
        self.stood += other.stood;
        self.by_record += other.by_record;
        self.named += other.named;
    }
}

/// Every accepted entry is at the hub, or kept as a draft on the device that said it.
pub(crate) fn promises_are_kept(
    world: &World,
    phones: &[Phone],
    fresh: &[Phone],
    promises: &[Promise],
    anew: &[Id],
) -> Result<Kept, String> {
    let at_hub = AtHub::of(world, fresh, anew)?;
    let (mut kept, mut renamed, mut missing) = (Kept::default(), Vec::new(), Vec::new());
    for promise in promises {
        if at_hub.holds(promise) {
            kept.at_hub += 1;
        } else if at_hub.has_the_record(promise) {
            (kept.at_hub, kept.by_record) = (kept.at_hub + 1, kept.by_record + 1);
        } else if has_another_name(phones, promise) {
            renamed.push(promise);
        } else {
            missing.push(promise);
        }
    }
    let changed: BTreeSet<Id> = renamed.iter().map(|promise| promise.entity()).collect();
    let mut changes = Vec::new();
    for phone in fresh.iter().filter(|_| !changed.is_empty()) {
        changes.push(said::changes(phone, &changed)?);
    }
    for promise in renamed {
        let Promise::Entry { entity, said: Some(said), .. } = promise else { continue };
        let found = changes.iter().filter_map(|all| all.get(entity)).map(|all| said.among(all));
        match found.max() {
            None | Some(Found::Not) => missing.push(promise),
            Some(Found::Again) => (kept.at_hub, kept.again) = (kept.at_hub + 1, kept.again + 1),
            Some(Found::Stood) => (kept.at_hub, kept.stood) = (kept.at_hub + 1, kept.stood + 1),
        }
    }
    let mut drafts: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
    for promise in missing {
        let index = promise.phone();
        let drafts = match drafts.entry(index) {
            std::collections::btree_map::Entry::Occupied(read) => read.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert(said::drafts(&phones[index])?)
            }
        };
        match drafts.iter().any(|draft| draft.keeps(promise)) {
            true => kept.named += 1,
            false => return Err(format!("lost: {promise:?}")),
        }
    }
    Ok(kept)
}

/// Whether a change may have been said again under another name: after another enrolment or a refusal. An
/// entry of a ledger keeps its id whoever says it again.
fn has_another_name(phones: &[Phone], promise: &Promise) -> bool {
    match promise {
        Promise::Entry { phone, device, hash, .. } => {
            let phone = &phones[*phone];
            let same = phone.core().device().is_ok_and(|now| now == *device);
            !of_ledger(hash) && (!same || phone.refused > 0)
        }
        _ => false,
    }
}

/// What the hub has, as fresh downloads show it.
struct AtHub<'a> {
    world: &'a World,
    fresh: &'a [Phone],
    /// What went to another cell is on the phones there.
    entries: BTreeMap<Id, BTreeSet<[u8; 32]>>,
    /// The names of everybody who lives somewhere: who was moved since lives in another house.
    names: BTreeSet<String>,
}

impl AtHub<'_> {
    fn of<'a>(world: &'a World, fresh: &'a [Phone], anew: &[Id]) -> Result<AtHub<'a>, String> {
        let mut entries: BTreeMap<Id, BTreeSet<[u8; 32]>> = BTreeMap::new();
        for phone in fresh {
            for ((_, entity), said) in received(phone)? {
                entries.entry(entity).or_default().extend(said);
            }
        }
        let members = households(fresh, anew)?.into_iter().flat_map(|home| home.members);
        let names = members.map(|member| member.name).collect();
        Ok(AtHub { world, fresh, entries, names })
    }

    fn holds(&self, promise: &Promise) -> bool {
        match promise {
            Promise::Incident { id, words, .. } => {
                self.shows(|hub| hub.incident(*id).is_ok_and(|incident| incident.words == *words))
                    || self.at_the_desk(*id).is_some_and(|report| report == *words)
            }
            Promise::Finished { task, .. } => {
                self.shows(|hub| hub.task(task).is_ok_and(|task| task.closed))
            }
            Promise::Split { id, .. } => self.shows(|hub| hub.household(*id).is_ok()),
            Promise::Household { head: name, .. } | Promise::Member { name, .. } => {
                self.names.contains(name)
            }
            Promise::Photo { hash, .. } => self.world.hub.file(hash).is_ok(),
            Promise::Entry { entity, hash, .. } => {
                self.entries.get(entity).is_some_and(|all| all.contains(hash))
            }
            // What is in the first the post alone can say, and its checker asks there. What the other says
            // is asked for by its entries; this tells whom they concern.
            Promise::Closed { .. } | Promise::Moved { .. } => true,
        }
    }

    /// Whether what is promised is an entry of an incident that the office alone sees.
    fn has_the_record(&self, promise: &Promise) -> bool {
        let incident = match promise {
            Promise::Entry { entity, hash, .. } if of_ledger(hash) => *entity,
            _ => return false,
        };
        self.at_the_desk(incident).is_some()
    }

    fn shows(&self, what: impl Fn(&Core) -> bool) -> bool {
        self.fresh.iter().any(|phone| what(phone.core()))
    }

    /// The words of an incident of a cell that has ended. It stays with the cell it was reported in, where no
    /// phone of the village shows it any more; the office sees it to its end (ADR 26).
    fn at_the_desk(&self, incident: Id) -> Option<String> {
        let (hub, now) = (&self.world.hub, self.world.clock.now());
        let rows = hub.incidents(Id::NIL, false).ok()?.into_iter();
        let cell = rows.filter(|row| row.id == Some(incident)).find_map(|row| row.cell)?;
        let standing = hub.standing();
        let ended =
            standing.directory.cell(cell).is_some_and(|cell| !cell.validity.holds(now.day()));
        let officer = staff(self.world, cell, Role::DutyOfficer);
        let seen = ended.then(|| hub.incident(&officer, &incident, false, now).ok()).flatten();
        seen.map(|seen| seen.report)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use std::fs;
    use std::path::Path;

    use gridwork_core::{NewIncident, SyncBudget};
    use gridwork_model::{Purpose, Value};

    use super::super::check::{fresh_replicas, no_queue_is_stuck};
    use super::super::work::{self, remember};
    use super::*;

    /// Worlds with a worker who carries so many phones.
    fn begun(dir: &Path, carried: usize) -> (World, Vec<Phone>) {
        let mut world = World::create_thinned(dir, 5, 1, 2);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones: Vec<Phone> = (0..carried).map(|_| world.phone(person, cell)).collect();
        for phone in &mut phones {
            phone.sync(&world);
        }
        (world, phones)
    }

    fn homes(phone: &Phone) -> Vec<Id> {
        let held = phone.core().inventory().unwrap().into_iter();
        let roster = held.filter(|held| held.stream.purpose == Purpose::Roster);
        let ids = roster.map(|held| held.entity);
        ids.filter(|id| phone.core().household(*id).is_ok()).collect()
    }

    fn says(phone: &Phone, field: &str, words: &str) {
        let words = Value::Text(words.to_owned());
        phone.core().edit_household(homes(phone)[0], field, words).unwrap();
    }

    fn checked(world: &mut World, phones: &[Phone], promises: &[Promise]) -> Result<Kept, String> {
        let fresh = fresh_replicas(world, phones).unwrap();
        promises_are_kept(world, phones, &fresh, promises, &[])
    }

    #[test]
    fn what_was_never_said_is_lost() {
        let dir = tempfile::tempdir().unwrap();
        let (mut world, phones) = begun(dir.path(), 1);
        let home = homes(&phones[0])[0];
        let words = "没有说过的".to_owned();
        for never in [
            Promise::Incident { phone: 0, id: home, words },
            Promise::Split { phone: 0, from: home, id: Id::derived("never", &[]), head: home },
            Promise::Member { phone: 0, household: home, name: "没有这个人".to_owned() },
            Promise::Photo { phone: 0, incident: home, hash: [7; 32] },
        ] {
            let lost = checked(&mut world, &phones, &[never]).unwrap_err();
            assert!(lost.starts_with("lost"), "{lost}");
        }
    }

    /// Lets a phone say something and be restored from what it was before: its chain forks.
    fn fork(world: &World, phone: &mut Phone, copy: &Path) {
        phone.copy_to(copy).unwrap();
        says(phone, "nickname", &format!("老{}家", copy.display().to_string().len()));
        for _ in 0..3 {
            phone.sync(world);
        }
        phone.restore_from(copy).unwrap();
    }

    #[test]
    fn what_a_phone_says_again_as_another_device_is_found_and_what_it_dropped_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let (mut world, mut phones) = begun(dir.path(), 1);
        let mut promises = Vec::new();
        fork(&world, &mut phones[0], &dir.path().join("copy"));
        let was = phones[0].core().device().unwrap();
        for said in ["示意一号", "示意二号"] {
            says(&phones[0], "address", said);
            remember(&mut promises, &phones[0], 0).unwrap();
            remember(&mut promises, &phones[0], 0).unwrap();
            world.clock.advance_ms(60_000);
        }
        assert_eq!(promises.len(), 2, "each once");
        work::settle(&world, &mut phones[0]).unwrap();
        assert_ne!(phones[0].core().device().unwrap(), was);
        let kept = checked(&mut world, &phones, &promises).unwrap();
        assert_eq!(kept, Kept { at_hub: 2, again: 2, ..Kept::default() });

        // The phone is enrolled again once more, and the record is there; what was said in between is not.
        let copy = dir.path().join("another copy");
        fork(&world, &mut phones[0], &copy);
        let was = phones[0].core().device().unwrap();
        says(&phones[0], "address", "示意三号");
        remember(&mut promises, &phones[0], 0).unwrap();
        phones[0].restore_from(&copy).unwrap();
        work::settle(&world, &mut phones[0]).unwrap();
        assert_ne!(phones[0].core().device().unwrap(), was);
        let lost = checked(&mut world, &phones, &promises).unwrap_err();
        assert!(lost.starts_with("lost") && lost.contains("示意三号"), "{lost}");
    }

    #[test]
    fn a_draft_names_what_it_keeps_and_nothing_else_of_its_record() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 4);
        // A link cadre corrects; merging households is for others, which only the hub knows.
        let (person, village) = world.people(Role::LinkCadre)[0];
        let mut phones = vec![world.phone(person, village)];
        phones[0].sync(&world);
        let (homes, core, mut promises) = (homes(&phones[0]), phones[0].core(), Vec::new());
        core.edit_household(homes[0], "merged_into", Value::Ref(homes[1])).unwrap();
        says(&phones[0], "address", "示意东头");
        phones[0].core().note_household(homes[0], "院里有狗").unwrap();
        remember(&mut promises, &phones[0], 0).unwrap();
        assert_eq!(promises.len(), 3);
        phones[0].sync(&world);
        let kept = checked(&mut world, &phones, &promises).unwrap();
        assert_eq!(kept, Kept { at_hub: 2, again: 2, named: 1, ..Kept::default() });

        // Of the same record there is a draft, of something else.
        let address = promises.iter().find(|promise| format!("{promise:?}").contains("示意东头"));
        let Some(Promise::Entry { phone, device, entity, said: Some(said), .. }) = address else {
            panic!("{promises:?}")
        };
        let (said, hash) = (Some(said.of_another_address("示意西头")), [7; 32]);
        let (phone, device, entity) = (*phone, *device, *entity);
        let never = Promise::Entry { phone, device, entity, hash, said };
        let lost = checked(&mut world, &phones, &[never]).unwrap_err();
        assert!(lost.starts_with("lost") && lost.contains("示意西头"), "{lost}");

        let draft = phones[0].core().drafts().unwrap().remove(0);
        phones[0].core().discard_draft(draft.no).unwrap();
        let lost = checked(&mut world, &phones, &promises).unwrap_err();
        assert!(lost.starts_with("lost") && lost.contains("merged_into"), "{lost}");
    }

    #[test]
    fn a_photo_that_never_arrives_is_stuck_and_lost_whatever_else_of_its_record_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (mut world, mut phones) = begun(dir.path(), 1);
        let photo = dir.path().join("photo.jpg");
        let bytes = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 20_000]].concat();
        fs::write(&photo, &bytes).unwrap();
        let incident = phones[0].core().report(NewIncident {
            words: "示例照片：桥塌了一块".to_owned(),
            category: "Y06".to_owned(),
            cell: Some(phones[0].scope),
            place: Some("西桥".to_owned()),
            photos: vec![photo],
            ..NewIncident::default()
        });
        let (incident, hash) = (incident.unwrap(), gridwork_seal::sha256(&[&bytes]));
        let promises = [Promise::Photo { phone: 0, incident, hash }];
        phones[0].sync_within(&world, SyncBudget { files: false, ..SyncBudget::default() });
        assert!(no_queue_is_stuck(&phones).unwrap_err().contains("files: 1"));
        let lost = checked(&mut world, &phones, &promises).unwrap_err();
        assert!(lost.starts_with("lost"), "{lost}");

        // The file does not open any more: it is given up, which the queue names and nobody may excuse.
        let blobs = fs::read_dir(phones[0].dir.join("blobs")).unwrap();
        for blob in blobs.map(|blob| blob.unwrap().path()) {
            fs::write(blob, [0; 100]).unwrap();
        }
        phones[0].sync(&world);
        assert!(no_queue_is_stuck(&phones).unwrap_err().contains("was refused"));
        let lost = checked(&mut world, &phones, &promises).unwrap_err();
        assert!(lost.starts_with("lost"), "{lost}");
    }
}
