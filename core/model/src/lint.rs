//! The configuration lint (DOMAIN §6.5, §9): what a hub refuses to be configured for.
//!
//! The rules against formalism name functions that must not exist: ranking, quotas, check-in, tracks,
//! online time, photos for their own sake (国办函〔2026〕12号). What does not exist in code could still
//! creep in by configuration; this function reads a whole configuration and names every fault.

mod adopted;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::org::About;
use crate::permission::{Action, Decision, Object, Relation, Role, allows};
use crate::retention::Kept;
use crate::template::Template;
use crate::{Class, Purpose, limits};

pub use words::banned;

/// A configuration to be looked at before it takes effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// Free settings of the hub and of rules such as those of points, by dotted name.
    #[serde(default)]
    pub settings: BTreeMap<String, Setting>,
    /// Templates that would be published.
    #[serde(default)]
    pub templates: Vec<TemplateConfig>,
    /// Fields that are exported to the region's one form 一表通 already, as `domain.field`.
    #[serde(default)]
    pub exported: BTreeSet<String>,
    /// The calendar of working days, and the day on which it is looked at.
    #[serde(default)]
    pub calendar: Option<(Calendar, NaiveDate)>,
    /// What About says.
    #[serde(default)]
    pub about: Option<About>,
    /// Whether it is for work and not for training: an admission made up for training is none.
    #[serde(default)]
    pub production: bool,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// A switch.
    Switch(bool),
    /// A number.
    Number(f64),
    /// Words.
    Text(String),
}

/// What the lint needs of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateConfig {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Class of its answers.
    pub class: Class,
    /// Purpose of its answers.
    pub purpose: Purpose,
    /// Admission 职责准入.
    #[serde(default)]
    pub admission: Option<String>,
    /// Whether the admission is made up for training 示意.
    #[serde(default)]
    pub demo: bool,
    /// How long answers are kept.
    #[serde(default)]
    pub retention: Option<Kept>,
    /// Roles that see the answers.
    #[serde(default)]
    pub visible_to: Vec<Role>,
    /// How many are to be done in a period; there is no such thing.
    #[serde(default)]
    pub quota: Option<u32>,
    /// Questions.
    pub items: Vec<ItemConfig>,
}

/// What the lint needs of a question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ItemConfig {
    /// The question.
    pub title: String,
    /// Photos without which the answer is not taken.
    #[serde(default)]
    pub min_photos: u32,
    /// The existing field it asks for again, as `domain.field`.
    #[serde(default)]
    pub field: Option<String>,
}

/// A fault, with the place it was found at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the setting, or id of the template with the number of the item.
    pub at: String,
    /// Which fault.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 排名、红黑榜: an order of people, villages or townships.
    Ranking,
    /// 指标: a number to be reached.
    Quota,
    /// 强制照片: a photo is asked without a problem.
    PhotoRequired,
    /// 轨迹、打卡: the place of a worker.
    Track,
    /// 在线时长、登录次数.
    OnlineTime,
    /// 没有准入.
    NoAdmission,
    /// 准入是练习用的: a production hub asks nobody by it.
    TrainingAdmission,
    /// 超过 12 项.
    TooManyItems(usize),
    /// 重复采集: the field is exported already.
    Duplicate(String),
    /// 没有保存期限.
    NoRetention,
    /// 可见范围大于密级: this role may not read such data.
    TooVisible(Role),
    /// The purpose holds no data of the class.
    WrongClass,
    /// 禁用内容: this word asks for what must not be known.
    BannedWord(&'static str),
    /// The days off of this year are not in the calendar: every period counted through it is a guess.
    YearMissing(i32),
    /// A day off by statute is not off.
    FestivalMissing(NaiveDate),
    /// Listed as worked instead of a day off, but it is worked anyway.
    WorkedAnyway(NaiveDate),
    /// More days off in a year than any notice gives.
    TooManyDaysOff(i32, usize),
    /// 乡镇不得自建应用: below the county nobody owns the software.
    OwnerTooLow,
    /// No number that can be called from here.
    NoPhone,
    /// About does not say this yet.
    Unsaid(&'static str),
}

impl Fault {
    /// Whether it is only something that is not there yet: told, but it holds up nothing that is written.
    pub fn is_gap(&self) -> bool {
        matches!(self, Fault::Unsaid(_))
    }
}

/// A day as people write it.
struct Day<'a>(&'a NaiveDate);

impl fmt::Display for Day<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}年{}月{}日", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Ranking => f.write_str("不设排名"),
            Fault::Quota => f.write_str("不设指标"),
            Fault::PhotoRequired => f.write_str("没有问题不要照片"),
            Fault::Track => f.write_str("不记轨迹，不打卡"),
            Fault::OnlineTime => f.write_str("不计在线时长"),
            Fault::NoAdmission => f.write_str("没有职责准入，不能派到村"),
            Fault::TrainingAdmission => f.write_str("职责准入是练习用的，正式环境不用"),
            Fault::TooManyItems(items) => write!(f, "{items} 项太多，最多 12 项"),
            Fault::Duplicate(field) => write!(f, "{field} 已经上报过，不再填"),
            Fault::NoRetention => f.write_str("没写保存多久"),
            Fault::TooVisible(role) => write!(f, "{}不能看这一类", role.word()),
            Fault::WrongClass => f.write_str("用途和密级对不上"),
            Fault::BannedWord(word) => write!(f, "不收集“{word}”"),
            Fault::YearMissing(year) => write!(f, "没有 {year} 年的放假安排，期限只能估"),
            Fault::FestivalMissing(day) => write!(f, "{}是法定节日，要放假", Day(day)),
            Fault::WorkedAnyway(day) => write!(f, "{}本来就上班，不是调休", Day(day)),
            Fault::TooManyDaysOff(year, days) => {
                write!(f, "{year} 年放假 {days} 天，比哪一年都多，再核对通知")
            }
            Fault::OwnerTooLow => f.write_str("主办单位要在县级以上，乡镇和村不自建"),
            Fault::NoPhone => f.write_str("投诉电话打不通：不是能拨的号码"),
            Fault::Unsaid(line) => write!(f, "还没写{line}"),
        }
    }
}

