//! A day at the incident desk, and what no sequence of steps can bring about.

use proptest::prelude::*;

use super::policy::return_by;
use super::*;
use crate::calendar::Calendar;
use crate::deadline::Rules;
use crate::permission::{Relation, Role};
use crate::{Id, LedgerEntry, Moment, Outcome, Refusal, TimeFacts};

mod desk;

const INCIDENT: Id = Id::from_bytes([1; 16]);
const OFFICE: Id = Id::from_bytes([3; 16]);
const OTHER_OFFICE: Id = Id::from_bytes([4; 16]);
const CELL: Id = Id::from_bytes([20; 16]);

fn setting() -> Setting<'static> {
    Setting { policy: IncidentPolicy::embedded(), calendar: Calendar::embedded() }
}

fn at(text: &str) -> Moment {
    Moment::from_local(text.parse().unwrap())
}

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn actor(n: u8, role: Role, relations: &[Relation], units: &[Id], at_hub: bool) -> Actor {
    Actor { person: id(n), role, relations: relations.to_vec(), units: units.to_vec(), at_hub }
}

fn worker() -> Actor {
    actor(30, Role::GridWorker, &[Relation::OwnCell, Relation::OwnRecord], &[], false)
}

fn other_worker() -> Actor {
    actor(31, Role::GridWorker, &[Relation::OwnCell], &[], false)
}

fn desk() -> Actor {
    actor(32, Role::DutyOfficer, &[Relation::OwnTownship], &[], true)
}

fn leader() -> Actor {
    actor(33, Role::Head, &[Relation::OwnTownship], &[], true)
}

fn handler() -> Actor {
    actor(34, Role::UnitHandler, &[Relation::Assigned], &[OFFICE], false)
}

fn secretary() -> Actor {
    actor(35, Role::BranchLeader, &[Relation::OwnVillage], &[id(5)], false)
}

fn clock() -> Actor {
    let nobody = Actor { person: Id::NIL, ..desk() };
    Actor { role: Role::Clock, relations: vec![Relation::County], ..nobody }
}

fn report(category: &str) -> Step {
    Step::Report(Report {
        category: category.parse().unwrap(),
        words: "雪把进村路封了".into(),
        place: Place { cell: CELL, hamlet: Some(id(10)), at: None, words: None, point: None },
        files: Vec::new(),
        medium: Medium::Patrol,
        called: None,
        order: None,
    })
}

/// A ledger in the making; time passes by hand.
struct Desk {
    facts: Vec<Fact>,
    now: Moment,
}

impl Desk {
    /// Opens on a Monday morning.
    fn open() -> Desk {
        Desk { facts: Vec::new(), now: at("2026-03-02T09:00:00") }
    }

    fn state(&self) -> Incident {
        Incident::fold(&self.facts, &setting()).incident
    }

    fn take(&mut self, actor: Actor, step: Step) -> Result<(), Why> {
        self.facts.push(Fact { incident: INCIDENT, actor, at: self.now, step });
        *Incident::fold(&self.facts, &setting()).verdicts.last().unwrap()
    }

    fn later(&mut self, text: &str) {
        self.now = at(text);
    }

    fn register(&mut self, grade: Grade) -> Result<(), Why> {
        let accepted = self.state().accepted_at.unwrap_or(self.now);
        let number = EventNumber::new("150125200".parse().unwrap(), 2026, 117).unwrap();
        let limits = setting().policy.limits(grade, None, accepted, setting().calendar);
        let category = "Y06".parse().unwrap();
        self.take(desk(), Step::Register { number, grade, category, limits, statute: None })
    }

    fn dispatch(&mut self, by: Actor, unit: Id) -> Result<(), Why> {
        let return_by = return_by(self.now, setting().calendar);
        self.take(by, Step::Dispatch { unit, handler: None, return_by })
    }

    /// Reported, accepted, registered, dispatched and begun, all on the first morning.
    fn in_handling() -> Desk {
        let mut day = Desk::open();
        day.take(worker(), report("Y06")).unwrap();
        day.take(desk(), Step::Accept).unwrap();
        day.register(Grade::Ordinary).unwrap();
        day.dispatch(desk(), OFFICE).unwrap();
        day.take(handler(), Step::Start { note: "已派铲车".into() }).unwrap();
        day
    }

