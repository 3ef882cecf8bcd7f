//! Hamlets and cells: 示意, because no source lists them. The county says that it has 964 natural
//! villages; two townships say how many are theirs. Cells follow hamlets, as a cell must not cut one.

use gridwork_model::Id;
use gridwork_model::division::CellCode;
use gridwork_model::geo::{Datum, GeoPoint, Source};
use gridwork_model::org::{Cell, CellKind, Hamlet};
use gridwork_model::validity::{Dated, Validity};

use crate::names::Names;
use crate::organisation::{Organisation, Township, Village, Zone};
use crate::rng::Rng;

/// The layout does not depend on the seed of the residents: a village keeps its hamlets.
const LAYOUT_SEED: u64 = 150_125;

/// Hamlets of a rural cell, about.
const HAMLETS_PER_CELL: f64 = 4.7;

/// Cells of a community.
const CELLS_PER_COMMUNITY: usize = 6;

/// Fewest and most households of a cell (GB/T 34300: about 300 in town, by hamlet outside).
const HOUSEHOLDS: (usize, usize) = (50, 300);

/// Accuracy written beside an illustrative point, metres.
const ILLUSTRATIVE_ACCURACY_M: u16 = 5000;

/// Number of natural villages of the townships that tell theirs.
const TOLD_HAMLETS: [(&str, usize); 2] = [("150125200", 64), ("150125211", 132)];

/// A base cell of the demo.
#[derive(Clone, Debug)]
pub struct CellPlan {
    /// Its identity.
    pub id: Id,
    /// Its place in the county's order; id numbers are allotted by it.
    pub index: u16,
    /// Its code, 示意.
    pub code: CellCode,
    /// Its name, such as 井尔沟村第1网格.
    pub name: String,
    /// The village or community.
    pub village: Id,
    /// The township.
    pub township: Id,
    /// Whether it lies in a community of the county town.
    pub town: bool,
    /// Its hamlets, in the order of the road through the cell.
    pub hamlets: Vec<Hamlet>,
    /// How many households live or are registered in it.
    pub households: usize,
}

impl CellPlan {
    /// The directory's cell, built on this Party group.
    pub fn item(&self, party_unit: Option<Id>) -> Cell {
        let hamlets = self.hamlets.iter().map(|hamlet| hamlet.id).collect();
        let mut cell = Cell::new(self.id, self.village, CellKind::Base, self.name.clone(), hamlets);
        cell.party_unit = party_unit;
        cell.codes.push(Dated::new(self.code, Validity::ALWAYS, "示意"));
        cell
    }
}

/// Every base cell of the county, township by township.
pub fn cells(organisation: &Organisation, names: &Names) -> Vec<CellPlan> {
    let counts = hamlet_counts(organisation);
    let mut counts = counts.into_iter();
    let mut plans = Vec::new();
    for township in &organisation.townships {
        for village in &township.villages {
            let groups = if village.community {
                blocks(village, township)
            } else {
                let count = counts.next().unwrap_or(1);
                rural(village, township, count, names)
            };
            for (group, number) in groups.into_iter().zip(1u16..) {
                plans.extend(plan(plans.len(), township, village, number, group));
            }
        }
    }
    plans
}

/// The dedicated cell of a development zone, in the community it belongs to.
pub fn dedicated(zone: &Zone, number: u16) -> Option<Cell> {
    let code = CellCode::new(zone.community.code, 500 + number).ok()?;
    let id = Id::derived("county cell", &[code.to_string().as_bytes()]);
    let name = format!("{}专属网格", zone.name);
    let mut cell = Cell::new(id, zone.community.id, CellKind::Dedicated, name, Vec::new());
    cell.codes.push(Dated::new(code, Validity::ALWAYS, "示意"));
    Some(cell)
}

fn plan(
    index: usize,
    township: &Township,
    village: &Village,
    number: u16,
    hamlets: Vec<Hamlet>,
) -> Option<CellPlan> {
    let code = CellCode::new(village.code, number).ok()?;
    let text = code.to_string();
    let mut rng = Rng::of(LAYOUT_SEED, "households", &[text.as_bytes()]);
    let households = if village.community {
        rng.range(215, 298)
    } else {
        hamlets.iter().map(|_| rng.range(18, 43)).sum()
    };
    Some(CellPlan {
        id: Id::derived("county cell", &[text.as_bytes()]),
        index: u16::try_from(index).ok()?,
        code,
        name: format!("{}第{number}网格", village.name),
        village: village.id,
        township: township.id,
        town: village.community,
        hamlets,
        households: (households as usize).clamp(HOUSEHOLDS.0, HOUSEHOLDS.1),
    })
}

