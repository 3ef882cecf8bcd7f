//! The steps of a task, as bodies of ledger entries.

use chrono::{Datelike, Days, NaiveDate};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::derive::CARRY_OVER_DAYS;
use crate::permission::Action;
use crate::template::{Library, Template};
use crate::window::Window;
use crate::{Founding, Id, LedgerEntry, body};

/// Longest template id accepted, in bytes.
const MOST_TEMPLATE_BYTES: usize = 16;

/// Longest name an issue may carry, in characters.
pub const MOST_WHO_CHARS: usize = 40;

/// The body of a task's ledger entry: what the task is, and what was done.
///
/// It names the task in full, because the first step of a task that is finished in one act is all
/// that ever exists of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cbor(map)]
pub struct Body {
    /// Template id, such as `YJ-07`.
    #[n(0)]
    pub template: String,
    /// What is visited.
    #[n(1)]
    pub target: Id,
    /// Packed [`Window`].
    #[n(2)]
    pub window: u64,
    /// What was done.
    #[n(3)]
    pub step: Step,
}

/// What was done to a task. Numbers are never reused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
pub enum Step {
    /// 开始: somebody works on it.
    #[n(0)]
    Start,
    /// 完成.
    #[n(1)]
    Complete {
        /// Finished in one act, 没有变化: no answers were needed.
        #[n(0)]
        no_change: bool,
        /// Version of the template it was finished under.
        #[n(1)]
        version: u32,
    },
    /// 谢绝: the people asked declined. Closes the task, with no penalty to anyone.
    #[n(2)]
    Decline,
    /// 取消.
    #[n(3)]
    Cancel {
        /// Why.
        #[n(0)]
        reason: CancelReason,
    },
    /// 改派: somebody else does it.
    #[n(4)]
    Reassign {
        /// The person.
        #[n(0)]
        to: Id,
    },
    /// 改天: agreed for another day.
    #[n(5)]
    PutOff {
        /// The day.
        #[n(0)]
        #[cbor(with = "day")]
        to: NaiveDate,
    },
    /// 重开: a closed task is due again.
    #[n(6)]
    Reopen,
    /// 下发: the task is due though nobody can derive it: the hub by its clock rule, the township
    /// from a list or after an event, or a worker who found something.
    #[n(7)]
    Issue {
        /// The household, for a target that is one or lives in one.
        #[n(0)]
        household: Option<Id>,
        /// The hamlet.
        #[n(1)]
        hamlet: Option<Id>,
        /// Whom the task is about, for assignees who hold no roster rows of the place: without a
        /// name and a hamlet nobody can be visited. It lies in the task's own stream, so that only
        /// whoever may read the task reads it.
        #[n(2)]
        who: Option<String>,
    },
}

impl Step {
    /// What it is called.
    pub const fn zh(&self) -> &'static str {
        match self {
            Step::Start => "开始",
            Step::Complete { no_change: true, .. } => "没变化",
            Step::Complete { no_change: false, .. } => "完成",
            Step::Decline => "谢绝",
            Step::Cancel { .. } => "取消",
            Step::Reassign { .. } => "改派",
            Step::PutOff { .. } => "改天",
            Step::Reopen => "重开",
            Step::Issue { .. } => "加一件事",
        }
    }
}

/// Why a task was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cbor(index_only)]
pub enum CancelReason {
    /// 对象不在了: the target moved, died or is gone.
    #[n(0)]
    TargetGone,
    /// 重复: done under another task.
    #[n(1)]
    Duplicate,
    /// 派错了: never this worker's or this target's.
    #[n(2)]
    Mistaken,
    /// 上级取消: the township withdrew it.
    #[n(3)]
    Withdrawn,
}

impl CancelReason {
    /// What people read.
    pub const fn zh(self) -> &'static str {
        match self {
            CancelReason::TargetGone => "对象不在了",
            CancelReason::Duplicate => "重复",
            CancelReason::Mistaken => "派错了",
            CancelReason::Withdrawn => "上级取消",
        }
    }
}

/// Why a ledger entry is no step of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// Too long, trailed by other bytes, or not a body this version can read.
    #[error("not a step of a task this version can read")]
    Malformed,
    /// The window does not exist.
    #[error("the task's window does not exist")]
    Window,
    /// The entry's object is another task than the body's.
    #[error("the entry belongs to another task")]
    OtherTask,
    /// The name an issue carries is too long.
    #[error("the name of whom the task is about is too long")]
    Who,
}