    fn done() -> Desk {
        let mut day = Desk::in_handling();
        day.take(handler(), Step::Done { result: "路通了".into(), files: Vec::new() }).unwrap();
        day
    }
}

fn pass() -> Step {
    Step::Verify { passed: true, why: String::new() }
}

#[test]
fn a_report_goes_the_whole_way_to_its_rating() {
    let mut day = Desk::done();
    assert_eq!(day.state().state, State::ToVerify);
    day.take(worker(), pass()).unwrap();
    day.take(desk(), Step::Close { code: ClosingCode::Solved }).unwrap();
    let rate = Step::Rate { rating: Rating::Satisfied, words: String::new(), oral: true };
    day.take(worker(), rate).unwrap();
    day.later("2026-03-20T00:00:00");
    day.take(clock(), Step::Archive).unwrap();
    let incident = day.state();
    assert_eq!(incident.state, State::Archived);
    assert_eq!(incident.number.unwrap().to_string(), "150125200-E-2026-000117");
    assert_eq!(incident.limits.unwrap().finish_by.day().to_string(), "2026-03-09");
    assert_eq!(incident.reporters.iter().copied().collect::<Vec<_>>(), [id(30)]);
}

#[test]
fn a_matter_solved_on_the_spot_is_closed_at_once() {
    let mut day = Desk::open();
    day.take(worker(), report("H01")).unwrap();
    day.take(worker(), Step::SelfSolve { done: "已清走".into() }).unwrap();
    assert_eq!(day.state().state, State::Closed);
    let rate = Step::Rate { rating: Rating::Satisfied, words: String::new(), oral: true };
    assert_eq!(day.take(worker(), rate.clone()), Err(Why::OwnVerification));
    assert_eq!(day.take(other_worker(), rate), Ok(()));
}

#[test]
fn verification_is_never_by_the_handler_or_the_handlers_unit() {
    let mut day = Desk::done();
    assert_eq!(day.take(handler(), pass()), Err(Why::NotPermitted));
    let colleague = actor(40, Role::GridWorker, &[Relation::OwnCell], &[OFFICE], false);
    assert_eq!(day.take(colleague, pass()), Err(Why::OwnVerification));
    let two_hats = actor(34, Role::GridWorker, &[Relation::OwnCell], &[], false);
    assert_eq!(day.take(two_hats, pass()), Err(Why::OwnVerification));
    assert_eq!(Why::OwnVerification.outcome(), Outcome::Refused(Refusal::NotPermitted));
    assert_eq!(day.take(desk(), pass()), Err(Why::NotPermitted), "the desk was not there");
    assert_eq!(day.take(other_worker(), pass()), Ok(()));
}

#[test]
fn failed_verification_goes_back_to_work_with_a_reason() {
    let mut day = Desk::done();
    let fail = Step::Verify { passed: false, why: "还堵着半边".into() };
    day.take(worker(), fail).unwrap();
    assert_eq!((day.state().state, day.state().reworks), (State::Rework, 1));
    assert_eq!(
        day.take(desk(), Step::Close { code: ClosingCode::Solved }),
        Err(Why::State(State::Rework))
    );
    day.take(handler(), Step::Done { result: "都通了".into(), files: Vec::new() }).unwrap();
    day.take(worker(), pass()).unwrap();
    assert_eq!(day.state().state, State::Verified);
}

#[test]
fn silence_is_not_a_pass_but_goes_to_the_village_secretary() {
    let mut day = Desk::done();
    assert_eq!(day.take(secretary(), pass()), Err(Why::NotPermitted));
    day.later("2026-03-05T10:00:00");
    assert_eq!(day.take(clock(), Step::PassToSecretary), Err(Why::NotNow));
    day.later("2026-03-06T00:10:00");
    assert_eq!(day.take(clock(), Step::PassToSecretary), Ok(()));
    assert_eq!(day.state().state, State::ToVerify, "nothing is passed by silence");
    assert_eq!(day.take(secretary(), pass()), Ok(()));
}

