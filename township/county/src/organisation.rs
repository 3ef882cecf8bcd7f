//! The units of the county as the lists give them: county, townships, offices, institutions,
//! villages, communities, development zones.
//!
//! Ids are derived once from the oldest list and stay; codes are attributes with their source and
//! span. The list of 2016 gives the villages, that of 2022 and 2023 the townships' official names;
//! since the list of 2024-03 the code 150125214 means another township.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use gridwork_model::Id;
use gridwork_model::division::{DivisionCode, Level, SegmentKind};
use gridwork_model::geo::GeoPoint;
use gridwork_model::org::{OrgUnit, UnitKind};
use gridwork_model::validity::{Dated, Validity};

use crate::source::{self, DivisionRow, SourceError, TownshipRow, Townships};

const NBS_2016: &str = "NBS 2016";
const NBS_2023: &str = "NBS 2022, 2023";
const NBS_LATER: &str = "NBS 2024-03, 2025-12-31";

/// The code that changed hands, and between whom.
const MOVED: (&str, &str, &str) = ("150125214", "耗赖山乡", "二份子乡");

/// Something a list leaves open, for the person who imports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A dummy row was skipped.
    Dummy {
        /// Its code.
        code: DivisionCode,
        /// Its name.
        name: String,
    },
    /// A list has fewer units than there are.
    Missing {
        /// Of what, in Chinese.
        what: &'static str,
        /// How many there are.
        known: usize,
        /// How many are listed.
        listed: usize,
    },
    /// Several villages share a name and stay apart.
    Homonym {
        /// The name.
        name: String,
        /// How many.
        count: usize,
    },
    /// A code passed from one unit to another; the former holder's present code is not known.
    CodeMoved {
        /// The code.
        code: &'static str,
        /// Former holder.
        from: &'static str,
        /// Present holder.
        to: &'static str,
    },
    /// A unit of the 4xx kind is no township; its cells are dedicated ones of a community.
    NotATownship {
        /// Its name.
        name: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Dummy { code, name } => write!(f, "跳过虚拟行 {} {name}", code.full()),
            Note::Missing { what, known, listed } => {
                write!(f, "{what}应有 {known} 个,名单只有 {listed} 个,缺的不编造")
            }
            Note::Homonym { name, count } => write!(f, "{name}有 {count} 个,按所属乡镇区分"),
            Note::CodeMoved { code, from, to } => {
                write!(f, "代码 {code} 2024年起由{from}改为{to}使用,{from}现用代码待核")
            }
            Note::NotATownship { name } => write!(f, "{name}不是乡镇,只设专属网格"),
        }
    }
}

/// The units, and the parts of them the generator builds on.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// The county.
    pub county: Id,
    /// The townships, the one whose list of villages is confirmed first.
    pub townships: Vec<Township>,
    /// The development zones with the community their dedicated cells belong to.
    pub zones: Vec<Zone>,
    /// Every unit, parents first.
    pub units: Vec<OrgUnit>,
    /// What the lists leave open.
    pub notes: Vec<Note>,
    /// Villages in words, for the layout.
    pub natural_villages: usize,
}

/// A township.
#[derive(Clone, Debug)]
pub struct Township {
    /// Its unit.
    pub id: Id,
    /// Code of 2016 and of 2022, which agree.
    pub code: DivisionCode,
    /// Official name.
    pub name: String,
    /// Approximate point, where a list gives one.
    pub point: Option<GeoPoint>,
    /// Its villages and communities, by code.
    pub villages: Vec<Village>,
    /// Offices and institutions by name.
    pub offices: BTreeMap<String, Id>,
}

/// A village or community.
#[derive(Clone, Debug)]
pub struct Village {
    /// Its unit.
    pub id: Id,
    /// Code of 2016.
    pub code: DivisionCode,
    /// Name.
    pub name: String,
    /// A community with a residents' committee.
    pub community: bool,
    /// Approximate point, where a list gives one.
    pub point: Option<GeoPoint>,
}

/// A development zone.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its unit.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The community its dedicated cell belongs to.
    pub community: Village,
}

