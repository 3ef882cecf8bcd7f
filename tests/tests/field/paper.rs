//! Visits keyed in from paper: taken whole, seen by the phones, never over what a phone began.

use gridwork_core::TaskRef;
use gridwork_model::permission::Role;
use gridwork_model::template::Template;
use gridwork_model::template::part::PartKind;
use gridwork_model::{Id, Value};
use gridwork_tests::world::{Phone, World};
use gridwork_township::HubError;
use gridwork_township::paper::{PaperAnswer, PaperOutcome, PaperVisit};
use gridwork_township::people::{Caller, RoleAt};

/// A checklist of every house with old people, with six questions.
const HEATING: &str = "YJ-07";

struct Paper {
    world: World,
    worker: Phone,
    clerk: Caller,
    /// Tasks of the checklist that are due on the worker's phone.
    due: Vec<TaskRef>,
    _dir: tempfile::TempDir,
}

fn due(phone: &Phone) -> Vec<TaskRef> {
    let core = phone.core();
    let mut lines = core.today().unwrap().lines;
    loop {
        let page = core.today_behind(lines.len() as u32, 200).unwrap();
        if page.is_empty() {
            break;
        }
        lines.extend(page);
    }
    let tasks = lines.into_iter().flat_map(|line| line.tasks);
    let ours = tasks.filter(|task| task.template == HEATING);
    ours.map(|task| TaskRef { template: task.template, target: task.target, window: task.window })
        .collect()
}

fn opened() -> Paper {
    let dir = tempfile::tempdir().unwrap();
    let mut world = World::create(dir.path(), 7, 1);
    let (person, scope) = world.people(Role::GridWorker)[0];
    let mut worker = world.phone(person, scope);
    assert_eq!(worker.sync(&world).problem, None);
    let org = world.hub.standing().directory.township_of(scope).unwrap().id;
    let clerk = Caller {
        person: Id::derived("paper-clerk", &[org.as_bytes()]),
        name: "示例办事员".to_owned(),
        org,
        roles: vec![RoleAt { role: Role::DataClerk.number(), scope: org }],
    };
    let due = due(&worker);
    assert!(due.len() > 1, "old people live in the cell");
    Paper { world, worker, clerk, due, _dir: dir }
}

impl Paper {
    fn visit(&self, target: Id, outcome: PaperOutcome, answers: Vec<PaperAnswer>) -> PaperVisit {
        let day = self.world.clock.now().day();
        let (template, visitor) = (HEATING.to_owned(), self.worker.person);
        PaperVisit { template, target, day, visitor, outcome, answers }
    }

    fn enter(&self, visit: &PaperVisit) -> Vec<String> {
        let now = self.world.clock.now();
        self.world.hub.enter_paper(&self.clerk, visit, now).unwrap().findings
    }

    /// Every question answered, in the words of the form.
    fn answers(&self) -> Vec<PaperAnswer> {
        let library = self.world.hub.standing().directory.library();
        let template: &Template = library.get(HEATING).unwrap();
        let said = |kind: &PartKind| match kind {
            PartKind::YesNo => "否".to_owned(),
            PartKind::Single { options } | PartKind::Multi { options } => options[0].zh.clone(),
            other => panic!("{other:?} is not in this checklist"),
        };
        let parts = template.items.iter().flat_map(|item| {
            item.parts.iter().filter(|part| !part.from_target).map(|part| (item.number, part))
        });
        parts
            .map(|(question, part)| PaperAnswer {
                question,
                part: part.number,
                said: vec![said(&part.kind)],
            })
            .collect()
    }
}

#[test]
fn a_paper_is_taken_whole_and_the_phone_shows_it_done_with_its_answers() {
    let mut paper = opened();
    let task = paper.due[0].clone();
    let mut answers = paper.answers();
    answers[0].said = vec!["没有的选项".to_owned()];
    let wrong = paper.enter(&paper.visit(task.target, PaperOutcome::Answered, answers));
    assert_eq!(wrong, ["第 1 项：选项里没有这个"]);
    let missing = paper.answers().split_off(1);
    let wrong = paper.enter(&paper.visit(task.target, PaperOutcome::Answered, missing));
    assert_eq!(wrong, ["第 1 项没填"]);

    let visit = paper.visit(task.target, PaperOutcome::Answered, paper.answers());
    assert_eq!(paper.enter(&visit), [""; 0]);
    assert_eq!(paper.enter(&visit).len(), 1, "once");
    assert_eq!(paper.worker.sync(&paper.world).problem, None);
    assert!(!due(&paper.worker).contains(&task));
    let shown = paper.worker.core().task(&task).unwrap();
    assert!(shown.closed);
    assert!(shown.answers.iter().any(|answer| matches!(answer.value, Value::Code(_))));

    let next = paper.due[1].target;
    assert_eq!(paper.enter(&paper.visit(next, PaperOutcome::NoChange, vec![])), [""; 0]);
    paper.worker.sync(&paper.world);
    assert!(!due(&paper.worker).contains(&paper.due[1]));
}

#[test]
fn what_a_phone_began_is_not_written_over() {
    let mut paper = opened();
    let task = paper.due[0].clone();
    paper.worker.core().answer(&task, "4", Value::Bool(false)).unwrap();
    paper.worker.sync(&paper.world);
    let visit = paper.visit(task.target, PaperOutcome::Answered, paper.answers());
    assert_eq!(paper.enter(&visit), ["手机上已经开始填了，让本人接着填"]);
}

#[test]
fn a_paper_names_a_day_somebody_in_post_and_a_clerk_who_may() {
    let paper = opened();
    let good = paper.visit(paper.due[0].target, PaperOutcome::NoChange, vec![]);
    let stranger = PaperVisit { visitor: Id::derived("nobody", &[]), ..good.clone() };
    assert_eq!(paper.enter(&stranger), ["去的人那天不在这里的岗上"]);
    for day in ["2026-07-01", "2027-01-01"] {
        let old = PaperVisit { day: day.parse().unwrap(), ..good.clone() };
        assert_eq!(paper.enter(&old), ["日子要在今天和往前 31 天之间"]);
    }
    let now = paper.world.clock.now();
    let head = RoleAt { role: Role::Head.number(), scope: paper.clerk.org };
    let head = Caller { roles: vec![head], ..paper.clerk.clone() };
    let refused = paper.world.hub.enter_paper(&head, &good, now);
    assert!(matches!(refused, Err(HubError::NotPermitted)), "{refused:?}");
    let outside = Caller { org: Id::derived("another-township", &[]), ..paper.clerk.clone() };
    let refused = paper.world.hub.enter_paper(&outside, &good, now);
    assert!(matches!(refused, Err(HubError::NotFound(_))), "{refused:?}");
}
