//! What a township or the county decides about itself: limits and categories, working days, and what the
//! page About says. Each is checked as a whole before it is in force, and each change stands in the audit log.

use std::collections::BTreeMap;

use gridwork_model::calendar::{Calendar, CalendarItem};
use gridwork_model::directory::{DirectoryItem, kind as item_kind};
use gridwork_model::incident::IncidentPolicy;
use gridwork_model::lint::{Config, Finding, Setting, TemplateConfig, lint};
use gridwork_model::org;
use gridwork_model::permission::{Action, Object};
use gridwork_model::{Id, Moment};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::audit::{self, Record};
use crate::config::Mode;
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::load;
use crate::{Done, Hub, HubError};

/// Name of what About says, among the hub's own facts: where hubs of 0.1.0 wrote it.
const ABOUT: &[u8] = b"about";

/// Most characters of a line of About.
const LINE: usize = 200;

/// Most categories of a township; the shipped policy has under a hundred.
const CATEGORIES: usize = 300;

/// Most characters of a name in a policy.
const NAME: usize = 40;

/// Longest period of a limit, of any unit.
const PERIOD: u32 = 3_650;

/// Most settings that the lint reads of rules this version does not know.
const SETTINGS: usize = 2_000;

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

impl From<org::About> for About {
    fn from(said: org::About) -> About {
        About {
            organiser: said.organiser,
            operator: said.operator,
            filing: said.filing,
            complaints_phone: said.complaints_phone,
            complaints_at: said.complaints_at,
            privacy_contact: said.privacy_contact,
        }
    }
}

impl About {
    /// As an item of the directory, in which every phone has it.
    fn said(&self) -> org::About {
        let About { organiser, operator, filing, complaints_phone, complaints_at, privacy_contact } =
            self.clone();
        let id = Id::NIL;
        org::About {
            id,
            organiser,
            operator,
            filing,
            complaints_phone,
            complaints_at,
            privacy_contact,
        }
    }

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

/// What the lint reads of limits and categories: every name in them.
fn names_of(policy: &IncidentPolicy) -> BTreeMap<String, Setting> {
    let categories = policy.categories.iter().flat_map(|category| {
        let kinds = (1..).zip(&category.kinds);
        let kinds =
            kinds.map(move |(at, kind)| (format!("类别 {} 第 {at} 种", category.code), kind));
        std::iter::once((format!("类别 {}", category.code), &category.zh)).chain(kinds)
    });
    let grades = policy.grades.iter().map(|limits| (format!("急缓 {}", limits.zh), &limits.zh));
    let names = categories.chain(grades);
    names.map(|(at, name)| (at, Setting::Text(name.clone()))).collect()
}

/// The settings of a rule that this version does not know, by dotted name.
fn settings_of(name: &str, rule: &Value, settings: &mut BTreeMap<String, Setting>) {
    if settings.len() >= SETTINGS {
        return;
    }
    let setting = match rule {
        Value::Object(parts) => {
            let name = |part: &String| format!("{name}.{part}");
            return parts.iter().for_each(|(at, part)| settings_of(&name(at), part, settings));
        }
        Value::Array(parts) => {
            let parts = (1..).zip(parts);
            return parts
                .for_each(|(at, part)| settings_of(&format!("{name}.{at}"), part, settings));
        }
        Value::Bool(switch) => Setting::Switch(*switch),
        Value::Number(number) => Setting::Number(number.as_f64().unwrap_or_default()),
        Value::String(text) => Setting::Text(text.clone()),
        Value::Null => return,
    };
    settings.insert(name.to_owned(), setting);
}

/// A finding as a sentence.
fn sentence(finding: &Finding) -> String {
    match finding.at.split_once('#') {
        Some((template, item)) => format!("表 {template} 第 {item} 项：{}", finding.fault),
        None => format!("{}：{}", finding.at, finding.fault),
    }
}

/// Refuses what the lint refuses; what is only not said yet holds nothing up.
fn passes(config: &Config) -> Done<()> {
    let found: Vec<String> =
        lint(config).iter().filter(|found| !found.fault.is_gap()).map(sentence).collect();
    if found.is_empty() { Ok(()) } else { Err(HubError::Lint(found.join("；"))) }
}

impl Hub {
    /// What the lint finds in the configuration of a township as it stands, as sentences: names of its
    /// limits and categories, every template, its calendar, About, and rules that a newer version wrote.
    pub fn lint(&self, org: Id, now: Moment) -> Done<Vec<String>> {
        let standing = self.standing();
        let directory = &standing.directory;
        let library = directory.library();
        let mut settings = names_of(directory.incident_policy(org));
        for item in directory.items() {
            let DirectoryItem::Raw { kind, body, .. } = item else { continue };
            if *kind != item_kind::TEMPLATE
                && let Ok(rule) = serde_json::from_slice(body)
            {
                settings_of(&format!("规则 {kind}"), &rule, &mut settings);
            }
        }
        let templates = library.templates.iter().map(TemplateConfig::from).collect();
        let calendar = Some((directory.calendar(org).clone(), now.day()));
        let about = Some(self.about()?.said());
        let production = self.mode() == Mode::Production;
        let config =
            Config { settings, templates, calendar, about, production, ..Config::default() };
        let unread = library.unreadable.iter();
        let unread = unread.map(|id| format!("表 {id}：这一版读不出，或不合规矩，没有用"));
        Ok(lint(&config).iter().map(sentence).chain(unread).collect())
    }

    /// The templates whose tasks this hub does not issue, because their admission is for training.
    pub fn not_admitted(&self) -> Vec<String> {
        let library = self.standing().directory.library();
        let production = self.mode() == Mode::Production;
        let without = library.templates.iter().filter(|known| !known.is_admitted(production));
        without.map(|template| template.id.clone()).collect()
    }

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
        passes(&Config { settings: names_of(&policy), ..Config::default() })?;
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
        passes(&Config { calendar: Some((calendar.clone(), now.day())), ..Config::default() })?;
        self.change_directory(by.clone(), now, |w| {
            let said = Record::done(now, by, "settings.calendar", caller.org, None).with(version);
            audit::append(w, said)?;
            Ok((vec![CalendarItem { id: caller.org, calendar }.into()], ()))
        })
    }

    /// What About says; empty until somebody wrote it.
    pub fn about(&self) -> Done<About> {
        if let Some(said) = self.standing().directory.about(Id::NIL) {
            return Ok(said.clone().into());
        }
        // Where it was written before it was part of the directory.
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
        passes(&Config { about: Some(about.said()), ..Config::default() })?;
        let by = caller.actor(permitted.role);
        self.change_directory(by.clone(), now, |w| {
            audit::append(w, Record::done(now, by, "settings.about", Id::NIL, None))?;
            Ok((vec![DirectoryItem::About(about.said())], ()))
        })
    }
}
