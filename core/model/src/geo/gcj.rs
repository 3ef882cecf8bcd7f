//! GCJ-02, the shifted frame of commercial maps in China, to WGS-84.
//!
//! The published forward shift is a smooth function of the position and applies only inside a
//! rectangle around China. It has no closed inverse; [`to_wgs84`] finds it by fixed-point iteration
//! to well under a millimetre *of the public formula*. The formula itself matches the real maps only
//! to a few metres, which is why converted points carry their own source number and are not used
//! where a boundary matters.

use geo_types::Point;

/// Semi-major axis of the Krasovsky 1940 ellipsoid, which the shift uses, metres.
const KRASOVSKY_A: f64 = 6_378_245.0;
/// First eccentricity squared of that ellipsoid.
const KRASOVSKY_EE: f64 = 0.006_693_421_622_965_943;
/// Origin of the shift's polynomial, degrees.
const ORIGIN: (f64, f64) = (105.0, 35.0);
/// Each round shrinks the error about a thousandfold; four are ample.
const ROUNDS: usize = 6;

/// Whether the shift applies: the rectangle around China in which maps are shifted.
pub fn in_china(point: Point<f64>) -> bool {
    (72.004..=137.8347).contains(&point.x()) && (0.8293..=55.8271).contains(&point.y())
}

/// A WGS-84 point as commercial maps draw it. Only for handing a point to such a map, never stored.
pub fn from_wgs84(point: Point<f64>) -> Point<f64> {
    if in_china(point) { point + shift(point) } else { point }
}

/// The WGS-84 point that commercial maps draw at `point`; unchanged outside China.
pub fn to_wgs84(point: Point<f64>) -> Point<f64> {
    if !in_china(point) {
        return point;
    }
    (0..ROUNDS).fold(point, |guess, _| point - shift(guess))
}

/// The shift at a WGS-84 position, degrees.
fn shift(point: Point<f64>) -> Point<f64> {
    let (x, y) = (point.x() - ORIGIN.0, point.y() - ORIGIN.1);
    let pi = std::f64::consts::PI;
    let wave = |scaled: f64, amplitude: f64, period: f64| amplitude * (scaled / period * pi).sin();
    let root = 0.2 * x.abs().sqrt();
    let ripple = (wave(x, 20.0, 1.0 / 6.0) + wave(x, 20.0, 0.5)) * 2.0 / 3.0;
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + root
        + ripple
        + (wave(y, 20.0, 1.0) + wave(y, 40.0, 3.0)) * 2.0 / 3.0
        + (wave(y, 160.0, 12.0) + wave(y, 320.0, 30.0)) * 2.0 / 3.0;
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.5 * root
        + ripple
        + (wave(x, 20.0, 1.0) + wave(x, 40.0, 3.0)) * 2.0 / 3.0
        + (wave(x, 150.0, 12.0) + wave(x, 300.0, 30.0)) * 2.0 / 3.0;
    let latitude = point.y().to_radians();
    let magic = 1.0 - KRASOVSKY_EE * latitude.sin().powi(2);
    let meridian = KRASOVSKY_A * (1.0 - KRASOVSKY_EE) / (magic * magic.sqrt());
    let parallel = KRASOVSKY_A / magic.sqrt() * latitude.cos();
    Point::new((east_m / parallel).to_degrees(), (north_m / meridian).to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::distance_m;

    #[test]
    fn the_inverse_undoes_the_shift_inside_the_county() {
        let place = Point::new(111.451303, 41.096471);
        let back = to_wgs84(from_wgs84(place));
        assert!(distance_m(place, back) < 0.001);
    }

    #[test]
    fn the_shift_is_some_hundred_metres_in_china() {
        for place in [(111.45, 41.09), (116.40, 39.90), (121.47, 31.23), (87.6, 43.8)] {
            let place = Point::new(place.0, place.1);
            let shifted = distance_m(place, from_wgs84(place));
            assert!((50.0..800.0).contains(&shifted), "{shifted} m at {place:?}");
        }
    }

    /// Pairs that public implementations of the shift test against.
    #[test]
    fn known_pairs_agree() {
        for (wgs, gcj) in [
            ((121.5272106, 31.1774276), (121.5315419, 31.1753040)),
            ((113.912316, 22.543847), (113.9171765, 22.5407961)),
            ((116.377817, 39.911954), (116.3840472, 39.9133455)),
        ] {
            let shifted = from_wgs84(Point::new(wgs.0, wgs.1));
            assert!(distance_m(shifted, Point::new(gcj.0, gcj.1)) < 0.5, "{shifted:?}");
        }
    }

    #[test]
    fn nothing_is_shifted_outside_china() {
        for place in [(13.4, 52.5), (-70.0, -33.0), (139.7, 35.7)] {
            let place = Point::new(place.0, place.1);
            assert_eq!(from_wgs84(place), place);
            assert_eq!(to_wgs84(place), place);
        }
    }
}
