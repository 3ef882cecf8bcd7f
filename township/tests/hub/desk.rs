//! The incident desk: a report of the field goes through every step to the archive, and every no
//! has a name.

use gridwork_model::incident::{
    CategoryCode, ClosingCode, Grade, Medium, Place, Rating, Report, Step, SuspensionGround,
    WhistleKind,
};
use gridwork_model::ledger::kind;
use gridwork_model::permission::Role;
use gridwork_model::{Class, Id, LedgerEntry, Moment, Outcome, Purpose, Refusal, TimeFacts};
use gridwork_sync::update::EntryBody;
use gridwork_sync::{Body, Item};
use gridwork_township::HubError;
use gridwork_township::desk::{DeskStep, Staffed};
use gridwork_township::people::Caller;

use crate::support::{Fixture, NOON, Phone, fixture, outcomes};

const DAY_MS: i64 = 86_400_000;

pub fn category() -> CategoryCode {
    "H01".parse().unwrap()
}

pub fn report(f: &Fixture) -> Report {
    Report {
        category: category(),
        words: "村口垃圾堆了三天没人清".into(),
        place: Place {
            cell: f.cell(),
            hamlet: None,
            at: None,
            words: Some("村口".into()),
            point: None,
        },
        files: Vec::new(),
        medium: Medium::Patrol,
        called: None,
        order: None,
    }
}

fn entry(phone: &Phone, role: Role, object: Id, n: u8, step: &Step) -> LedgerEntry {
    LedgerEntry {
        id: Id::v7(phone.now.0 as u64, [n; 10]),
        object,
        kind: kind::INCIDENT,
        person: phone.enrolled.person,
        role: role.number(),
        time: TimeFacts { device: phone.now, ..TimeFacts::default() },
        body: step.to_body(),
    }
}

fn say(phone: &mut Phone, f: &Fixture, index: u8, entry: LedgerEntry) -> Outcome {
    let response = phone.send(&f.hub, vec![Item { stream: index, body: Body::Ledger(entry) }]);
    outcomes(&response)[0]
}

fn office(f: &Fixture) -> Id {
    let standing = f.hub.standing();
    let township = standing.org_of(f.cell());
    let directory = &standing.directory;
    let manned = |unit: &Id| {
        let held = directory.on_duty_at(*unit, NOON.day());
        held.iter().any(|(_, role)| *role == Role::UnitHandler)
    };
    let mut offices = directory.offices_of(township).map(|unit| unit.id);
    offices.find(manned).expect("somebody works at an office of the township")
}

pub struct Case {
    pub f: Fixture,
    phone: Phone,
    index: u8,
    pub object: Id,
    pub duty: Caller,
}

/// A report of the grid worker that has reached the hub.
pub fn reported() -> Case {
    let f = fixture(1);
    let mut phone = f.phone(f.person(Role::GridWorker));
    phone.pull(&f.hub);
    let index = phone.index(f.stream(Class::C2, Purpose::Incidents));
    let object = Id::v7(NOON.0 as u64, [42; 10]);
    let first = entry(&phone, Role::GridWorker, object, 1, &Step::Report(report(&f)));
    assert_eq!(say(&mut phone, &f, index, first), Outcome::Accepted);
    let duty = f.caller(Role::DutyOfficer);
    Case { f, phone, index, object, duty }
}

impl Case {
    fn take(&self, role: Role, step: DeskStep, now: Moment) -> Result<(), HubError> {
        let caller =
            if role == Role::DutyOfficer { self.duty.clone() } else { self.f.caller(role) };
        self.f.hub.step_incident(Staffed { caller: &caller, role }, &self.object, step, None, now)
    }

    fn state(&self) -> String {
        self.f.hub.incident(&self.duty, &self.object, false, NOON).unwrap().row.summary.state
    }

    fn register(&self) -> Result<(), HubError> {
        self.take(Role::DutyOfficer, DeskStep::Plain(Step::Accept), NOON)?;
        let step =
            DeskStep::Register { grade: Grade::Ordinary, category: category(), statute: None };
        self.take(Role::DutyOfficer, step, NOON)
    }

