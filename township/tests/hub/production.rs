//! A production hub: made once and for ever, it takes nothing that was made up, and what is decided
//! there is decided by its mode alone. The numbers below are constructed from an area that nobody was
//! ever given; no person has them.

use gridwork_model::citizen_id::complete;
use gridwork_model::permission::Role;
use gridwork_model::{Class, Edit, Founding, Id, Purpose, Value};
use gridwork_township::audit::Actor;
use gridwork_township::issue::IssueOrder;
use gridwork_township::office::DocumentWrite;
use gridwork_township::people::{Caller, RoleAt};
use gridwork_township::register::list::Part;
use gridwork_township::{Hub, HubError, Limits, Mode};

use crate::support::{Counting, Fixture, NOON, fixture, fixture_in};

/// Made up, as a training hub has them.
const SYNTHETIC: &str = "150199195103070013";

/// Well-formed and of no training hub: area 150198 is as unassigned as the synthetic one.
fn constructed() -> String {
    complete("15019819510307001").unwrap()
}

fn numbered(f: &Fixture, number: &str) -> DocumentWrite {
    let (household, person) = (Id::v7(5, [1; 10]), Id::v7(5, [2; 10]));
    DocumentWrite {
        founding: Founding::Needs { household, purpose: Purpose::Identity, epoch: 0 },
        stream: f.stream(Class::C3, Purpose::Identity),
        edits: vec![Edit::AddMember {
            id: Some(person),
            fields: vec![("id_number".into(), Value::Text(number.into()))],
        }],
    }
}

#[test]
fn the_county_comes_as_an_organisation_without_its_made_up_residents() {
    let f = fixture_in(Mode::Production, 2);
    assert_eq!(f.hub.mode(), Mode::Production);
    assert!(f.hub.standing().directory.cell(f.cell()).is_some());
    let again = f.hub.import_county(&f.county, Actor::Operator, NOON, &mut |_, _| {}).unwrap();
    assert!(again.items > 0);
    assert_eq!((again.cells, again.households, again.people, again.documents), (0, 0, 0, 0));
    let (clerk, part) = (f.caller(Role::DataClerk), Part { skip: 0, limit: 1 });
    assert_eq!(f.hub.residents(&clerk, clerk.org, "", part, NOON).unwrap().total, 0);
    let training = fixture(2);
    let clerk = training.caller(Role::DataClerk);
    assert!(training.hub.residents(&clerk, clerk.org, "", part, NOON).unwrap().total > 0);
}

#[test]
fn each_mode_takes_its_own_id_numbers_alone() {
    let number = constructed();
    for (mode, taken, refused) in [
        (Mode::Production, number.as_str(), SYNTHETIC),
        (Mode::Training, SYNTHETIC, number.as_str()),
    ] {
        let f = fixture_in(mode, 1);
        let write = |number: &str| {
            f.hub.write_documents(&[numbered(&f, number)], Actor::Operator, "t", NOON).map(drop)
        };
        assert!(matches!(write(refused), Err(HubError::Mode("id number"))), "{mode:?}");
        write(taken).unwrap();
        // A wrong check character is no number anywhere.
        let wrong = format!("{}{}", &taken[..17], if taken.ends_with('1') { '2' } else { '1' });
        assert!(matches!(write(&wrong), Err(HubError::Mode("id number"))), "{mode:?}");
    }
}

#[test]
fn a_list_of_made_up_residents_is_told_row_by_row_and_imports_nobody() {
    let f = fixture_in(Mode::Production, 1);
    let standing = f.hub.standing();
    let org = standing.org_of(f.cell());
    let village = &standing.directory.village_of(f.cell()).unwrap().name;
    let hamlet = &standing.directory.hamlets_of_cell(f.cell()).next().unwrap().name;
    let list = |number: &str| {
        format!(
            "户号,村,自然村,姓名,性别,出生日期,与户主关系,居住状态,身份证号\n\
             1,{village},{hamlet},示意甲,男,1951-03-07,户主,常住,{number}\n"
        )
    };
    let run = f.hub.dry_run(org, list(SYNTHETIC).as_bytes(), Actor::Operator, NOON).unwrap();
    let told: Vec<_> = run.findings.iter().map(|at| (at.row, at.column.as_str())).collect();
    assert_eq!((run.acceptable, told), (false, vec![(2, "身份证号")]));
    let accepted = f.hub.accept_import(org, &run.id, Actor::Operator, NOON);
    assert!(matches!(accepted, Err(HubError::Invalid(_))));
    let run = f.hub.dry_run(org, list(&constructed()).as_bytes(), Actor::Operator, NOON).unwrap();
    assert!(run.acceptable, "{:?}", run.findings);
    assert_eq!(f.hub.accept_import(org, &run.id, Actor::Operator, NOON).unwrap().households, 1);
}

fn county() -> Caller {
    Caller {
        person: Id::v7(NOON.0 as u64, [Role::County as u8; 10]),
        name: "测试".into(),
        org: Id::NIL,
        roles: vec![RoleAt { role: Role::County.number(), scope: Id::NIL }],
    }
}

