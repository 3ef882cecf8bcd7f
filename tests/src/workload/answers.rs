//! What somebody answers to one part of a checklist: mostly that all is well.

use chrono::{Days, NaiveDate};
use gridwork_model::template::field::FieldName;
use gridwork_model::template::part::{Choice, Part, PartKind, Problem, Referent};
use gridwork_model::template::{Item, Template};
use gridwork_model::{Id, Value};

use super::texts::Texts;
use crate::seeded::Seeded;

/// How often an answer is the one that means a problem, per thousand.
const PROBLEMS: u64 = 80;

/// The parts of a template that are answered, in the order of the checklist.
pub fn parts(template: &Template) -> Vec<(FieldName, &Part)> {
    let of = |item: &Item, part: &Part| FieldName::new(item.number, part.number);
    template
        .items
        .iter()
        .flat_map(|item| item.parts.iter().map(move |part| (of(item, part), part)))
        .filter(|(_, part)| !part.from_target)
        .collect()
}

/// What answers may refer to.
pub struct Known<'a> {
    /// Households of the cell.
    pub households: &'a [Id],
    /// People of the cell.
    pub people: &'a [Id],
    /// Places of the cell.
    pub places: &'a [Id],
}

/// One answer.
pub fn value(
    part: &Part,
    dice: &mut Seeded,
    texts: &Texts,
    known: &Known<'_>,
    day: NaiveDate,
) -> Value {
    let wrong = !part.closed && dice.chance(PROBLEMS);
    match &part.kind {
        PartKind::YesNo => Value::Bool(match part.problem {
            Some(Problem::Yes) => wrong,
            Some(Problem::No) => !wrong,
            _ => dice.chance(700),
        }),
        PartKind::Single { options } => one(options, wrong, dice)
            .map_or(Value::NotApplicable, |c| Value::Code(u32::from(c.code))),
        PartKind::Multi { options } => one(options, wrong, dice)
            .map_or(Value::NotApplicable, |c| Value::Codes(1 << (c.code & 63))),
        PartKind::Number { min, max, .. } => {
            let spread = (max - min).clamp(0, 12) as u64;
            Value::Int(min + dice.below(spread + 1) as i64)
        }
        PartKind::Date => Value::Date(day + Days::new(dice.below(10))),
        PartKind::Time => Value::TimeOfDay((8 * 60 + dice.below(40) * 15) as u16),
        PartKind::Text { max } => Value::Text(
            texts.words(dice, usize::from(*max).min(4 + dice.clone().below(12) as usize)),
        ),
        PartKind::Reference { to } => {
            let among = match to {
                Referent::Household => known.households,
                Referent::Place => known.places,
                _ => known.people,
            };
            dice.pick(among).map_or(Value::NotApplicable, |id| Value::Ref(*id))
        }
        PartKind::Point => Value::Point {
            lon_e7: 1_111_000_000 + dice.below(4_000_000) as i32,
            lat_e7: 410_000_000 + dice.below(3_000_000) as i32,
            accuracy_m: 4 + dice.below(20) as u16,
            source: 1,
        },
        PartKind::Signature | PartKind::Document => {
            let mut hash = [0; 32];
            dice.fill(&mut hash);
            Value::File(hash)
        }
    }
}

/// One option; the first ones of a list are the usual ones.
fn one<'a>(options: &'a [Choice], wrong: bool, dice: &mut Seeded) -> Option<&'a Choice> {
    let fitting: Vec<&Choice> = options.iter().filter(|choice| choice.problem == wrong).collect();
    let all: Vec<&Choice> = options.iter().filter(|choice| !choice.problem || !wrong).collect();
    let among = if fitting.is_empty() { all } else { fitting };
    let usual = dice.below(among.len() as u64 + 1).min(dice.below(among.len() as u64 + 1));
    among.get((usual as usize).min(among.len().saturating_sub(1))).copied()
}