    fn desk(&self, step: Step) -> Result<(), HubError> {
        self.take(Role::DutyOfficer, DeskStep::Plain(step), NOON)
    }

    fn head(&self, step: Step) -> Result<(), HubError> {
        self.take(Role::Head, DeskStep::Plain(step), NOON)
    }

    /// Registers it, gives it to a unit, and lets the unit begin; returns who handles it there.
    fn in_hand(&self) -> Caller {
        self.register().unwrap();
        let unit = office(&self.f);
        self.take(Role::DutyOfficer, DeskStep::Dispatch { unit, handler: None }, NOON).unwrap();
        let mut handler = self.f.caller(Role::UnitHandler);
        handler.roles[0].scope = unit;
        self.unit(&handler, Step::Start { note: "到场".into() }).unwrap();
        handler
    }

    fn unit(&self, handler: &Caller, step: Step) -> Result<(), HubError> {
        let by = Staffed { caller: handler, role: Role::UnitHandler };
        self.f.hub.step_incident(by, &self.object, DeskStep::Plain(step), None, NOON)
    }

    fn say(&mut self, n: u8, step: &Step) -> Outcome {
        let entry = entry(&self.phone, Role::GridWorker, self.object, n, step);
        say(&mut self.phone, &self.f, self.index, entry)
    }
}

#[test]
fn a_report_goes_from_the_field_to_the_archive() {
    let mut case = reported();
    assert_eq!(case.state(), "已上报");
    case.register().unwrap();
    let unit = office(&case.f);
    case.take(Role::DutyOfficer, DeskStep::Dispatch { unit, handler: None }, NOON).unwrap();
    assert_eq!(case.state(), "派单");
    // The handler of the unit works on it at a desk of the unit.
    let mut handler = case.f.caller(Role::UnitHandler);
    handler.roles[0].scope = unit;
    let by = Staffed { caller: &handler, role: Role::UnitHandler };
    let plain = |step| DeskStep::Plain(step);
    let hub = &case.f.hub;
    hub.step_incident(by, &case.object, plain(Step::Start { note: "派车去拉".into() }), None, NOON)
        .unwrap();
    let done = Step::Done { result: "拉走两车".into(), files: Vec::new() };
    hub.step_incident(by, &case.object, plain(done), None, NOON).unwrap();
    assert_eq!(case.state(), "待核查");
    // Verified in the cell, by somebody else than the handler, on the phone.
    let verify = Step::Verify { passed: true, why: String::new() };
    let verify = entry(&case.phone, Role::GridWorker, case.object, 2, &verify);
    assert_eq!(say(&mut case.phone, &case.f, case.index, verify), Outcome::Accepted);
    case.take(Role::DutyOfficer, DeskStep::Close { code: ClosingCode::Solved }, NOON).unwrap();
    assert_eq!(case.state(), "结案");
    let rate = Step::Rate { rating: Rating::Satisfied, words: "好".into(), oral: true };
    assert_eq!(case.say(3, &rate), Outcome::Accepted);
    assert_eq!(case.say(4, &rate), Outcome::Ineffective, "rated once");
    // The clock archives it once the window for ratings has passed.
    assert_eq!(case.f.hub.tick(NOON.plus_ms(DAY_MS)).unwrap(), 0);
    assert_eq!(case.f.hub.tick(NOON.plus_ms(60 * DAY_MS)).unwrap(), 1);
    assert_eq!(case.state(), "归档");
    assert_eq!(case.f.hub.tick(NOON.plus_ms(61 * DAY_MS)).unwrap(), 0);
}