/// Publishes a template of the library with an admission that holds.
fn adopt(f: &Fixture, id: &str) {
    let library = f.hub.standing().directory.library();
    let mut draft = library.get(id).unwrap().clone();
    draft.admission.demo = false;
    f.hub.draft_template(&county(), &draft, NOON).unwrap();
    f.hub.publish_template(&county(), Id::NIL, id, NOON).unwrap();
}

/// Drafts a template of the library as the county and publishes it.
fn publish(f: &Fixture, demo: bool) -> (Vec<String>, Result<u32, HubError>) {
    let county = county();
    let library = f.hub.standing().directory.library();
    let shipped = library.templates.iter().find(|template| template.admission.demo);
    let mut draft = shipped.expect("what is shipped is for training").clone();
    draft.admission.demo = demo;
    let drafted = f.hub.draft_template(&county, &draft, NOON).unwrap();
    (drafted.findings, f.hub.publish_template(&county, Id::NIL, &draft.id, NOON))
}

#[test]
fn a_template_with_an_admission_for_training_is_published_in_training_only() {
    let (findings, published) = publish(&fixture(1), true);
    assert!(findings.is_empty() && published.is_ok(), "{findings:?} {published:?}");
    let f = fixture_in(Mode::Production, 1);
    let (findings, refused) = publish(&f, true);
    assert_eq!(findings, ["职责准入是练习用的，正式环境不用"]);
    assert!(matches!(refused, Err(HubError::Invalid("template with findings"))), "{refused:?}");
    let (findings, published) = publish(&f, false);
    assert!(findings.is_empty() && published.is_ok(), "{findings:?} {published:?}");
}

/// Writes the made-up residents of the first cell with their tags and without their id numbers.
fn settle(f: &Fixture) {
    let mut writes = Vec::new();
    for household in f.county.residents(&f.county.cells()[0]) {
        let (founding, edits) = (household.founding(), household.edits());
        writes.push(DocumentWrite { founding, stream: f.roster(), edits });
        for (founding, edits) in household.needs() {
            let Founding::Needs { purpose, .. } = founding else { continue };
            writes.push(DocumentWrite { founding, stream: f.stream(Class::C3, purpose), edits });
        }
    }
    f.hub.found_documents(&writes, Actor::Operator, "t", NOON).unwrap();
}

/// Orders a template for every cell after an event, as the duty officer.
fn order(f: &Fixture, template: &str) -> Result<usize, HubError> {
    let officer = f.caller(Role::DutyOfficer);
    let (template, targets) = (template.to_owned(), vec![officer.org]);
    let order = IssueOrder { template, targets, occasion: Some(NOON) };
    f.hub.issue_tasks(&officer, &order, NOON).map(|report| report.issued)
}

#[test]
fn training_issues_what_is_admitted_for_training_and_production_does_not() {
    let f = fixture(1);
    assert!(f.hub.issue_due(usize::MAX, NOON).unwrap() > 0);
    assert_eq!(order(&f, "YJ-08").unwrap(), 1);
    assert!(named(&f).is_empty());

    let f = fixture_in(Mode::Production, 1);
    settle(&f);
    assert_eq!(f.hub.issue_due(usize::MAX, NOON).unwrap(), 0, "nothing is admitted yet");
    let refused = order(&f, "YJ-08").unwrap_err();
    assert_eq!(refused.code(), "lint");
    assert!(refused.to_string().contains("练习用的"), "{refused}");
    let library = f.hub.standing().directory.library();
    assert_eq!(named(&f).len(), library.templates.len(), "each template is named");

    // Adopted with an admission of its own, each is issued; the others are not.
    for id in ["YJ-08", "JZ-01", "JZ-03", "JZ-04"] {
        adopt(&f, id);
    }
    assert_eq!(named(&f).len(), library.templates.len() - 4);
    assert_eq!(order(&f, "YJ-08").unwrap(), 1);
    let tomorrow = NOON.plus_ms(86_400_000);
    assert!(f.hub.issue_due(usize::MAX, tomorrow).unwrap() > 0);
}

/// The templates that the lint names because their admission is for training.
fn named(f: &Fixture) -> Vec<String> {
    let found = f.hub.lint(Id::NIL, NOON).unwrap();
    found.into_iter().filter(|line| line.contains("练习用的")).collect()
}

#[test]
fn a_phone_is_told_the_mode_and_the_folder_keeps_it() {
    for mode in [Mode::Training, Mode::Production] {
        let f = fixture_in(mode, 1);
        let phone = f.phone(f.person(Role::GridWorker));
        assert_eq!(phone.enrolled.training, mode == Mode::Training);
        let Fixture { hub, folder, .. } = f;
        drop(hub);
        let path = folder.path().join("hub");
        let hub = Hub::open(&path, None, Limits::for_tests(), Box::new(Counting(500))).unwrap();
        assert_eq!(hub.mode(), mode);
    }
}
