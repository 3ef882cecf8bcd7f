//! A day in the field through the surface that Kotlin, Swift and Python call: the twelve scenarios that
//! run in each of these languages, and what more there is to see from Rust.

mod answers;
mod scenarios;
mod township;

use gridwork_ffi::*;
use gridwork_model::incident::Step;
use gridwork_model::permission::Role;
use gridwork_township::clock;
use gridwork_township::desk::{DeskStep, Staffed};
use township::{BUDGET, Phone, Township, code, open};

fn words(text: &str) -> AnswerValue {
    AnswerValue::Words { text: text.to_owned() }
}

fn blocked_road() -> NewIncident {
    NewIncident {
        words: "雪把进村的路封了".to_owned(),
        category: "Y06".to_owned(),
        cell: None,
        hamlet: None,
        at: None,
        place: Some("村口".to_owned()),
        photos: Vec::new(),
        called: None,
    }
}

#[test]
fn no_change_declining_and_putting_off_each_settle_their_task() {
    let township = Township::new();
    let phone = township.phone();
    let unchanged = phone.task(|form| form.no_change.is_some());
    phone.core.no_change(vec![unchanged.clone()]).expect("one tap");
    let declined = phone.task(|form| form.asks_people);
    phone.core.decline(vec![declined.clone()]).expect("declining is an answer");
    let later = phone.task(|_| true);
    let due = phone.lines().into_iter().flat_map(|line| line.tasks);
    let due = due.into_iter().find(|task| task.task == later).expect("it is on the list").due;
    phone.core.put_off(vec![later.clone()], due).expect("another day");
    let completed = phone.sync(&township);
    assert_eq!((completed.problem, completed.refused), (None, 0));
    for (task, status) in [(unchanged, "完成"), (declined, "谢绝"), (later, "改天")] {
        assert_eq!(phone.core.task(task).expect("the task").status, status);
    }
    assert_eq!(phone.core.queue(10), Ok(Vec::new()));
}

#[test]
fn people_are_found_by_name_pinyin_initials_and_hamlet() {
    let township = Township::new();
    let phone = township.phone();
    let house = phone.household();
    let new = NewPerson {
        name: "白示意".to_owned(),
        sex: 1,
        birth: Some("1950-01-02".to_owned()),
        relation: 99,
        phone: Some("13900001234".to_owned()),
        residency: 1,
    };
    let person = phone.core.add_member(house.clone(), new).expect("a member");
    for query in ["白示意", "示意", "baishiyi", "bsy"] {
        let hits = phone.core.find(query.to_owned(), 50).expect("a search");
        let found = hits.iter().any(|hit| hit.person.as_deref() == Some(&person));
        assert!(found, "{query} does not find the person");
    }
    let view = phone.core.household(house.clone()).expect("the household");
    let member = view.members.iter().find(|member| member.person == person).expect("the member");
    assert_ne!(member.phone, "13900001234", "a list shows no phone in full");
    let reason = RevealReason::Contact;
    let shown = phone.core.reveal(house, person, "phone".to_owned(), reason);
    assert_eq!(shown.as_deref(), Ok("13900001234"));
    let hits = phone.core.find(view.hamlet.clone(), 20).expect("a search");
    assert!(!hits.is_empty() && hits.iter().all(|hit| hit.hamlet == view.hamlet));
    assert_eq!(phone.sync(&township).refused, 0);
}