#[test]
fn numbers_of_a_township_run_without_gaps() {
    let case = reported();
    case.register().unwrap();
    let duty = Staffed { caller: &case.duty, role: Role::DutyOfficer };
    let hub = &case.f.hub;
    let mut numbers =
        vec![hub.incident(&case.duty, &case.object, false, NOON).unwrap().row.summary.number];
    for _ in 0..3 {
        let object = hub.report_incident(duty, report(&case.f), NOON).unwrap();
        hub.step_incident(duty, &object, DeskStep::Plain(Step::Accept), None, NOON).unwrap();
        let step = DeskStep::Register { grade: Grade::Urgent, category: category(), statute: None };
        hub.step_incident(duty, &object, step, None, NOON).unwrap();
        numbers.push(hub.incident(&case.duty, &object, false, NOON).unwrap().row.summary.number);
    }
    let serials: Vec<String> = numbers
        .into_iter()
        .map(|number| number.unwrap().rsplit('-').next().unwrap().to_owned())
        .collect();
    assert_eq!(serials, ["000001", "000002", "000003", "000004"]);
}

#[test]
fn a_step_out_of_turn_or_out_of_role_has_its_name() {
    let case = reported();
    let early = case.take(
        Role::DutyOfficer,
        DeskStep::Dispatch { unit: office(&case.f), handler: None },
        NOON,
    );
    assert!(matches!(early, Err(HubError::NoSuchStep(_))));
    let foreign = case.take(Role::SocialAffairs, DeskStep::Plain(Step::Accept), NOON);
    assert!(matches!(foreign, Err(HubError::NotPermitted)));
    let mut elsewhere = case.duty.clone();
    elsewhere.org = Id::v7(1, [9; 10]);
    let by = Staffed { caller: &elsewhere, role: Role::DutyOfficer };
    let other =
        case.f.hub.step_incident(by, &case.object, DeskStep::Plain(Step::Accept), None, NOON);
    assert!(matches!(other, Err(HubError::NotFound(_))));
}

#[test]
fn a_device_takes_no_step_of_the_desk_and_a_late_step_is_kept_without_effect() {
    let mut case = reported();
    let accept = entry(&case.phone, Role::GridWorker, case.object, 5, &Step::Accept);
    let refused = say(&mut case.phone, &case.f, case.index, accept);
    assert_eq!(refused, Outcome::Refused(Refusal::NotPermitted));
    case.register().unwrap();
    // Solved on the spot, said offline before the desk accepted it.
    let solved = Step::SelfSolve { done: "自己清了".into() };
    let solved = entry(&case.phone, Role::GridWorker, case.object, 6, &solved);
    assert_eq!(say(&mut case.phone, &case.f, case.index, solved), Outcome::Ineffective);
    assert_eq!(case.state(), "登记");
    let steps = case.f.hub.incident(&case.duty, &case.object, false, NOON).unwrap().steps;
    assert!(steps.iter().any(|step| !step.effective && step.from_device));
}

#[test]
fn a_dispatched_incident_reaches_the_unit_and_a_returned_one_leaves_it() {
    let case = reported();
    case.register().unwrap();
    let unit = office(&case.f);
    let township = case.duty.org;
    // A phone of somebody who works at the unit.
    let standing = case.f.hub.standing();
    let directory = &standing.directory;
    let held = directory.on_duty_at(unit, NOON.day());
    let handles = held.into_iter().find(|(_, role)| *role == Role::UnitHandler);
    let (person, role) =
        handles.map(|(duty, role)| (duty.person, role)).expect("a handler works at the office");
    let mut phone = case.f.phone(person);
    phone.pull(&case.f.hub);
    case.take(Role::DutyOfficer, DeskStep::Dispatch { unit, handler: None }, NOON).unwrap();
    phone.pull(&case.f.hub);
    let stream = gridwork_model::StreamId::new(unit, Class::C2, Purpose::Incidents);
    let index = phone.index(stream);
    let known = |phone: &Phone| {
        phone.held.get(&index).is_some_and(|held| {
            held.iter().any(
                |body| matches!(body, EntryBody::Ledger { entry, .. } if entry.object == case.object),
            )
        })
    };
    assert!(known(&phone), "the unit holds the incident");
    let mut handler = case.f.caller(role);
    (handler.person, handler.org) = (person, township);
    handler.roles[0].scope = unit;
    let by = Staffed { caller: &handler, role };
    let back = DeskStep::Plain(Step::Return { reason: "不归本所".into() });
    case.f.hub.step_incident(by, &case.object, back, None, NOON).unwrap();
    phone.pull(&case.f.hub);
    let removed = phone.held[&index]
        .iter()
        .any(|body| matches!(body, EntryBody::Removed { entity } if *entity == case.object));
    assert!(removed, "the unit is told to delete it");
}

