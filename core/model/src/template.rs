//! Templates: the 57 checklists of the county as typed data.
//!
//! A template says for whom a task is due, when, who does it, what is asked and what follows from
//! the answers. The library is data (`data/templates.json`); this module reads and checks it and
//! refuses what breaks the house rules: more than twelve items, no admission 职责准入, a rule over
//! a field that does not exist. Every interpretation of the source's prose is in
//! `docs/templates.md`.
//!
//! - [`part`]: what one answer may be; [`field`]: how answers are named in a task document
//! - [`target`]: for which objects; [`season`]: when in the year
//! - [`rule`]: what follows from answers
//! - `directory`: how a hub publishes versions of its own; [`adopt`]: what one may be published as

pub mod adopt;
pub mod aloud;
mod assignee;
mod check;
mod directory;
pub mod field;
pub mod noted;
pub mod part;
mod read;
pub mod rule;
pub mod season;
pub mod target;
mod words;

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use self::assignee::Assignee;
pub use self::check::TemplateProblem;
use self::field::FieldName;
use self::part::Part;
use self::rule::Rule;
pub use self::season::Seasons;
use self::target::Target;
use crate::json;
use crate::tag::Tag;
use crate::task::facts::Need;
use crate::window::{Cadence, Window};
use crate::{Class, Purpose};

/// Most items a template may have (DOMAIN §3.4, rule 10).
pub const MOST_ITEMS: usize = 12;

/// The templates a replica works with, and the seasons they refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// In force, in the order of the source.
    pub templates: Vec<Template>,
    /// Other versions, for tasks that were begun under them.
    pub former: Vec<Template>,
    /// The seasons.
    pub seasons: Seasons,
    /// Ids of templates this version cannot read; shown as 新版才看得懂, never dropped elsewhere.
    pub unreadable: Vec<String>,
}

/// One checklist.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Template {
    /// Such as `YJ-07`.
    pub id: String,
    /// Raised with every change; answers record it.
    pub version: u32,
    /// Title.
    pub zh: String,
    /// Title in English.
    pub en: String,
    /// Field of work.
    pub domain: Domain,
    /// Class of its answers.
    pub class: Class,
    /// Purpose of its answers; decides the stream with class and scope.
    pub purpose: Purpose,
    /// Rests on a statute or rule with a period, so an unfinished one stays on the list a while.
    pub statutory: bool,
    /// Danger to life or property: comes first.
    pub urgent: bool,
    /// A person is asked, and may decline (谢绝).
    pub asks_people: bool,
    /// The words that finish it in one act, such as 没有变化; `None` where the record is the point.
    pub no_change: Option<String>,
    /// Law, rule or practice it rests on.
    pub basis: String,
    /// Remark of the source.
    pub note: String,
    /// Frequency in the source's words.
    pub frequency: String,
    /// Who does it in the source's words.
    pub by: String,
    /// For which objects.
    pub target: Target,
    /// When it comes round: the first entry in season whose test holds decides.
    pub every: Vec<Every>,
    /// What else may start it.
    pub on: Vec<Trigger>,
    /// Days an occasion's task stays open, the first included; 0 for templates without occasions.
    pub open_days: u16,
    /// Days from the occasion until the task opens.
    pub opens_after_days: u16,
    /// Who does it, the first first.
    pub assignees: Vec<Assignee>,
    /// Who makes the list of due tasks.
    pub issued_by: IssuedBy,
    /// Proof that the task may be asked of villages at all.
    pub admission: Admission,
    /// What is asked.
    pub items: Vec<Item>,
    /// What follows.
    pub rules: Vec<Rule>,
}

/// Field of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Domain {
    /// 党的建设
    DJ,
    /// 社会保障
    SB,
    /// 综合治理
    ZZ,
    /// 应急管理
    YJ,
    /// 社会救助
    JZ,
}

impl Domain {
    /// The letters its templates' ids begin with.
    pub const fn letters(self) -> &'static str {
        match self {
            Domain::DJ => "DJ",
            Domain::SB => "SB",
            Domain::ZZ => "ZZ",
            Domain::YJ => "YJ",
            Domain::JZ => "JZ",
        }
    }
}

/// One recurrence of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Every {
    /// How often.
    pub window: Cadence,
    /// Keys of the seasons in which it is due; none: all year.
    #[serde(rename = "in")]
    pub seasons: Vec<String>,
    /// Only for targets with this need; hub only.
    #[serde(rename = "care")]
    pub need: Option<Need>,
    /// Only for targets with one of these tags; hub only.
    pub tags: Vec<Tag>,
}

/// What may start a task outside its calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The worker finds something or is asked.
    Finding,
    /// Something happened elsewhere (a warning, heavy rain, an agreement); the hub opens it.
    Event,
}

/// Who makes the list of due tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuedBy {
    /// Every replica derives it from what the assignee may read anyway.
    Derived,
    /// The hub, because it rests on a list or a tag the assignee may not read.
    Hub,
}

/// The admission of a duty 职责准入 (DOMAIN §6.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// Document, list item or article.
    pub reference: String,
    /// 示意: made up for training; a production hub neither publishes nor issues by it.
    #[serde(default)]
    pub demo: bool,
}

/// One question of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// Frozen number, from 1.
    pub number: u8,
    /// The question.
    pub zh: String,
    /// The question in English.
    pub en: String,
    /// Answer type in the source's notation, such as `TM+S[接通|未接]`.
    pub answer: String,
    /// What may be shown beside the answer.
    pub evidence: Evidence,
    /// A remark for the worker.
    pub hint: Option<String>,
    /// Most rows of a repeated item; `None` for an item answered once.
    pub rows: Option<u8>,
    /// Its typed parts.
    pub parts: Vec<Part>,
}