impl Body {
    /// The identity of the task.
    pub fn founding(&self) -> Founding {
        Founding::Task { template: self.template.clone(), target: self.target, window: self.window }
    }

    /// The bytes for [`LedgerEntry::body`].
    pub fn to_bytes(&self) -> Vec<u8> {
        body::write(self)
    }

    /// Reads the body of `entry` and checks that it is about the entry's own object.
    pub fn of(entry: &LedgerEntry) -> Result<Body, StepError> {
        if entry.kind != crate::ledger::kind::TASK {
            return Err(StepError::Malformed);
        }
        let body: Body = body::read(&entry.body).map_err(|_| StepError::Malformed)?;
        if body.template.len() > MOST_TEMPLATE_BYTES {
            return Err(StepError::Malformed);
        }
        Window::unpack(body.window).ok_or(StepError::Window)?;
        if body.founding().document() != entry.object {
            return Err(StepError::OtherTask);
        }
        if let Step::Issue { who: Some(who), .. } = &body.step
            && who.chars().count() > MOST_WHO_CHARS
        {
            return Err(StepError::Who);
        }
        Ok(body)
    }

    /// Whether a task of its template has this step at all: *no change* is for forms that offer it,
    /// declining for those that ask people, and another day lies in the window, or in the days that
    /// an unfinished statutory task is carried on (a day beyond would take it off the list for good).
    /// What this version cannot know, a template or a season it has no table of, is let through.
    pub fn fits(&self, library: &Library) -> bool {
        match self.step {
            Step::Complete { no_change: true, version } => library
                .version(&self.template, version)
                .is_none_or(|template| template.no_change.is_some()),
            Step::Decline => {
                library.get(&self.template).is_none_or(|template| template.asks_people)
            }
            Step::PutOff { to } => {
                self.last_day(library).is_none_or(|(opens, last)| opens <= to && to <= last)
            }
            _ => true,
        }
    }

    /// First and last day on which the task can be on a list.
    fn last_day(&self, library: &Library) -> Option<(NaiveDate, NaiveDate)> {
        let template = library.get(&self.template)?;
        let (opens, closes) = template.open_span(Window::unpack(self.window)?, &library.seasons)?;
        let carried = if template.statutory { CARRY_OVER_DAYS } else { 0 };
        Some((opens, closes.checked_add_days(Days::new(carried))?))
    }

    /// What the matrix must allow on tasks of the place for this step: working on a task is `Write`,
    /// giving it to another `Approve`, and issuing one `Create`; but an occasion that the template
    /// lets a worker find is the worker's to start.
    pub fn asks(&self, template: &Template) -> Action {
        let occasion = matches!(Window::unpack(self.window), Some(Window::Occasion(_)));
        match self.step {
            Step::Reassign { .. } => Action::Approve,
            Step::Issue { .. } if !(occasion && template.starts_by_hand()) => Action::Create,
            _ => Action::Write,
        }
    }
}

/// Days as a number counted from the first of the year 1.
mod day {
    use super::{Datelike, NaiveDate};

    pub(super) fn encode<C, W: minicbor::encode::Write>(
        day: &NaiveDate,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.i32(day.num_days_from_ce())?.ok()
    }

