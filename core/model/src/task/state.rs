//! How a task stands: a fold over its ledger in the hub's order.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::step::{Body, CancelReason, Step};
use crate::{Id, LedgerEntry, Outcome};

/// How a task stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// 待办
    #[default]
    Due,
    /// 进行
    Started,
    /// 完成
    Done {
        /// Finished in one act.
        no_change: bool,
    },
    /// 谢绝
    Declined,
    /// 取消
    Cancelled(CancelReason),
    /// 改天
    PutOff {
        /// The day agreed.
        to: NaiveDate,
    },
}

impl Status {
    /// Whether nothing more is due unless somebody reopens it.
    pub const fn is_closed(self) -> bool {
        matches!(self, Status::Done { .. } | Status::Declined | Status::Cancelled(_))
    }

    /// What people read.
    pub const fn zh(self) -> &'static str {
        match self {
            Status::Due => "待办",
            Status::Started => "进行",
            Status::Done { .. } => "完成",
            Status::Declined => "谢绝",
            Status::Cancelled(_) => "取消",
            Status::PutOff { .. } => "改天",
        }
    }
}

/// Where an issued task leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The household, for a target that is one or lives in one.
    pub household: Option<Id>,
    /// The hamlet.
    pub hamlet: Option<Id>,
}

/// A task's folded ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// How it stands.
    pub status: Status,
    /// To whom it was reassigned, if it was.
    pub assignee: Option<Id>,
    /// Who took the last step that took effect.
    pub last_by: Option<Id>,
    /// It holds an accepted step this version cannot read (新版才看得懂).
    pub newer_steps: bool,
    /// It was issued, not derived.
    #[serde(default)]
    pub issued: Option<Issued>,
}

impl State {
    /// What the hub decides about `step` in this state: accepted, or ineffective because an
    /// earlier numbered step closed the way. No step is refused here; permission is asked elsewhere.
    pub fn judge(&self, step: &Step) -> Outcome {
        let effective = match step {
            Step::Start => matches!(self.status, Status::Due | Status::PutOff { .. }),
            Step::Reopen => self.status.is_closed(),
            Step::Reassign { to } => !self.status.is_closed() && self.assignee != Some(*to),
            Step::PutOff { to } => {
                !self.status.is_closed() && self.status != Status::PutOff { to: *to }
            }
            Step::Complete { .. } | Step::Decline | Step::Cancel { .. } => !self.status.is_closed(),
            // Two who issue the same task name one task; the second adds nothing.
            Step::Issue { .. } => self.issued.is_none() && !self.status.is_closed(),
        };
        if effective { Outcome::Accepted } else { Outcome::Ineffective }
    }

    /// Takes an accepted step.
    pub fn take(&mut self, step: &Step, by: Id) {
        match *step {
            Step::Start => self.status = Status::Started,
            Step::Complete { no_change, .. } => self.status = Status::Done { no_change },
            Step::Decline => self.status = Status::Declined,
            Step::Cancel { reason } => self.status = Status::Cancelled(reason),
            Step::Reassign { to } => self.assignee = Some(to),
            Step::PutOff { to } => self.status = Status::PutOff { to },
            Step::Reopen => self.status = Status::Due,
            Step::Issue { household, hamlet, .. } => {
                self.issued = Some(Issued { household, hamlet });
            }
        }
        self.last_by = Some(by);
    }

    /// Folds entries in the hub's order with the outcomes the hub decided; what was not accepted
    /// leaves the state alone. Outcomes are never decided again here, so that an older app folds
    /// like a newer one. A phone passes entries of its own that wait for their verdict last, with
    /// the outcome [`State::judge`] expects.
    pub fn fold<'a>(entries: impl IntoIterator<Item = (&'a LedgerEntry, Outcome)>) -> State {
        let mut state = State::default();
        for (entry, outcome) in entries {
            if outcome != Outcome::Accepted {
                continue;
            }
            match Body::of(entry) {
                Ok(body) => state.take(&body.step, entry.person),
                Err(_) => state.newer_steps = true,
            }
        }
        state
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::TimeFacts;
    use crate::ledger::kind;
    use crate::window::Window;

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            Just(Step::Start),
            any::<bool>().prop_map(|no_change| Step::Complete { no_change, version: 1 }),
            Just(Step::Decline),
            Just(Step::Cancel { reason: CancelReason::Duplicate }),
            any::<[u8; 16]>().prop_map(|to| Step::Reassign { to: Id::from_bytes(to) }),
            (1i32..900_000).prop_filter_map("a day", |days| {
                Some(Step::PutOff { to: NaiveDate::from_num_days_from_ce_opt(days)? })
            }),
            Just(Step::Reopen),
            Just(Step::Issue { household: Some(Id::NIL), hamlet: None, who: None }),
        ];
        prop::collection::vec(step, 0..20)
    }

    fn entry(step: Step, by: u8) -> LedgerEntry {
        let window = Window::Quarter(2026, 4).pack();
        let body = Body { template: "JZ-07".into(), target: Id::NIL, window, step };
        LedgerEntry {
            id: Id::v7(by.into(), [by; 10]),
            object: body.founding().document(),
            kind: kind::TASK,
            person: Id::from_bytes([by; 16]),
            role: 1,
            time: TimeFacts::default(),
            body: body.to_bytes(),
        }
    }

    proptest! {
        #[test]
        fn replicas_that_hear_only_what_took_effect_stand_alike(steps in steps()) {
            let mut hub = State::default();
            let mut ledger = Vec::new();
            for (step, by) in steps.into_iter().zip(0u8..) {
                let outcome = hub.judge(&step);
                if outcome == Outcome::Accepted {
                    hub.take(&step, Id::from_bytes([by; 16]));
                }
                ledger.push((entry(step, by), outcome));
            }
            let all = State::fold(ledger.iter().map(|(entry, outcome)| (entry, *outcome)));
            let effective = ledger.iter().filter(|(_, outcome)| *outcome == Outcome::Accepted);
            let few = State::fold(effective.map(|(entry, outcome)| (entry, *outcome)));
            prop_assert_eq!(all, hub);
            prop_assert_eq!(few, hub);
        }

        #[test]
        fn a_closed_task_opens_by_reopening_only(steps in steps()) {
            let mut state = State::default();
            for step in steps {
                let before = state;
                if state.judge(&step) == Outcome::Accepted {
                    state.take(&step, Id::NIL);
                    prop_assert!(!before.status.is_closed() || step == Step::Reopen);
                }
            }
        }
    }

    #[test]
    fn the_second_of_two_who_finish_offline_has_no_effect() {
        let mut state = State::default();
        state.take(&Step::Complete { no_change: true, version: 1 }, Id::NIL);
        assert_eq!(state.judge(&Step::Decline), Outcome::Ineffective);
        assert_eq!(state.judge(&Step::Reopen), Outcome::Accepted);
    }

    #[test]
    fn an_accepted_step_of_a_newer_version_is_told_and_harms_nothing() {
        let start = entry(Step::Start, 1);
        let mut newer = entry(Step::Start, 2);
        newer.body = vec![0xa0];
        let state = State::fold([(&start, Outcome::Accepted), (&newer, Outcome::Accepted)]);
        assert_eq!(state.status, Status::Started);
        assert!(state.newer_steps);
    }
}