#[test]
fn a_unit_returns_once_and_in_time() {
    let mut day = Desk::open();
    day.take(worker(), report("Y06")).unwrap();
    day.take(desk(), Step::Accept).unwrap();
    day.register(Grade::Ordinary).unwrap();
    day.dispatch(desk(), OFFICE).unwrap();
    let back = || Step::Return { reason: "职责在交通局".into() };
    day.later("2026-03-02T18:00:01");
    assert_eq!(day.take(handler(), back()), Err(Why::ReturnTooLate));
    day.later("2026-03-02T17:00:00");
    assert_eq!(day.take(handler(), back()), Ok(()));
    day.dispatch(desk(), OTHER_OFFICE).unwrap();
    let other = actor(41, Role::UnitHandler, &[Relation::Assigned], &[OTHER_OFFICE], false);
    assert_eq!(day.take(other, back()), Err(Why::ReturnedOnce));
    assert_eq!(day.dispatch(desk(), OFFICE), Err(Why::ReturnedOnce));
    assert_eq!(day.dispatch(leader(), OFFICE), Ok(()), "the second dispute is the leader's");
}

#[test]
fn an_extension_is_the_leaders_once_and_no_longer_than_the_limit() {
    let mut day = Desk::in_handling();
    let limits = day.state().limits.unwrap();
    let span = limits.finish_by.0 - day.state().accepted_at.unwrap().0;
    let until =
        |ms| Step::Extend { reason: "等配件".into(), until: limits.finish_by.plus_ms(ms) };
    assert_eq!(day.take(desk(), until(span)), Err(Why::NotPermitted));
    assert_eq!(day.take(leader(), until(span + 1)), Err(Why::WrongFacts));
    assert_eq!(day.take(leader(), until(0)), Err(Why::WrongFacts));
    assert_eq!(day.take(leader(), until(span)), Ok(()));
    assert_eq!(day.state().limits.unwrap().finish_by, limits.finish_by.plus_ms(span));
    assert_eq!(day.take(leader(), until(span + 5)), Err(Why::ExtendedOnce));
}

#[test]
fn a_suspended_incident_wakes_by_itself_and_its_limit_moves() {
    let mut day = Desk::in_handling();
    let before = day.state().limits.unwrap().finish_by;
    let wake = "2026-04-20".parse().unwrap();
    let ground = SuspensionGround::FrozenGround;
    day.take(leader(), Step::Suspend { ground, reason: "等开冻".into(), wake }).unwrap();
    assert_eq!(day.state().state, State::Suspended);
    day.later("2026-04-19T23:59:00");
    assert_eq!(day.take(clock(), Step::Resume), Err(Why::NotNow));
    day.later("2026-04-20T00:00:00");
    assert_eq!(day.take(clock(), Step::Resume), Ok(()));
    let incident = day.state();
    assert_eq!(incident.state, State::Handling);
    assert!(incident.limits.unwrap().finish_by > before.plus_hours(24 * 48));
    let past = "2026-04-20".parse().unwrap();
    let suspend = Step::Suspend { ground, reason: "再等".into(), wake: past };
    assert_eq!(day.take(leader(), suspend), Err(Why::WrongFacts));
}

#[test]
fn a_clue_keeps_the_incident_open_until_it_is_answered() {
    let mut day = Desk::in_handling();
    assert_eq!(day.take(worker(), Step::ToClue { clue: id(60) }), Err(Why::NotPermitted));
    day.take(desk(), Step::ToClue { clue: id(60) }).unwrap();
    day.take(handler(), Step::Done { result: "已劝离".into(), files: Vec::new() }).unwrap();
    day.take(worker(), pass()).unwrap();
    let close = || Step::Close { code: ClosingCode::Handed };
    assert_eq!(day.take(desk(), close()), Err(Why::ClueOpen));
    let officer = actor(42, Role::Officer, &[Relation::OwnTownship], &[], true);
    let answer = Step::ClueAnswered { taken: true, words: "执法局接了".into() };
    day.take(officer, answer).unwrap();
    assert_eq!(day.take(desk(), close()), Ok(()));
}

#[test]
fn whistle_void_and_refusal_belong_to_their_posts() {
    let mut day = Desk::in_handling();
    let whistle =
        || Step::Whistle { kind: WhistleKind::KeyWork, asks: "请交通局到场".into() };
    assert_eq!(day.take(desk(), whistle()), Err(Why::NotPermitted));
    day.take(leader(), whistle()).unwrap();
    assert_eq!(day.state().state, State::Whistled);
    assert_eq!(day.take(worker(), Step::Void { reason: "记错".into() }), Err(Why::NotPermitted));
    day.take(desk(), Step::Void { reason: "记错".into() }).unwrap();
    assert_eq!(day.state().state, State::Void);
    let mut day = Desk::open();
    day.take(worker(), report("F01")).unwrap();
    let refuse =
        Step::Refuse { reason: "不归乡镇".into(), elsewhere: "公安局户籍".into() };
    day.take(desk(), refuse).unwrap();
    assert_eq!(day.take(desk(), Step::Accept), Err(Why::State(State::Refused)));
}

