//! What a finished form is remembered by: what was wrong, and what was written, as a person would say it.

use super::Template;
use super::part::Part;
use super::rule::Answers;
use crate::Value;
use crate::answer::words::say;

/// The answers that mean a problem, and all words, in the order of the form. What was in order, was
/// not asked or not answered is not said.
pub fn noted(template: &Template, answers: &Answers) -> Vec<String> {
    let said = |(field, value): (&super::field::FieldName, &Value)| {
        let item = template.item(field.item)?;
        let part = template.part(*field)?;
        let words = words(part, value)?;
        let label = if part.zh.is_empty() { &item.zh } else { &part.zh };
        Some(format!("{label}：{words}"))
    };
    answers.iter().filter_map(said).collect()
}

fn words(part: &Part, value: &Value) -> Option<String> {
    if let Value::Text(text) = value {
        let text = text.trim();
        return (!text.is_empty()).then(|| text.to_owned());
    }
    // Every chosen option is said, also those that are no problem by themselves.
    part.is_problem(value).then(|| say(part, value)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::Library;

    #[test]
    fn problems_and_words_are_remembered_and_what_was_in_order_is_not() {
        let library = Library::embedded();
        let mut problems = 0;
        for template in &library.templates {
            for item in &template.items {
                for part in &item.parts {
                    let field = crate::template::field::FieldName::new(item.number, part.number);
                    let one = |value| noted(template, &Answers::from([(field, value)]));
                    for yes in [true, false] {
                        let value = Value::Bool(yes);
                        let problem = part.is_problem(&value);
                        assert_eq!(!one(value).is_empty(), problem, "{} {field}", template.id);
                        problems += u32::from(problem);
                    }
                    assert!(one(Value::NotApplicable).is_empty());
                    assert!(one(Value::Text("  ".to_owned())).is_empty());
                    let text = one(Value::Text("换过烟道".to_owned()));
                    assert!(text[0].ends_with("：换过烟道"), "{text:?}");
                }
            }
        }
        assert!(problems > 10, "{problems}");
    }
}