    pub(super) fn decode<C>(
        d: &mut minicbor::Decoder<'_>,
        _: &mut C,
    ) -> Result<NaiveDate, minicbor::decode::Error> {
        let at = d.position();
        NaiveDate::from_num_days_from_ce_opt(d.i32()?)
            .ok_or_else(|| minicbor::decode::Error::message("no such day").at(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TimeFacts;
    use crate::ledger::kind;

    fn entry(body: &Body) -> LedgerEntry {
        LedgerEntry {
            id: Id::v7(1, [1; 10]),
            object: body.founding().document(),
            kind: kind::TASK,
            person: Id::v7(2, [2; 10]),
            role: 1,
            time: TimeFacts::default(),
            body: body.to_bytes(),
        }
    }

    fn body(step: Step) -> Body {
        let window = Window::Quarter(2026, 4).pack();
        Body { template: "YJ-07".into(), target: Id::v7(3, [3; 10]), window, step }
    }

    #[test]
    fn a_step_that_the_form_does_not_offer_does_not_fit() {
        let library = Library::embedded();
        let of = |template: &Template, step| Body { template: template.id.clone(), ..body(step) };
        for template in &library.templates {
            let version = template.version;
            let finished = Step::Complete { no_change: true, version };
            let offered = template.no_change.is_some();
            assert_eq!(of(template, finished).fits(library), offered, "{}", template.id);
            let answered = Step::Complete { no_change: false, version };
            assert!(of(template, answered).fits(library));
            assert_eq!(of(template, Step::Decline).fits(library), template.asks_people);
        }
        let unknown = Step::Complete { no_change: true, version: 99 };
        assert!(
            library.templates.iter().all(|template| of(template, unknown.clone()).fits(library))
        );
    }

    #[test]
    fn a_task_is_put_off_to_a_day_on_which_somebody_still_finds_it() {
        let library = Library::embedded();
        let put_off = |template: &str, window: Window, y, m, d| {
            let to = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            let step = Step::PutOff { to };
            Body { template: template.to_owned(), window: window.pack(), ..body(step) }
                .fits(library)
        };
        let quarter = Window::Quarter(2026, 4);
        let of = |statutory| library.templates.iter().find(|t| t.statutory == statutory).unwrap();
        for template in [of(true), of(false)] {
            assert!(put_off(&template.id, quarter, 2026, 12, 31));
            assert!(!put_off(&template.id, quarter, 2026, 9, 30));
            assert!(!put_off(&template.id, quarter, 2027, 6, 1));
            assert_eq!(put_off(&template.id, quarter, 2027, 1, 14), template.statutory);
            assert!(!put_off(&template.id, quarter, 2027, 1, 15));
        }
    }

    #[test]
    fn every_step_reads_back_from_its_entry() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        for step in [
            Step::Start,
            Step::Complete { no_change: true, version: 3 },
            Step::Decline,
            Step::Cancel { reason: CancelReason::Mistaken },
            Step::Reassign { to: Id::v7(4, [4; 10]) },
            Step::PutOff { to: day },
            Step::Reopen,
            Step::Issue { household: None, hamlet: None, who: None },
        ] {
            let body = body(step);
            assert!(body.to_bytes().len() <= 80, "the longest honest step");
            assert_eq!(Body::of(&entry(&body)), Ok(body));
        }
    }

    #[test]
    fn an_issue_names_whom_it_is_about_within_bounds() {
        let issue = |chars: usize| Step::Issue {
            household: Some(Id::v7(5, [5; 10])),
            hamlet: Some(Id::v7(6, [6; 10])),
            who: Some("示".repeat(chars)),
        };
        let fits = body(issue(MOST_WHO_CHARS));
        assert_eq!(Body::of(&entry(&fits)), Ok(fits.clone()));
        assert!(fits.to_bytes().len() <= crate::limits::LEDGER_BODY_BYTES);
        assert_eq!(Body::of(&entry(&body(issue(MOST_WHO_CHARS + 1)))), Err(StepError::Who));
    }

    #[test]
    fn only_an_occasion_that_a_worker_may_find_is_the_workers_to_issue() {
        let issue = Step::Issue { household: None, hamlet: None, who: None };
        let found = crate::template::Library::embedded().get("ZZ-11").expect("found by hand");
        let listed = crate::template::Library::embedded().get("SB-03").expect("from a list");
        let occasion = Window::Occasion(1_790_000_000_000).pack();
        let by_hand = Body { window: occasion, ..body(issue.clone()) };
        assert_eq!(by_hand.asks(found), Action::Write);
        assert_eq!(by_hand.asks(listed), Action::Create);
        assert_eq!(body(issue).asks(found), Action::Create, "a calendar window is not found");
        assert_eq!(body(Step::Start).asks(listed), Action::Write);
    }

    #[test]
    fn a_body_about_another_task_is_refused() {
        let mut entry = entry(&body(Step::Start));
        entry.object = Id::NIL;
        assert_eq!(Body::of(&entry), Err(StepError::OtherTask));
    }

    #[test]
    fn damaged_and_padded_bodies_are_refused() {
        let honest = entry(&body(Step::Decline));
        for cut in 0..honest.body.len() {
            let mut entry = honest.clone();
            entry.body.truncate(cut);
            assert_eq!(Body::of(&entry), Err(StepError::Malformed));
        }
        let mut padded = honest;
        padded.body.push(0);
        assert_eq!(Body::of(&padded), Err(StepError::Malformed));
    }
}
