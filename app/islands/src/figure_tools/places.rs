//! Which mark a finger means, and which one a key leads to.

/// How far from a mark a finger may come down.
const REACH_PX: f64 = 22.0;
/// Across and down.
type Point = (f64, f64);

/// Where a mark is on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Place {
    fn middle(&self) -> Point {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    /// Squares of the ways from a point to the edge and to the middle.
    fn distances(&self, (x, y): Point) -> Point {
        let middle = self.middle();
        // Not `clamp`: its panic would bring the formatting of floating-point numbers along.
        let outside = (x - x.max(self.left).min(self.right), y - y.max(self.top).min(self.bottom));
        (square(outside), square((middle.0 - x, middle.1 - y)))
    }
}

fn square((x, y): Point) -> f64 {
    x * x + y * y
}

/// The place that a finger at `point` means.
pub fn nearest(point: Point, places: &[Place]) -> Option<usize> {
    least(places, &|place| Some(place.distances(point)).filter(|(edge, _)| *edge <= REACH_PX * REACH_PX))
}

/// Where a key leads from the place `at`; `None` when the key does not move. Left and right follow the order of the
/// drawing and reach everything; up and down stay in the column where they can.
pub fn moved(key: &str, at: usize, places: &[Place]) -> Option<usize> {
    let last = places.len().checked_sub(1)?;
    let (before, behind) = (at.saturating_sub(1), (at + 1).min(last));
    Some(match key {
        "Home" => 0,
        "End" => last,
        "ArrowLeft" => before,
        "ArrowRight" => behind,
        "ArrowUp" => in_column(at, places, -1.0).unwrap_or(before),
        "ArrowDown" => in_column(at, places, 1.0).unwrap_or(behind),
        _ => return None,
    })
}

/// The next place of the same column, below for 1, above for -1.
fn in_column(at: usize, places: &[Place], sign: f64) -> Option<usize> {
    let from = places.get(at)?;
    let (x, y) = from.middle();
    least(places, &|place| {
        let middle = place.middle();
        let way = ((middle.1 - y) * sign, (middle.0 - x).abs());
        let is_in_column = place.left + 1.0 < from.right && from.left + 1.0 < place.right;
        Some(way).filter(|_| is_in_column && way.0 > 1.0)
    })
}

/// The place with the least measure, of those that have one.
fn least(places: &[Place], measure: &dyn Fn(&Place) -> Option<Point>) -> Option<usize> {
    let mut best: Option<(usize, Point)> = None;
    for (at, place) in places.iter().enumerate() {
        if let Some(measured) = measure(place)
            && best.is_none_or(|(_, least)| measured < least)
        {
            best = Some((at, measured));
        }
    }
    best.map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(left: f64, top: f64, width: f64, height: f64) -> Place {
        Place { left, top, right: left + width, bottom: top + height }
    }

    /// Two lines of three points: one falls, one stays.
    fn lines() -> Vec<Place> {
        let point = |x: f64, y: f64| place(x - 20.0, y - 12.0, 40.0, 24.0);
        vec![
            point(50.0, 10.0),
            point(90.0, 60.0),
            point(130.0, 110.0),
            point(50.0, 80.0),
            point(90.0, 80.0),
            point(130.0, 80.0),
        ]
    }

    #[test]
    fn a_finger_means_the_mark_below_it_or_close_by() {
        let bars = [place(0.0, 0.0, 300.0, 24.0), place(0.0, 27.0, 300.0, 24.0)];
        assert_eq!(nearest((5.0, 20.0), &bars), Some(0));
        assert_eq!(nearest((290.0, 30.0), &bars), Some(1));
        assert_eq!(nearest((150.0, 70.0), &bars), Some(1));
        assert_eq!(nearest((150.0, 80.0), &bars), None);
        assert_eq!(nearest((0.0, 0.0), &[]), None);
    }

    #[test]
    fn where_marks_overlap_the_nearer_middle_is_meant() {
        assert_eq!(nearest((90.0, 66.0), &lines()), Some(1));
        assert_eq!(nearest((90.0, 71.0), &lines()), Some(4));
    }

    #[test]
    fn left_and_right_reach_every_mark_and_stop_at_the_ends() {
        let places = lines();
        let (mut at, mut visited) = (0, vec![0]);
        while let Some(next) = moved("ArrowRight", at, &places).filter(|next| *next != at) {
            visited.push(next);
            at = next;
        }
        assert_eq!(visited, [0, 1, 2, 3, 4, 5]);
        assert_eq!((moved("ArrowLeft", 0, &places), moved("ArrowLeft", 5, &places)), (Some(0), Some(4)));
        assert_eq!((moved("Home", 3, &places), moved("End", 3, &places)), (Some(0), Some(5)));
    }

    #[test]
    fn up_and_down_stay_in_the_column() {
        let places = lines();
        assert_eq!((moved("ArrowDown", 1, &places), moved("ArrowUp", 4, &places)), (Some(4), Some(1)));
        assert_eq!((moved("ArrowUp", 2, &places), moved("ArrowDown", 5, &places)), (Some(5), Some(2)));
    }

    #[test]
    fn where_there_is_no_column_up_and_down_go_on() {
        let stairs = [place(0.0, 0.0, 80.0, 150.0), place(80.0, 0.0, 80.0, 150.0)];
        assert_eq!((moved("ArrowDown", 0, &stairs), moved("ArrowUp", 1, &stairs)), (Some(1), Some(0)));
    }

    #[test]
    fn other_keys_are_not_taken() {
        assert_eq!(moved("PageDown", 0, &lines()), None);
        assert_eq!(moved("ArrowDown", 0, &[]), None);
    }
}
