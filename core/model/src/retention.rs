//! How long data is kept, and what then becomes of it (DOMAIN §2.10). Retention clocks are shown to
//! whoever keeps the data; nothing is kept because nobody thought of it.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Purpose;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Person or household.
    Roster,
    /// Answers of a checklist without a problem.
    CleanAnswers,
    /// Answers of a checklist with a problem.
    ProblemAnswers,
    /// Incident without a person.
    Incident,
    /// Dispute or mediation record.
    Mediation,
    /// Investigation for an assistance programme.
    AssistanceInvestigation,
    /// Personal data of an emergency.
    Emergency,
    /// Enforcement case file.
    Case,
    /// Body-camera footage not used as evidence.
    Footage,
    /// Access log.
    AccessLog,
    /// Impact assessments and their records.
    Assessment,
    /// C3 data on a worker's phone.
    SensitiveOnPhone,
}

/// For how long, counted from what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Months after the last use or the end of the purpose; the least the law asks where it does.
    Months(u32),
    /// Days after it.
    Days(u32),
    /// As long as the event it belongs to.
    WithIncident,
    /// Until the event is over and reviewed; then at once.
    UntilOver,
    /// By the rules of archives 档案, which differ by kind.
    Archive,
}

/// What happens at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Deleted, with a log entry.
    Delete,
    /// Counts stay, the rest is deleted.
    KeepCounts,
    /// Handed to the archive or to civil affairs, and removed here.
    HandOver,
    /// Destroyed with a certificate.
    Destroy,
    /// The key is wiped on the phone; the hub keeps the data.
    WipeKey,
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// How long.
    pub keep: Keep,
    /// What then.
    pub then: Then,
    /// On what ground.
    pub basis: &'static str,
}

impl Kept {
    /// Every kind.
    pub const ALL: [Kept; 12] = [
        Kept::Roster,
        Kept::CleanAnswers,
        Kept::ProblemAnswers,
        Kept::Incident,
        Kept::Mediation,
        Kept::AssistanceInvestigation,
        Kept::Emergency,
        Kept::Case,
        Kept::Footage,
        Kept::AccessLog,
        Kept::Assessment,
        Kept::SensitiveOnPhone,
    ];

    /// The line of the table.
    pub fn retention(self) -> Retention {
        let line = |keep, then, basis| Retention { keep, then, basis };
        match self {
            Kept::Roster => line(Keep::Months(12), Then::HandOver, "个人信息保护法 19、47"),
            Kept::CleanAnswers => line(Keep::Months(12), Then::KeepCounts, "个人信息保护法 19"),
            Kept::ProblemAnswers => line(Keep::WithIncident, Then::KeepCounts, "随事件"),
            Kept::Incident => line(Keep::Months(36), Then::KeepCounts, "乡镇规定"),
            Kept::Mediation => line(Keep::Archive, Then::HandOver, "人民调解档案规定"),
            Kept::AssistanceInvestigation => {
                line(Keep::Days(30), Then::HandOver, "移交民政后从手机清除")
            }
            Kept::Emergency => line(Keep::UntilOver, Then::Destroy, "突发事件应对法 85"),
            Kept::Case => line(Keep::Archive, Then::HandOver, "行政执法案卷规定"),
            Kept::Footage => line(Keep::Months(6), Then::Delete, "执法记录规定"),
            Kept::AccessLog => {
                line(Keep::Months(36), Then::Delete, "网络数据安全管理条例 12、个人信息保护法 56")
            }
            Kept::Assessment => line(Keep::Months(36), Then::Delete, "个人信息保护法 56"),
            Kept::SensitiveOnPhone => line(Keep::Days(30), Then::WipeKey, "个人信息保护法 51"),
        }
    }

    /// The day on which data is due to go, counted from its last use or the end of its purpose;
    /// `None` where another record or an archive decides.
    pub fn ends(self, from: NaiveDate) -> Option<NaiveDate> {
        match self.retention().keep {
            Keep::Months(months) => from.checked_add_months(Months::new(months)),
            Keep::Days(days) => from.checked_add_days(chrono::Days::new(days.into())),
            Keep::UntilOver => Some(from),
            Keep::WithIncident | Keep::Archive => None,
        }
    }

    /// The least that data of a purpose is subject to.
    pub const fn of(purpose: Purpose) -> Kept {
        match purpose {
            Purpose::Roster | Purpose::Identity | Purpose::Party => Kept::Roster,
            Purpose::Directory | Purpose::Places | Purpose::Work | Purpose::Visits => {
                Kept::CleanAnswers
            }
            Purpose::Incidents => Kept::Incident,
            Purpose::Disputes => Kept::Mediation,
            Purpose::Assistance
            | Purpose::Disability
            | Purpose::Health
            | Purpose::Veterans
            | Purpose::SocialSecurity
            | Purpose::Wages => Kept::SensitiveOnPhone,
            Purpose::Children
            | Purpose::Violence
            | Purpose::Reporters
            | Purpose::Enforcement
            | Purpose::Clues => Kept::Case,
            Purpose::AccessLog => Kept::AccessLog,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_an_end_and_a_ground() {
        let from = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
        for kept in Kept::ALL {
            let line = kept.retention();
            assert!(!line.basis.is_empty());
            let decided_elsewhere = matches!(line.keep, Keep::WithIncident | Keep::Archive);
            assert_eq!(kept.ends(from).is_none(), decided_elsewhere, "{kept:?}");
        }
    }

    #[test]
    fn emergency_data_goes_when_the_response_ends_and_logs_stay_three_years() {
        let over = NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
        assert_eq!(Kept::Emergency.ends(over), Some(over));
        assert_eq!(Kept::Emergency.retention().then, Then::Destroy);
        assert_eq!(Kept::AccessLog.ends(over).unwrap().to_string(), "2029-08-31");
    }
}
