//! Drafts, both ways, and findings on their way out.

use gridwork_core as core;
use gridwork_core::model::Purpose;
use gridwork_core::model::incident::Grade;
use gridwork_core::model::template::rule;

use super::{list, maybe_id};
use crate::GridError;
use crate::records::*;

impl From<core::DraftView> for DraftView {
    fn from(draft: core::DraftView) -> DraftView {
        DraftView {
            no: draft.no,
            record: draft.record.to_string(),
            title: draft.title,
            kind: draft.kind.into(),
            words: draft.words,
            values: list(draft.values),
            reason: draft.reason,
            at: draft.at,
        }
    }
}

impl From<core::DraftKind> for DraftKind {
    fn from(kind: core::DraftKind) -> DraftKind {
        match kind {
            core::DraftKind::Edits => DraftKind::Edits,
            core::DraftKind::Task => DraftKind::Task,
            core::DraftKind::Incident => DraftKind::Incident,
            core::DraftKind::Other => DraftKind::Other,
        }
    }
}

impl From<core::DraftValue> for DraftValue {
    fn from(held: core::DraftValue) -> DraftValue {
        let member = held.member.map(|id| id.to_string());
        DraftValue { member, field: held.field, value: held.value.into() }
    }
}

impl From<core::DraftedView> for DraftedView {
    fn from(said: core::DraftedView) -> DraftedView {
        DraftedView {
            put: said.put.into(),
            member_name: said.member_name,
            field_words: said.field_words,
            words: said.words,
        }
    }
}

impl TryFrom<DraftValue> for core::DraftValue {
    type Error = GridError;

    fn try_from(given: DraftValue) -> Result<core::DraftValue, GridError> {
        let member = maybe_id(given.member.as_deref(), "member")?;
        Ok(core::DraftValue { member, field: given.field, value: given.value.try_into()? })
    }
}

impl From<rule::Finding> for Finding {
    fn from(finding: rule::Finding) -> Finding {
        Finding {
            rule: finding.rule.into(),
            words: finding.words,
            follow_up: finding.follow_up.into(),
        }
    }
}

impl From<rule::FollowUp> for FollowUp {
    fn from(follow_up: rule::FollowUp) -> FollowUp {
        match follow_up {
            rule::FollowUp::Warn => FollowUp::Warn,
            rule::FollowUp::Stop => FollowUp::Stop,
            rule::FollowUp::Task { in_days, template } => {
                FollowUp::Task { in_days: in_days.into(), template }
            }
            rule::FollowUp::Incident { category, grade } => {
                FollowUp::Incident { category, grade: u8::from(Grade::from(grade)).into() }
            }
            rule::FollowUp::Clue { to } => FollowUp::Clue { to: to.zh().to_owned() },
            rule::FollowUp::Service { category } => FollowUp::Service { category },
            rule::FollowUp::Call { numbers } => FollowUp::Call { numbers },
            rule::FollowUp::Sealed { purpose } => FollowUp::Closed {
                channel: match purpose {
                    Purpose::Violence => ClosedChannel::Violence,
                    Purpose::Reporters => ClosedChannel::Reporters,
                    _ => ClosedChannel::Children,
                },
            },
            rule::FollowUp::Refer { to } => FollowUp::Refer { to: to.zh().to_owned() },
        }
    }
}
