//! The house rules a library must keep (DOMAIN §3.4, §6.5).

use std::collections::BTreeSet;

use super::part::{Choice, Part, PartKind};
use super::rule::{Condition, FollowUp, Rule};
use super::target::Target;
use super::{IssuedBy, Item, Library, LibraryError, MOST_ITEMS, Template};
use crate::window::Cadence;
use crate::{Class, Purpose};

/// Most characters a text answer may have.
const MOST_CHARACTERS: u16 = 2000;

/// Most rows a repeated item may have; keeps field numbers within three digits.
const MOST_ROWS: u8 = 60;

/// Which house rule a template breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateProblem {
    /// Two templates share an id, or two seasons a number or key.
    #[error("the id or number is taken")]
    Duplicate,
    /// More than [`MOST_ITEMS`].
    #[error("more than twelve items")]
    TooManyItems,
    /// Items are not numbered 1, 2, 3 …
    #[error("items are not numbered in order")]
    ItemNumbers,
    /// A part number is out of range, repeated, or 0 beside others.
    #[error("item {0}: part numbers")]
    PartNumbers(u8),
    /// Codes are out of range or repeated, or an option has no words.
    #[error("item {0}: options")]
    Options(u8),
    /// A limit of numbers, characters or rows makes no sense.
    #[error("item {0}: limits")]
    Limits(u8),
    /// No admission reference: it cannot be asked of villages.
    #[error("no admission reference")]
    NoAdmission,
    /// Nobody does it.
    #[error("no assignee")]
    NoAssignee,
    /// It is never due.
    #[error("no recurrence and no trigger")]
    NeverDue,
    /// A season is not in the library or has no dates.
    #[error("season {0} is not known")]
    Season(String),
    /// Class and purpose do not go together.
    #[error("class and purpose do not fit")]
    ClassAndPurpose,
    /// It is derived from what only the hub may read.
    #[error("derived from what only the hub may read")]
    DerivedFromHidden,
    /// A rule reads a field that does not exist, has a number twice, or leads to no template.
    #[error("rule {0}")]
    Rule(u8),
}

impl Library {
    pub(super) fn check(&self) -> Result<(), LibraryError> {
        let mut numbers = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for season in &self.seasons.0 {
            let fresh = numbers.insert(season.number) && keys.insert(&season.key);
            let problem = if season.number == 0 || !fresh {
                TemplateProblem::Duplicate
            } else if !season.is_dated() {
                TemplateProblem::Season(season.key.clone())
            } else {
                continue;
            };
            return Err(LibraryError::Refused { template: String::new(), problem });
        }
        let mut ids = BTreeSet::new();
        for template in &self.templates {
            let refused =
                |problem| LibraryError::Refused { template: template.id.clone(), problem };
            if !ids.insert(&template.id) {
                return Err(refused(TemplateProblem::Duplicate));
            }
            self.check_template(template).map_err(refused)?;
        }
        Ok(())
    }

    pub(super) fn check_template(&self, template: &Template) -> Result<(), TemplateProblem> {
        if template.items.len() > MOST_ITEMS {
            return Err(TemplateProblem::TooManyItems);
        }
        if template.admission.reference.trim().is_empty() {
            return Err(TemplateProblem::NoAdmission);
        }
        if template.assignees.is_empty() {
            return Err(TemplateProblem::NoAssignee);
        }
        if !class_fits(template.class, template.purpose) {
            return Err(TemplateProblem::ClassAndPurpose);
        }
        self.check_recurrence(template)?;
        for (item, number) in template.items.iter().zip(1u8..) {
            if item.number != number {
                return Err(TemplateProblem::ItemNumbers);
            }
            check_item(item)?;
        }
        let mut numbers = BTreeSet::new();
        for rule in &template.rules {
            if !numbers.insert(rule.number) || !self.rule_fits(template, rule) {
                return Err(TemplateProblem::Rule(rule.number));
            }
        }
        Ok(())
    }

