//! A smooth curve through the points of a stroke.
//!
//! A fast hand or a slow machine leaves few points, and straight lines between them make a polygon of a round
//! digit. A centripetal Catmull-Rom curve passes through every point and has neither loops nor cusps between
//! two of them (C. Yuksel, S. Schaefer, J. Keyser, "Parameterization and Applications of Catmull-Rom Curves", 2011).
//! Where the points are dense it is the polygon.

use std::iter::once;

/// The stroke with points added, so that no two in a row are further apart than about `spacing`, which is in the
/// points' unit and above 0. Equal points in a row become one. `f64`: through the largest `f32`s the curve swings
/// beyond them.
pub fn through(stroke: &[[f32; 2]], spacing: f64) -> Vec<[f64; 2]> {
    let mut points: Vec<[f64; 2]> = stroke.iter().map(|p| p.map(f64::from)).collect();
    points.dedup();
    let Some(first) = points.first() else { return vec![] };
    let tangents = tangents(&points);
    let pieces = points.windows(2).zip(tangents.windows(2)).flat_map(|(ends, slopes)| {
        let length = distance(ends[0], ends[1]);
        let count = (length / spacing).ceil().max(1.0) as u32;
        // The tangents are those by the parameter, whose length here is the root of the distance.
        let slopes = [slopes[0], slopes[1]].map(|slope| slope.map(|s| s * length.sqrt()));
        let ends = [ends[0], ends[1]];
        (1..=count).map(move |i| hermite(ends, slopes, f64::from(i) / f64::from(count)))
    });
    once(*first).chain(pieces).collect()
}

/// The curve's derivative at each point, by a parameter that grows by the root of the distance.
fn tangents(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let last = points.len() - 1;
    let slope = |i: usize, j: usize, step: f64| [0, 1].map(|axis| (points[j][axis] - points[i][axis]) / step);
    let step = |i: usize| distance(points[i], points[i + 1]).sqrt();
    let inner = |i: usize| {
        let (before, after) = (step(i - 1), step(i));
        let (in_, out, across) =
            (slope(i - 1, i, before), slope(i, i + 1, after), slope(i - 1, i + 1, before + after));
        [0, 1].map(|axis| in_[axis] - across[axis] + out[axis])
    };
    // At its ends the curve does not bend: half of what the chord has over its other end's tangent.
    let end = |i: usize, j: usize, inner: [f64; 2]| {
        let chord = slope(i, j, step(i));
        [0, 1].map(|axis| (3.0 * chord[axis] - inner[axis]) / 2.0)
    };
    match last {
        0 => vec![[0.0; 2]],
        1 => vec![slope(0, 1, step(0)); 2],
        _ => {
            let middle: Vec<_> = (1..last).map(inner).collect();
            let first = end(0, 1, middle[0]);
            let final_ = end(last - 1, last, middle[last - 2]);
            once(first).chain(middle).chain(once(final_)).collect()
        }
    }
}

/// The cubic with these ends and these derivatives there, at `t` from 0 to 1.
fn hermite(ends: [[f64; 2]; 2], slopes: [[f64; 2]; 2], t: f64) -> [f64; 2] {
    if t == 1.0 {
        return ends[1];
    }
    let (t2, t3) = (t * t, t * t * t);
    [0, 1].map(|axis| {
        (2.0 * t3 - 3.0 * t2 + 1.0) * ends[0][axis]
            + (t3 - 2.0 * t2 + t) * slopes[0][axis]
            + (3.0 * t2 - 2.0 * t3) * ends[1][axis]
            + (t3 - t2) * slopes[1][axis]
    })
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::f64::consts::FRAC_PI_4;

    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_stays_a_line() {
        let line = through(&[[0.0, 5.0], [4.0, 5.0]], 1.0);
        assert_eq!(line, [[0.0, 5.0], [1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [4.0, 5.0]]);
        assert_eq!(through(&[[0.0, 5.0], [4.0, 5.0]], 10.0), [[0.0, 5.0], [4.0, 5.0]]);
    }

    #[test]
    fn nothing_and_a_dot() {
        assert_eq!(through(&[], 1.0), Vec::<[f64; 2]>::new());
        assert_eq!(through(&[[2.0, 3.0], [2.0, 3.0]], 1.0), [[2.0, 3.0]]);
    }

    /// Eight points of a circle: a polygon would be 0.076 of the radius inside of it half way between them.
    #[test]
    fn few_points_of_a_circle_give_a_circle() {
        let circle =
            (0..=8).map(|i| <[f64; 2]>::from((f64::from(i) * FRAC_PI_4).sin_cos()).map(|c| c as f32));
        let curve = through(&circle.collect::<Vec<_>>(), 0.05);
        let least = curve.iter().map(|p| p[0].hypot(p[1])).fold(f64::MAX, f64::min);
        assert!(least > 0.97, "{least}");
    }

    proptest! {
        #[test]
        fn it_passes_through_every_point_and_stays_near(
            points in prop::collection::vec(prop::array::uniform2(-100.0f32..100.0), 1..12),
        ) {
            let curve = through(&points, 3.0);
            prop_assert!(points.iter().all(|point| curve.contains(&point.map(f64::from))));
            for pair in curve.windows(2) {
                prop_assert!((pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1]) < 12.0);
            }
        }
    }
}