#[test]
fn a_merged_incident_ends_and_both_reporters_are_told() {
    let mut day = Desk::in_handling();
    day.take(desk(), Step::Joined { other: id(2), reporter: id(31) }).unwrap();
    let close = Step::Close { code: ClosingCode::Solved };
    assert_eq!(day.state().informs(&close), [id(30), id(31)]);
    let mut other = Desk::open();
    other.take(worker(), report("Y06")).unwrap();
    assert_eq!(other.take(desk(), Step::MergeInto { main: INCIDENT }), Err(Why::WrongFacts));
    other.take(desk(), Step::MergeInto { main: id(2) }).unwrap();
    assert_eq!((other.state().state, other.state().main), (State::Merged, Some(id(2))));
}

#[test]
fn sealed_categories_and_conversions_are_no_reports() {
    for (category, why) in
        [("J05", Why::Sealed), ("Z09", Why::Sealed), ("P05", Why::Sealed), ("X01", Why::Category)]
    {
        assert_eq!(Desk::open().take(worker(), report(category)), Err(why), "{category}");
    }
    assert_eq!(Desk::open().take(worker(), report("P99")), Err(Why::Category));
}

#[test]
fn closing_and_numbering_are_taken_at_the_hub() {
    let offline = || Actor { at_hub: false, ..desk() };
    let mut day = Desk::done();
    day.take(worker(), pass()).unwrap();
    let close = || Step::Close { code: ClosingCode::Solved };
    assert_eq!(day.take(offline(), close()), Err(Why::HubOnly));
    assert_eq!(day.take(Actor { at_hub: false, ..clock() }, Step::Archive), Err(Why::NotPermitted));
    assert_eq!(day.take(desk(), close()), Ok(()));
}

#[test]
fn limits_that_the_rules_do_not_lead_to_are_refused() {
    let mut day = Desk::open();
    day.take(worker(), report("Y06")).unwrap();
    day.take(desk(), Step::Accept).unwrap();
    let accepted = day.state().accepted_at.unwrap();
    let number = EventNumber::new("150125200".parse().unwrap(), 2026, 1).unwrap();
    let grade = Grade::Ordinary;
    let category = "Y06".parse().unwrap();
    let limits = |statute: Option<&str>| {
        let rule = statute.and_then(|id| Rules::embedded().get(id));
        setting().policy.limits(grade, rule, accepted, setting().calendar)
    };
    let register = |limits, statute: Option<&str>| {
        let statute = statute.map(str::to_owned);
        Step::Register { number, grade, category, limits, statute }
    };
    let wrong = register(limits(None), Some("PET-DECIDE"));
    assert_eq!(day.take(desk(), wrong), Err(Why::WrongFacts));
    let unknown = register(limits(None), Some("NO-SUCH"));
    assert_eq!(day.take(desk(), unknown), Err(Why::WrongFacts));
    let right = register(limits(Some("PET-DECIDE")), Some("PET-DECIDE"));
    assert_eq!(day.take(desk(), right), Ok(()));
}

#[test]
fn the_second_of_two_offline_handlers_is_ineffective_and_kept() {
    let mut day = Desk::in_handling();
    let second = actor(43, Role::UnitHandler, &[Relation::Assigned], &[OFFICE], false);
    let start = Step::Start { note: "我也到了".into() };
    let verdict = day.take(second.clone(), start);
    assert_eq!(verdict, Err(Why::State(State::Handling)));
    assert_eq!(verdict.unwrap_err().outcome(), Outcome::Ineffective);
    let note = Step::Note { words: "我也到了".into(), files: Vec::new() };
    assert_eq!(day.take(second, note), Ok(()));
}

