//! Which step may be taken by whom from where; every no has a name.

use std::collections::BTreeSet;

use thiserror::Error;

use super::policy::return_by;
use super::{Incident, IncidentPolicy, State, Step};
use crate::calendar::Calendar;
use crate::deadline::Rules;
use crate::permission::{Action, Object, Relation, Role, allows_any};
use crate::{Id, Moment, Outcome, Refusal, limits};

/// Who takes a step, as the hub knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; [`Id::NIL`] for a clock rule.
    pub person: Id,
    /// The role acted in.
    pub role: Role,
    /// How the incident stands to the person: see [`crate::audience::relations`]; the hub adds
    /// *own record* for the reporter and *assigned* for the unit.
    pub relations: Vec<Relation>,
    /// Units the person belongs to.
    pub units: Vec<Id>,
    /// Whether the entry is written at the hub (console or clock), not on a device.
    pub at_hub: bool,
}

/// The rules in force.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Limits and categories of the township.
    pub policy: &'a IncidentPolicy,
    /// Working days.
    pub calendar: &'a Calendar,
}

/// Why a step has no effect or is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Why {
    /// The matrix does not let this role do it to this incident.
    #[error("the role may not do this here")]
    NotPermitted,
    /// 自己办的，要换个人来核: handler, or of a unit that handled it.
    #[error("whoever handled it does not verify it")]
    OwnVerification,
    /// Written at the hub only: numbers, closing, merging, clock rules.
    #[error("this step is taken at the hub")]
    HubOnly,
    /// Reported as a sealed record, never as an incident.
    #[error("this category is reported to the named post")]
    Sealed,
    /// No such category, or one made by conversion only.
    #[error("no report is made under this category")]
    Category,
    /// The step's facts are not those the rules lead to.
    #[error("limits or dates are not those of the rules")]
    WrongFacts,
    /// The incident is not in a state with this step; an earlier entry closed it.
    #[error("the incident has no such step in its state")]
    State(State),
    /// Returned once already; the leader decides.
    #[error("it was returned once; the leader decides")]
    ReturnedOnce,
    /// Half a working day has passed.
    #[error("too late to return it")]
    ReturnTooLate,
    /// Extended once already.
    #[error("it was extended once")]
    ExtendedOnce,
    /// The wake day, the silence or the window has not come, or has gone.
    #[error("not at this time")]
    NotNow,
    /// A clue waits for its answer.
    #[error("the clue made of it is not answered yet")]
    ClueOpen,
    /// Too many steps; close it and open another.
    #[error("it has as many steps as an incident may have")]
    TooManySteps,
}

impl Why {
    /// The verdict that goes with the reason: what an honest device could not have known is
    /// ineffective and kept, what it may never do is refused and comes back as a draft.
    pub const fn outcome(self) -> Outcome {
        match self {
            Why::NotPermitted | Why::OwnVerification | Why::HubOnly => {
                Outcome::Refused(Refusal::NotPermitted)
            }
            Why::Sealed | Why::Category | Why::WrongFacts => Outcome::Refused(Refusal::BadValue),
            Why::State(_)
            | Why::ReturnedOnce
            | Why::ReturnTooLate
            | Why::ExtendedOnce
            | Why::NotNow
            | Why::ClueOpen
            | Why::TooManySteps => Outcome::Ineffective,
        }
    }

    /// What the writer reads.
    pub const fn words(self) -> &'static str {
        match self {
            Why::NotPermitted => "这一步归别的岗位",
            Why::OwnVerification => "自己办的，要换个人来核",
            Why::HubOnly => "这一步在乡镇办",
            Why::Sealed => "这类只报给专岗",
            Why::Category => "没有这一类",
            Why::WrongFacts => "时限对不上，乡镇重算",
            Why::State(_) => "这一步没算上，你的话留着",
            Why::ReturnedOnce => "退过一次了，由领导定",
            Why::ReturnTooLate => "过了退单的时候",
            Why::ExtendedOnce => "延过一次了",
            Why::NotNow => "还没到时候",
            Why::ClueOpen => "线索还没有回音",
            Why::TooManySteps => "步数太多，另开一件",
        }
    }
}

