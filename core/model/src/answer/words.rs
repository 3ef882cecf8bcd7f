//! Answers as somebody wrote them on paper: the words of the printed form read back into values.

use chrono::{NaiveDate, NaiveTime, Timelike};

use super::AnswerError;
use crate::Value;
use crate::template::part::{Choice, Part, PartKind};

/// Answers that every question may have, as the form prints them.
const DOES_NOT_APPLY: &str = "不适用";
const DECLINED: &str = "谢绝";
const UNSURE: &str = "不清楚";

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
        PartKind::Date => NaiveDate::parse_from_str(words, "%Y-%m-%d")
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
            assert_eq!(read(&part(kind.clone()), &said), Ok(value), "{kind:?}");
        }
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
