//! How a field is written at the office: as words, as a day, by choosing.

use gridwork_document::FieldState;
use gridwork_model::roster::words::options;
use gridwork_model::schema::{FieldType, fields};
use gridwork_model::{DocumentKind, Value};
use serde::Serialize;

/// How a value is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// Words.
    Text,
    /// A day.
    Date,
    /// One of the options.
    Code,
    /// 是 or 否.
    Bool,
    /// A whole number.
    Number,
    /// Not at a page: a place, a reference, a file.
    Fixed,
}

/// One of several.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Choosable {
    /// As it is stored.
    pub code: u32,
    /// What it is called.
    pub word: &'static str,
}

/// How a field is written.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Input {
    /// As what.
    pub kind: InputKind,
    /// What there is to choose from.
    pub options: Vec<Choosable>,
}

impl Input {
    /// How a field of a document is written; that of a task, whose template has the types, as what stands
    /// there.
    pub(crate) fn of(document: DocumentKind, field: &FieldState) -> Input {
        let (path, held) = (&field.path, field.held.first().map(|held| &held.value));
        let known = fields(document)
            .iter()
            .find(|field| field.name == path.field && field.of_member == path.member.is_some());
        let kind = match (known.map(|field| field.ty), held) {
            (Some(FieldType::Text(_) | FieldType::Note(_)), _) | (None, Some(Value::Text(_))) => {
                InputKind::Text
            }
            (Some(FieldType::Date), _) | (None, Some(Value::Date(_))) => InputKind::Date,
            (Some(FieldType::Bool), _) | (None, Some(Value::Bool(_))) => InputKind::Bool,
            (Some(FieldType::Int), _) | (None, Some(Value::Int(_))) => InputKind::Number,
            (Some(FieldType::Code), _) if document == DocumentKind::Household => InputKind::Code,
            _ => InputKind::Fixed,
        };
        let options = match kind {
            InputKind::Code => options(path),
            _ => Vec::new(),
        };
        let choosable = |(code, word)| Choosable { code, word };
        Input { kind, options: options.into_iter().map(choosable).collect() }
    }
}
