//! What a township or the county decides about itself: limits and categories, working days, and what the
//! page About says. Each is checked as a whole before it is in force, and each change stands in the audit log.

use gridwork_model::calendar::{Calendar, CalendarItem};
use gridwork_model::incident::IncidentPolicy;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::audit::{self, Record};
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::{load, store};
use crate::{Done, Hub, HubError};

/// Name of what About says, among the hub's own facts.
const ABOUT: &[u8] = b"about";

/// Most characters of a line of About.
const LINE: usize = 200;

/// Most categories of a township; the shipped policy has under a hundred.
const CATEGORIES: usize = 300;

/// Most characters of a name in a policy.
const NAME: usize = 40;

/// Longest period of a limit, of any unit.
const PERIOD: u32 = 3_650;

/// What About says 关于: who runs this, and where to complain (DOMAIN §9).
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
#[cbor(map)]
pub struct About {
    /// 主办单位.
    #[n(0)]
    pub organiser: String,
    /// 承办单位.
    #[n(1)]
    pub operator: String,
    /// 备案编号 of the application.
    #[n(2)]
    pub filing: String,
    /// 投诉电话.
    #[n(3)]
    pub complaints_phone: String,
    /// Where else to complain.
    #[n(4)]
    pub complaints_at: String,
    /// Who answers for personal information 个人信息保护负责人, and how to reach them.
    #[n(5)]
    pub privacy_contact: String,
}

impl About {
    fn lines(&self) -> [&String; 6] {
        let About { organiser, operator, filing, complaints_phone, complaints_at, privacy_contact } =
            self;
        [organiser, operator, filing, complaints_phone, complaints_at, privacy_contact]
    }
}

fn fits(policy: &IncidentPolicy) -> Done<()> {
    policy.check().map_err(|_| HubError::Invalid("policy"))?;
    let period = |n: u32| n <= PERIOD;
    let grades = policy.grades.iter().all(|limits| {
        let repair = limits.repair.is_none_or(|repair| period(repair.n));
        period(limits.accept.n)
            && period(limits.respond.n)
            && period(limits.handle.n)
            && repair
            && limits.amber_percent <= 100
            && limits.zh.chars().count() <= NAME
    });
    let categories = policy.categories.len() <= CATEGORIES
        && !policy.categories.is_empty()
        && policy
            .categories
            .iter()
            .all(|category| (1..=NAME).contains(&category.zh.trim().chars().count()));
    let days = (1..=60).contains(&policy.verify_working_days) && policy.rate_days <= 365;
    let named = !policy.adopted_by.trim().is_empty() && policy.adopted_by.chars().count() <= LINE;
    match grades && categories && days && named {
        true => Ok(()),
        false => Err(HubError::Invalid("policy")),
    }
}

impl Hub {
    /// Puts limits and categories in force, for the caller's township, or for every township without its
    /// own. A category that was in force stays: incidents name it.
    pub fn adopt_policy(&self, caller: &Caller, policy: IncidentPolicy, now: Moment) -> Done<u32> {
        let permitted = self.permit(caller, Action::Approve, Object::Policies, caller.org, now)?;
        let standing = self.standing();
        let before = standing.directory.incident_policy(caller.org);
        let policy = IncidentPolicy { id: caller.org, version: before.version + 1, ..policy };
        fits(&policy)?;
        if before.categories.iter().any(|old| policy.category(old.code).is_none()) {
            return Err(HubError::Invalid("policy: a category is missing"));
        }
        let version = policy.version;
        let by = caller.actor(permitted.role);
        self.change_directory(by.clone(), now, |w| {
            let said = Record::done(now, by, "settings.policy", caller.org, None);
            audit::append(w, said.with(format!("version {version}")))?;
            Ok((vec![policy.into()], ()))
        })?;
        Ok(version)
    }

    /// Puts a calendar of working days in force, for the caller's township, or for every township without
    /// its own.
    pub fn adopt_calendar(&self, caller: &Caller, calendar: Calendar, now: Moment) -> Done<()> {
        let permitted = self.permit(caller, Action::Approve, Object::Policies, caller.org, now)?;
        let by = caller.actor(permitted.role);
        let version = calendar.version().to_owned();
        if version.trim().is_empty() || version.chars().count() > LINE {
            return Err(HubError::Invalid("calendar"));
        }
        self.change_directory(by.clone(), now, |w| {
            let said = Record::done(now, by, "settings.calendar", caller.org, None).with(version);
            audit::append(w, said)?;
            Ok((vec![CalendarItem { id: caller.org, calendar }.into()], ()))
        })
    }

    /// What About says; empty until somebody wrote it.
    pub fn about(&self) -> Done<About> {
        Ok(load(&*self.storage.reading()?, Drawer::Meta, ABOUT)?.unwrap_or_default())
    }

    /// Writes what About says; the hub is the county's, so only the county does.
    pub fn write_about(&self, caller: &Caller, about: &About, now: Moment) -> Done<()> {
        let permitted = self.permit(caller, Action::Approve, Object::Policies, Id::NIL, now)?;
        if !caller.org.is_nil() {
            return Err(HubError::NotPermitted);
        }
        let fits =
            |line: &&String| line.chars().count() <= LINE && !line.chars().any(char::is_control);
        if !about.lines().iter().all(fits) {
            return Err(HubError::Invalid("about"));
        }
        let mut w = self.storage.writing()?;
        store(&mut *w, Drawer::Meta, ABOUT, about)?;
        let by = caller.actor(permitted.role);
        audit::append(&mut *w, Record::done(now, by, "settings.about", Id::NIL, None))?;
        Ok(w.commit()?)
    }
}
