//! Templates as forms.

use gridwork_core::model::template::field::{FieldName, PHOTO, SKIPPED};
use gridwork_core::model::template::part::{self, PartKind};
use gridwork_core::model::template::{self, Template};
use gridwork_core::model::{Value, answer};

use crate::records::*;

impl From<&Template> for Form {
    fn from(template: &Template) -> Form {
        Form {
            template: template.id.clone(),
            version: template.version,
            title: template.zh.clone(),
            urgent: template.urgent,
            asks_people: template.asks_people,
            no_change: template.no_change.clone(),
            basis: template.basis.clone(),
            items: template.items.iter().map(|item| form_item(template, item)).collect(),
        }
    }
}

fn form_item(template: &Template, item: &template::Item) -> FormItem {
    let rows = item.rows.unwrap_or(1).max(1);
    let fields = |part: u8| -> Vec<String> {
        (0..rows).map(|row| FieldName::new(item.number, part).in_row(row).to_string()).collect()
    };
    // A field is there if it may be cleared; the template's own check is asked.
    let existing = |part: u8| -> Vec<String> {
        fields(part)
            .into_iter()
            .filter(|field| answer::check(template, field, &Value::Empty).is_ok())
            .collect()
    };
    FormItem {
        number: item.number.into(),
        question: item.zh.clone(),
        hint: item.hint.clone(),
        evidence: item.evidence.into(),
        rows: rows.into(),
        parts: item.parts.iter().map(|part| form_part(part, fields(part.number))).collect(),
        photo_fields: existing(PHOTO),
        skip_fields: existing(SKIPPED),
    }
}

fn form_part(part: &part::Part, fields: Vec<String>) -> FormPart {
    FormPart {
        fields,
        label: part.zh.clone(),
        kind: (&part.kind).into(),
        problem: part.problem.map(Into::into),
        from_target: part.from_target,
        optional: part.optional,
        closed: part.closed,
        unsure: part.unsure,
    }
}

impl From<&PartKind> for AnswerKind {
    fn from(kind: &PartKind) -> AnswerKind {
        let all = |options: &[part::Choice]| options.iter().map(Into::into).collect();
        match kind {
            PartKind::YesNo => AnswerKind::YesNo,
            PartKind::Single { options } => AnswerKind::Single { options: all(options) },
            PartKind::Multi { options } => AnswerKind::Multi { options: all(options) },
            PartKind::Number { min, max, unit } => {
                AnswerKind::Number { min: *min, max: *max, unit: unit.clone() }
            }
            PartKind::Date => AnswerKind::Day,
            PartKind::Time => AnswerKind::Time,
            PartKind::Text { max } => AnswerKind::Words { max: (*max).into() },
            PartKind::Reference { to } => AnswerKind::Record { to: (*to).into() },
            PartKind::Point => AnswerKind::Point,
            PartKind::Signature => AnswerKind::Signature,
            PartKind::Document => AnswerKind::Document,
        }
    }
}

impl From<&part::Choice> for FormOption {
    fn from(choice: &part::Choice) -> FormOption {
        FormOption {
            code: choice.code.into(),
            words: choice.zh.clone(),
            problem: choice.problem,
            none: choice.none,
        }
    }
}

impl From<part::Referent> for Referent {
    fn from(referent: part::Referent) -> Referent {
        match referent {
            part::Referent::Household => Referent::Household,
            part::Referent::Person => Referent::Person,
            part::Referent::Member => Referent::Member,
            part::Referent::Place => Referent::Place,
            part::Referent::Agreement => Referent::Agreement,
            part::Referent::Worker => Referent::Worker,
        }
    }
}

impl From<part::Problem> for ProblemMark {
    fn from(problem: part::Problem) -> ProblemMark {
        match problem {
            part::Problem::Yes => ProblemMark::Yes,
            part::Problem::No => ProblemMark::No,
            part::Problem::Given => ProblemMark::Given,
            part::Problem::Above(limit) => ProblemMark::Above { limit },
            part::Problem::Below(limit) => ProblemMark::Below { limit },
        }
    }
}

impl From<template::Evidence> for Evidence {
    fn from(evidence: template::Evidence) -> Evidence {
        match evidence {
            template::Evidence::None => Evidence::None,
            template::Evidence::OptionalPhoto => Evidence::OptionalPhoto,
            template::Evidence::ProblemPhoto => Evidence::ProblemPhoto,
            template::Evidence::Document => Evidence::Document,
            template::Evidence::Signature => Evidence::Signature,
            template::Evidence::Count => Evidence::Count,
        }
    }
}