/// The desk that accepts, numbers and dispatches.
const DESK: [Role; 2] = [Role::DutyOfficer, Role::ManagementCentre];
/// Who answers for a cell when a result is verified.
const CELL: [Role; 3] = [Role::GridWorker, Role::PartTimeWorker, Role::CellChief];
/// Longest suspension, days: two winters.
const SUSPENSION_DAYS: i64 = 540;

impl Actor {
    /// A person in a role before an incident. `stands` is how the incident's place stands to that
    /// role, `None` if the person does not hold it; `reports` if the step founds the incident.
    pub fn of(
        incident: &Incident,
        person: Id,
        role: Role,
        stands: Option<&BTreeSet<Relation>>,
        units: BTreeSet<Id>,
        reports: bool,
        at_hub: bool,
    ) -> Actor {
        let mut relations: Vec<Relation> = stands.into_iter().flatten().copied().collect();
        // A role the person does not hold opens nothing.
        if stands.is_some() {
            if reports || incident.reporters.contains(&person) {
                relations.push(Relation::OwnRecord);
            }
            if incident.handler == Some(person)
                || incident.unit.is_some_and(|unit| units.contains(&unit))
            {
                relations.push(Relation::Assigned);
            }
        }
        Actor { person, role, relations, units: units.into_iter().collect(), at_hub }
    }

    fn may(&self, action: Action, object: Object) -> bool {
        allows_any(self.role, action, object, &self.relations).is_plain()
    }

    fn is_desk(&self) -> bool {
        DESK.contains(&self.role) && self.may(Action::Approve, Object::Incident)
    }

    fn is_leader(&self) -> bool {
        self.role == Role::Head && self.may(Action::Approve, Object::Incident)
    }

    fn is_clock(&self) -> bool {
        self.role == Role::Clock && self.at_hub && self.may(Action::Write, Object::Incident)
    }

    /// Answers for the cell the incident lies in.
    fn of_cell(&self) -> bool {
        CELL.contains(&self.role) && self.relations.contains(&Relation::OwnCell)
    }

    /// The village secretary of the incident's village.
    fn is_secretary(&self) -> bool {
        let village = [Relation::OwnVillage, Relation::OwnCell];
        self.role == Role::BranchLeader && village.iter().any(|r| self.relations.contains(r))
    }
}

impl Incident {
    /// Whether `actor` may take `step` at `at` (the hub's time). Asked once, at the hub.
    pub fn judge(
        &self,
        actor: &Actor,
        step: &Step,
        at: Moment,
        setting: &Setting<'_>,
    ) -> Result<(), Why> {
        self.permitted(actor, step)?;
        if self.steps >= limits::INCIDENT_STEPS && !matches!(step, Step::Close { .. }) {
            return Err(Why::TooManySteps);
        }
        if !self.has_step(step) {
            return Err(Why::State(self.state));
        }
        self.conditions(actor, step, at, setting)
    }

    /// Whether the role may take such a step at all, whatever the state.
    fn permitted(&self, actor: &Actor, step: &Step) -> Result<(), Why> {
        let write = actor.may(Action::Write, Object::Incident);
        let reporter = self.reporters.contains(&actor.person);
        let handles = write
            && (self.handler == Some(actor.person)
                || self.unit.is_some_and(|unit| actor.units.contains(&unit)));
        let allowed = match step {
            Step::Report(_) => actor.may(Action::Create, Object::Incident),
            Step::SelfSolve { .. } => write && (reporter || actor.of_cell()),
            Step::Accept
            | Step::Refuse { .. }
            | Step::Register { .. }
            | Step::ToClue { .. }
            | Step::Close { .. }
            | Step::MergeInto { .. }
            | Step::Joined { .. }
            | Step::AskVerification { .. }
            | Step::VerifiedByPhone { .. }
            | Step::Void { .. } => actor.is_desk(),
            Step::Dispatch { .. } => actor.is_desk() || actor.is_leader(),
            Step::Return { .. } | Step::Start { .. } | Step::Done { .. } => handles,
            Step::Note { .. } => write,
            Step::Extend { .. } | Step::Suspend { .. } | Step::Whistle { .. } => actor.is_leader(),
            Step::Resume => actor.is_desk() || actor.is_leader() || actor.is_clock(),
            Step::ClueAnswered { .. } => {
                actor.is_desk()
                    || (actor.role == Role::Officer && actor.may(Action::Write, Object::Clue))
            }
            Step::Verify { .. } => {
                let with_secretary =
                    self.verification.is_some_and(|verification| verification.with_secretary);
                write && (reporter || actor.of_cell() || with_secretary && actor.is_secretary())
            }
            Step::Rate { .. } => write && (reporter || actor.of_cell()),
            Step::PassToSecretary | Step::Archive => actor.is_clock(),
        };
        if !allowed {
            return Err(Why::NotPermitted);
        }
        // Whoever handled it neither verifies it nor asks the resident how it was.
        let judges =
            matches!(step, Step::Verify { .. } | Step::VerifiedByPhone { .. } | Step::Rate { .. });
        if judges && self.was_handled_by(actor) {
            return Err(Why::OwnVerification);
        }
        // Nor does the desk write down what the handler says of the own work.
        let (Step::AskVerification { of: said_by } | Step::VerifiedByPhone { by: said_by, .. }) =
            step
        else {
            return self.at_hub(actor, step);
        };
        if self.handlers.contains(said_by) || self.handler == Some(*said_by) {
            return Err(Why::OwnVerification);
        }
        self.at_hub(actor, step)
    }

