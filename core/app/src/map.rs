//! The map of one's cells, drawn from points alone: hamlets, places, households whose place somebody
//! noted, outlines where there are any. It has no base map.

use std::collections::HashMap;

use gridwork_model::permission::{Action, Decision, Object};
use gridwork_model::place::{PlaceKind, PlaceMark};
use gridwork_model::{Id, Purpose, mask};
use gridwork_store::StreamState;

use crate::CoreError;
use crate::core::{Core, standing};
use crate::project::{self, household, place, row};
use crate::view::{MapMark, MapOutline, MapPoint, MapView};

impl Core {
    /// What is to be drawn of the cells whose households this device has. Whatever has no point is
    /// left out here and stands in the lists all the same.
    pub fn map(&self) -> Result<MapView, CoreError> {
        let known = self.reading()?;
        self.store.read(|r| {
            let mut homes: HashMap<Id, u32> = HashMap::new();
            let mut view = MapView::default();
            let day = self.day(Some(&standing(r)?));
            let mut sight: HashMap<Id, Decision> = HashMap::new();
            let mut houses = Vec::new();
            r.each_row(row::HOUSEHOLD, |found| {
                let Ok(home) = project::payload::<household::Household>(&found) else { return };
                let (Some(cell), false) = (found.parent, home.has_ended()) else { return };
                if let Some(hamlet) = home.hamlet {
                    *homes.entry(hamlet).or_default() += 1;
                }
                if home.place().is_some() {
                    houses.push((found.id, cell, home));
                }
            })?;
            for (id, cell, home) in houses {
                let Some((lon_e7, lat_e7, _)) = home.place() else { continue };
                let decision = match sight.get(&cell) {
                    Some(known) => *known,
                    None => known.decide(Action::Read, Object::Roster, cell, day)?.0,
                };
                sight.insert(cell, decision);
                let head = home.head().map(|head| head.name.as_str()).unwrap_or_default();
                let name = match decision {
                    Decision::Allow => head.to_owned(),
                    Decision::AllowMasked => mask::name(head),
                    Decision::Deny => continue,
                };
                let mark = MapMark::Household;
                view.points.push(MapPoint { id, mark, name, lon_e7, lat_e7, households: 0 });
            }
            let streams = r.streams()?;
            let cells = streams
                .iter()
                .filter(|row| row.state != StreamState::Withdrawn)
                .filter(|row| row.stream.purpose == Purpose::Roster)
                .filter_map(|row| known.directory.cell(row.stream.scope));
            for cell in cells {
                if let Some(boundary) = &cell.boundary {
                    let ring = boundary
                        .polygon()
                        .exterior()
                        .coords()
                        .map(|at| (e7(at.x), e7(at.y)))
                        .collect();
                    view.outlines.push(MapOutline { cell: cell.id, name: cell.name.clone(), ring });
                }
                for hamlet in known.directory.hamlets_of_cell(cell.id) {
                    let Some(point) = &hamlet.point else { continue };
                    view.points.push(MapPoint {
                        id: hamlet.id,
                        mark: MapMark::Hamlet,
                        name: hamlet.name.clone(),
                        lon_e7: point.lon_e7,
                        lat_e7: point.lat_e7,
                        households: homes.get(&hamlet.id).copied().unwrap_or(0),
                    });
                }
            }
            r.each_row(row::PLACE, |found| {
                let Ok(shown) = project::payload::<place::Place>(&found) else { return };
                if let (0, Some((lon_e7, lat_e7))) = (shown.removed, shown.point) {
                    let (id, name) = (found.id, shown.name.clone());
                    let mark = mark_of(PlaceKind::from_code(shown.kind));
                    view.points.push(MapPoint { id, mark, name, lon_e7, lat_e7, households: 0 });
                }
            })?;
            Ok(view)
        })
    }
}

fn e7(degrees: f64) -> i32 {
    (degrees * 1e7).round() as i32
}

fn mark_of(kind: Option<PlaceKind>) -> MapMark {
    match kind.map(PlaceKind::mark) {
        Some(PlaceMark::Fire) => MapMark::Fire,
        Some(PlaceMark::Water) => MapMark::Water,
        Some(PlaceMark::House) => MapMark::House,
        Some(PlaceMark::Road) => MapMark::Road,
        Some(PlaceMark::Ground) => MapMark::Ground,
        Some(PlaceMark::Plain) | None => MapMark::Place,
    }
}
