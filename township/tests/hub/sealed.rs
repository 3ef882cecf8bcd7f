//! Class C4: the hub numbers the envelope and passes it on, and has no key that opens it.

use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, Outcome, Purpose, Refusal};
use gridwork_seal::{BoxKey, BoxPublic, sha256};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item, SealedRecord};

use crate::support::{Counting, NOON, fixture, outcomes};

#[test]
fn the_hub_passes_a_sealed_record_on_and_cannot_open_it() {
    let f = fixture(1);
    let director = f.person(Role::ChildDirector);
    let mut holder = f.phone(director);
    let mut worker = f.phone(f.person(Role::GridWorker));
    holder.pull(&f.hub);
    worker.pull(&f.hub);
    let (index, stream) = worker
        .table
        .iter()
        .find(|(_, stream)| stream.class == Class::C4 && stream.purpose == Purpose::Children)
        .map(|(index, stream)| (*index, *stream))
        .expect("everybody may hand in to the child post");
    let to = BoxPublic(*holder.box_key.public().as_bytes());
    let words = "单独留在家里的孩子";
    let sealed = to.seal(&mut Counting(11), "gridwork/c4", &[], words.as_bytes()).unwrap();
    let record = SealedRecord {
        id: Id::v7(NOON.0 as u64, [8; 10]),
        object: None,
        post: stream.scope,
        key: sha256(&[to.as_bytes()])[..8].to_vec(),
        sealed: sealed.clone(),
    };
    let item = |record: SealedRecord| Item { stream: index, body: Body::Sealed(record) };
    let to_nobody = SealedRecord { key: vec![0; 8], ..record.clone() };
    let response = worker.send(&f.hub, vec![item(to_nobody), item(record.clone())]);
    assert_eq!(outcomes(&response), [Outcome::Refused(Refusal::Malformed), Outcome::Accepted]);
    assert!(!worker.held.contains_key(&index), "who hands in does not read");
    holder.pull(&f.hub);
    let at = holder.index(stream);
    let got = holder.held[&at].iter().find_map(|body| match body {
        EntryBody::Sealed { record, .. } => Some(record.clone()),
        _ => None,
    });
    let got = got.expect("the holder of the post receives it");
    let opened = holder.box_key.open("gridwork/c4", &[], &got.sealed).unwrap();
    assert_eq!(opened, words.as_bytes());
    // Every key the hub has, tried on the envelope.
    let keys =
        gridwork_township::keys::HubKeys::read(&f.folder.path().join("hub/hub.keys")).unwrap();
    assert!(keys.box_key.open("gridwork/c4", &[], &sealed).is_err());
    for rest in keys.rest.values() {
        assert!(rest.key().open(&[], &sealed).is_err());
    }
    assert!(BoxKey::from_seed(keys.online.seed()).open("gridwork/c4", &[], &sealed).is_err());
}