/// What may be shown beside an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Nothing.
    None,
    /// A photo, never asked for.
    OptionalPhoto,
    /// A photo with a problem only; a reason may stand in for it.
    ProblemPhoto,
    /// The photo of a document.
    Document,
    /// A signature.
    Signature,
    /// A count is the evidence; no names, no photo.
    Count,
}

/// Where the stream of a task's answers has its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeLevel {
    /// The cell.
    Cell,
    /// The village.
    Village,
}

/// Why a library was refused.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Not a library file at all.
    #[error("the template library is not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// A template breaks a house rule.
    #[error("template {template}: {problem}")]
    Refused {
        /// Id of the template.
        template: String,
        /// Which rule.
        problem: TemplateProblem,
    },
}

#[derive(Deserialize)]
struct LibraryFile {
    seasons: Seasons,
    templates: Vec<serde_json::Value>,
}

impl Library {
    /// Reads a library. A template this version cannot read (a kind of answer it does not know) is
    /// named in [`Library::unreadable`]; one it can read must keep the house rules.
    pub fn parse(json: &str) -> Result<Library, LibraryError> {
        let file: LibraryFile = json::read(json.as_bytes())?;
        let mut library = Library { seasons: file.seasons, ..Library::default() };
        for raw in file.templates {
            match json::of::<Template>(&raw) {
                Ok(template) => library.templates.push(template),
                Err(_) => {
                    let id = raw.get("id").and_then(|id| id.as_str()).unwrap_or_default();
                    library.unreadable.push(id.to_owned());
                }
            }
        }
        library.check()?;
        Ok(library)
    }

    /// The library shipped with this version.
    pub fn embedded() -> &'static Library {
        static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
            Library::parse(&crate::shipped::table!("templates.json"))
                .expect("a test reads the embedded library")
        });
        &LIBRARY
    }

    /// The template called `id`.
    pub fn get(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.id == id)
    }

    /// The window in words, such as 2026年第4季度 or 2026年汛期.
    pub fn window_zh(&self, window: Window) -> String {
        let half =
            |half: u8, one: &str, two: &str| if half % 2 == 1 { one } else { two }.to_owned();
        match window {
            Window::Year(year) => format!("{year}年"),
            Window::HalfYear(year, number) => {
                format!("{year}年{}", half(number, "上半年", "下半年"))
            }
            Window::Quarter(year, quarter) => format!("{year}年第{quarter}季度"),
            Window::Month(year, month) => format!("{year}年{month}月"),
            Window::Fortnight(year, pair) => format!("{year}年第{pair}个双周"),
            Window::Week(year, week) => format!("{year}年第{week}周"),
            Window::HalfWeek(year, number) => {
                format!("{year}年第{}周{}", number.div_ceil(2), half(number, "前半周", "后半周"))
            }
            Window::Day(day) => day.format("%Y年%-m月%-d日").to_string(),
            Window::Season(year, number) => {
                let season = self.seasons.0.iter().find(|season| season.number == number);
                format!("{year}年{}", season.map_or("", |season| season.zh.as_str()))
            }
            Window::Occasion(_) => match window.occasion_day() {
                Some(day) => day.format("%Y年%-m月%-d日").to_string(),
                None => String::new(),
            },
        }
    }
}

impl Template {
    /// Whether anybody may be asked by it: an admission made up for training counts there alone.
    pub fn is_admitted(&self, production: bool) -> bool {
        !(production && self.admission.demo)
    }

    /// The item with this number.
    pub fn item(&self, number: u8) -> Option<&Item> {
        self.items.iter().find(|item| item.number == number)
    }

    /// The part a field answers, in any row the item has.
    pub fn part(&self, field: FieldName) -> Option<&Part> {
        let item = self.item(field.item)?;
        if field.row >= item.rows.unwrap_or(1).max(1) {
            return None;
        }
        item.parts.iter().find(|part| part.number == field.part)
    }

    /// Whether its answers are replicated per cell or per village.
    pub fn scope_level(&self) -> ScopeLevel {
        match self.target {
            Target::Village | Target::Branch => ScopeLevel::Village,
            // A Party group is one cell's, and its leader reads no other group's minutes.
            Target::PartyGroup => ScopeLevel::Cell,
            _ if self.purpose == Purpose::Party => ScopeLevel::Village,
            _ => ScopeLevel::Cell,
        }
    }

    /// First and last day on which a task of this template in `window` is open; `None` for a window
    /// that does not exist.
    pub fn open_span(&self, window: Window, seasons: &Seasons) -> Option<(NaiveDate, NaiveDate)> {
        let Some(day) = window.occasion_day() else { return seasons.span(window) };
        let opens = day.checked_add_days(chrono::Days::new(self.opens_after_days.into()))?;
        let length = u64::from(self.open_days.max(1)) - 1;
        Some((opens, opens.checked_add_days(chrono::Days::new(length))?))
    }

    /// Whether a person may start it by hand.
    pub fn starts_by_hand(&self) -> bool {
        self.on.contains(&Trigger::Finding)
    }
}

impl Every {
    /// The window that is open on `day`, if the entry is in season.
    pub fn window(&self, day: NaiveDate, seasons: &Seasons) -> Option<Window> {
        let mut named = self.seasons.iter().filter_map(|key| seasons.get(key));
        match self.window {
            Cadence::Season => named.find_map(|season| season.window(day)),
            cadence => {
                let in_season =
                    self.seasons.is_empty() || named.any(|season| season.window(day).is_some());
                if in_season { cadence.window(day) } else { None }
            }
        }
    }
}
