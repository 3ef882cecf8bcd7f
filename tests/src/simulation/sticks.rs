//! Work that goes by stick: a bundle is written where there is no signal, somebody takes it to the
//! township, and the receipt comes back the same way, late, twice, or never.

use std::fs;
use std::path::PathBuf;

use gridwork_core::Code;
use gridwork_township::HubError;

use super::{Account, Options, check};
use crate::seeded::Seeded;
use crate::world::{Phone, World};

/// The phone that has no signal at all until everything is healed, where work goes by stick.
const SILENT: usize = 1;

/// A stick in somebody's pocket.
struct Stick {
    phone: usize,
    path: PathBuf,
    /// Whether a receipt is on it, for the phone; a bundle for the township otherwise.
    receipt: bool,
}

/// The sticks of a run.
#[derive(Default)]
pub(super) struct Sticks {
    on_the_way: Vec<Stick>,
    written: u32,
}

/// Whether a phone hears nothing by radio.
pub(super) fn is_silent(options: &Options, index: usize) -> bool {
    options.by_stick && index == SILENT
}

impl Sticks {
    /// After an act of phone `index`: it may write a stick, and sticks arrive.
    pub(super) fn carry(
        &mut self,
        world: &World,
        phones: &mut [Phone],
        index: usize,
        chance: &mut Seeded,
        account: &mut Account,
    ) -> Result<(), String> {
        if chance.chance(if index == SILENT { 500 } else { 100 }) {
            self.write(world, phones, index)?;
        }
        for stick in std::mem::take(&mut self.on_the_way) {
            match chance.below(10) {
                0..=5 => self.on_the_way.push(stick),
                6 => {}
                twice => {
                    account.carried += u32::from(self.arrive(world, phones, &stick)?);
                    if twice == 7 {
                        self.on_the_way.push(stick);
                    }
                }
            }
        }
        Ok(())
    }

    fn stick(&mut self, world: &World, phone: usize, receipt: bool) -> Stick {
        self.written += 1;
        let path = world.dir.join(format!("stick-{}", self.written));
        Stick { phone, path, receipt }
    }

    fn write(&mut self, world: &World, phones: &[Phone], phone: usize) -> Result<(), String> {
        let stick = self.stick(world, phone, false);
        match phones[phone].core().export_bundle(&stick.path) {
            Ok(()) => self.on_the_way.push(stick),
            // It is asked to enrol again.
            Err(error) if error.code == Code::Revoked => {}
            Err(error) => return Err(format!("phone {phone} wrote no bundle: {error}")),
        }
        Ok(())
    }

    /// A stick is where it was to go; returns whether a receipt counted.
    fn arrive(
        &mut self,
        world: &World,
        phones: &mut [Phone],
        stick: &Stick,
    ) -> Result<bool, String> {
        let (phone, path) = (stick.phone, &stick.path);
        if stick.receipt {
            return match phones[phone].core().import_receipt(path) {
                Ok(completed) => {
                    phones[phone].refused += completed.refused;
                    Ok(completed.problem.is_none())
                }
                // What it answers to has gone another way since, or is asked on a later stick.
                Err(error) if matches!(error.code, Code::BundleOther | Code::WrongState) => {
                    Ok(false)
                }
                Err(error) if error.code == Code::BadAnswer => Ok(false),
                Err(error) => Err(format!("phone {phone} took no receipt: {error}")),
            };
        }
        let bytes = fs::read(path).map_err(|error| format!("a stick: {error}"))?;
        match world.hub.bundle(&bytes, world.clock.now()) {
            Ok(receipt) => {
                let back = self.stick(world, phone, true);
                fs::write(&back.path, receipt).map_err(|error| format!("a stick: {error}"))?;
                self.on_the_way.push(back);
            }
            // A restored hub has forgotten the device; it enrols again when it hears of it.
            Err(HubError::NotFound("device")) => {}
            Err(error) => return Err(format!("the hub took no bundle of phone {phone}: {error}")),
        }
        Ok(false)
    }

    /// What is still on its way when all is said by radio arrives, and changes nothing on any phone.
    pub(super) fn come_too_late(
        &mut self,
        world: &World,
        phones: &mut [Phone],
    ) -> Result<(), String> {
        for _ in 0..2 {
            for stick in std::mem::take(&mut self.on_the_way) {
                let before = check::held(phones)?;
                self.arrive(world, phones, &stick)?;
                if check::held(phones)? != before {
                    return Err(format!("a late stick changed phone {}", stick.phone));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

    use gridwork_model::permission::Role;

    use super::*;

    #[test]
    fn a_receipt_that_still_counts_does_not_come_too_late() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World::create_thinned(dir.path(), 5, 1, 2);
        let (person, cell) = world.people(Role::GridWorker)[0];
        let mut phones = vec![world.phone(person, cell)];
        phones[0].sync(&world);
        let mut sticks = Sticks::default();
        sticks.write(&world, &phones, 0).unwrap();
        phones[0].sync(&world);
        sticks.come_too_late(&world, &mut phones).unwrap();
        // Of this one nothing went by radio.
        phones[0]
            .core()
            .report(gridwork_core::NewIncident {
                words: "示例事件：只在盘上".to_owned(),
                category: "Y06".to_owned(),
                cell: Some(cell),
                place: Some("村口".to_owned()),
                ..Default::default()
            })
            .unwrap();
        sticks.write(&world, &phones, 0).unwrap();
        let late = sticks.come_too_late(&world, &mut phones).unwrap_err();
        assert!(late.contains("changed phone 0"), "{late}");
    }
}
