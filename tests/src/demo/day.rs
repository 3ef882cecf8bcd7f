//! A working day: out on the road with hours without signal, home in the evening with some.

use indicatif::ProgressBar;

use super::account::Account;
use super::office;
use crate::link::Signal;
use crate::seeded::Seeded;
use crate::simulation::Promise;
use crate::simulation::work;
use crate::world::{Phone, World};

/// Hours of a working day.
pub(super) const HOURS: u64 = 9;

/// An hour of it, and what one act takes.
const HOUR_MS: i64 = 3_600_000;
const ACT_MS: i64 = 20_000;

/// Lets everybody work one day.
pub(super) fn work(
    world: &World,
    phones: &mut [Phone],
    day: u32,
    seed: u64,
    promises: &mut Vec<Promise>,
    account: &mut Account,
    bar: &ProgressBar,
) -> Result<(), String> {
    let mut chance = Seeded::new(seed).fork(100 + u64::from(day));
    for hour in 0..HOURS {
        let begun = world.clock.now();
        for (index, phone) in phones.iter_mut().enumerate() {
            phone.link.signal = signal(hour, index, &mut chance);
            let acts = 1 + chance.below(4);
            for act in 0..acts {
                let number = day * 1_000 + hour as u32 * 100 + act as u32;
                world.clock.advance_ms(ACT_MS);
                let Some(promise) = work::act(phone, index, number, false, &mut chance)? else {
                    continue;
                };
                account.entered += 1;
                account.entered_offline += u64::from(phone.link.signal == Signal::None);
                match &promise {
                    Some(Promise::Finished { .. }) => account.visits += 1,
                    Some(Promise::Incident { .. }) => account.incidents += 1,
                    _ => {}
                }
                promises.extend(promise);
            }
            account.verified += office::verify(phone, &mut chance)?;
            // Also in an hour without signal: what is written is promised when it is written.
            work::remember(promises, phone, index)?;
            if phone.link.signal != Signal::None {
                let before = phone.core().sync_state().map_or(0, |s| s.waiting + s.unconfirmed);
                let busy = phone.link.busy_ms;
                phone.sync_over_link(world, 3);
                let after = phone.core().sync_state().map_or(0, |s| s.waiting + s.unconfirmed);
                // Phones are on the air at the same time; what one of them took is charged to all.
                world.clock.advance_ms((phone.link.busy_ms - busy) as i64);
                account.received += u64::from(before.saturating_sub(after));
            }
            bar.inc(1);
        }
        office::round(world, &mut chance, &mut account.steps)?;
        let left = HOUR_MS - (world.clock.now().0 - begun.0);
        world.clock.advance_ms(left.max(0));
    }
    // The night.
    world.clock.advance_ms(15 * 3_600_000);
    Ok(())
}

/// One look around of everybody who carries a phone, while somebody sits at the console: each may do
/// something, and what was done comes in when there is signal. The township is left to who sits there.
pub(super) fn look_around(
    world: &World,
    phones: &mut [Phone],
    turn: u32,
    seed: u64,
) -> Result<(), String> {
    let mut chance = Seeded::new(seed).fork(1_000_000 + u64::from(turn));
    for (index, phone) in phones.iter_mut().enumerate() {
        phone.link.signal = signal(u64::from(turn), index, &mut chance);
        if chance.chance(300) {
            // Behind the numbers of the days before.
            work::act(phone, index, 1_000_000 + turn, false, &mut chance)?;
        }
        office::verify(phone, &mut chance)?;
        if phone.link.signal != Signal::None {
            phone.sync_over_link(world, 3);
        }
    }
    Ok(())
}

/// The road has no signal for hours; the villages have little; the office has Wi-Fi.
fn signal(hour: u64, index: usize, chance: &mut Seeded) -> Signal {
    match (hour + index as u64) % HOURS {
        0 => Signal::Office,
        1..=4 => Signal::None,
        5 | 6 => {
            if chance.chance(600) {
                Signal::Gprs
            } else {
                Signal::None
            }
        }
        _ => {
            if chance.chance(700) {
                Signal::Edge
            } else {
                Signal::Gprs
            }
        }
    }
}
