//! Hazard points, facilities and dwellings of a cell, generated and marked 示意 by the source of
//! their points.

use gridwork_model::geo::GeoPoint;
use gridwork_model::org::Hamlet;
use gridwork_model::place::{PlaceKind, PlaceUse};
use gridwork_model::task::facts::PlaceFacts;
use gridwork_model::{Edit, Founding, Id, Path, Value};

use crate::layout::CellPlan;
use crate::rng::Rng;

/// The made-up survey: every generated UUIDv7 of a place carries this time.
const SURVEYED_MS: u64 = 1_785_542_400_000; // 2026-08-01T00:00Z

/// A generated place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRecord {
    /// Identity.
    pub id: Id,
    /// Its cell.
    pub cell: Id,
    /// Its hamlet.
    pub hamlet: Id,
    /// What it is.
    pub kind: PlaceKind,
    /// How it is used, for a dwelling.
    pub used_as: Option<PlaceUse>,
    /// Its name.
    pub name: String,
    /// An illustrative point.
    pub point: Option<GeoPoint>,
    /// Place along the road through the cell.
    pub road: i64,
}

impl PlaceRecord {
    /// What founds its document.
    pub fn founding(&self) -> Founding {
        Founding::Place { id: self.id }
    }

    /// Its document's content.
    pub fn edits(&self) -> Vec<Edit> {
        let mut fields = vec![
            ("kind", Value::Code(self.kind.code())),
            ("name", Value::Text(self.name.clone())),
            ("hamlet", Value::Ref(self.hamlet)),
            ("road", Value::Int(self.road)),
        ];
        fields.extend(self.point.map(|point| ("point", point.value())));
        fields.extend(self.used_as.map(|used| ("use", Value::Code(used.code()))));
        let put = |(field, value)| Edit::Put { path: Path::root(field), value };
        fields.into_iter().map(put).collect()
    }

    /// The facts tasks are derived from.
    pub fn facts(&self) -> PlaceFacts {
        PlaceFacts {
            id: self.id,
            cell: self.cell,
            hamlet: Some(self.hamlet),
            road: Some(self.road),
            kind: self.kind,
            used_as: self.used_as,
            removed: false,
        }
    }
}

/// Kinds of a rural cell with the most there are of each, and the chance in percent of each one.
const RURAL: [(PlaceKind, usize, u64); 20] = [
    (PlaceKind::PatrolSection, 2, 75),
    (PlaceKind::Checkpoint, 1, 35),
    (PlaceKind::NoticeBoard, 1, 60),
    (PlaceKind::Loudspeaker, 4, 70),
    (PlaceKind::Shelter, 1, 80),
    (PlaceKind::FireWater, 1, 40),
    (PlaceKind::Well, 4, 60),
    (PlaceKind::Bridge, 2, 50),
    (PlaceKind::Gully, 2, 55),
    (PlaceKind::Culvert, 2, 50),
    (PlaceKind::Ford, 1, 40),
    (PlaceKind::Pond, 1, 30),
    (PlaceKind::CheckDam, 1, 25),
    (PlaceKind::IrrigationPond, 1, 35),
    (PlaceKind::BorrowPit, 1, 25),
    (PlaceKind::HazardGeological, 1, 18),
    (PlaceKind::Shop, 2, 60),
    (PlaceKind::LivestockPost, 5, 60),
    (PlaceKind::DwellingEarth, 6, 55),
    (PlaceKind::DwellingCave, 2, 30),
];

/// The same for a cell of the county town.
const TOWN: [(PlaceKind, usize, u64); 6] = [
    (PlaceKind::NoticeBoard, 2, 80),
    (PlaceKind::FireWater, 3, 70),
    (PlaceKind::Shelter, 1, 60),
    (PlaceKind::Shop, 9, 80),
    (PlaceKind::Eatery, 6, 70),
    (PlaceKind::Workshop, 2, 50),
];

/// The places of one cell.
pub(crate) fn of_cell(cell: &CellPlan, seed: u64) -> Vec<PlaceRecord> {
    let code = cell.code.to_string();
    let mut rng = Rng::of(seed, "places", &[code.as_bytes()]);
    let kinds: &[(PlaceKind, usize, u64)] = if cell.town { &TOWN } else { &RURAL };
    let mut places = Vec::new();
    for (kind, most, chance) in kinds {
        for number in 1..=*most {
            let Some(at) = rng.pick(&cell.hamlets) else { continue };
            if rng.percent(*chance) {
                places.push(place(cell, at, *kind, number, &mut rng));
            }
        }
    }
    // Brick houses stand empty or rented too; the others need no entry of their own.
    for number in 1..=cell.households / 25 {
        if let Some(at) = rng.pick(&cell.hamlets) {
            places.push(place(cell, at, PlaceKind::DwellingBrick, number, &mut rng));
        }
    }
    places
}

fn place(
    cell: &CellPlan,
    at: &Hamlet,
    kind: PlaceKind,
    number: usize,
    rng: &mut Rng,
) -> PlaceRecord {
    const USES: [PlaceUse; 3] = [PlaceUse::Empty, PlaceUse::Rented, PlaceUse::Seasonal];
    let used_as = match kind {
        PlaceKind::DwellingBrick => Some(USES[rng.weighted(&[70, 20, 10])]),
        kind if kind.is_dwelling() => rng.percent(45).then_some(PlaceUse::Empty),
        _ => None,
    };
    let hamlet = cell.hamlets.iter().position(|hamlet| hamlet.id == at.id).unwrap_or(0);
    let houses = cell.households / cell.hamlets.len().max(1);
    PlaceRecord {
        id: rng.id(SURVEYED_MS),
        cell: cell.id,
        hamlet: at.id,
        kind,
        used_as,
        name: format!("{}{}{number}(示意)", at.name, kind.zh()),
        point: at.point,
        // Between the houses of its hamlet: households stand on multiples of ten.
        road: (hamlet * houses * 10) as i64 + rng.range(1, (houses * 10) as i64) / 10 * 10 + 5,
    }
}