#[test]
fn a_suspended_incident_wakes_on_its_day() {
    let case = reported();
    case.register().unwrap();
    let wake = NOON.plus_ms(10 * DAY_MS).day();
    let suspend =
        Step::Suspend { ground: SuspensionGround::FrozenGround, reason: "等开冻".into(), wake };
    case.take(Role::Head, DeskStep::Plain(suspend), NOON).unwrap();
    assert_eq!(case.state(), "挂起");
    assert_eq!(case.f.hub.tick(NOON.plus_ms(9 * DAY_MS)).unwrap(), 0);
    assert_eq!(case.f.hub.tick(NOON.plus_ms(10 * DAY_MS)).unwrap(), 1);
    assert_eq!(case.state(), "登记");
}

/// Steps of an incident that came down to a phone.
fn heard(phone: &Phone, index: u8, object: Id) -> Vec<Step> {
    phone.held[&index]
        .iter()
        .filter_map(|body| match body {
            EntryBody::Ledger { entry, .. } if entry.object == object => Step::of(entry).ok(),
            _ => None,
        })
        .collect()
}

#[test]
fn merging_tells_both_reporters() {
    let mut case = reported();
    // The leader of the branch reports the same heap on a phone of their own.
    let mut other = case.f.phone(case.f.person(Role::BranchLeader));
    other.pull(&case.f.hub);
    let index = other.index(case.f.stream(Class::C2, Purpose::Incidents));
    let main = Id::v7(NOON.0 as u64, [43; 10]);
    let second = entry(&other, Role::BranchLeader, main, 2, &Step::Report(report(&case.f)));
    assert_eq!(say(&mut other, &case.f, index, second), Outcome::Accepted);
    case.take(Role::DutyOfficer, DeskStep::MergeInto { main }, NOON).unwrap();
    assert_eq!(case.state(), "并案");
    let joined = case.f.hub.incident(&case.duty, &main, false, NOON).unwrap();
    assert!(joined.steps.iter().any(|step| step.words.contains("并进来")));
    // Each reporter's phone hears of it under the own report.
    case.phone.pull(&case.f.hub);
    other.pull(&case.f.hub);
    assert!(heard(&case.phone, case.index, case.object).contains(&Step::MergeInto { main }));
    let reporter = case.phone.enrolled.person;
    let told = Step::Joined { other: case.object, reporter };
    assert!(heard(&other, index, main).contains(&told));
    // And both of what becomes of it, which is written under the main one.
    let accept = DeskStep::Plain(Step::Accept);
    let duty = Staffed { caller: &case.duty, role: Role::DutyOfficer };
    case.f.hub.step_incident(duty, &main, accept, None, NOON).unwrap();
    for (phone, index) in [(&mut case.phone, case.index), (&mut other, index)] {
        phone.pull(&case.f.hub);
        assert!(heard(phone, index, main).contains(&Step::Accept));
    }
}

#[test]
fn what_is_no_business_of_the_township_is_refused_with_a_way_on_or_struck_out() {
    let case = reported();
    let refuse = Step::Refuse { reason: "归电力公司".into(), elsewhere: "打 95598".into() };
    assert!(matches!(case.head(refuse.clone()), Err(HubError::NotPermitted)));
    case.desk(refuse).unwrap();
    assert_eq!(case.state(), "不予受理");
    assert!(matches!(case.desk(Step::Accept), Err(HubError::NoSuchStep(_))));
    let case = reported();
    case.desk(Step::Void { reason: "点错了".into() }).unwrap();
    assert_eq!(case.state(), "作废");
    assert!(matches!(
        case.desk(Step::Void { reason: "再点".into() }),
        Err(HubError::NoSuchStep(_))
    ));
}