    fn check_recurrence(&self, template: &Template) -> Result<(), TemplateProblem> {
        if template.every.is_empty() && template.on.is_empty() {
            return Err(TemplateProblem::NeverDue);
        }
        if !template.on.is_empty() && template.open_days == 0 {
            return Err(TemplateProblem::NeverDue);
        }
        for every in &template.every {
            if let Some(key) = every.seasons.iter().find(|key| self.seasons.get(key).is_none()) {
                return Err(TemplateProblem::Season(key.clone()));
            }
            if every.window == Cadence::Season && every.seasons.is_empty() {
                return Err(TemplateProblem::NeverDue);
            }
        }
        let hidden = template.target.asks_tags()
            || template.every.iter().any(|every| every.need.is_some() || !every.tags.is_empty());
        let open = match &template.target {
            Target::Household(test) => !test.is_selective(),
            Target::Person(test) => !test.is_selective(),
            Target::Place(test) => test.kinds.is_empty(),
            _ => false,
        };
        let derived = template.issued_by == IssuedBy::Derived && !template.every.is_empty();
        if derived && (hidden || open) {
            return Err(TemplateProblem::DerivedFromHidden);
        }
        Ok(())
    }

    fn rule_fits(&self, template: &Template, rule: &Rule) -> bool {
        let fields = rule.condition.fields();
        let counted = match &rule.condition {
            Condition::NoCount { item, .. } => template.item(*item).is_some(),
            _ => true,
        };
        let leads = match &rule.follow_up {
            FollowUp::Task { template: Some(id), .. } => {
                self.get(id).is_some() || self.unreadable.contains(id)
            }
            FollowUp::Sealed { purpose } => class_fits(Class::C4, *purpose),
            _ => true,
        };
        counted && leads && fields.iter().all(|field| template.part(*field).is_some())
    }
}

/// Whether a task's answers may be of this class under this purpose: what the purpose holds, short
/// of the purposes that tasks never write.
fn class_fits(class: Class, purpose: Purpose) -> bool {
    let never = matches!(
        purpose,
        Purpose::Directory
            | Purpose::Roster
            | Purpose::Places
            | Purpose::Incidents
            | Purpose::Identity
            | Purpose::AccessLog
            | Purpose::Enforcement
            | Purpose::Clues
    );
    !never && purpose.holds(class)
}

fn check_item(item: &Item) -> Result<(), TemplateProblem> {
    let rows_fit = item.rows.is_none_or(|rows| (2..=MOST_ROWS).contains(&rows));
    if !rows_fit || !item.parts.iter().all(limits_fit) {
        return Err(TemplateProblem::Limits(item.number));
    }
    let mut numbers = BTreeSet::new();
    let alone = item.parts.len() == 1 && item.rows.is_none();
    for part in &item.parts {
        let in_range = if alone { part.number == 0 } else { (1..=7).contains(&part.number) };
        if !in_range || !numbers.insert(part.number) {
            return Err(TemplateProblem::PartNumbers(item.number));
        }
        let lists = matches!(part.kind, PartKind::Single { .. } | PartKind::Multi { .. });
        if lists && !options_fit(part.options()) {
            return Err(TemplateProblem::Options(item.number));
        }
    }
    if item.parts.is_empty() { Err(TemplateProblem::PartNumbers(item.number)) } else { Ok(()) }
}

fn limits_fit(part: &Part) -> bool {
    match part.kind {
        PartKind::Number { min, max, .. } => min < max,
        PartKind::Text { max } => (1..=MOST_CHARACTERS).contains(&max),
        _ => true,
    }
}

fn options_fit(options: &[Choice]) -> bool {
    let mut codes = BTreeSet::new();
    !options.is_empty()
        && options.iter().all(|option| {
            (1..64).contains(&option.code) && !option.zh.is_empty() && codes.insert(option.code)
        })
}