#[test]
fn people_are_found_by_variant_by_nickname_and_by_what_their_house_is_called() {
    let township = Township::new();
    let phone = township.phone();
    let house = phone.household();
    let view = phone.core.household(house.clone()).expect("the household");
    let person = view.members.first().expect("somebody").person.clone();
    let found = |query: &str| {
        let hits = phone.core.find(query.to_owned(), 50).expect("a search");
        hits.into_iter().find(|hit| hit.person.as_deref() == Some(&person))
    };
    let queries = ["镢头娃", "juetouwa", "jtw", "乌日娜", "wurina", "wrn", "井台人家", "jtrj"];
    for query in queries {
        assert!(found(query).is_none(), "{query} finds somebody before anybody is called so");
    }
    let edit = |field: &str, text: &str| {
        let (house, person, field) = (house.clone(), person.clone(), field.to_owned());
        phone.core.edit_member(house, person, field, words(text)).expect("a correction");
    };
    edit("nickname", "镢头娃");
    edit("alias", "乌日娜");
    let called = phone.core.edit_household(house.clone(), "nickname".to_owned(), words("井台人家"));
    called.expect("a correction");
    for query in queries {
        let hit = found(query).unwrap_or_else(|| panic!("{query} does not find the person"));
        assert_eq!((&hit.household, hit.nickname.as_str()), (&house, "镢头娃"), "{query}");
    }
    assert_eq!(phone.sync(&township).refused, 0);
    // The list is built anew from what is stored, too.
    phone.core.pause().expect("paused");
    phone.core.resume().expect("resumed");
    assert!(queries.into_iter().all(|query| found(query).is_some()));
}

#[test]
fn an_incident_with_a_photo_is_sent_in_parts_and_answered() {
    let township = Township::new();
    let phone = township.phone();
    assert!(phone.core.categories().expect("categories").iter().any(|c| c.code == "Y06"));
    let path = township.photo();
    let id =
        phone.core.report(NewIncident { photos: vec![path], ..blocked_road() }).expect("a report");
    assert!(phone.core.incident(id.clone()).expect("it").provisional);
    // The line is cut in the middle of the photo, and the process with it.
    loop {
        let request = phone.core.next_request(BUDGET).expect("a request").expect("a request");
        let is_part = request.url.ends_with("/v1/files");
        let outcome = if is_part { HttpOutcome::Unreachable } else { township.post(&request) };
        let completed = phone.core.complete_request(request.id, outcome).expect("it goes on");
        if is_part {
            assert_eq!(completed.problem.as_deref(), Some("busy"));
            break;
        }
    }
    assert_eq!(phone.core.sync_state().expect("a state").files, 1);
    let Phone { core, dir, key } = phone;
    drop(core);
    let phone = Phone { core: open(&dir, key).expect("it opens again"), dir, key };
    phone.sync(&township);
    assert_eq!(phone.core.queue(10), Ok(Vec::new()));
    assert_eq!(phone.core.state_of(id.clone()), Ok(RecordState::Received));

    let officer = township.officer();
    let by = Staffed { caller: &officer, role: Role::DutyOfficer };
    let object = id.parse().expect("an id");
    let accept = DeskStep::Plain(Step::Accept);
    township.hub.step_incident(by, &object, accept, None, clock::now()).expect("accepted");
    phone.sync(&township);
    let view = phone.core.incident(id).expect("the incident");
    assert_eq!(view.state, "受理");
    assert!(view.answers.iter().any(|answer| answer.contains("乡镇接了")), "{:?}", view.answers);
}

#[test]
fn a_stick_carries_what_waits_and_brings_the_receipt() {
    let township = Township::new();
    let phone = township.phone();
    let id = phone.core.report(blocked_road()).expect("a report");
    let path = |name: &str| township.dir.path().join(name).to_str().expect("a path").to_owned();
    let (out, receipt) = (path("out.gwb"), path("receipt.gwb"));
    phone.core.export_bundle(out.clone()).expect("a bundle");
    assert_eq!(phone.core.state_of(id.clone()), Ok(RecordState::Sent));
    let bundle = std::fs::read(&out).expect("the bundle");
    let answer = township.hub.bundle(&bundle, clock::now()).expect("a receipt");
    std::fs::write(&receipt, &answer[..answer.len() / 2]).expect("half a receipt");
    assert_eq!(code(phone.core.import_receipt(receipt.clone())), "usb_cut");
    std::fs::write(&receipt, &answer).expect("the receipt");
    let completed = phone.core.import_receipt(receipt).expect("it is taken");
    assert_eq!((completed.problem, completed.received), (None, 1));
    assert_eq!(phone.core.state_of(id), Ok(RecordState::Received));
    assert_eq!(phone.sync(&township).problem, None);
}