#[test]
fn solved_on_the_spot_is_closed_and_archived() {
    let mut case = reported();
    let solved = Step::SelfSolve { done: "自己清了".into() };
    assert_eq!(case.say(10, &solved), Outcome::Accepted);
    assert_eq!(case.state(), "结案");
    let rate = Step::Rate { rating: Rating::Satisfied, words: "好".into(), oral: true };
    let own = Outcome::Refused(Refusal::NotPermitted);
    assert_eq!(case.say(11, &rate), own, "nobody rates the own work");
    assert_eq!(case.f.hub.tick(NOON.plus_ms(60 * DAY_MS)).unwrap(), 1);
    assert_eq!(case.state(), "归档");
}

#[test]
fn the_leader_extends_once_suspends_resumes_and_whistles() {
    let case = reported();
    let handler = case.in_hand();
    let row = case.f.hub.incident(&case.duty, &case.object, false, NOON).unwrap().row;
    let until = row.summary.finish_by.unwrap().plus_ms(3_600_000);
    let extend = || Step::Extend { reason: "等配件".into(), until };
    assert!(matches!(case.desk(extend()), Err(HubError::NotPermitted)), "the leader's alone");
    case.head(extend()).unwrap();
    assert!(matches!(case.head(extend()), Err(HubError::NoSuchStep(_))), "once");
    let wake = NOON.plus_ms(10 * DAY_MS).day();
    let ground = SuspensionGround::FrozenGround;
    case.head(Step::Suspend { ground, reason: "等开冻".into(), wake }).unwrap();
    assert_eq!(case.state(), "挂起");
    let done = Step::Done { result: "挖不动".into(), files: Vec::new() };
    assert!(matches!(case.unit(&handler, done), Err(HubError::NoSuchStep(_))));
    case.desk(Step::Resume).unwrap();
    assert_eq!(case.state(), "处置中");
    let whistle = Step::Whistle { kind: WhistleKind::KeyWork, asks: "请水利局看井".into() };
    assert!(matches!(case.desk(whistle.clone()), Err(HubError::NotPermitted)));
    case.head(whistle).unwrap();
    assert_eq!(case.state(), "吹哨");
}

#[test]
fn an_incident_stays_open_until_the_clue_made_of_it_is_answered() {
    let case = reported();
    let handler = case.in_hand();
    case.desk(Step::ToClue { clue: Id::v7(NOON.0 as u64, [77; 10]) }).unwrap();
    let done = Step::Done { result: "清了".into(), files: Vec::new() };
    case.unit(&handler, done).unwrap();
    let told = NOON;
    let by = case.phone.enrolled.person;
    let verified = DeskStep::VerifiedByPhone { by, told, passed: true, why: String::new() };
    case.take(Role::DutyOfficer, verified, NOON).unwrap();
    let close = || DeskStep::Close { code: ClosingCode::Solved };
    assert!(matches!(case.take(Role::DutyOfficer, close(), NOON), Err(HubError::NoSuchStep(_))));
    let answered = || Step::ClueAnswered { taken: false, words: "够不上处罚".into() };
    case.desk(answered()).unwrap();
    assert!(matches!(case.desk(answered()), Err(HubError::NoSuchStep(_))), "answered once");
    case.take(Role::DutyOfficer, close(), NOON).unwrap();
    assert_eq!(case.state(), "结案");
}

#[test]
fn silence_about_a_result_passes_it_to_the_village_secretary_and_is_no_pass() {
    let case = reported();
    let handler = case.in_hand();
    case.unit(&handler, Step::Done { result: "清了".into(), files: Vec::new() }).unwrap();
    assert_eq!(case.f.hub.tick(NOON.plus_ms(3_600_000)).unwrap(), 0);
    assert_eq!(case.f.hub.tick(NOON.plus_ms(20 * DAY_MS)).unwrap(), 1);
    assert_eq!(case.state(), "待核查", "silence is not a pass");
    let steps = case.f.hub.incident(&case.duty, &case.object, false, NOON).unwrap().steps;
    assert!(steps.iter().any(|step| step.words.contains("书记")), "{steps:?}");
    assert_eq!(case.f.hub.tick(NOON.plus_ms(21 * DAY_MS)).unwrap(), 0, "passed on once");
}
