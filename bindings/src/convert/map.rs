//! The map of one's cells.

use gridwork_core as core;

use super::list;
use crate::{MapMark, MapOutline, MapPoint, MapView};

impl From<core::MapView> for MapView {
    fn from(view: core::MapView) -> MapView {
        MapView { points: list(view.points), outlines: list(view.outlines) }
    }
}

impl From<core::MapPoint> for MapPoint {
    fn from(point: core::MapPoint) -> MapPoint {
        MapPoint {
            id: point.id.to_string(),
            mark: point.mark.into(),
            name: point.name,
            lon_e7: point.lon_e7,
            lat_e7: point.lat_e7,
            households: point.households,
        }
    }
}

impl From<core::MapOutline> for MapOutline {
    fn from(outline: core::MapOutline) -> MapOutline {
        let (lon_e7, lat_e7) = outline.ring.into_iter().unzip();
        MapOutline { cell: outline.cell.to_string(), name: outline.name, lon_e7, lat_e7 }
    }
}

impl From<core::MapMark> for MapMark {
    fn from(mark: core::MapMark) -> MapMark {
        match mark {
            core::MapMark::Hamlet => MapMark::Hamlet,
            core::MapMark::Household => MapMark::Household,
            core::MapMark::Fire => MapMark::Fire,
            core::MapMark::Water => MapMark::Water,
            core::MapMark::House => MapMark::House,
            core::MapMark::Road => MapMark::Road,
            core::MapMark::Ground => MapMark::Ground,
            core::MapMark::Place => MapMark::Place,
        }
    }
}