/// How many hamlets each village has, in the order of the villages without communities.
fn hamlet_counts(organisation: &Organisation) -> Vec<usize> {
    let told = |township: &Township| {
        let code = township.code.to_string();
        TOLD_HAMLETS.iter().find(|(told, _)| *told == code).map(|(_, count)| *count)
    };
    let rural = |township: &Township| township.villages.iter().filter(|v| !v.community).count();
    let told_total: usize = organisation.townships.iter().filter_map(told).sum();
    let untold: usize =
        organisation.townships.iter().filter(|t| told(t).is_none()).map(rural).sum();
    let mut rng = Rng::of(LAYOUT_SEED, "hamlets", &[]);
    let mut rest =
        apportion(organisation.natural_villages - told_total, untold, &mut rng).into_iter();
    let mut counts = Vec::new();
    for township in &organisation.townships {
        let villages = rural(township);
        match told(township) {
            Some(count) => counts.extend(apportion(count, villages, &mut rng)),
            None => counts.extend(rest.by_ref().take(villages)),
        }
    }
    counts
}

/// Splits `total` into `parts` uneven shares of at least one.
fn apportion(total: usize, parts: usize, rng: &mut Rng) -> Vec<usize> {
    let weights: Vec<u64> = (0..parts).map(|_| 7 + rng.below(9)).collect();
    let sum: u64 = weights.iter().sum::<u64>().max(1);
    let mut shares: Vec<usize> =
        weights.iter().map(|weight| (total as u64 * weight / sum).max(1) as usize).collect();
    let left = total.saturating_sub(shares.iter().sum());
    for extra in 0..left {
        if let Some(share) = shares.get_mut(extra % parts.max(1)) {
            *share += 1;
        }
    }
    shares
}

fn rural(village: &Village, township: &Township, count: usize, names: &Names) -> Vec<Vec<Hamlet>> {
    let code = village.code.full();
    let mut rng = Rng::of(LAYOUT_SEED, "hamlet names", &[code.as_bytes()]);
    let middle = centre(village, township, &mut rng);
    let mut taken = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    while all.len() < count {
        let name = names.hamlet(&mut rng);
        if taken.insert(name.clone()) {
            let point = scatter(middle, 0.03, &mut rng);
            all.push(hamlet(village, &code, name, point));
        }
    }
    let cells = ((count as f64 / HAMLETS_PER_CELL).round() as usize).clamp(1, count.max(1));
    split(all, cells)
}

fn blocks(village: &Village, township: &Township) -> Vec<Vec<Hamlet>> {
    let code = village.code.full();
    let mut rng = Rng::of(LAYOUT_SEED, "blocks", &[code.as_bytes()]);
    let middle = centre(village, township, &mut rng);
    let total = CELLS_PER_COMMUNITY * 3;
    let all = (1..=total).map(|number| {
        let point = scatter(middle, 0.006, &mut rng);
        hamlet(village, &code, format!("{}{number}片", village.name), point)
    });
    split(all.collect(), CELLS_PER_COMMUNITY)
}

fn hamlet(village: &Village, code: &str, name: String, point: Option<GeoPoint>) -> Hamlet {
    Hamlet {
        id: Id::derived("county hamlet", &[code.as_bytes(), name.as_bytes()]),
        village: village.id,
        name,
        aliases: Vec::new(),
        point,
        illustrative: true,
        validity: Validity::ALWAYS,
    }
}

/// Cuts a list into `parts` runs of nearly equal length.
fn split(all: Vec<Hamlet>, parts: usize) -> Vec<Vec<Hamlet>> {
    let total = all.len();
    let mut rest = all.into_iter();
    let length = |part: usize| total * (part + 1) / parts - total * part / parts;
    (0..parts).map(|part| rest.by_ref().take(length(part)).collect()).collect()
}

/// Degrees of a village's middle: its own label, else somewhere about its township's.
fn centre(village: &Village, township: &Township, rng: &mut Rng) -> (f64, f64) {
    /// The county town; townships without a label are laid about it.
    const TOWN: (f64, f64) = (111.445, 41.094);
    let degrees = |point: GeoPoint| (f64::from(point.lon_e7) / 1e7, f64::from(point.lat_e7) / 1e7);
    if let Some(point) = village.point {
        return degrees(point);
    }
    let about = township.point.map_or(TOWN, degrees);
    let spread = if village.community { 0.01 } else { 0.09 };
    offset(about, spread, rng)
}

fn offset((lon, lat): (f64, f64), spread: f64, rng: &mut Rng) -> (f64, f64) {
    let mut step = || (rng.below(20_001) as f64 / 10_000.0 - 1.0) * spread;
    (lon + step() * 1.3, lat + step())
}

fn scatter(middle: (f64, f64), spread: f64, rng: &mut Rng) -> Option<GeoPoint> {
    let (lon, lat) = offset(middle, spread, rng);
    GeoPoint::new(lon, lat, Datum::Wgs84, ILLUSTRATIVE_ACCURACY_M, Source::Illustrative).ok()
}