/// Every fault of a configuration, in its own order; none means that it may take effect.
pub fn lint(config: &Config) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, setting) in &config.settings {
        let faults = setting_faults(name, setting);
        found.extend(faults.into_iter().map(|fault| Finding { at: name.clone(), fault }));
    }
    for template in &config.templates {
        let at = |fault| Finding { at: template.id.clone(), fault };
        if config.production && template.demo {
            found.push(at(Fault::TrainingAdmission));
        }
        found.extend(template_faults(template).into_iter().map(at));
        for (number, item) in (1..).zip(&template.items) {
            let at = |fault| Finding { at: format!("{}#{number}", template.id), fault };
            found.extend(item_faults(item, &config.exported).into_iter().map(at));
        }
    }
    if let Some((calendar, today)) = &config.calendar {
        let at = |fault| Finding { at: "工作日历".to_owned(), fault };
        found.extend(adopted::calendar_faults(calendar, *today).into_iter().map(at));
    }
    if let Some(about) = &config.about {
        let at = |fault| Finding { at: "关于".to_owned(), fault };
        found.extend(adopted::about_faults(about).into_iter().map(at));
    }
    found
}

/// Names of settings are read by their words, so that `points.online_minutes` and `onlineMinutes` are
/// one and the same.
fn setting_faults(name: &str, setting: &Setting) -> Vec<Fault> {
    if matches!(setting, Setting::Switch(false)) {
        return Vec::new();
    }
    let parts = words::of_name(name);
    let has = |word: &str| parts.iter().any(|part| part.starts_with(word));
    let mut faults = Vec::new();
    if has("rank") || has("leaderboard") || has("排名") || has("红黑榜") {
        faults.push(Fault::Ranking);
    }
    if has("quota") || has("target") || has("指标") {
        faults.push(Fault::Quota);
    }
    let photos = has("min") && has("photo") || has("selfie");
    if photos && !matches!(setting, Setting::Number(n) if *n <= 0.0) {
        faults.push(Fault::PhotoRequired);
    }
    if has("track") || has("checkin") || has("轨迹") || has("打卡") || has("check") && has("in")
    {
        faults.push(Fault::Track);
    }
    if has("online") || has("login") && (has("count") || has("days")) || has("在线时长") {
        faults.push(Fault::OnlineTime);
    }
    if let Setting::Text(text) = setting {
        faults.extend(banned(text).map(Fault::BannedWord));
    }
    faults
}

fn template_faults(template: &TemplateConfig) -> Vec<Fault> {
    let mut faults = Vec::new();
    if template.admission.as_deref().is_none_or(|reference| reference.trim().is_empty()) {
        faults.push(Fault::NoAdmission);
    }
    if template.items.len() > limits::TEMPLATE_ITEMS {
        faults.push(Fault::TooManyItems(template.items.len()));
    }
    if template.quota.is_some() {
        faults.push(Fault::Quota);
    }
    if template.retention.is_none() {
        faults.push(Fault::NoRetention);
    }
    if !template.purpose.holds(template.class) {
        faults.push(Fault::WrongClass);
    }
    let object = Object::of(template.purpose);
    let reads = |role| {
        let near = Relation::ALL.into_iter();
        near.map(|relation| allows(role, Action::Read, object, relation)).max()
            > Some(Decision::Deny)
    };
    let blind = template.visible_to.iter().filter(|role| !reads(**role));
    faults.extend(blind.map(|role| Fault::TooVisible(*role)));
    faults.extend(banned(&template.title).map(Fault::BannedWord));
    faults
}

fn item_faults(item: &ItemConfig, exported: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = banned(&item.title).map(Fault::BannedWord).collect();
    if item.min_photos > 0 {
        faults.push(Fault::PhotoRequired);
    }
    let again = item.field.as_ref().filter(|field| exported.contains(*field));
    faults.extend(again.map(|field| Fault::Duplicate(field.clone())));
    faults
}

impl From<&Template> for TemplateConfig {
    /// What a published template amounts to. Who sees its answers, how long they are kept and that
    /// no photo is demanded follows from its purpose and class and cannot be configured, so that
    /// those rules have nothing to find here.
    fn from(template: &Template) -> TemplateConfig {
        // No kind of evidence asks for a photo that cannot be left out with a reason.
        let item = |item: &crate::template::Item| ItemConfig {
            title: item.zh.clone(),
            ..ItemConfig::default()
        };
        TemplateConfig {
            id: template.id.clone(),
            title: template.zh.clone(),
            class: template.class,
            purpose: template.purpose,
            admission: Some(template.admission.reference.clone()),
            demo: template.admission.demo,
            retention: Some(Kept::of(template.purpose)),
            visible_to: Vec::new(),
            quota: None,
            items: template.items.iter().map(item).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
