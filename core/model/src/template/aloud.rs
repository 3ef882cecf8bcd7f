//! Counts read aloud: quorum and votes as a sentence while they are typed, also where all is well.
//! The rules of [`super::rule`] speak up only about what is wrong.

use super::Template;
use super::field::FieldName;
use super::rule::{Answers, Condition, Evaluation, Setting};

/// A count of a form, as a person would say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The sentence, such as 应到 20，实到 14，过半.
    pub words: String,
    /// Whether it is enough, or adds up.
    pub holds: bool,
}

/// Every count of `template` whose numbers are all given, in the order of its rules.
pub fn counts(template: &Template, answers: &Answers, setting: &Setting) -> Vec<Count> {
    let evaluation = Evaluation { template, answers, setting };
    template.rules.iter().filter_map(|rule| evaluation.count(&rule.condition)).collect()
}

impl Evaluation<'_> {
    fn count(&self, condition: &Condition) -> Option<Count> {
        let (fields, yes, no) = match condition {
            Condition::NotOverHalf { part, whole } => (vec![*whole, *part], "过半", "没过半"),
            Condition::BelowShare { part, whole, of: (2, 3) } => {
                (vec![*whole, *part], "够三分之二", "不到三分之二")
            }
            Condition::SumDiffers { parts, whole } => {
                let fields = parts.iter().copied().chain([*whole]).collect();
                (fields, "合计相符", "合计不符")
            }
            // A count that holds for one kind of meeting only: the other conditions come first.
            Condition::All(all) => {
                let (count, given) = all.split_last()?;
                let holds = given.iter().all(|condition| self.holds(condition).is_some());
                return holds.then(|| self.count(count)).flatten();
            }
            _ => return None,
        };
        let numbers: Option<Vec<String>> = fields.iter().map(|field| self.said(*field)).collect();
        let holds = self.holds(condition).is_none();
        let verdict = if holds { yes } else { no };
        Some(Count { words: format!("{}，{verdict}", numbers?.join("，")), holds })
    }

    /// A number with its label, such as 应到 20.
    fn said(&self, field: FieldName) -> Option<String> {
        let part = self.template.part(field)?;
        Some(format!("{} {}", part.zh, self.number(field)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;
    use crate::template::Library;

    fn aloud(template: &str, given: &[(&str, i64)]) -> Vec<(String, bool)> {
        let template = Library::embedded().get(template).unwrap();
        let answers = given
            .iter()
            .map(|(field, n)| {
                let choice = *field == "5.4";
                let value = if choice { Value::Code(*n as u32) } else { Value::Int(*n) };
                (field.parse().unwrap(), value)
            })
            .collect();
        let counts = counts(template, &answers, &Setting::default());
        counts.into_iter().map(|count| (count.words, count.holds)).collect()
    }

    #[test]
    fn a_quorum_is_said_as_soon_as_both_numbers_are_there() {
        assert_eq!(aloud("DJ-01", &[("2.1", 20)]), []);
        let said = aloud("DJ-01", &[("2.1", 20), ("2.2", 14)]);
        assert_eq!(said, [("应到 20，实到 14，过半".to_owned(), true)]);
        // Half is not more than half.
        let said = aloud("DJ-01", &[("2.1", 20), ("2.2", 10)]);
        assert_eq!(said, [("应到 20，实到 10，没过半".to_owned(), false)]);
    }

    #[test]
    fn votes_are_added_up() {
        let votes = [("2.1", 20), ("2.2", 14), ("4.1", 12), ("4.2", 1), ("4.3", 1)];
        let said = aloud("DJ-01", &votes);
        assert_eq!(said[1], ("赞成 12，反对 1，弃权 1，实到 14，合计相符".to_owned(), true));
        let said = aloud("DJ-01", &[("2.2", 14), ("4.1", 12), ("4.2", 1), ("4.3", 0)]);
        assert!(!said[0].1 && said[0].0.ends_with("合计不符"), "{said:?}");
    }

    #[test]
    fn the_kind_of_meeting_decides_which_share_is_asked_for() {
        // 二十 of 三十 households is two thirds; of adult villagers it is more than half.
        let said = aloud("DJ-09", &[("5.2", 20), ("5.4", 2), ("5.5", 30)]);
        assert_eq!(said, [("应到 30，到会 20，够三分之二".to_owned(), true)]);
        let said = aloud("DJ-09", &[("5.2", 15), ("5.4", 1), ("5.5", 30)]);
        assert_eq!(said, [("应到 30，到会 15，没过半".to_owned(), false)]);
    }
}
