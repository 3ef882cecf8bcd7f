//! The twelve scenarios, by the names they have in Python, Kotlin and Swift too.

use gridwork_ffi::*;
use gridwork_tests::fixture;
use gridwork_township::audit::Actor;
use gridwork_township::clock;

use super::answers::{answer_all, answered_by_hand, can_be_problem};
use super::township::{BUDGET, Phone, Township, code, open};
use super::{blocked_road, words};

#[test]
fn scenario_01_enrol() {
    let township = Township::new();
    let bare = township.bare_phone();
    assert_eq!(bare.core.opened().map(|report| report.created), Ok(true));
    assert_eq!(bare.core.status(), Ok(CoreStatus::New));
    assert_eq!(code(bare.core.today()), "not_enrolled");
    assert_eq!(
        code(bare.core.begin_enrolment("别家的码".into(), "a".into(), "b".into())),
        "qr_other"
    );
    let qr = township.code();
    bare.enrol(&township, &qr).expect("it is enrolled");
    assert_eq!(bare.core.status(), Ok(CoreStatus::Ready));
    assert_eq!(bare.core.training(), Ok(true));
    assert_eq!(code(township.bare_phone().enrol(&township, &qr)), "qr_used");
}

#[test]
fn scenario_02_first_download() {
    let township = Township::new();
    let phone = township.bare_phone();
    phone.enrol(&township, &township.code()).expect("it is enrolled");
    // Cut after the first request: what has come is kept, and the rest comes later.
    let request = phone.core.next_request(BUDGET).expect("a request").expect("a request");
    let begun = phone.core.complete_request(request.id, township.post(&request));
    assert!(begun.expect("an answer").more);
    let request = phone.core.next_request(BUDGET).expect("a request").expect("a request");
    let cut = phone.core.complete_request(request.id, HttpOutcome::Unreachable);
    assert_eq!(cut.expect("it goes on").problem.as_deref(), Some("busy"));
    assert_eq!(phone.sync(&township).problem, None);
    let state = phone.core.sync_state().expect("a state");
    assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
    assert!(!state.downloading);
    let hamlets = phone.core.hamlets().expect("hamlets");
    assert!(hamlets.iter().any(|hamlet| hamlet.cell == township.cell.to_string()));
    let house = phone.core.household(phone.household()).expect("a household");
    assert!(!house.members.is_empty());
}

#[test]
fn scenario_03_today() {
    let township = Township::new();
    let phone = township.phone();
    let today = phone.core.today().expect("a day");
    assert!((1..=7).contains(&today.lines.len()));
    assert!(today.training && today.list_as_of.is_some());
    let lines = phone.lines();
    let houses = lines.iter().filter(|line| line.is_household).map(|line| &line.target);
    let distinct: std::collections::BTreeSet<&String> = houses.clone().collect();
    assert_eq!(distinct.len(), houses.count(), "one line a house");
}

#[test]
fn scenario_04_visit_with_exception() {
    let township = Township::new();
    let phone = township.phone();
    let task = phone.task(|form| {
        form.items
            .iter()
            .flat_map(|item| &item.parts)
            .any(|p| answered_by_hand(p) && can_be_problem(p))
    });
    let answers = answer_all(&phone, &task);
    let view = phone.core.task(task.clone()).expect("the task");
    assert_eq!((view.answers.len(), view.closed), (answers, false));
    assert_eq!(phone.core.state_of(view.id.clone()), Ok(RecordState::Saved));
    assert_eq!(phone.sync(&township).refused, 0);
    assert_eq!(phone.core.state_of(view.id.clone()), Ok(RecordState::Received));
    phone.core.finish(vec![task.clone()]).expect("it finishes");
    let completed = phone.sync(&township);
    assert_eq!((completed.problem, completed.refused), (None, 0));
    assert!(phone.core.task(task).expect("the task").closed);
    assert_eq!(phone.core.state_of(view.id), Ok(RecordState::Done));
}

