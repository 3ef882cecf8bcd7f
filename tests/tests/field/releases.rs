//! Data of every release so far opens in this one: a hub's folder, a phone's folder with work that
//! was never sent, and a request that was on its way.

use std::path::{Path, PathBuf};

use gridwork_core::{HttpRequest, RecordState};
use gridwork_model::Value;
use gridwork_tests::fixture::{Beside, Said, photo, unpack};
use gridwork_tests::world::{Phone, World};

fn releases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let found = std::fs::read_dir(folder).expect("fixtures are kept");
    found.map(|entry| entry.expect("an entry").path()).collect()
}

/// How many incidents there are once all of it is at the hub.
fn incidents(said: &Said) -> usize {
    2 + usize::from(said.beside.is_some())
}

/// What stands on the phone beside reports and the address, before and after it is exchanged.
fn stands(phone: &Phone, beside: &Beside) {
    let core = phone.core();
    let answers = core.task(&beside.task()).unwrap().answers;
    for field in &beside.declined {
        let held = answers.iter().find(|held| held.field == *field);
        assert_eq!(held.map(|held| &held.value), Some(&Value::Declined), "{field}");
    }
    let conflict = core.conflicts(9).unwrap().remove(0);
    let mut values: Vec<String> = conflict.values.into_iter().map(|held| held.words).collect();
    values.sort();
    let mut nicknames = beside.nicknames.clone();
    nicknames.sort();
    assert_eq!((conflict.document, values), (beside.disputed, nicknames.to_vec()));
    let drafts: Vec<_> = core.drafts().unwrap().into_iter().map(|draft| draft.record).collect();
    assert_eq!(drafts, [beside.draft]);
    assert_eq!(core.state_of(beside.photographed).unwrap(), RecordState::Received);
}

#[test]
fn the_data_of_a_version_holds_more_than_reports() {
    let dir = tempfile::tempdir().unwrap();
    let kept = releases().into_iter().filter(|release| {
        let said = std::fs::read_to_string(release.join("said.json")).unwrap();
        serde_json::from_str::<Said>(&said).unwrap().beside.is_some()
    });
    assert!(kept.count() > 0, "answers, drafts, conflicts and photos of it are kept");
    // And what would be kept of this version is whole, too.
    let made = gridwork_tests::fixture::make(&dir.path().join("made")).unwrap();
    let (said, _) = unpack(&dir.path().join("made"), &dir.path().join("unpacked")).unwrap();
    assert_eq!(said, made);
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
        if let Some(beside) = &said.beside {
            stands(&phone, beside);
            assert_eq!(phone.core().sync_state().unwrap().files, 1, "half a photo");
        }
        let completed = phone.sync(&world);
        assert_eq!((completed.problem, completed.refused), (None, 0), "{}", said.version);
        let state = phone.core().sync_state().unwrap();
        let drafts = u32::from(said.beside.is_some());
        assert_eq!((state.waiting, state.unconfirmed, state.files), (0, 0, 0));
        assert_eq!(state.drafts, drafts);
        if let Some(beside) = &said.beside {
            stands(&phone, beside);
            let hash = gridwork_seal::sha256(&[&photo()]);
            assert_eq!(world.hub.file(&hash).unwrap(), photo());
        }
        assert_eq!(phone.core().state_of(said.waiting).unwrap(), RecordState::Received);
        let known = world.hub.incidents(gridwork_model::Id::NIL, true).unwrap();
        assert_eq!(known.len(), incidents(&said));
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
            assert_eq!(known.len(), incidents(&said), "{}", said.version);
        }
        // The phone never heard the answer: it says it again, and nothing is there twice.
        let mut phone = world.kept_phone(&said);
        assert_eq!(phone.sync(&world).problem, None);
        let known = world.hub.incidents(gridwork_model::Id::NIL, true).unwrap();
        assert_eq!(known.len(), incidents(&said));
        assert_eq!(phone.core().state_of(said.waiting).unwrap(), RecordState::Received);
    }
}
