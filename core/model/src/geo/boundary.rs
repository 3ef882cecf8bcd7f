//! The optional boundary of a cell. For many villages the list of hamlets is the real definition
//! and no polygon exists; where one exists it is a sketch (示意图，不作权属和界线依据).

use geo_types::{Coord, LineString, Point, Polygon};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::limits;

/// Why a boundary was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BoundaryError {
    /// Fewer than three different vertices.
    #[error("a boundary needs three different vertices")]
    TooFew,
    /// More than [`limits::BOUNDARY_VERTICES`].
    #[error("a boundary has at most 200 vertices, this one {0}")]
    TooMany(usize),
    /// A vertex that is not on the earth.
    #[error("a vertex is not on the earth")]
    OffEarth,
}

/// A closed ring of at most 200 vertices in degrees, WGS-84, without holes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(f64, f64)>", into = "Vec<(f64, f64)>")]
pub struct Boundary(Polygon<f64>);

impl Boundary {
    /// A boundary from its vertices (longitude, latitude); closing the ring is optional.
    pub fn new(vertices: impl IntoIterator<Item = (f64, f64)>) -> Result<Boundary, BoundaryError> {
        let mut ring: Vec<Coord<f64>> = Vec::new();
        for (x, y) in vertices {
            if !(x.abs() <= 180.0 && y.abs() <= 90.0) {
                return Err(BoundaryError::OffEarth);
            }
            ring.push(Coord { x, y });
        }
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        ring.dedup();
        match ring.len() {
            0..=2 => Err(BoundaryError::TooFew),
            len if len > limits::BOUNDARY_VERTICES => Err(BoundaryError::TooMany(len)),
            _ => Ok(Boundary(Polygon::new(LineString::new(ring), Vec::new()))),
        }
    }

    /// The polygon, for drawing.
    pub fn polygon(&self) -> &Polygon<f64> {
        &self.0
    }

    /// Whether the point is inside or on the edge.
    ///
    /// Two neighbouring cells share their edge, so a house on it is in both; the caller asks a person.
    pub fn contains(&self, point: Point<f64>) -> bool {
        let mut inside = false;
        for edge in self.0.exterior().lines() {
            let (a, b) = (edge.start, edge.end);
            let side = (b.x - a.x) * (point.y() - a.y) - (b.y - a.y) * (point.x() - a.x);
            let between = |v: f64, p: f64, q: f64| p.min(q) <= v && v <= p.max(q);
            if side == 0.0 && between(point.x(), a.x, b.x) && between(point.y(), a.y, b.y) {
                return true;
            }
            // The half-open rule counts a vertex once, so a ray through a corner crosses once.
            if (a.y > point.y()) != (b.y > point.y()) {
                let upward = b.y > a.y;
                inside ^= (side > 0.0) == upward;
            }
        }
        inside
    }
}

impl TryFrom<Vec<(f64, f64)>> for Boundary {
    type Error = BoundaryError;

    fn try_from(vertices: Vec<(f64, f64)>) -> Result<Boundary, BoundaryError> {
        Boundary::new(vertices)
    }
}

impl From<Boundary> for Vec<(f64, f64)> {
    fn from(boundary: Boundary) -> Vec<(f64, f64)> {
        let ring = &boundary.0.exterior().0;
        ring[..ring.len() - 1].iter().map(|vertex| (vertex.x, vertex.y)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook() -> Boundary {
        Boundary::new([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0)]).unwrap()
    }

    #[test]
    fn a_concave_cell_knows_inside_from_outside() {
        for (x, y, inside) in [
            (1.0, 1.0, true),
            (3.0, 1.0, true),
            (2.0, 2.0, false),
            (5.0, 0.0, false),
            (-1.0, 4.0, false),
            (2.0, 0.5, true),
        ] {
            assert_eq!(hook().contains(Point::new(x, y)), inside, "{x}, {y}");
        }
    }

    #[test]
    fn edges_and_corners_belong_to_the_cell() {
        for (x, y) in [(0.0, 0.0), (2.0, 0.0), (4.0, 4.0), (2.0, 1.0), (4.0, 2.0), (0.0, 3.0)] {
            assert!(hook().contains(Point::new(x, y)), "{x}, {y}");
        }
    }

    #[test]
    fn vertices_are_bounded() {
        let many = (0..201).map(|i| (f64::from(i) * 0.001, f64::from(i % 2)));
        assert_eq!(Boundary::new(many), Err(BoundaryError::TooMany(201)));
        assert_eq!(Boundary::new([(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)]), Err(BoundaryError::TooFew));
        assert_eq!(
            Boundary::new([(0.0, 0.0), (1.0, 1.0), (0.0, f64::INFINITY)]),
            Err(BoundaryError::OffEarth)
        );
    }

    #[test]
    fn a_boundary_is_a_list_of_vertices_in_json() {
        let json = serde_json::to_string(&hook()).unwrap();
        assert!(json.starts_with("[[0.0,0.0],[4.0,0.0]"), "{json}");
        assert_eq!(serde_json::from_str::<Boundary>(&json).unwrap(), hook());
    }
}