#[test]
fn bodies_are_bounded_and_read_whole() {
    let body = report("Y06").to_body();
    assert_eq!(Step::read(&body).unwrap(), report("Y06"));
    let entry = LedgerEntry {
        id: id(70),
        object: INCIDENT,
        kind: crate::ledger::kind::INCIDENT,
        person: id(30),
        role: Role::GridWorker.number(),
        time: TimeFacts::default(),
        body: body.clone(),
    };
    assert!(Step::of(&entry).is_ok());
    assert!(Step::of(&LedgerEntry { kind: 2, ..entry }).is_err());
    let trailing = [body.as_slice(), &[0]].concat();
    assert!(Step::read(&trailing).is_err());
    for cut in 0..body.len() {
        assert!(Step::read(&body[..cut]).is_err(), "cut at {cut}");
    }
    for step in [
        Step::Return { reason: " ".into() },
        Step::Void { reason: "长".repeat(201) },
        Step::Verify { passed: false, why: String::new() },
        Step::Note { words: "图".into(), files: vec![FileHash([0; 32]); 7] },
    ] {
        assert!(Step::read(&step.to_body()).is_err(), "{step:?}");
    }
}

fn any_actor() -> impl Strategy<Value = Actor> {
    let cast = [
        worker(),
        other_worker(),
        desk(),
        leader(),
        handler(),
        secretary(),
        clock(),
        actor(41, Role::UnitHandler, &[Relation::Assigned], &[OTHER_OFFICE], false),
        actor(44, Role::ManagementCentre, &[Relation::OwnTownship], &[OFFICE], true),
        actor(45, Role::Officer, &[Relation::OwnTownship], &[], true),
        actor(46, Role::Unknown, &Relation::ALL, &[OFFICE], true),
    ];
    prop::sample::select(cast.to_vec())
}

/// Steps with facts that are often right: dispatches and limits are recomputed when played.
fn any_step() -> impl Strategy<Value = Step> {
    let s = || "示意".to_owned();
    let steps = vec![
        report("Y06"),
        report("J05"),
        Step::SelfSolve { done: s() },
        Step::Accept,
        Step::Accept,
        Step::Refuse { reason: s(), elsewhere: s() },
        Step::Register {
            number: EventNumber::new("150125200".parse().unwrap(), 2026, 1).unwrap(),
            grade: Grade::Ordinary,
            category: "Y06".parse().unwrap(),
            limits: Limits { respond_by: Moment(0), finish_by: Moment(0), provisional: false },
            statute: None,
        },
        Step::Dispatch { unit: OFFICE, handler: None, return_by: Moment(0) },
        Step::Dispatch { unit: OTHER_OFFICE, handler: Some(id(41)), return_by: Moment(0) },
        Step::Return { reason: s() },
        Step::Start { note: s() },
        Step::Note { words: s(), files: Vec::new() },
        Step::Extend { reason: s(), until: at("2026-03-12T00:00:00") },
        Step::Suspend {
            ground: SuspensionGround::Budget,
            reason: s(),
            wake: "2026-03-10".parse().unwrap(),
        },
        Step::Resume,
        Step::Whistle { kind: WhistleKind::Concern, asks: s() },
        Step::ToClue { clue: id(60) },
        Step::ClueAnswered { taken: false, words: s() },
        Step::Done { result: s(), files: Vec::new() },
        Step::Done { result: s(), files: Vec::new() },
        Step::Verify { passed: true, why: String::new() },
        Step::Verify { passed: false, why: s() },
        Step::PassToSecretary,
        Step::Close { code: ClosingCode::Solved },
        Step::Rate { rating: Rating::Mostly, words: s(), oral: false },
        Step::Archive,
        Step::MergeInto { main: id(2) },
        Step::Joined { other: id(2), reporter: id(31) },
        Step::Void { reason: s() },
    ];
    prop::sample::select(steps)
}

/// What usually comes next, so that random sequences also get far.
fn usual(incident: &Incident) -> Option<(Actor, Step)> {
    let s = || "示意".to_owned();
    let unit = |incident: &Incident| if incident.returned { OTHER_OFFICE } else { OFFICE };
    let ours = Actor { units: incident.unit.into_iter().collect(), ..handler() };
    Some(match incident.state {
        State::Draft => (worker(), report("Y06")),
        State::Reported => (desk(), Step::Accept),
        State::Accepted => (
            desk(),
            Step::Register {
                number: EventNumber::new("150125200".parse().unwrap(), 2026, 1).unwrap(),
                grade: Grade::Complex,
                category: "Y06".parse().unwrap(),
                limits: Limits { respond_by: Moment(0), finish_by: Moment(0), provisional: false },
                statute: None,
            },
        ),
        State::Registered | State::Returned => {
            (desk(), Step::Dispatch { unit: unit(incident), handler: None, return_by: Moment(0) })
        }
        State::Dispatched | State::Whistled => (ours, Step::Start { note: s() }),
        State::Suspended => (leader(), Step::Resume),
        State::Handling | State::Rework => (ours, Step::Done { result: s(), files: Vec::new() }),
        State::ToVerify => (other_worker(), pass()),
        State::Verified => (desk(), Step::Close { code: ClosingCode::Solved }),
        _ => return None,
    })
}

