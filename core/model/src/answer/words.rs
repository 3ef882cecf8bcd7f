//! Answers in the words of the form: as somebody wrote them on paper, read back into values, and values
//! said in those words.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::AnswerError;
use crate::Value;
use crate::template::part::{Choice, Part, PartKind};

/// Answers that every question may have, as the form prints them.
const DOES_NOT_APPLY: &str = "不适用";
const DECLINED: &str = "谢绝";
const UNSURE: &str = "不清楚";

/// How a day is written.
const DAY: &str = "%Y-%m-%d";

/// Reads what is ticked or written beside one part. Whether it may stand in the template is asked of
/// [`check`](super::check) afterwards. References, points, signatures and documents are not on paper.
pub fn read(part: &Part, said: &[String]) -> Result<Value, AnswerError> {
    let [words] = said else {
        return match &part.kind {
            PartKind::Multi { options } if !said.is_empty() => several(options, said),
            _ => Err(AnswerError::WrongType),
        };
    };
    let words = words.trim();
    match words {
        DOES_NOT_APPLY => return Ok(Value::NotApplicable),
        DECLINED => return Ok(Value::Declined),
        UNSURE if part.unsure => return Ok(Value::NotApplicable),
        _ => {}
    }
    match &part.kind {
        PartKind::YesNo => match words {
            "是" => Ok(Value::Bool(true)),
            "否" => Ok(Value::Bool(false)),
            _ => Err(AnswerError::NoSuchOption),
        },
        PartKind::Single { options } => Ok(Value::Code(u32::from(one(options, words)?.code))),
        PartKind::Multi { options } => several(options, said),
        PartKind::Number { .. } => {
            words.parse().map(Value::Int).map_err(|_| AnswerError::WrongType)
        }
        PartKind::Date => NaiveDate::parse_from_str(words, DAY)
            .map(Value::Date)
            .map_err(|_| AnswerError::WrongType),
        PartKind::Time => {
            let time = NaiveTime::parse_from_str(words, "%H:%M");
            let time = time.map_err(|_| AnswerError::WrongType)?;
            Ok(Value::TimeOfDay((time.hour() * 60 + time.minute()) as u16))
        }
        PartKind::Text { .. } => Ok(Value::Text(words.to_owned())),
        PartKind::Reference { .. } | PartKind::Point | PartKind::Signature | PartKind::Document => {
            Err(AnswerError::WrongType)
        }
    }
}

/// Says an answer in the words of its form; `None` where the form has none for it: a reference, a point,
/// a file, an option that only a newer version knows.
pub fn say(part: &Part, value: &Value) -> Option<String> {
    Some(match value {
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Int(number) => match &part.kind {
            PartKind::Number { unit, .. } => {
                format!("{number}{}", unit.as_deref().unwrap_or_default())
            }
            _ => return None,
        },
        Value::Text(text) => text.clone(),
        Value::Code(code) => return chosen(part, |option| option == *code),
        Value::Codes(bits) => return chosen(part, |option| option < 64 && bits >> option & 1 == 1),
        Value::Date(day) => day.format(DAY).to_string(),
        Value::TimeOfDay(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        Value::Declined => DECLINED.to_owned(),
        Value::NotApplicable if part.unsure => UNSURE.to_owned(),
        Value::NotApplicable => DOES_NOT_APPLY.to_owned(),
        _ => return None,
    })
}

fn chosen(part: &Part, is: impl Fn(u32) -> bool) -> Option<String> {
    let options = part.options().iter().filter(|option| is(u32::from(option.code)));
    let words: Vec<&str> = options.map(|option| option.zh.as_str()).collect();
    (!words.is_empty()).then(|| words.join("、"))
}

fn one<'a>(options: &'a [Choice], words: &str) -> Result<&'a Choice, AnswerError> {
    options.iter().find(|option| option.zh == words.trim()).ok_or(AnswerError::NoSuchOption)
}

fn several(options: &[Choice], said: &[String]) -> Result<Value, AnswerError> {
    let bits = said.iter().try_fold(0, |bits, words| {
        one(options, words).map(|option| bits | 1u64 << (option.code & 63))
    })?;
    Ok(Value::Codes(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: PartKind) -> Part {
        Part {
            number: 0,
            zh: String::new(),
            kind,
            problem: None,
            from_target: false,
            optional: false,
            closed: false,
            unsure: false,
        }
    }

    fn options() -> Vec<Choice> {
        let choice = |code, zh: &str| Choice { code, zh: zh.into(), problem: false, none: false };
        vec![choice(1, "好"), choice(3, "一般")]
    }

    fn said(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_ticked_or_written_becomes_the_value_of_its_kind() {
        let number = PartKind::Number { min: 0, max: 9, unit: None };
        let cases = [
            (PartKind::YesNo, said(&["是"]), Value::Bool(true)),
            (PartKind::Single { options: options() }, said(&["一般"]), Value::Code(3)),
            (PartKind::Multi { options: options() }, said(&["好", "一般"]), Value::Codes(0b1010)),
            (number, said(&[" 4 "]), Value::Int(4)),
            (PartKind::Time, said(&["08:30"]), Value::TimeOfDay(510)),
            (PartKind::Text { max: 9 }, said(&["烟道通"]), Value::Text("烟道通".into())),
            (PartKind::YesNo, said(&["谢绝"]), Value::Declined),
            (PartKind::Date, said(&["不适用"]), Value::NotApplicable),
        ];
        for (kind, said, value) in cases {
            assert_eq!(read(&part(kind.clone()), &said), Ok(value.clone()), "{kind:?}");
            // And back: what is said is what was ticked or written.
            let words: Vec<&str> = said.iter().map(|words| words.trim()).collect();
            assert_eq!(say(&part(kind), &value), Some(words.join("、")));
        }
    }

    #[test]
    fn a_value_the_form_has_no_words_for_is_not_made_up() {
        let single = part(PartKind::Single { options: options() });
        assert_eq!(say(&single, &Value::Code(2)), None);
        assert_eq!(say(&single, &Value::Empty), None);
        let number = PartKind::Number { min: 0, max: 9, unit: Some("人".into()) };
        assert_eq!(say(&part(number), &Value::Int(4)).as_deref(), Some("4人"));
        let unsure = Part { unsure: true, ..part(PartKind::YesNo) };
        assert_eq!(say(&unsure, &Value::NotApplicable).as_deref(), Some("不清楚"));
    }

    #[test]
    fn what_is_no_answer_of_the_kind_is_named() {
        let single = PartKind::Single { options: options() };
        assert_eq!(read(&part(single.clone()), &said(&["差"])), Err(AnswerError::NoSuchOption));
        let two = read(&part(single), &said(&["好", "一般"]));
        assert_eq!(two, Err(AnswerError::WrongType));
        assert_eq!(read(&part(PartKind::YesNo), &[]), Err(AnswerError::WrongType));
        let day = read(&part(PartKind::Date), &said(&["2026-02-30"]));
        assert_eq!(day, Err(AnswerError::WrongType));
        assert_eq!(read(&part(PartKind::Signature), &said(&["王"])), Err(AnswerError::WrongType));
        assert_eq!(
            read(&part(PartKind::YesNo), &said(&["不清楚"])),
            Err(AnswerError::NoSuchOption)
        );
    }
}
