//! Data of every release so far opens in this one: a hub's folder, a phone's folder with work that
//! was never sent, and a request that was on its way.

use std::path::{Path, PathBuf};

use gridwork_core::{HttpRequest, RecordState};
use gridwork_tests::fixture::unpack;
use gridwork_tests::world::World;

fn releases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let found = std::fs::read_dir(folder).expect("fixtures are kept");
    found.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn a_phone_and_a_hub_of_every_release_open_and_end_in_agreement() {
    let releases = releases();
    assert!(!releases.is_empty());
    for release in releases {
        let dir = tempfile::tempdir().unwrap();
        let (said, _) = unpack(&release, dir.path()).unwrap();
        let world = World::kept(dir.path());
        let mut phone = world.kept_phone(&said);
        let core = phone.core();
        assert_eq!(core.incident(said.received).unwrap().words, said.words[0]);
        assert_eq!(core.incident(said.waiting).unwrap().words, said.words[1]);
        assert_eq!(core.state_of(said.received).unwrap(), RecordState::Received);
        assert_eq!(core.household(said.household).unwrap().address, said.address);
        assert!(core.sync_state().unwrap().waiting + core.sync_state().unwrap().unconfirmed > 0);
        let completed = phone.sync(&world);
        assert_eq!((completed.problem, completed.refused), (None, 0), "{}", said.version);
        let state = phone.core().sync_state().unwrap();
        assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
        assert_eq!(phone.core().state_of(said.waiting).unwrap(), RecordState::Received);
        let known = world.hub.incidents(gridwork_model::Id::NIL, true).unwrap();
        assert_eq!(known.len(), 2);
        assert!(phone.core().verify().unwrap().is_sound());
    }
}

#[test]
fn a_request_of_every_release_is_taken_once() {
    for release in releases() {
        let dir = tempfile::tempdir().unwrap();
        let (said, body) = unpack(&release, dir.path()).unwrap();
        let world = World::kept(dir.path());
        let request = HttpRequest {
            id: 0,
            address: "http://127.0.0.1:1".to_owned(),
            path: "/v1/exchange".to_owned(),
            body,
        };
        for _ in 0..2 {
            let _ = world.post(&request);
            let known = world.hub.incidents(gridwork_model::Id::NIL, true).unwrap();
            assert_eq!(known.len(), 2, "{}", said.version);
        }
        // The phone never heard the answer: it says it again, and nothing is there twice.
        let mut phone = world.kept_phone(&said);
        assert_eq!(phone.sync(&world).problem, None);
        assert_eq!(world.hub.incidents(gridwork_model::Id::NIL, true).unwrap().len(), 2);
        assert_eq!(phone.core().state_of(said.waiting).unwrap(), RecordState::Received);
    }
}
