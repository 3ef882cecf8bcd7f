//! What the schema allows a field to hold.

use gridwork_model::schema::{self, FieldType};
use gridwork_model::{DocumentKind, Founding, Path, Value};

use crate::error::EditError;

/// Longest text of a task's answer, characters: the minutes of a meeting.
pub const ANSWER_TEXT: usize = 2_000;

/// Longest name of a task's field, `item.part`, bytes.
pub const FIELD_NAME: usize = 40;

/// The field of a task that holds the version of its template.
pub const TEMPLATE_VERSION: &str = "v";

/// The type of a field; `None` for a task's answers, which may hold any scalar.
pub(crate) fn field_type(kind: DocumentKind, path: &Path) -> Result<Option<FieldType>, EditError> {
    let unknown = || EditError::NoSuchField(path.field.clone());
    if kind == DocumentKind::Task {
        let allowed = path.member.is_none() && is_task_field(&path.field);
        return if allowed { Ok(None) } else { Err(unknown()) };
    }
    schema::fields(kind)
        .iter()
        .find(|field| field.name == path.field && field.of_member == path.member.is_some())
        .map(|field| Some(field.ty))
        .ok_or_else(unknown)
}

/// `v`, `item` or `item.part`: lower-case letters, digits, `-` and `_`, not beginning with `_`.
fn is_task_field(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let (item, rest) = match name.split_once('.') {
        Some((item, rest)) => (item, Some(rest)),
        None => (name, None),
    };
    name.len() <= FIELD_NAME && !name.starts_with('_') && part(item) && rest.is_none_or(part)
}

/// Whether a field is one of this version's, here or in a document of another kind: a name of
/// another kind is no newer version's field, but something that belongs elsewhere.
pub(crate) fn is_named(kind: DocumentKind, path: &Path) -> bool {
    // A member as such has no field.
    path.field.is_empty()
        || field_type(kind, path).is_ok()
        || (kind != DocumentKind::Task && schema::names(&path.field))
}

/// Checks that a field of the document may hold a value. Nothing, 谢绝 and 不适用 may stand
/// wherever the field itself may.
pub(crate) fn check(founding: &Founding, path: &Path, value: &Value) -> Result<(), EditError> {
    let wrong = || EditError::WrongType(path.field.clone());
    let ty = field_type(founding.kind(), path)?;
    if !schema::belongs(founding, path, value) {
        return Err(EditError::Elsewhere(path.field.clone()));
    }
    match (ty, value) {
        (Some(FieldType::Note(_)), _) | (_, Value::Unknown(_)) => return Err(wrong()),
        (_, Value::Empty | Value::Declined | Value::NotApplicable) => {}
        (Some(FieldType::Text(limit)), Value::Text(text)) => {
            check_length(path, text, usize::from(limit))?;
        }
        (None, Value::Text(text)) => check_length(path, text, ANSWER_TEXT)?,
        (Some(FieldType::Bool), Value::Bool(_))
        | (Some(FieldType::Int), Value::Int(_))
        | (Some(FieldType::Code), Value::Code(_))
        | (Some(FieldType::Codes), Value::Codes(_))
        | (Some(FieldType::Date), Value::Date(_))
        | (Some(FieldType::Ref), Value::Ref(_))
        | (Some(FieldType::Point), Value::Point { .. })
        | (None, _) => {}
        _ => return Err(wrong()),
    }
    check_range(path, value)
}

/// Checks the length of a text or note.
pub(crate) fn check_length(path: &Path, text: &str, limit: usize) -> Result<(), EditError> {
    if text.chars().count() > limit {
        return Err(EditError::TooLong { field: path.field.clone(), limit });
    }
    Ok(())
}

fn check_range(path: &Path, value: &Value) -> Result<(), EditError> {
    let possible = match value {
        Value::TimeOfDay(minutes) => *minutes < 24 * 60,
        Value::Point { lon_e7, lat_e7, .. } => {
            lon_e7.unsigned_abs() <= 1_800_000_000 && lat_e7.unsigned_abs() <= 900_000_000
        }
        _ => true,
    };
    if possible { Ok(()) } else { Err(EditError::OutOfRange(path.field.clone())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_has_items_with_parts_and_a_version() {
        for name in ["v", "1", "12.b", "stove.photo", "a-b_c.2"] {
            assert!(is_task_field(name), "{name}");
        }
        for name in ["", ".", "a.", ".b", "a.b.c", "_layout", "炉火", "a b"] {
            assert!(!is_task_field(name), "{name}");
        }
        assert!(!is_task_field(&"x".repeat(FIELD_NAME + 1)));
    }

    #[test]
    fn a_field_holds_its_own_type_only() {
        let name = Path::member(gridwork_model::Id::NIL, "name");
        let kind = &Founding::Household { id: gridwork_model::Id::NIL, epoch: 0 };
        assert_eq!(check(kind, &name, &Value::Text("王秀兰".into())), Ok(()));
        assert_eq!(check(kind, &name, &Value::Empty), Ok(()));
        assert!(matches!(check(kind, &name, &Value::Int(1)), Err(EditError::WrongType(_))));
        let long = Value::Text("长".repeat(41));
        assert!(matches!(check(kind, &name, &long), Err(EditError::TooLong { limit: 40, .. })));
        let root = Path::root("name");
        assert!(matches!(check(kind, &root, &Value::Empty), Err(EditError::NoSuchField(_))));
    }
}
