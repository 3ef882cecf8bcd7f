//! The row of a place, facility, dwelling or hazard point.

use gridwork_model::place::{PlaceKind, PlaceUse};
use gridwork_model::task::facts::PlaceFacts;
use gridwork_model::{Founding, Id, Value};
use gridwork_store::Row;
use serde::{Deserialize, Serialize};

use super::{Subject, row};
use crate::{Code, CoreError};

/// A place as shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    pub kind: u32,
    pub name: String,
    pub hamlet: Option<Id>,
    pub state: u32,
    pub used_as: u32,
    pub road: Option<i64>,
    /// Longitude and latitude, 1e-7 degrees, WGS-84.
    pub point: Option<(i32, i32)>,
    pub removed: u32,
}

impl Place {
    /// What the derivation of tasks asks; `None` for a kind this version does not know.
    pub(crate) fn facts(&self, id: Id, cell: Id) -> Option<PlaceFacts> {
        Some(PlaceFacts {
            id,
            cell,
            hamlet: self.hamlet,
            road: self.road,
            kind: PlaceKind::from_code(self.kind)?,
            used_as: PlaceUse::from_code(self.used_as),
            removed: self.removed != 0,
        })
    }
}

pub(super) fn row(subject: &Subject<'_>) -> Result<Row, CoreError> {
    let Founding::Place { id } = *subject.document.founding() else {
        return Err(Code::Damaged.into());
    };
    let place = Place {
        kind: subject.code(None, "kind"),
        name: subject.text(None, "name"),
        hamlet: subject.reference(None, "hamlet"),
        state: subject.code(None, "state"),
        used_as: subject.code(None, "use"),
        road: subject.int(None, "road"),
        point: match subject.shown(None, "point") {
            Some(Value::Point { lon_e7, lat_e7, .. }) => Some((*lon_e7, *lat_e7)),
            _ => None,
        },
        removed: subject.code(None, "removed"),
    };
    let order = place.road.unwrap_or(i64::MAX);
    Ok(Row { order, ..subject.row(row::PLACE, id, &place) })
}
