//! Residents of a cell, generated one household after another.
//!
//! Plausible, not statistical: an ageing county where registered is far from resident. Ages, ways
//! of living together and residency were chosen so that a demo meets what workers meet: old couples
//! whose children work elsewhere, houses lived in for the summer, empty registrations, newcomers
//! who grow vegetables, young families in the county town.

mod family;
mod record;

use chrono::{Days, NaiveDate};

pub use self::record::{HouseholdRecord, PersonRecord, RELATION_HEAD};
use crate::identity::Numbers;
use crate::layout::CellPlan;
use crate::names::Names;
use crate::rng::Rng;
use crate::staff::branch_of;

/// The made-up import of the roster: every generated UUIDv7 carries this time.
const IMPORTED_MS: u64 = 1_788_220_800_000; // 2026-09-01T00:00Z

/// Steps between two houses on the road, so that a new house fits between.
const ROAD_STEP: i64 = 10;

/// The households of one cell, in road order.
pub struct Residents<'a> {
    cell: &'a CellPlan,
    names: &'a Names,
    seed: u64,
    day: NaiveDate,
    numbers: Numbers,
    next: usize,
}

impl<'a> Residents<'a> {
    pub(crate) fn new(cell: &'a CellPlan, names: &'a Names, seed: u64, day: NaiveDate) -> Self {
        Residents { cell, names, seed, day, numbers: Numbers::of_cell(cell.index), next: 0 }
    }
}

impl Iterator for Residents<'_> {
    type Item = HouseholdRecord;

    fn next(&mut self) -> Option<HouseholdRecord> {
        if self.next >= self.cell.households {
            return None;
        }
        let number = self.next;
        self.next += 1;
        // Houses are spread over the hamlets in the order of the road.
        let hamlet =
            self.cell.hamlets.get(number * self.cell.hamlets.len() / self.cell.households)?;
        let code = self.cell.code.to_string();
        let mut rng =
            Rng::of(self.seed, "household", &[code.as_bytes(), &(number as u32).to_be_bytes()]);
        let id = rng.id(IMPORTED_MS + number as u64);
        let people = family::Family {
            rng: &mut rng,
            names: self.names,
            numbers: &mut self.numbers,
            day: self.day,
            town: self.cell.town,
            born_ms: IMPORTED_MS + number as u64,
            branch: branch_of(self.cell.village),
        }
        .people();
        let head = people.first()?;
        let contact = people.iter().find(|person| person.phone.is_some()).unwrap_or(head).id;
        let nickname =
            rng.percent(15).then(|| format!("{}家", self.names.nickname(&mut rng, head.sex)));
        let verified =
            rng.percent(70).then(|| self.day.checked_sub_days(Days::new(rng.below(360)))).flatten();
        let point = if rng.percent(35) { hamlet.point } else { None };
        let house = number + 1;
        let address = if self.cell.town {
            format!("{}{}号楼{}室", hamlet.name, house % 20 + 1, 101 + house % 6 * 100)
        } else {
            format!("{}{house}号", hamlet.name)
        };
        Some(HouseholdRecord {
            id,
            cell: self.cell.id,
            hamlet: hamlet.id,
            address,
            head: head.id,
            nickname,
            contact,
            point,
            verified,
            road: house as i64 * ROAD_STEP,
            people,
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.cell.households - self.next;
        (left, Some(left))
    }
}