/// Plays steps up to three days apart, with the hub filling in limits as it does; where `usual` is
/// set, the usual next step replaces the random one.
fn play(moves: Vec<(Actor, Step, i64, bool)>) -> Vec<Fact> {
    let mut incident = Incident::default();
    let mut now = at("2026-03-02T09:00:00");
    let mut facts = Vec::new();
    for (mut actor, mut step, hours, follow) in moves {
        now = now.plus_hours(hours);
        if let Some(next) = usual(&incident).filter(|_| follow) {
            (actor, step) = next;
        }
        match &mut step {
            Step::Register { grade, limits, .. } => {
                let accepted = incident.accepted_at.unwrap_or(now);
                *limits = setting().policy.limits(*grade, None, accepted, setting().calendar);
            }
            Step::Dispatch { return_by: until, .. } => {
                *until = return_by(now, setting().calendar);
            }
            _ => {}
        }
        if incident.judge(&actor, &step, now, &setting()).is_ok() {
            incident.apply(INCIDENT, actor.person, now, &step);
        }
        facts.push(Fact { incident: INCIDENT, actor, at: now, step });
    }
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any steps by anybody: the fold does not panic, what was accepted obeys the promises, and
    /// what was not leaves no trace.
    #[test]
    fn any_sequence_keeps_the_promises(
        moves in prop::collection::vec(
            (any_actor(), any_step(), 0_i64..72, any::<bool>()),
            0..60,
        ),
    ) {
        let facts = play(moves);
        let folded = Incident::fold(&facts, &setting());
        let accepted: Vec<&Fact> = facts
            .iter()
            .zip(&folded.verdicts)
            .filter_map(|(fact, verdict)| verdict.is_ok().then_some(fact))
            .collect();
        let mut replica = Incident::default();
        let mut units = std::collections::BTreeSet::new();
        let (mut returns, mut extensions, mut reports) = (0, 0, 0);
        for fact in &accepted {
            prop_assert!(!matches!(replica.state, State::Merged | State::Void | State::Archived));
            match &fact.step {
                Step::Report(_) => reports += 1,
                Step::Return { .. } => {
                    returns += 1;
                    units.remove(&replica.unit.unwrap());
                }
                Step::Extend { .. } => extensions += 1,
                Step::Dispatch { unit, .. } => {
                    units.insert(*unit);
                }
                Step::Verify { .. } => {
                    prop_assert!(fact.actor.units.iter().all(|unit| !units.contains(unit)));
                    prop_assert!(!replica.handlers.contains(&fact.actor.person));
                }
                Step::Close { .. } => {
                    prop_assert!(fact.actor.at_hub && replica.state == State::Verified);
                    prop_assert!(!replica.awaits_clue());
                }
                Step::PassToSecretary | Step::Archive => {
                    prop_assert_eq!(fact.actor.role, Role::Clock);
                }
                _ => {}
            }
            prop_assert!(fact.actor.role != Role::Unknown);
            replica.apply(INCIDENT, fact.actor.person, fact.at, &fact.step);
        }
        prop_assert!(returns <= 1 && extensions <= 1 && reports <= 1);
        prop_assert_eq!(&replica, &folded.incident, "what was ineffective left a trace");
    }

    /// Every step survives its body; mutated bodies never panic.
    #[test]
    fn steps_survive_their_bodies(step in any_step(), flip in 0_usize..200, bit in 0_u8..8) {
        let mut body = step.to_body();
        prop_assert_eq!(Step::read(&body).unwrap(), step);
        if let Some(byte) = body.get_mut(flip) {
            *byte ^= 1 << bit;
            let _ = Step::read(&body);
        }
    }
}