#[test]
fn scenario_05_no_change() {
    let township = Township::new();
    let phone = township.phone();
    let task = phone.task(|form| form.no_change.is_some());
    phone.core.no_change(vec![task.clone()]).expect("one tap");
    assert_eq!(phone.core.sync_state().expect("a state").waiting, 1);
    assert_eq!(phone.sync(&township).refused, 0);
    let view = phone.core.task(task).expect("the task");
    assert!(view.closed);
    assert_eq!(phone.core.state_of(view.id), Ok(RecordState::Done));
}

#[test]
fn scenario_06_incident() {
    let township = Township::new();
    let phone = township.phone();
    assert!(phone.core.categories().expect("categories").iter().any(|c| c.code == "Y06"));
    let id = phone.core.report(blocked_road()).expect("a report");
    assert!(phone.core.incident(id.clone()).expect("it").provisional);
    assert_eq!(phone.core.state_of(id.clone()), Ok(RecordState::Saved));
    assert_eq!(phone.sync(&township).refused, 0);
    assert_eq!(phone.core.state_of(id.clone()), Ok(RecordState::Received));
    // A second device of the same cell reads it.
    let other = township.phone();
    assert_eq!(other.core.incident(id).expect("it").words, blocked_road().words);
}

#[test]
fn scenario_07_conflict() {
    let township = Township::new();
    let (first, second) = (township.phone(), township.phone());
    let house = first.household();
    let address = || "address".to_owned();
    first.core.edit_household(house.clone(), address(), words("东头第一家")).expect("an edit");
    second.core.edit_household(house.clone(), address(), words("东头第二家")).expect("an edit");
    for phone in [&first, &second, &first] {
        assert_eq!(phone.sync(&township).problem, None);
    }
    for phone in [&first, &second] {
        let conflicts = phone.core.conflicts(10).expect("conflicts");
        assert_eq!(conflicts.len(), 1);
        assert_eq!((conflicts[0].field.as_str(), conflicts[0].values.len()), ("address", 2));
        assert_eq!(conflicts[0].values.iter().filter(|held| held.own).count(), 1);
        assert_eq!(phone.core.household(house.clone()).expect("it").conflicts, 1);
    }
    let again = first.core.edit_household(house.clone(), address(), words("第三种"));
    assert_eq!(code(again), "in_conflict");
    let document = first.core.conflicts(1).expect("conflicts").remove(0).document;
    first.core.resolve(document, None, address(), words("东头第二家")).expect("settled");
    first.sync(&township);
    second.sync(&township);
    for phone in [&first, &second] {
        assert_eq!(phone.core.conflicts(10), Ok(Vec::new()));
        let address = phone.core.household(house.clone()).expect("the household").address;
        assert_eq!(address, "东头第二家");
    }
}

#[test]
fn scenario_08_upload_cut_and_resumed() {
    let township = Township::new();
    let phone = township.phone();
    let path = township.photo();
    let id =
        phone.core.report(NewIncident { photos: vec![path], ..blocked_road() }).expect("a report");
    // The second part of the photo finds nobody, and the process ends with it.
    let mut parts = 0;
    loop {
        let request = phone.core.next_request(BUDGET).expect("a request").expect("a request");
        parts += u32::from(request.url.ends_with("/v1/files"));
        let outcome = if parts < 2 { township.post(&request) } else { HttpOutcome::Unreachable };
        let completed = phone.core.complete_request(request.id, outcome).expect("it goes on");
        if completed.problem.is_some() {
            assert_eq!(completed.problem.as_deref(), Some("busy"));
            break;
        }
    }
    assert_eq!(phone.core.state_of(id), Ok(RecordState::Received));
    let queue = phone.core.queue(10).expect("a queue");
    let file = queue.iter().find(|line| line.parts > 0).expect("the photo waits");
    assert!(0 < file.parts_done && file.parts_done < file.parts);
    let Phone { core, dir, key } = phone;
    drop(core);
    let phone = Phone { core: open(&dir, key).expect("it opens again"), dir, key };
    phone.sync(&township);
    assert_eq!(phone.core.sync_state().expect("a state").files, 0);
    assert_eq!(phone.core.queue(10), Ok(Vec::new()));
}

