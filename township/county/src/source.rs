//! The embedded lists as typed rows. Reading them is pure; what is left out is told in a note.

use gridwork_model::division::DivisionCode;
use gridwork_model::geo::{Datum, GeoPoint, Source};
use serde::Deserialize;

const VILLAGES_CSV: &str = include_str!("../data/wuchuan_villages.csv");
const TOWNSHIPS_JSON: &str = include_str!("../data/townships.json");

/// Accuracy given to a converted coordinate of a village or township, metres: the point is a map
/// label somewhere in the settlement.
const LABEL_ACCURACY_M: u16 = 1000;

/// Why an embedded list could not be read. A test reads them all, so that this is a fault of a build.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The list of villages.
    #[error("the list of villages is not readable: {0}")]
    Villages(#[from] csv::Error),
    /// The list of townships, or the parts of names.
    #[error("a JSON list is not readable: {0}")]
    Json(#[from] serde_json::Error),
    /// A code in a list.
    #[error("a list holds a malformed code: {0}")]
    Code(#[from] gridwork_model::division::CodeError),
}

/// The townships and what is known of the county.
#[derive(Debug, Deserialize)]
pub struct Townships {
    /// The county.
    pub county: CountyRow,
    /// The nine townships, official names.
    pub townships: Vec<TownshipRow>,
    /// Units the statistics bureau counts like townships; they are none.
    pub stat_units_not_townships: Vec<ZoneRow>,
}

/// The county.
#[derive(Debug, Deserialize)]
pub struct CountyRow {
    /// Six digits.
    pub code: DivisionCode,
    /// Name.
    pub name: String,
    /// Communities there are.
    pub communities: usize,
    /// Village committees there are.
    pub village_committees: usize,
    /// Natural villages there are.
    pub natural_villages: usize,
}

/// One township.
#[derive(Debug, Deserialize)]
pub struct TownshipRow {
    /// Nine digits, statistical tables of 2022 and 2023.
    pub code: DivisionCode,
    /// Official name.
    pub name: String,
    /// Other writings.
    pub aliases: Vec<String>,
    /// Party and government offices.
    pub offices: Vec<String>,
    /// Institutions with their plates.
    pub institutions: Vec<InstitutionRow>,
    /// Villages with official names, where a list is known.
    pub villages: Option<Vec<NamedCode>>,
}

/// One institution.
#[derive(Debug, Deserialize)]
pub struct InstitutionRow {
    /// Name.
    pub name: String,
    /// Further plates at the door.
    pub plates: Vec<String>,
}

/// A unit by code and name.
#[derive(Debug, Deserialize)]
pub struct NamedCode {
    /// Twelve digits.
    pub code: DivisionCode,
    /// Name.
    pub name: String,
}

/// A development zone.
#[derive(Debug, Deserialize)]
pub struct ZoneRow {
    /// Nine digits of the 4xx kind.
    pub code: DivisionCode,
    /// Name.
    pub name: String,
}

/// One row of the list of villages of 2016.
#[derive(Clone, Debug)]
pub struct DivisionRow {
    /// Code of 2016.
    pub code: DivisionCode,
    /// Name as listed, such as 福如东村委会.
    pub name: String,
    /// A dummy row 虚拟社区, no place at all.
    pub dummy: bool,
    /// The label on a commercial map, converted.
    pub point: Option<GeoPoint>,
}

#[derive(Deserialize)]
struct RawRow {
    code: String,
    name: String,
    dummy: String,
    longitude_gcj02: Option<f64>,
    latitude_gcj02: Option<f64>,
}

/// The townships.
pub fn townships() -> Result<Townships, SourceError> {
    Ok(serde_json::from_str(TOWNSHIPS_JSON)?)
}

/// Every row of the list of villages, dummies included.
pub fn divisions() -> Result<Vec<DivisionRow>, SourceError> {
    let mut reader = csv::Reader::from_reader(VILLAGES_CSV.as_bytes());
    let mut rows = Vec::new();
    for raw in reader.deserialize() {
        let raw: RawRow = raw?;
        let point = match (raw.longitude_gcj02, raw.latitude_gcj02) {
            (Some(lon), Some(lat)) => {
                GeoPoint::new(lon, lat, Datum::Gcj02, LABEL_ACCURACY_M, Source::ConvertedGcj).ok()
            }
            _ => None,
        };
        rows.push(DivisionRow {
            code: raw.code.parse()?,
            name: raw.name,
            dummy: raw.dummy == "t",
            point,
        });
    }
    Ok(rows)
}