    /// Some steps are written at the hub alone.
    fn at_hub(&self, actor: &Actor, step: &Step) -> Result<(), Why> {
        let at_hub = matches!(
            step,
            Step::Accept
                | Step::Refuse { .. }
                | Step::Register { .. }
                | Step::Dispatch { .. }
                | Step::Close { .. }
                | Step::MergeInto { .. }
                | Step::Joined { .. }
                | Step::AskVerification { .. }
                | Step::VerifiedByPhone { .. }
                | Step::Void { .. }
        );
        if at_hub && !actor.at_hub { Err(Why::HubOnly) } else { Ok(()) }
    }

    /// Whether the actor, or a unit of the actor, has handled the incident.
    pub fn was_handled_by(&self, actor: &Actor) -> bool {
        self.handlers.contains(&actor.person)
            || self.handler == Some(actor.person)
            || actor.units.iter().any(|unit| self.units.contains(unit))
    }

    /// Whether the state has such a step.
    fn has_step(&self, step: &Step) -> bool {
        use State::{
            Accepted, Closed, Dispatched, Draft, Handling, Refused, Registered, Reported, Returned,
            Rework, Suspended, ToVerify, Verified, Whistled,
        };
        let from: &[State] = match step {
            Step::Report(_) => &[Draft],
            Step::SelfSolve { .. } | Step::Accept | Step::Refuse { .. } => &[Reported],
            Step::Register { .. } => &[Accepted],
            Step::Dispatch { .. } => &[Registered, Returned, Dispatched, Handling, Rework],
            Step::Return { .. } => &[Dispatched],
            Step::Start { .. } => &[Dispatched, Rework, Whistled],
            Step::Note { .. } => {
                &[Dispatched, Handling, Rework, Suspended, Whistled, ToVerify, Verified]
            }
            Step::Extend { .. } => &[Handling, Rework, Whistled],
            Step::Suspend { .. } => &[Registered, Dispatched, Handling, Rework],
            Step::Resume => &[Suspended],
            Step::Whistle { .. } => &[Registered, Dispatched, Returned, Handling, Rework],
            Step::ToClue { .. } => &[Registered, Dispatched, Returned, Handling, Rework, Whistled],
            Step::ClueAnswered { .. } => {
                return self.awaits_clue() && !self.state.is_over();
            }
            Step::Done { .. } => &[Handling, Rework, Whistled],
            Step::AskVerification { .. }
            | Step::VerifiedByPhone { .. }
            | Step::Verify { .. }
            | Step::PassToSecretary => &[ToVerify],
            Step::Close { .. } => &[Verified],
            Step::Rate { .. } => return self.state == Closed && self.rating.is_none(),
            Step::Archive => &[Closed, Refused],
            Step::MergeInto { .. } => {
                &[Reported, Accepted, Registered, Dispatched, Returned, Handling, Rework]
            }
            Step::Joined { .. } => {
                return !self.state.is_over() && self.state != Draft;
            }
            Step::Void { .. } => return !self.state.is_over() && self.state != Draft,
        };
        from.contains(&self.state)
    }

