use super::*;
use proptest::prelude::*;

fn image(strokes: &[&[Point]]) -> Image {
    let lengths: Vec<u32> = strokes.iter().map(|s| s.len() as u32).collect();
    from_strokes(strokes.concat().as_flattened(), &lengths).unwrap().unwrap()
}

fn rows_with_ink(image: &[u8]) -> Vec<usize> {
    (0..SIDE).filter(|y| image[y * SIDE..(y + 1) * SIDE].iter().any(|ink| *ink > 127)).collect()
}

#[test]
fn a_line_down_by_hand() {
    // 20 px long with the pen, and 2.4 px wide in the middle: x from 12.8 to 15.2, so that columns 13 and 14 are
    // full and 12 and 15 have the rest of the 2.4, clamped to what is within reach: 1.7 − 1.5.
    let image = image(&[&[[5.0, 100.0], [5.0, 300.0]]]);
    let row = &image[14 * SIDE..15 * SIDE];
    let mut expected = [0; SIDE];
    expected[12] = 51;
    expected[13] = 255;
    expected[14] = 255;
    expected[15] = 51;
    assert_eq!(row, expected);
    assert_eq!(rows_with_ink(&image), (4..24).collect::<Vec<_>>());
}

#[test]
fn the_centre_of_mass_is_in_the_middle() {
    // An L: its mass is left and low of its box's centre.
    let image = image(&[&[[0.0, 0.0], [0.0, 10.0], [3.0, 10.0]]]);
    let ink = image.map(|ink| f32::from(ink) / 255.0);
    for c in centre_of_mass(&ink) {
        assert!((c - 14.0).abs() < 0.05, "{c}");
    }
}

#[test]
fn the_steps_of_a_line_down() {
    let steps = steps(&[5.0, 100.0, 5.0, 300.0], &[2]).unwrap().unwrap();
    assert_eq!(steps.bounds.map(|c| c as f32), [5.0, 100.0, 5.0, 300.0]);
    assert_eq!(steps.scale as f32, 0.088);
    assert_eq!(steps.points, [[14.0, 5.2], [14.0, 22.8]]);
    for (found, expected) in steps.centre_of_mass.iter().chain(&steps.shift).zip([14.0, 14.0, 0.0, 0.0]) {
        assert!((found - expected).abs() < 1e-4, "{found} in place of {expected}");
    }
    assert_eq!(steps.image, image(&[&[[5.0, 100.0], [5.0, 300.0]]]));
}

#[test]
fn a_dot_is_a_dot() {
    let image = image(&[&[[3.0, 3.0]]]);
    assert_eq!(rows_with_ink(&image), [13, 14]);
}

#[test]
fn nothing_drawn() {
    assert_eq!(from_strokes(&[], &[]), Ok(None));
    assert_eq!(from_strokes(&[], &[0, 0]), Ok(None));
}

#[test]
fn malformed_drawings() {
    for (points, lengths) in [(&[1.0, 2.0][..], &[2][..]), (&[1.0], &[1]), (&[], &[u32::MAX, u32::MAX])] {
        let error = from_strokes(points, lengths).unwrap_err().to_string();
        assert!(error.contains("do not add up"), "{error}");
    }
    for bad in [f32::NAN, f32::INFINITY] {
        let error = from_strokes(&[1.0, bad], &[1]).unwrap_err().to_string();
        assert!(error.contains("not a finite number"), "{error}");
    }
}

/// The curve through the largest numbers swings beyond them.
#[test]
fn the_largest_and_the_smallest_drawings_are_drawn_like_others() {
    let zigzag = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -0.5], [0.5, 0.0]];
    let expected = image(&[&zigzag]);
    for size in [f32::MAX, 1e38, 1e-37, 1e-40] {
        let points = zigzag.map(|point| point.map(|c| c * size));
        let steps = steps(points.as_flattened(), &[6]).unwrap().unwrap();
        assert!(steps.scale.is_finite() && steps.scale > 0.0, "{size:e}: {}", steps.scale);
        assert!(steps.bounds.iter().all(|c| c.is_finite()), "{size:e}: {:?}", steps.bounds);
        assert!(steps.shift.iter().all(|c| c.abs() < 14.0), "{size:e}: {:?}", steps.shift);
        let worst = steps.image.iter().zip(&expected).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst <= Some(2), "{size:e}: {worst:?}");
    }
}

#[test]
fn a_drawing_of_too_many_points_is_refused_and_a_long_one_is_not() {
    let across = |points: usize| -> Vec<f32> {
        (0..points).flat_map(|i| [(i % 2 * 100) as f32, (i * 37 % 101) as f32]).collect()
    };
    let most = MOST_POINTS as usize;
    let error = from_strokes(&across(most + 1), &[most as u32 + 1]).unwrap_err().to_string();
    assert!(error.starts_with("the drawing has 100001 points, and at most 100000"), "{error}");
    let points: Vec<Point> = across(most).chunks_exact(2).map(|p| [p[0], p[1]]).collect();
    let drawn = smooth(&points, &[most as u32]);
    assert!(drawn[0].len() <= 2 * most, "{}", drawn[0].len());
}

proptest! {
    #[test]
    fn any_finite_drawing_gives_ink(points in prop::collection::vec(any::<[f32; 2]>(), 1..40), cut in 0..40usize) {
        prop_assume!(points.as_flattened().iter().all(|c| c.is_finite()));
        let cut = cut.min(points.len());
        let lengths = [cut as u32, (points.len() - cut) as u32];
        let image = from_strokes(points.as_flattened(), &lengths).unwrap().unwrap();
        prop_assert_eq!(image.len(), PIXELS);
        prop_assert!(image.iter().any(|ink| *ink > 0));
    }

    #[test]
    fn size_and_place_do_not_matter(
        points in prop::collection::vec(prop::array::uniform2(0.0f32..100.0), 2..20),
        scale in 0.1f32..10.0,
        shift in -500.0f32..500.0,
    ) {
        let extent = |axis: usize| {
            let values = points.iter().map(move |p| p[axis]);
            values.clone().fold(f32::MIN, f32::max) - values.fold(f32::MAX, f32::min)
        };
        // Below that, f32 cannot hold the shape once it is moved far away.
        prop_assume!(extent(0).max(extent(1)) * scale > 5.0);
        let moved: Vec<Point> = points.iter().map(|p| p.map(|c| c * scale + shift)).collect();
        for (a, b) in image(&[&points]).into_iter().zip(image(&[&moved])) {
            prop_assert!(a.abs_diff(b) <= 2, "{} {}", a, b);
        }
    }
}