#[test]
fn scenario_09_revoke_and_wipe() {
    let township = Township::new();
    let phone = township.phone();
    let org = township.hub.standing().org_of(township.cell);
    let number = phone.core.device().expect("a number");
    township.hub.revoke(number, org, Actor::Operator, clock::now()).expect("revoked");
    let request = phone.core.next_request(BUDGET).expect("a request").expect("a request");
    let _ = phone.core.complete_request(request.id, township.post(&request));
    let status = phone.core.status().expect("a status");
    assert!(matches!(status, CoreStatus::Revoked | CoreStatus::WipeOrdered), "{status:?}");
    phone.core.wipe().expect("wiped");
    assert_eq!(code(phone.core.today()), "closed");
    let Phone { core, dir, .. } = phone;
    drop(core);
    let core = open(&dir, [0x77; 32]).expect("a new key opens the empty folder");
    assert_eq!(core.opened().map(|report| report.created), Ok(true));
    assert_eq!(core.status(), Ok(CoreStatus::New));
}

#[test]
fn scenario_10_damaged_file() {
    let township = Township::new();
    let phone = township.phone();
    phone.core.report(blocked_road()).expect("a report");
    phone.core.shut_down().expect("shut down");
    let Phone { core, dir, key } = phone;
    drop(core);
    let database = dir.join("gridwork.db");
    let mut bytes = std::fs::read(&database).expect("the database");
    bytes[..8_192].fill(0x5a);
    std::fs::write(&database, bytes).expect("it is damaged");
    let phone = Phone { core: open(&dir, key).expect("it opens"), dir, key };
    let kept = phone.core.opened().expect("a report").damaged.expect("it is set aside");
    assert!(std::fs::read_dir(kept).expect("a folder").next().is_some());
    phone.enrol(&township, &township.code()).expect("it is enrolled");
    assert_eq!(phone.sync(&township).problem, None);
    assert!(!phone.core.today().expect("a day").lines.is_empty());
}

#[test]
fn scenario_11_pause_and_resume_in_the_middle() {
    let township = Township::new();
    let phone = township.phone();
    let id = phone.core.report(blocked_road()).expect("a report");
    let request = phone.core.next_request(BUDGET).expect("a request").expect("a request");
    let answered = township.post(&request);
    phone.core.pause().expect("paused");
    phone.core.pause().expect("twice is the same");
    assert_eq!(code(phone.core.today()), "paused");
    assert_ne!(code(phone.core.complete_request(request.id, answered)), "no error");
    phone.core.resume().expect("resumed");
    assert_eq!(phone.core.state_of(id.clone()), Ok(RecordState::Sent));
    phone.sync(&township);
    assert_eq!(phone.core.state_of(id), Ok(RecordState::Received));
}

#[test]
fn scenario_12_upgrade_from_an_old_folder() {
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/0.1.0");
    let dir = tempfile::tempdir().expect("a folder");
    let (said, _) = fixture::unpack(&kept, dir.path()).expect("the fixture unpacks");
    let core = open(&dir.path().join("phone"), said.key).expect("it opens");
    let report = core.opened().expect("a report");
    assert_eq!((report.created, report.damaged), (false, None));
    assert_eq!(core.status(), Ok(CoreStatus::Ready));
    for (id, words) in [(said.received, &said.words[0]), (said.waiting, &said.words[1])] {
        assert_eq!(&core.incident(id.to_string()).expect("it").words, words);
    }
    assert_eq!(core.state_of(said.received.to_string()), Ok(RecordState::Received));
    assert_eq!(core.state_of(said.waiting.to_string()), Ok(RecordState::Sent));
    let household = core.household(said.household.to_string()).expect("the household");
    assert_eq!(household.address, said.address);
}