    /// What else must hold.
    fn conditions(
        &self,
        actor: &Actor,
        step: &Step,
        at: Moment,
        setting: &Setting<'_>,
    ) -> Result<(), Why> {
        let sure = |holds: bool, why: Why| if holds { Ok(()) } else { Err(why) };
        match step {
            Step::Report(report) => {
                let category = setting.policy.category(report.category).ok_or(Why::Category)?;
                sure(category.sealed.is_none(), Why::Sealed)?;
                sure(!category.by_conversion, Why::Category)
            }
            Step::Register { grade, category, limits, statute, .. } => {
                let known = setting.policy.category(*category).ok_or(Why::Category)?;
                sure(known.sealed.is_none(), Why::Sealed)?;
                let rule = statute.as_deref().map(|id| Rules::embedded().get(id));
                sure(!matches!(rule, Some(None)), Why::WrongFacts)?;
                let accepted = self.accepted_at.ok_or(Why::State(self.state))?;
                let due = setting.policy.limits(*grade, rule.flatten(), accepted, setting.calendar);
                sure(due == *limits, Why::WrongFacts)
            }
            Step::Dispatch { return_by: until, .. } => {
                let again =
                    matches!(self.state, State::Dispatched | State::Handling | State::Rework);
                // A second dispute is the leader's to decide, as is taking work away from a unit.
                sure(!again || actor.is_leader(), Why::ReturnedOnce)?;
                sure(*until == return_by(at, setting.calendar), Why::WrongFacts)
            }
            Step::Return { .. } => {
                sure(!self.returned, Why::ReturnedOnce)?;
                sure(self.return_by.is_some_and(|until| at <= until), Why::ReturnTooLate)
            }
            Step::Extend { until, .. } => {
                sure(!self.extended, Why::ExtendedOnce)?;
                let (Some(accepted), Some(original)) = (self.accepted_at, self.original_finish)
                else {
                    return Err(Why::State(self.state));
                };
                let (now, most) = (
                    self.limits.map_or(original, |limits| limits.finish_by),
                    original.0.saturating_sub(accepted.0),
                );
                let longer = until.0.saturating_sub(now.0);
                sure((1..=most).contains(&longer), Why::WrongFacts)
            }
            Step::Suspend { wake, .. } => {
                let days = (*wake - at.day()).num_days();
                sure((1..=SUSPENSION_DAYS).contains(&days), Why::WrongFacts)
            }
            Step::Resume if actor.is_clock() => {
                let woken = self.suspension.is_some_and(|suspension| at.day() >= suspension.wake);
                sure(woken, Why::NotNow)
            }
            Step::ToClue { .. } => sure(self.clue.is_none(), Why::ClueOpen),
            Step::VerifiedByPhone { told, .. } => {
                let since = self.verification.ok_or(Why::NotNow)?.since;
                sure(since <= *told && *told <= at, Why::WrongFacts)
            }
            Step::PassToSecretary => {
                let waits = self.verification.filter(|verification| !verification.with_secretary);
                let since = waits.ok_or(Why::NotNow)?.since.day();
                let last = setting.calendar.after(since, setting.policy.verify_working_days).day;
                sure(at.day() > last, Why::NotNow)
            }
            Step::Close { .. } => sure(!self.awaits_clue(), Why::ClueOpen),
            Step::Rate { .. } => {
                let days = self.closed_at.map(|closed| (at.day() - closed.day()).num_days());
                let window = i64::from(setting.policy.rate_days);
                sure(days.is_some_and(|days| (0..=window).contains(&days)), Why::NotNow)
            }
            Step::Archive => {
                let ended = self.closed_at.ok_or(Why::NotNow)?;
                let days = (at.day() - ended.day()).num_days();
                sure(days > i64::from(setting.policy.rate_days), Why::NotNow)
            }
            Step::MergeInto { main } => sure(self.id != Some(*main), Why::WrongFacts),
            Step::Joined { other, .. } => sure(self.id != Some(*other), Why::WrongFacts),
            _ => Ok(()),
        }
    }
}
