//! Points, boundaries and distances, always WGS-84 (DOMAIN §7.6).
//!
//! A point belongs to an *object*: a house, a bridge, an incident. There is no point of a worker and
//! no track. Coordinates shifted for commercial maps (GCJ-02) are converted at the edge, see [`gcj`].

pub mod boundary;
pub mod gcj;
pub mod road;

use geo_types::Point;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use boundary::Boundary;

use crate::Value;

/// Units of 1e-7 degrees in a degree; one unit is about a centimetre.
const E7: f64 = 1e7;

/// Mean radius of the earth, metres.
const EARTH_M: f64 = 6_371_008.8;

/// Where a fix came from. The numbers are those of [`Value::Point`] and are never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Not told, or told by a newer version.
    #[default]
    Unknown,
    /// GPS or any mix of satellites.
    Gnss,
    /// 北斗 BeiDou; its frame is aligned with CGCS2000.
    Bds,
    /// Network or fused location of the phone.
    Network,
    /// Set by hand on a map or a plan.
    Map,
    /// Imported from a list of the government.
    Register,
    /// Imported from a source in GCJ-02 and converted, accurate to a few metres at best.
    ConvertedGcj,
    /// Generated for demonstration: 示意, not a surveyed place.
    Illustrative,
}

impl Source {
    const ALL: [Source; 8] = [
        Source::Unknown,
        Source::Gnss,
        Source::Bds,
        Source::Network,
        Source::Map,
        Source::Register,
        Source::ConvertedGcj,
        Source::Illustrative,
    ];

    /// The frozen number.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The source of a number; unknown numbers come from newer versions.
    pub fn from_number(number: u8) -> Source {
        Source::ALL.get(usize::from(number)).copied().unwrap_or_default()
    }
}

/// The frame a coordinate is in.
///
/// CGCS2000 (EPSG:4490) differs from WGS-84 by centimetres to decimetres: stored values are treated
/// as WGS-84 and labelled with the frame they came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Datum {
    /// GNSS chips; the frame of everything stored.
    #[default]
    #[serde(rename = "WGS-84")]
    Wgs84,
    /// 国家大地坐标系, government data.
    #[serde(rename = "CGCS2000")]
    Cgcs2000,
    /// Shifted, of commercial maps; converted before it is stored.
    #[serde(rename = "GCJ-02")]
    Gcj02,
}

/// Why a point was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PointError {
    /// Not a finite number, or beyond ±180° / ±90°.
    #[error("the coordinate is not on the earth")]
    OffEarth,
    /// Zero longitude and latitude, which phones report for *no fix*.
    #[error("0, 0 means that there was no fix")]
    NullIsland,
}

/// A point of an object in WGS-84, 1e-7 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GeoPoint {
    /// Longitude, 1e-7 degrees.
    pub lon_e7: i32,
    /// Latitude, 1e-7 degrees.
    pub lat_e7: i32,
    /// Accuracy, metres, 68 %.
    pub accuracy_m: u16,
    /// Where it came from.
    pub source: Source,
}

impl GeoPoint {
    /// A point from degrees; GCJ-02 is converted here and marked as such.
    pub fn new(
        lon: f64,
        lat: f64,
        datum: Datum,
        accuracy_m: u16,
        source: Source,
    ) -> Result<GeoPoint, PointError> {
        if !(lon.abs() <= 180.0 && lat.abs() <= 90.0) {
            return Err(PointError::OffEarth);
        }
        if lon == 0.0 && lat == 0.0 {
            return Err(PointError::NullIsland);
        }
        let (point, source) = match datum {
            Datum::Wgs84 | Datum::Cgcs2000 => (Point::new(lon, lat), source),
            Datum::Gcj02 => (gcj::to_wgs84(Point::new(lon, lat)), Source::ConvertedGcj),
        };
        Ok(GeoPoint {
            lon_e7: (point.x() * E7).round() as i32,
            lat_e7: (point.y() * E7).round() as i32,
            accuracy_m,
            source,
        })
    }

    /// The point in degrees.
    pub fn point(&self) -> Point<f64> {
        Point::new(f64::from(self.lon_e7) / E7, f64::from(self.lat_e7) / E7)
    }

    /// Great-circle distance, metres.
    pub fn distance_m(&self, other: &GeoPoint) -> f64 {
        distance_m(self.point(), other.point())
    }

    /// As the value of a document field.
    pub fn value(&self) -> Value {
        Value::Point {
            lon_e7: self.lon_e7,
            lat_e7: self.lat_e7,
            accuracy_m: self.accuracy_m,
            source: self.source.number(),
        }
    }

    /// From the value of a document field; `None` if it is not a point.
    pub fn from_value(value: &Value) -> Option<GeoPoint> {
        match *value {
            Value::Point { lon_e7, lat_e7, accuracy_m, source } => {
                Some(GeoPoint { lon_e7, lat_e7, accuracy_m, source: Source::from_number(source) })
            }
            _ => None,
        }
    }
}

/// Great-circle distance between two points in degrees, metres (haversine; within 0.5 %).
pub fn distance_m(a: Point<f64>, b: Point<f64>) -> f64 {
    let (lat_a, lat_b) = (a.y().to_radians(), b.y().to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.x() - a.x()).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * EARTH_M * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_survives_the_way_through_a_value() {
        let point = GeoPoint::new(111.451303, 41.096471, Datum::Wgs84, 18, Source::Gnss).unwrap();
        assert_eq!(GeoPoint::from_value(&point.value()), Some(point));
        assert_eq!(Source::from_number(200), Source::Unknown);
        for source in Source::ALL {
            assert_eq!(Source::from_number(source.number()), source);
        }
    }

    #[test]
    fn impossible_coordinates_are_refused() {
        let point = |lon, lat| GeoPoint::new(lon, lat, Datum::Wgs84, 1, Source::Gnss);
        assert_eq!(point(0.0, 0.0), Err(PointError::NullIsland));
        assert_eq!(point(181.0, 0.0), Err(PointError::OffEarth));
        assert_eq!(point(f64::NAN, 41.0), Err(PointError::OffEarth));
    }

    #[test]
    fn a_degree_of_latitude_is_111_kilometres() {
        let distance = distance_m(Point::new(111.4, 41.0), Point::new(111.4, 42.0));
        assert!((distance - 111_195.0).abs() < 10.0, "{distance}");
    }
}
