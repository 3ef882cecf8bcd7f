//! Answers to a form, whatever its template asks.

use gridwork_ffi::*;

use super::township::Phone;
use super::words;

/// An answer to a part, meaning a problem if one is wanted and the part can mean one.
fn answer_to(part: &FormPart, problem: bool, target: &str) -> Option<AnswerValue> {
    let pick = |options: &[FormOption]| {
        options.iter().find(|option| option.problem == problem).map(|option| option.code)
    };
    Some(match &part.kind {
        AnswerKind::YesNo => match part.problem {
            Some(ProblemMark::Yes) => AnswerValue::YesNo { yes: problem },
            Some(ProblemMark::No) => AnswerValue::YesNo { yes: !problem },
            _ => AnswerValue::YesNo { yes: true },
        },
        AnswerKind::Single { options } => AnswerValue::Choice { code: pick(options)? },
        AnswerKind::Multi { options } => AnswerValue::Choices { bits: 1 << pick(options)? },
        AnswerKind::Number { min, .. } => AnswerValue::Number { value: *min },
        AnswerKind::Day => AnswerValue::Day { day: "2026-01-31".to_owned() },
        AnswerKind::Time => AnswerValue::Time { minutes: 600 },
        AnswerKind::Words { .. } => words("示意"),
        AnswerKind::Record { .. } => AnswerValue::Record { id: target.to_owned() },
        AnswerKind::Point => AnswerValue::Point {
            lon_e7: 1_114_500_000,
            lat_e7: 411_000_000,
            accuracy_m: 20,
            source: 1,
        },
        AnswerKind::Signature | AnswerKind::Document => return None,
    })
}

pub fn answered_by_hand(part: &FormPart) -> bool {
    !part.from_target && !part.closed
}

/// Answers a task, with one problem; returns how many fields were answered.
pub fn answer_all(phone: &Phone, task: &TaskRef) -> usize {
    let form = phone.core.form(task.template.clone()).expect("its form");
    let parts = form.items.iter().flat_map(|item| &item.parts);
    let mut wanted = true;
    let mut count = 0;
    for part in parts.filter(|part| answered_by_hand(part)) {
        let problem =
            answer_to(part, true, &task.target).filter(|_| wanted && can_be_problem(part));
        wanted &= problem.is_none();
        let answer = problem.or_else(|| answer_to(part, false, &task.target));
        let Some(value) = answer else { continue };
        let given = FieldAnswer { task: task.clone(), field: part.fields[0].clone(), value };
        phone.core.answer(given).expect("it fits");
        count += 1;
    }
    count
}

pub fn can_be_problem(part: &FormPart) -> bool {
    match &part.kind {
        AnswerKind::Single { options } => options.iter().any(|option| option.problem),
        AnswerKind::YesNo => matches!(part.problem, Some(ProblemMark::Yes | ProblemMark::No)),
        _ => false,
    }
}
