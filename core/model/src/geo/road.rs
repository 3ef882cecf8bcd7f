//! The order in which a worker passes the houses of a day.

use geo_types::Point;

use super::distance_m;

/// Orders stops for one way through them: first by the road numbers the village itself keeps, then,
/// for stops without one, by always going to the nearest next. Returns indices into `stops`.
///
/// A stop with neither number nor point comes last, in the order given; the same input gives the
/// same order on every device.
pub fn order(stops: &[(Option<i64>, Option<Point<f64>>)]) -> Vec<usize> {
    let mut numbered: Vec<usize> = (0..stops.len()).filter(|&i| stops[i].0.is_some()).collect();
    numbered.sort_by_key(|&i| (stops[i].0, i));
    let mut waiting: Vec<usize> =
        (0..stops.len()).filter(|&i| stops[i].0.is_none() && stops[i].1.is_some()).collect();
    let mut way = numbered;
    let mut here = way.iter().rev().find_map(|&i| stops[i].1);
    while let Some(next) = nearest(stops, &waiting, here) {
        waiting.retain(|&i| i != next);
        here = stops[next].1;
        way.push(next);
    }
    way.extend((0..stops.len()).filter(|&i| stops[i].0.is_none() && stops[i].1.is_none()));
    way
}

fn nearest(
    stops: &[(Option<i64>, Option<Point<f64>>)],
    waiting: &[usize],
    here: Option<Point<f64>>,
) -> Option<usize> {
    let away = |i: usize| match (here, stops[i].1) {
        (Some(here), Some(there)) => distance_m(here, there),
        _ => 0.0,
    };
    waiting.iter().copied().min_by(|&a, &b| away(a).total_cmp(&away(b)).then(a.cmp(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_houses_come_first_then_the_nearest_then_the_unplaced() {
        let at = |x: f64| Some(Point::new(x, 41.0));
        let stops = [
            (None, at(111.9)),
            (Some(2), at(111.1)),
            (None, None),
            (None, at(111.2)),
            (Some(1), None),
        ];
        assert_eq!(order(&stops), [4, 1, 3, 0, 2]);
    }

    #[test]
    fn nothing_to_do_is_an_empty_way() {
        assert!(order(&[]).is_empty());
    }
}
