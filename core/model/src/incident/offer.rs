//! Which steps somebody may take now: what a screen offers. The hub judges the step itself again.

use chrono::Days;

use super::guard::{Actor, Setting, Why};
use super::policy::return_by;
use super::{
    ClosingCode, EventNumber, Grade, Incident, Limits, Rating, Step, SuspensionGround, WhistleKind,
};
use crate::{Id, Moment};

/// A step that the role takes, and why not now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name, see [`Step::name`].
    pub step: &'static str,
    /// Why it is not open now; `None` if it is.
    pub why_not: Option<Why>,
}

impl Incident {
    /// The steps of this role here. What the role never does, or what the state does not have, is
    /// left out; what something else forbids (returned once, too late, own work) is named with it.
    pub fn offers(&self, actor: &Actor, at: Moment, setting: &Setting<'_>) -> Vec<Offer> {
        let steps = self.probes(at, setting);
        let judged = steps.iter().map(|step| (step.name(), self.judge(actor, step, at, setting)));
        let open = judged.filter_map(|(step, verdict)| match verdict {
            Ok(()) => Some(Offer { step, why_not: None }),
            Err(Why::NotPermitted | Why::HubOnly | Why::State(_) | Why::WrongFacts) => None,
            Err(why) => Some(Offer { step, why_not: Some(why) }),
        });
        open.collect()
    }

    /// One step of each kind, with facts that the rules would lead to.
    fn probes(&self, at: Moment, setting: &Setting<'_>) -> Vec<Step> {
        let text = String::new;
        let category = self.category.and_then(|code| setting.policy.category(code));
        let grade = self.grade.or(category.map(|category| category.grade));
        let grade = grade.unwrap_or(Grade::Ordinary);
        let accepted = self.accepted_at.unwrap_or(at);
        let limits = setting.policy.limits(grade, None, accepted, setting.calendar);
        let finish = self.limits.map_or(limits.finish_by, |limits: Limits| limits.finish_by);
        let other = Id::derived("probe", &[b"other"]);
        let mut steps = vec![
            Step::SelfSolve { done: text() },
            Step::Accept,
            Step::Refuse { reason: text(), elsewhere: text() },
            Step::Dispatch {
                unit: other,
                handler: None,
                return_by: return_by(at, setting.calendar),
            },
            Step::Return { reason: text() },
            Step::Start { note: text() },
            Step::Note { words: text(), files: Vec::new() },
            Step::Extend { reason: text(), until: finish.plus_ms(1) },
            Step::Suspend {
                ground: SuspensionGround::Other,
                reason: text(),
                wake: at.day().checked_add_days(Days::new(1)).unwrap_or(at.day()),
            },
            Step::Resume,
            Step::Whistle { kind: WhistleKind::KeyWork, asks: text() },
            Step::ToClue { clue: other },
            Step::ClueAnswered { taken: true, words: text() },
            Step::Done { result: text(), files: Vec::new() },
            Step::AskVerification { of: other },
            Step::VerifiedByPhone { by: other, told: at, passed: true, why: text() },
            Step::Verify { passed: true, why: text() },
            Step::Close { code: ClosingCode::Solved },
            Step::Rate { rating: Rating::Satisfied, words: text(), oral: true },
            Step::MergeInto { main: other },
            Step::Void { reason: text() },
        ];
        let number = "150125200-E-2026-000001".parse::<EventNumber>();
        if let (Some(category), Ok(number)) = (category, number) {
            let code = category.code;
            // A category with a limit of its own by statute is registered under it.
            let rule = category
                .statute
                .as_deref()
                .and_then(|id| crate::deadline::Rules::embedded().get(id));
            let limits = setting.policy.limits(grade, rule, accepted, setting.calendar);
            let statute = category.statute.clone();
            steps.insert(3, Step::Register { number, grade, category: code, limits, statute });
        }
        steps
    }
}
