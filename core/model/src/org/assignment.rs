//! 定人定岗定责 as data: who holds which post for which cell or unit, with which duties, from when
//! to when, and who stands in (DOMAIN §1.5).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::permission::Role;
use crate::validity::Validity;
use crate::{Id, Purpose, limits};

/// A post 岗位 at a unit. C4 records are meant for posts, never for people; they are sealed to the
/// devices of whoever holds the post, and again to those of whoever follows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Identity; also the scope of its sealed stream.
    pub id: Id,
    /// The unit that keeps the post.
    pub unit: Id,
    /// The role its holder acts in.
    pub role: Role,
    /// Title on the notice board.
    pub title: String,
    /// For a 专岗: the one C4 purpose whose records are sealed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Purpose>,
}

/// A duty list 职责清单 by id and version, as adopted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRef {
    /// Id of the list.
    pub id: String,
    /// Version of the list.
    pub version: u32,
}

/// Days on which the holder is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// First day away.
    pub from: NaiveDate,
    /// First day back; `None` while it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<NaiveDate>,
}

impl Absence {
    /// Whether the deputy acts on `day`: from the first day of an absence announced as longer than
    /// three days, and from the fourth day of one without an end.
    pub fn deputised_on(&self, day: NaiveDate) -> bool {
        let patience = Days::new(limits::ABSENCE_DAYS as u64);
        let acts_from = match self.back {
            Some(back) if (back - self.from).num_days() > limits::ABSENCE_DAYS => Some(self.from),
            Some(_) => None,
            None => self.from.checked_add_days(patience),
        };
        acts_from.is_some_and(|first| first <= day) && self.back.is_none_or(|back| day < back)
    }
}

/// What was handed over when an assignment ended (交接): keys, open tasks, and the removal of roster
/// data from the old device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who took over.
    pub to: Id,
    /// On which day.
    pub on: NaiveDate,
    /// Whether the old device's keys were revoked.
    pub keys_revoked: bool,
    /// How many open tasks went to the successor.
    pub open_tasks: u32,
    /// Whether the old device confirmed that the roster is gone from it.
    pub roster_removed: bool,
}

impl Handover {
    /// Whether nothing of the handover is still open.
    pub const fn complete(&self) -> bool {
        self.keys_revoked && self.roster_removed
    }
}

/// One person in one post for one cell, village or unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// Identity.
    pub id: Id,
    /// Who.
    pub person: Id,
    /// In which post.
    pub post: Id,
    /// For which cell, village, community, office, institution, township or county.
    pub scope: Id,
    /// With which duties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<DutyRef>,
    /// AB 角: who stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<Id>,
    /// From when to when.
    #[serde(flatten)]
    pub validity: Validity,
    /// Whether it is on the village's notice board, as the rules ask.
    #[serde(default)]
    pub published: bool,
    /// Announced and running absences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absences: Vec<Absence>,
    /// How it was handed over, once it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
}

/// Who acts under an assignment on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OnDuty {
    /// The assignment.
    pub assignment: Id,
    /// The holder, or the deputy.
    pub person: Id,
    /// Whether the deputy acts.
    pub acting: bool,
}

impl Assignment {
    /// An assignment from `day` on, without duties or deputy yet.
    pub fn new(id: Id, person: Id, post: Id, scope: Id, day: NaiveDate) -> Assignment {
        Assignment {
            id,
            person,
            post,
            scope,
            duties: Vec::new(),
            deputy: None,
            validity: Validity::from(day),
            published: false,
            absences: Vec::new(),
            handover: None,
        }
    }

    /// Whether the deputy acts on `day`.
    pub fn deputised_on(&self, day: NaiveDate) -> bool {
        self.deputy.is_some() && self.absences.iter().any(|absence| absence.deputised_on(day))
    }

    /// Who acts on `day`; nobody outside the assignment's span. Without a deputy it stays the holder,
    /// however long away, so that the post is never silently empty.
    pub fn on_duty(&self, day: NaiveDate) -> Option<OnDuty> {
        if !self.validity.holds(day) {
            return None;
        }
        let acting = self.deputised_on(day);
        let person = self.deputy.filter(|_| acting).unwrap_or(self.person);
        Some(OnDuty { assignment: self.id, person, acting })
    }

    /// Whether `person` may act under this assignment on `day`: the holder through the whole span,
    /// also while away, and the deputy while acting.
    pub fn admits(&self, person: Id, day: NaiveDate) -> bool {
        self.validity.holds(day)
            && (self.person == person || (self.deputy == Some(person) && self.deputised_on(day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, d).unwrap()
    }

    fn id(n: u8) -> Id {
        Id::from_bytes([n; 16])
    }

    fn away(from: u32, back: Option<u32>) -> Assignment {
        let mut assignment = Assignment::new(id(1), id(2), id(3), id(4), day(1));
        assignment.deputy = Some(id(9));
        assignment.absences = vec![Absence { from: day(from), back: back.map(day) }];
        assignment
    }

    #[test]
    fn three_days_away_leave_the_holder_in_charge() {
        let assignment = away(5, Some(8));
        assert!((1..31).all(|d| !assignment.on_duty(day(d)).unwrap().acting));
    }

    #[test]
    fn a_longer_absence_puts_the_deputy_in_charge_from_its_first_day() {
        let assignment = away(5, Some(9));
        let acting: Vec<u32> =
            (1..31).filter(|&d| assignment.on_duty(day(d)).unwrap().acting).collect();
        assert_eq!(acting, [5, 6, 7, 8]);
        assert!(assignment.admits(id(9), day(6)) && !assignment.admits(id(9), day(9)));
        assert!(assignment.admits(id(2), day(6)), "the holder may still act while away");
    }

    #[test]
    fn an_absence_without_end_waits_three_days() {
        let assignment = away(5, None);
        assert_eq!(assignment.on_duty(day(7)).unwrap().person, id(2));
        assert_eq!(assignment.on_duty(day(8)).unwrap().person, id(9));
    }

    #[test]
    fn without_a_deputy_the_post_is_never_silently_empty() {
        let mut assignment = away(5, None);
        assignment.deputy = None;
        assert_eq!(assignment.on_duty(day(20)).unwrap().person, id(2));
    }

    #[test]
    fn nobody_acts_outside_the_span() {
        let mut assignment = away(5, None);
        assignment.validity.valid_to = Some(day(10));
        assert!(assignment.on_duty(day(10)).is_none());
        assert!(!assignment.admits(id(2), day(10)));
    }
}