impl Organisation {
    /// Reads the embedded lists.
    pub fn read() -> Result<Organisation, SourceError> {
        Ok(build(source::townships()?, &source::divisions()?))
    }

    /// The village with this id.
    pub fn village(&self, id: Id) -> Option<&Village> {
        self.townships.iter().flat_map(|township| &township.villages).find(|v| v.id == id)
    }
}

fn build(lists: Townships, rows: &[DivisionRow]) -> Organisation {
    let county = Id::derived("county unit", &[b"150125"]);
    let mut unit = OrgUnit::new(county, None, UnitKind::County, lists.county.name.clone());
    unit.codes.push(Dated::new(lists.county.code, Validity::ALWAYS, NBS_2016));
    let mut organisation = Organisation {
        county,
        townships: Vec::new(),
        zones: Vec::new(),
        units: vec![unit],
        notes: Vec::new(),
        natural_villages: lists.county.natural_villages,
    };
    for row in &lists.townships {
        organisation.add_township(row, rows);
    }
    organisation.add_zones(&lists, rows);
    organisation.note_gaps(&lists, rows);
    // The only township whose villages two lists agree on leads, so that a small demo shows it.
    organisation.townships.sort_by_key(|township| township.code.full() != "150125200000");
    organisation
}

impl Organisation {
    fn add_township(&mut self, row: &TownshipRow, rows: &[DivisionRow]) {
        let code = row.code.to_string();
        let listed = rows.iter().find(|listed| listed.code == row.code);
        let id = Id::derived("county unit", &[code.as_bytes()]);
        let mut unit = OrgUnit::new(id, Some(self.county), UnitKind::Township, row.name.clone());
        unit.aliases = row.aliases.clone();
        if let Some(former) = listed.map(|listed| &listed.name)
            && !unit.is_called(former)
        {
            unit.aliases.push(former.clone());
        }
        unit.codes = township_codes(row);
        // The duty room's, visibly made up: 1990 998 xxxx, below the numbers of staff.
        unit.phone = Some(format!("1990998{:04}", self.townships.len() + 1));
        self.units.push(unit);
        let mut offices = BTreeMap::new();
        for name in &row.offices {
            offices.insert(name.clone(), self.add_office(id, &code, name, &[], UnitKind::Office));
        }
        for row in &row.institutions {
            let unit = self.add_office(id, &code, &row.name, &row.plates, UnitKind::Institution);
            offices.insert(row.name.clone(), unit);
        }
        let villages = self.add_villages(id, row, rows);
        self.townships.push(Township {
            id,
            code: row.code,
            name: row.name.clone(),
            point: listed.and_then(|listed| listed.point),
            villages,
            offices,
        });
    }

    fn add_office(
        &mut self,
        township: Id,
        code: &str,
        name: &str,
        plates: &[String],
        kind: UnitKind,
    ) -> Id {
        let id = Id::derived("county unit", &[code.as_bytes(), name.as_bytes()]);
        let mut unit = OrgUnit::new(id, Some(township), kind, name);
        unit.plates = plates.to_vec();
        self.units.push(unit);
        id
    }

    fn add_villages(
        &mut self,
        township: Id,
        row: &TownshipRow,
        rows: &[DivisionRow],
    ) -> Vec<Village> {
        let mut villages = Vec::new();
        let inside = rows.iter().filter(|listed| {
            !listed.dummy && listed.code.level() == Level::Village && row.code.contains(listed.code)
        });
        for listed in inside {
            let confirmed = row.villages.iter().flatten().find(|named| named.code == listed.code);
            let name = confirmed.map_or_else(|| village_name(&listed.name), |c| c.name.clone());
            let community = listed.code.kind() == SegmentKind::Community;
            let kind = if community { UnitKind::Community } else { UnitKind::Village };
            let id = Id::derived("county unit", &[listed.code.full().as_bytes()]);
            let mut unit = OrgUnit::new(id, Some(township), kind, name.clone());
            if listed.name != name {
                unit.aliases.push(listed.name.clone());
            }
            let source = if confirmed.is_some() { "NBS 2016, 2022, 2023" } else { NBS_2016 };
            let validity =
                if passed_on(row) { Validity::until(moved_on()) } else { Validity::ALWAYS };
            unit.codes.push(Dated::new(listed.code, validity, source));
            self.units.push(unit);
            villages.push(Village { id, code: listed.code, name, community, point: listed.point });
        }
        villages.sort_by_key(|village| village.code);
        villages
    }

