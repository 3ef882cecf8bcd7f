//! A phone belongs to training or to work, and never passes from one to the other.

use gridwork_core::{Code, CoreStatus, HttpOutcome};
use gridwork_model::Id;
use gridwork_model::permission::Role;
use gridwork_tests::seeded::Seeded;
use gridwork_tests::world::{SeededEntropy, World};
use gridwork_township::audit::Actor;
use gridwork_township::{Hub, HubOptions, Limits, Mode};

#[test]
fn a_phone_of_a_training_hub_does_not_become_one_of_a_production_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, cell);
    assert_eq!(phone.sync(&world).problem, None);
    let now = world.clock.now();
    let options = HubOptions {
        mode: Mode::Production,
        limits: Limits::for_tests(),
        entropy: Box::new(SeededEntropy(Seeded::new(9))),
        public_url: "http://127.0.0.1:2".to_owned(),
    };
    let (real, _) = Hub::create(&dir.path().join("real"), options, now).unwrap();
    real.import_county(&world.county, Actor::Operator, now, &mut |_, _| {}).unwrap();

    // Only a phone that must be enrolled again may scan a code at all.
    let device = phone.core().device().unwrap();
    world.hub.revoke(device, Id::NIL, Actor::Operator, now).unwrap();
    phone.sync(&world);
    assert_ne!(phone.core().status().unwrap(), CoreStatus::Ready);
    let code = real.issue_code(person, Actor::Operator, now).unwrap().to_text();
    let request = phone.core().begin_enrolment(&code, "示例手机", "0.1.0").unwrap();
    let body = real.enrol(&request.body, "test", now);
    let answer = HttpOutcome::Answer { status: 200, body };
    let refused = phone.core().complete_request(request.id, answer).unwrap_err();
    assert_eq!(refused.code, Code::OtherKind);
    assert_eq!(refused.code.as_str(), "other_kind");
    // It is what it was, and its own hub takes it back.
    assert!(phone.core().training().unwrap());
    assert_eq!(phone.core().device().unwrap(), device);
    world.enrol(&mut phone);
    assert_eq!(phone.sync(&world).problem, None);
    assert!(phone.core().training().unwrap());
}

#[test]
fn whoever_heard_no_answer_enrols_with_the_same_code() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut phone = world.bare_phone(person, scope);
    phone.start();
    let now = world.clock.now();
    let code = world.hub.issue_code(person, Actor::Operator, now).unwrap().to_text();
    let request = phone.core().begin_enrolment(&code, "示例手机", "0.1.0").unwrap();
    world.post(&request); // The hub has used the code up; its answer is lost on the way.
    let lost = phone.core().complete_request(request.id, HttpOutcome::Unreachable).unwrap();
    assert!(lost.problem.is_some());
    phone.kill();
    phone.start();
    let again = phone.core().begin_enrolment(&code, "示例手机", "0.1.0").unwrap();
    assert!(phone.core().complete_request(again.id, world.post(&again)).unwrap().more);
    assert_eq!(phone.core().status().unwrap(), CoreStatus::Ready);
    // Other keys are another phone.
    let mut other = world.bare_phone(person, scope);
    other.start();
    let request = other.core().begin_enrolment(&code, "示例手机", "0.1.0").unwrap();
    let used = other.core().complete_request(request.id, world.post(&request)).unwrap_err();
    assert_eq!(used.code, Code::QrUsed);
}
