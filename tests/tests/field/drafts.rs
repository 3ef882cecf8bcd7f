//! What the hub refuses comes back with its reason and has a way on; what was built on it does not.

use gridwork_core::{Code, DraftKind, DraftValue, HttpOutcome, NewIncident, SyncBudget};
use gridwork_model::permission::Role;
use gridwork_model::{Id, Purpose, Value};
use gridwork_tests::world::{Phone, World};

use crate::common::worker;

fn households(phone: &Phone) -> Vec<Id> {
    let held = phone.core().inventory().unwrap();
    let roster = held.iter().filter(|held| held.stream.purpose == Purpose::Roster);
    roster.map(|held| held.entity).collect()
}

fn cadre(world: &mut World) -> Phone {
    let (person, village) = world.people(Role::LinkCadre)[0];
    let mut phone = world.phone(person, village);
    assert_eq!(phone.sync(world).problem, None);
    phone
}

#[test]
fn only_what_is_refused_is_a_draft_and_it_can_be_corrected_or_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    // A link cadre corrects; merging households is for others, which only the hub knows.
    let (mut phone, mut other) = (cadre(&mut world), worker(&mut world));
    let homes = households(&phone);
    let (home, second, third) = (homes[0], homes[1], homes[2]);
    let core = phone.core();
    core.edit_household(home, "address", Value::Text("东头第一家".into())).unwrap();
    core.edit_household(home, "merged_into", Value::Ref(second)).unwrap();
    core.edit_household(home, "nickname", Value::Text("老赵家".into())).unwrap();
    core.note_household(home, "院里有狗").unwrap();
    assert_eq!(phone.sync(&world).problem, None);
    let view = phone.core().household(home).unwrap();
    assert_eq!((view.nickname.as_str(), view.note.as_str()), ("老赵家", "院里有狗"));
    let drafts = phone.core().drafts().unwrap();
    assert_eq!(drafts.len(), 1, "{drafts:?}");
    assert_eq!((drafts[0].kind, drafts[0].reason.as_str()), (DraftKind::Edits, "forbidden"));
    other.sync(&world);
    let view = other.core().household(home).unwrap();
    assert_eq!((view.address.as_str(), view.nickname.as_str()), ("东头第一家", "老赵家"));
    assert_eq!(view.note, "院里有狗");
    let said = &drafts[0].values[0];
    assert_eq!(said.field_words, "并入");
    assert!(said.words.ends_with('家') && said.member_name.is_empty(), "{said:?}");
    let shown = &said.put;
    assert_eq!((shown.field.as_str(), &shown.value), ("merged_into", &Value::Ref(second)));
    let fixed = DraftValue { value: Value::Ref(third), ..shown.clone() };
    let unknown = DraftValue { field: "name".into(), ..fixed.clone() };
    let refused = phone.core().retry_draft(drafts[0].no, &[unknown]).unwrap_err();
    assert_eq!(refused.code, Code::BadValue);
    phone.core().retry_draft(drafts[0].no, std::slice::from_ref(&fixed)).unwrap();
    assert!(phone.core().drafts().unwrap().is_empty());
    phone.sync(&world);
    let again = phone.core().drafts().unwrap();
    assert_eq!(again[0].values.iter().map(|said| &said.put).collect::<Vec<_>>(), [&fixed]);
    phone.core().discard_draft(again[0].no).unwrap();
    assert_eq!(phone.core().discard_draft(again[0].no).unwrap_err().code, Code::NotFound);
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.drafts), (0, 0, 0));
}

#[test]
fn a_step_that_is_anothers_is_refused_on_the_phone_already() {
    use gridwork_model::incident::Step;
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let phone = worker(&mut world);
    let new = NewIncident {
        words: "路上有个坑".into(),
        category: "Y06".into(),
        place: Some("村口".into()),
        ..NewIncident::default()
    };
    let incident = phone.core().report(new).unwrap();
    let void = Step::Void { reason: "写错了".into() };
    assert_eq!(phone.core().incident_step(incident, void).unwrap_err().code, Code::Forbidden);
    let verify = Step::Verify { passed: true, why: String::new() };
    assert_eq!(phone.core().incident_step(incident, verify).unwrap_err().code, Code::WrongState);
    let solved = Step::SelfSolve { done: "填平了".into() };
    phone.core().incident_step(incident, solved).unwrap();
}

#[test]
fn a_link_cadre_corrects_the_households_of_the_own_villages() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let mut cadre = cadre(&mut world);
    let home = households(&cadre)[0];
    cadre.core().edit_household(home, "address", Value::Text("西头第二家".into())).unwrap();
    let done = cadre.sync(&world);
    assert_eq!((done.problem, done.refused), (None, 0));
    let mut worker = worker(&mut world);
    worker.sync(&world);
    assert_eq!(worker.core().household(home).unwrap().address, "西头第二家");
}

#[test]
fn a_hub_that_went_back_in_time_is_not_believed_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (mut phone, mut quiet) = (worker(&mut world), worker(&mut world));
    let home = households(&phone)[0];
    let note = |phone: &Phone, text: &str| phone.core().note_household(home, text).unwrap();
    note(&phone, "一");
    phone.sync(&world);
    // Somebody copies the hub's folder back instead of restoring a backup.
    let copy = dir.path().join("copy");
    copy_folder(&dir.path().join("hub"), &copy);
    note(&phone, "二");
    phone.sync(&world);
    quiet.sync(&world);
    note(&phone, "三");
    let archive = world.back_up_hub().unwrap();
    world.reopen_from(&copy);
    // One phone has nothing to say and is ahead all the same.
    let request = quiet.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let refused = quiet.core().complete_request(request.id, world.post(&request)).unwrap_err();
    assert_eq!(refused.code, Code::HubBehind);
    assert_eq!(quiet.core().household(home).unwrap().note, "二");
    let request = phone.core().next_request(SyncBudget::default()).unwrap().unwrap();
    let outcome = world.post(&request);
    assert!(matches!(outcome, HttpOutcome::Answer { status: 200, .. }));
    let refused = phone.core().complete_request(request.id, outcome).unwrap_err();
    assert_eq!(refused.code, Code::HubBehind);
    assert_eq!(phone.core().household(home).unwrap().note, "三");
    assert_eq!(phone.core().sync_state().unwrap().unconfirmed, 1);
    assert_eq!(phone.core().sync_state().unwrap().problem.as_deref(), Some("hub_behind"));
    // The township restores its backup properly, and both phones go on.
    world.restore_hub(&archive).unwrap();
    for _ in 0..2 {
        assert_eq!(phone.sync(&world).problem, None);
        assert_eq!(quiet.sync(&world).problem, None);
    }
    let state = phone.core().sync_state().unwrap();
    assert_eq!((state.waiting, state.unconfirmed, state.problem), (0, 0, None));
    assert_eq!(quiet.core().household(home).unwrap().note, "三");
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