    fn add_zones(&mut self, lists: &Townships, rows: &[DivisionRow]) {
        let communities: Vec<Village> = self
            .townships
            .iter()
            .flat_map(|township| township.villages.iter().filter(|v| v.community).cloned())
            .collect();
        for row in &lists.stat_units_not_townships {
            let id = Id::derived("county unit", &[row.code.to_string().as_bytes()]);
            let mut unit = OrgUnit::new(id, Some(self.county), UnitKind::Zone, row.name.clone());
            unit.codes.push(Dated::new(row.code, Validity::ALWAYS, NBS_2023));
            if let Some(listed) = rows.iter().find(|listed| listed.code == row.code)
                && listed.name != row.name
            {
                unit.aliases.push(listed.name.clone());
            }
            self.units.push(unit);
            self.notes.push(Note::NotATownship { name: row.name.clone() });
            // A cell belongs to a village or community, never to a zone: the community that shares
            // the zone's name, else the last of the county town.
            let named = |community: &&Village| {
                let stem = community.name.trim_end_matches("社区");
                row.name.contains(stem)
            };
            if let Some(home) = communities.iter().find(named).or(communities.last()) {
                let community = home.clone();
                self.zones.push(Zone { id, name: row.name.clone(), community });
            }
        }
    }

    fn note_gaps(&mut self, lists: &Townships, rows: &[DivisionRow]) {
        for row in rows.iter().filter(|row| row.dummy) {
            self.notes.push(Note::Dummy { code: row.code, name: row.name.clone() });
        }
        let all: Vec<&Village> =
            self.townships.iter().flat_map(|township| &township.villages).collect();
        let communities = all.iter().filter(|village| village.community).count();
        for (what, known, listed) in [
            ("社区", lists.county.communities, communities),
            ("村委会", lists.county.village_committees, all.len() - communities),
        ] {
            if known != listed {
                self.notes.push(Note::Missing { what, known, listed });
            }
        }
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for village in &all {
            *names.entry(&village.name).or_default() += 1;
        }
        let homonyms: Vec<Note> = names
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(name, count)| Note::Homonym { name: name.to_owned(), count })
            .collect();
        self.notes.extend(homonyms);
        let (code, from, to) = MOVED;
        self.notes.push(Note::CodeMoved { code, from, to });
    }
}

/// The list of 2024-03 is the first in which the code moved.
fn moved_on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 3, 1).expect("a day of the calendar")
}

/// Whether the township's code, and with it the codes of its villages, changed in 2024.
fn passed_on(row: &TownshipRow) -> bool {
    row.name == MOVED.1 || row.name == MOVED.2
}

fn township_codes(row: &TownshipRow) -> Vec<Dated<DivisionCode>> {
    let dated = |code, validity, source| Dated::new(code, validity, source);
    if !passed_on(row) {
        return vec![
            dated(row.code, Validity::ALWAYS, NBS_2016),
            dated(row.code, Validity::ALWAYS, NBS_2023),
        ];
    }
    let mut codes = vec![
        dated(row.code, Validity::until(moved_on()), NBS_2016),
        dated(row.code, Validity::until(moved_on()), NBS_2023),
    ];
    if row.name == MOVED.2
        && let Ok(code) = MOVED.0.parse()
    {
        codes.push(dated(code, Validity::from(moved_on()), NBS_LATER));
    }
    codes
}

/// 福如东村委会 is the committee of 福如东村; 五家村村委会 that of 五家村.
fn village_name(listed: &str) -> String {
    match listed.strip_suffix("村委会") {
        Some(stem) if stem.ends_with('村') => stem.to_owned(),
        Some(stem) => format!("{stem}村"),
        None => listed.to_owned(),
    }
}
