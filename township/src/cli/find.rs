//! Finding people and places of the directory by what an operator types.

use gridwork_model::Id;
use gridwork_model::directory::{Directory, DirectoryItem, kind};
use gridwork_model::division::DivisionCode;
use gridwork_model::org::{OrgUnit, Staff};
use gridwork_model::permission::Role;

use super::Failure;
use chrono::NaiveDate;

fn only(what: &'static str, name: &str, found: &[Id]) -> Result<Id, Failure> {
    match found {
        [one] => Ok(*one),
        [] => Err(Failure::Unknown { what, name: name.to_owned() }),
        many => Err(Failure::Ambiguous { what, name: name.to_owned(), count: many.len() }),
    }
}

/// A unit or cell by id, division or cell code, or name.
pub(super) fn place(directory: &Directory, text: &str, day: NaiveDate) -> Result<Id, Failure> {
    if let Ok(id) = text.parse::<Id>() {
        let known = directory.unit(id).is_some() || directory.cell(id).is_some();
        return only("place", text, if known { std::slice::from_ref(&id) } else { &[] });
    }
    if let Ok(code) = text.parse::<DivisionCode>()
        && let Some(unit) = directory.unit_by_code(code, day)
    {
        return Ok(unit.id);
    }
    let called = |unit: &&OrgUnit| unit.is_called(text);
    let units = directory.units().filter(called).map(|unit| unit.id);
    let cells = directory.cells().filter(|cell| cell.name == text).map(|cell| cell.id);
    only("place", text, &units.chain(cells).collect::<Vec<Id>>())
}

/// A person of the directory by id or by name.
pub(super) fn person(directory: &Directory, text: &str) -> Result<Id, Failure> {
    if let Ok(id) = text.parse::<Id>() {
        let known = directory.staff(id).is_some();
        return only("person", text, if known { std::slice::from_ref(&id) } else { &[] });
    }
    let found: Vec<Id> =
        staff(directory).filter(|staff| staff.name == text).map(|staff| staff.id).collect();
    only("person", text, &found)
}

/// Who acts in a role for a place or the offices right under it.
pub(super) fn holder(directory: &Directory, role: Role, place: Id, day: NaiveDate) -> Option<Id> {
    let under = directory.units_under(place).map(|unit| unit.id);
    std::iter::once(place)
        .chain(under)
        .flat_map(|scope| directory.on_duty_at(scope, day))
        .find(|(_, held)| *held == role)
        .map(|(duty, _)| duty.person)
}

/// Everybody of the directory.
pub(super) fn staff(directory: &Directory) -> impl Iterator<Item = &Staff> {
    directory.of_kind(kind::STAFF).filter_map(|item| match item {
        DirectoryItem::Staff(staff) => Some(staff),
        _ => None,
    })
}

/// Name of a unit or cell.
pub(super) fn name_of(directory: &Directory, id: Id) -> String {
    let unit = directory.unit(id).map(|unit| unit.name.clone());
    unit.or_else(|| directory.cell(id).map(|cell| cell.name.clone())).unwrap_or_default()
}
