//! The key that signs for the hub is replaced: phones that were there before go on, whatever of the first
//! answers is lost, and nobody else can put a key in its place.

use gridwork_core::{Code, HttpOutcome, NewIncident, SyncBudget};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Moment};
use gridwork_seal::{SigningKey, sha256};
use gridwork_sync::enrol::certify_online_key;
use gridwork_sync::{Failure, Order, Request, Response};
use gridwork_tests::world::{Phone, World};
use gridwork_township::HubError;
use gridwork_township::audit::Actor;

fn report(phone: &Phone, words: &str) -> Id {
    let new = NewIncident {
        words: words.into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        ..NewIncident::default()
    };
    phone.core().report(new).unwrap()
}

fn rotate(world: &World) -> Result<(), HubError> {
    let root = SigningKey::from_seed(&world.root);
    world.hub.rotate_online(&root, Actor::Operator, world.clock.now())
}

/// Everything is said, and everybody has the same.
fn settled(phones: &[&Phone]) {
    for phone in phones {
        let state = phone.core().sync_state().unwrap();
        assert_eq!((state.waiting, state.unconfirmed, state.problem.as_deref()), (0, 0, None));
        assert_eq!(phone.core().inventory().unwrap(), phones[0].core().inventory().unwrap());
    }
}

#[test]
fn phones_go_on_across_a_new_key_of_the_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let (mut one, mut two) = (world.phone(person, cell), world.phone(person, cell));
    for phone in [&mut one, &mut two] {
        assert_eq!(phone.sync(&world).problem, None);
    }
    let before = world.hub.public_keys();
    report(&one, "换钥匙以前报的");
    one.sync(&world);
    report(&two, "换钥匙时还没送的");
    rotate(&world).unwrap();
    let after = world.hub.public_keys();
    assert_eq!(before.0, after.0, "the root stays");
    assert_ne!(before.1, after.1);

    // The first answer under the new key is lost, twice; the phone asks again and goes on.
    report(&one, "换钥匙以后报的");
    for _ in 0..2 {
        let request = one.core().next_request(SyncBudget::default()).unwrap().unwrap();
        world.post(&request);
        let lost = one.core().complete_request(request.id, HttpOutcome::Unreachable);
        assert_ne!(lost.unwrap().problem, None);
    }
    for phone in [&mut one, &mut two] {
        let done = phone.sync(&world);
        assert_eq!((done.problem, done.refused), (None, 0));
    }
    one.sync(&world);
    settled(&[&one, &two]);
    // It is kept: the phone starts again, the hub too, and the next key follows.
    one.kill();
    one.start();
    world.restart_hub().unwrap();
    assert_eq!(world.hub.public_keys(), after);
    report(&one, "都重新开过");
    assert_eq!(one.sync(&world).problem, None);
    rotate(&world).unwrap();
    rotate(&world).unwrap();
    report(&two, "换过三次");
    for _ in 0..2 {
        for phone in [&mut one, &mut two] {
            assert_eq!(phone.sync(&world).problem, None);
        }
    }
    let mut fresh = world.phone(person, cell);
    assert_eq!(fresh.sync(&world).problem, None);
    settled(&[&one, &two, &fresh]);
    assert_eq!(fresh.core().incidents(0, 10).unwrap().len(), 5);
    world.hub.verify().unwrap();
    // A phone that knows the key is told of it no more.
    let request = one.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let HttpOutcome::Answer { body, .. } = world.post(&request) else { panic!("no answer") };
    let asked = Request::parse(&request.body).unwrap().request.time;
    assert!(Response::parse(&body, asked).unwrap().response.orders.is_empty());
}

#[test]
fn nobody_without_the_root_key_replaces_the_key_of_the_hub() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, cell);
    assert_eq!(phone.sync(&world).problem, None);
    let stranger = SigningKey::from_seed(&[66; 32]);
    let now = world.clock.now();
    let refused = world.hub.rotate_online(&stranger, Actor::Operator, now);
    assert!(matches!(refused, Err(HubError::Invalid("root key"))));

    // Whoever sits in the line certifies a key of its own.
    let own = SigningKey::from_seed(&[67; 32]);
    let key = own.verifying().as_bytes().to_vec();
    let certificate = certify_online_key(&stranger, own.verifying().as_bytes());
    let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let asked: Moment = Request::parse(&request.body).unwrap().request.time;
    let said = Response {
        failure: None,
        orders: vec![Order::OnlineKey { key, certificate }],
        ..Response::failed(Failure::Busy, 1, now)
    };
    let body = said.seal(&own, &sha256(&[&request.body]), asked);
    let answer = HttpOutcome::Answer { status: 200, body };
    let refused = phone.core().complete_request(request.id, answer).unwrap_err();
    assert_eq!(refused.code, Code::HubKey);
    assert_eq!(phone.sync(&world).problem, None, "and its own hub is believed as before");
}

#[test]
fn a_backup_from_before_the_new_key_is_made_good_by_another_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, cell) = world.people(Role::GridWorker)[0];
    let mut phone = world.phone(person, cell);
    assert_eq!(phone.sync(&world).problem, None);
    let archive = world.back_up_hub().unwrap();
    rotate(&world).unwrap();
    let incident = report(&phone, "换了钥匙报的");
    assert_eq!(phone.sync(&world).problem, None);

    world.restore_hub(&archive).unwrap();
    let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let refused = phone.core().complete_request(request.id, world.post(&request)).unwrap_err();
    assert_eq!(refused.code, Code::HubKey, "the archive has the old key");
    rotate(&world).unwrap();
    for _ in 0..2 {
        assert_eq!(phone.sync(&world).problem, None);
    }
    settled(&[&phone]);
    let mut fresh = world.phone(person, cell);
    assert_eq!(fresh.sync(&world).problem, None);
    assert_eq!(fresh.core().incident(incident).unwrap().words, "换了钥匙报的");
    world.hub.verify().unwrap();
}
