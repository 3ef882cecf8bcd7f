//! A phone whose clock is years off: what it shows, what it may do and what it says.

use gridwork_core::{Code, NewIncident};
use gridwork_model::Class;
use gridwork_model::permission::Role;
use gridwork_tests::world::{Phone, World};

const DAY_MS: i64 = 86_400_000;
const YEAR_MS: i64 = 365 * DAY_MS;

fn restart(phone: &mut Phone) {
    phone.kill();
    phone.env.reboot();
    phone.start();
}

fn first_line(phone: &Phone) -> String {
    format!("{:?}", phone.core().today().unwrap().lines)
}

#[test]
fn a_clock_years_off_changes_no_list_no_lease_and_no_word_to_the_township() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 2);
    world.hub.issue_due(usize::MAX, world.clock.now()).unwrap();
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, scope);
    phone.sync(&world);
    let held = phone.core().inventory().unwrap();
    assert!(held.iter().any(|held| held.stream.class == Class::C3), "something is leased");
    let right = first_line(&phone);
    for years in [-10, -1, 1, 10] {
        for reboots in [false, true] {
            phone.env.set_skew_ms(years * YEAR_MS);
            if reboots {
                restart(&mut phone);
            }
            assert_eq!(first_line(&phone), right, "{years} years, booted anew: {reboots}");
            assert!(phone.core().inventory().is_ok(), "the leases hold");
            let incident = phone
                .core()
                .report(NewIncident {
                    words: format!("钟差了 {years} 年 {reboots}"),
                    category: "Y06".into(),
                    place: Some("村口".into()),
                    ..NewIncident::default()
                })
                .unwrap();
            let done = phone.sync(&world);
            assert_eq!((done.problem, done.refused), (None, 0), "{years} {reboots}");
            let read = world.hub.incidents(gridwork_model::Id::NIL, true).unwrap();
            let shown = read.iter().find(|shown| shown.id == Some(incident)).unwrap();
            let off: i64 = shown.reported_at.unwrap().0 - world.clock.now().0;
            assert!(
                off.abs() < DAY_MS,
                "the desk is told when it was, not what the clock said: {off}"
            );
        }
    }
}

#[test]
fn a_phone_that_lay_switched_off_believes_its_clock_and_one_set_back_does_not_stop_the_lease() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 2);
    world.hub.issue_due(usize::MAX, world.clock.now()).unwrap();
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, scope);
    phone.sync(&world);
    let first = first_line(&phone);
    phone.kill();
    world.clock.advance_ms(12 * DAY_MS);
    restart(&mut phone);
    assert_ne!(first_line(&phone), first, "twelve days later other things are due");
    // Set back to the day of the last contact at every start, the days that it ran still count.
    for _ in 0..40 {
        phone
            .env
            .set_skew_ms(world.clock.now().0.wrapping_neg() + gridwork_tests::world::MORNING.0);
        world.clock.advance_ms(DAY_MS);
        phone.core().pause().unwrap();
        restart(&mut phone);
    }
    let assistance = phone.core().inventory();
    assert_eq!(assistance.unwrap_err().code, Code::Locked);
}