#[test]
fn events_say_what_to_read_again() {
    let township = Township::new();
    let phone = township.phone();
    let last = phone.core.next_events(0, 1_000).expect("events").last;
    let id = phone.core.report(blocked_road()).expect("a report");
    let batch = phone.core.next_events(last, 10).expect("events");
    let told = batch.events.iter().any(|e| e.kind == EventKind::Incident && e.id == id);
    assert!(told && !batch.gap && batch.last > last);
    assert!(phone.core.next_events(batch.last, 10).expect("events").events.is_empty());
}

#[test]
fn the_problem_report_names_nobody() {
    let township = Township::new();
    let phone = township.phone();
    phone.core.report(blocked_road()).expect("a report");
    let text = phone.core.problem_report().expect("a report");
    assert!(phone.core.verify().expect("checked").sound);
    for line in phone.lines().iter().filter(|line| line.is_household) {
        let view = phone.core.household(line.target.clone()).expect("the household");
        for member in view.members.iter().chain(&view.former) {
            assert!(!text.contains(&member.name), "a name is in the report");
            assert!(member.phone.is_empty() || !text.contains(&member.phone), "a phone is in it");
        }
    }
    assert!(!text.contains("封了"), "words of an incident are in the report");
}

#[test]
fn another_key_opens_nothing_and_spoils_nothing() {
    let township = Township::new();
    let Phone { core, dir, key } = township.phone();
    assert_eq!(code(open(&dir, key)), "busy", "one process works on a folder");
    core.shut_down().expect("shut down");
    assert_eq!(code(core.today()), "closed");
    drop(core);
    assert_eq!(code(open(&dir, [0xee; 32])), "wrong_key");
    let core = open(&dir, key).expect("the right key opens");
    assert_eq!(core.opened().map(|report| report.created), Ok(false));
    assert_eq!(core.status(), Ok(CoreStatus::Ready));
}

#[test]
fn whose_key_is_gone_begins_anew_and_keeps_the_old_data() {
    let township = Township::new();
    let Phone { core, dir, key } = township.phone();
    core.shut_down().expect("shut down");
    drop(core);
    let files = |dir: &std::path::Path| std::fs::read(dir.join("gridwork.db")).expect("a database");
    let before = files(&dir);
    let config = |key: [u8; 32]| OpenConfig {
        data_dir: dir.to_string_lossy().into_owned(),
        database_key: key.to_vec(),
        low_memory: false,
        app: "示意程序 0.1.0".to_owned(),
    };
    let kept = GridCore::start_over(config(key)).expect("the right key only opens");
    assert_eq!(
        (kept.status(), kept.opened().expect("a report").damaged),
        (Ok(CoreStatus::Ready), None)
    );
    kept.shut_down().expect("shut down");
    drop(kept);

    let anew = GridCore::start_over(config([0xee; 32])).expect("begins anew");
    assert_eq!(anew.status(), Ok(CoreStatus::New));
    let aside = anew.opened().expect("a report").damaged.expect("the old data has a place");
    assert!(files(std::path::Path::new(&aside)).len() >= before.len(), "nothing of it is gone");
    anew.shut_down().expect("shut down");
    drop(anew);
    let again = open(&dir, [0xee; 32]).expect("opens from now on");
    assert_eq!(again.status(), Ok(CoreStatus::New));
}

#[test]
fn arguments_of_the_wrong_form_are_named_and_change_nothing() {
    let township = Township::new();
    let phone = township.phone();
    let bad = |field: &str| GridError::Failed {
        code: "bad_value".to_owned(),
        retryable: false,
        field: Some(field.to_owned()),
    };
    assert_eq!(phone.core.household("甲".to_owned()), Err(bad("household")));
    let task = phone.task(|_| true);
    assert_eq!(phone.core.put_off(vec![task.clone()], "31.12.2026".to_owned()), Err(bad("to")));
    let value = AnswerValue::Time { minutes: u32::MAX };
    let off = FieldAnswer { task: task.clone(), field: "1".to_owned(), value };
    assert_eq!(phone.core.answer(off), Err(bad("value")));
    let there = TaskRef { target: "nowhere".to_owned(), ..task };
    assert_eq!(phone.core.task(there), Err(bad("target")));
    assert_eq!(phone.core.sync_state().map(|state| state.waiting), Ok(0));
}
