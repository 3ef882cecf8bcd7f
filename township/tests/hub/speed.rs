//! How fast batches are admitted with every check. Prints; asserts only that nothing is refused,
//! because a figure of time belongs to the bench.

use std::time::Instant;

use gridwork_model::permission::Role;
use gridwork_model::{Class, Outcome, Purpose};

use crate::support::{fixture, new_place, outcomes, place_change};

#[test]
#[ignore = "prints a figure; run with --ignored --nocapture in an optimised build"]
fn admission_per_second() {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C1, Purpose::Places));
    let mut documents: Vec<_> = (0..100).map(new_place).collect();
    for round in 0..10 {
        let items: Vec<_> = (0..1_000)
            .map(|i| {
                let first = round == 0 && i < 100;
                let name = format!("{round}-{i}");
                place_change(&phone, &mut documents[i % 100], 1, index, &name, first)
            })
            .collect();
        let bytes = phone.frame(items);
        let began = Instant::now();
        let response = phone.post(&f.hub, &bytes);
        let seconds = began.elapsed().as_secs_f64();
        assert!(outcomes(&response).iter().all(|outcome| *outcome == Outcome::Accepted));
        println!("round {round}: {:.0} changes/s", 1_000.0 / seconds);
    }
}
