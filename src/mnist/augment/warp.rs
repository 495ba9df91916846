//! The place that each pixel comes from: an affine map and a smooth random field.

use rand::{RngExt, rngs::ChaCha8Rng};

use super::super::{Image, PIXELS, SIDE};

/// Radians either way.
const ROTATION: f32 = 0.22;
/// The part by which each side grows or shrinks.
const SCALE: f32 = 0.12;
/// Columns by row.
const SLANT: f32 = 0.25;
/// Pixels either way.
const SHIFT: f32 = 1.3;
/// Pixels either way at a node of the grid.
const BEND: f32 = 1.7;
/// Nodes of the grid in each direction, the first and last at the image's edges.
const NODES: usize = 5;

/// Where the pixel at (x, y) from the middle comes from.
pub struct Affine {
    /// By rows.
    pub matrix: [[f32; 2]; 2],
    pub shift: [f32; 2],
}

impl Affine {
    /// Within the bounds above.
    pub fn random(rng: &mut ChaCha8Rng) -> Self {
        let mut within = |bound: f32| rng.random_range(-bound..bound);
        let (sin, cos) = within(ROTATION).sin_cos();
        let (width, height) = (1.0 + within(SCALE), 1.0 + within(SCALE));
        let slant = within(SLANT);
        Self {
            matrix: [
                [cos * width, (slant * cos - sin) * height],
                [sin * width, (slant * sin + cos) * height],
            ],
            shift: [within(SHIFT), within(SHIFT)],
        }
    }

    fn source(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [0, 1].map(|i| self.matrix[i][0] * x + self.matrix[i][1] * y + self.shift[i])
    }
}

/// How far each node of the grid is bent, x and y in pixels.
pub type Field = [[[f32; 2]; NODES]; NODES];

/// Nothing is bent.
pub const NO_BEND: Field = [[[0.0; 2]; NODES]; NODES];

/// Within the bound above.
pub fn random_field(rng: &mut ChaCha8Rng) -> Field {
    let mut field = [[[0.0; 2]; NODES]; NODES];
    for bend in field.as_flattened_mut().as_flattened_mut() {
        *bend = rng.random_range(-BEND..BEND);
    }
    field
}

/// The nodes before and after each row or column, and how much of the later one.
fn places() -> [(usize, f32); SIDE] {
    std::array::from_fn(|i| {
        let at = i as f32 * (NODES - 1) as f32 / (SIDE - 1) as f32;
        let node = (at as usize).min(NODES - 2);
        let t = at - node as f32;
        // Smooth at the nodes, so that strokes have no kinks there.
        (node, t * t * (3.0 - 2.0 * t))
    })
}

/// The image with each pixel from the place that the map and the field give it.
pub fn warp(image: &Image, map: &Affine, field: &Field) -> [f32; PIXELS] {
    let middle = (SIDE - 1) as f32 / 2.0;
    let places = places();
    let mut bent = [0.0; PIXELS];
    for (y, row) in bent.chunks_exact_mut(SIDE).enumerate() {
        let (node_y, v) = places[y];
        for (x, pixel) in row.iter_mut().enumerate() {
            let (node_x, u) = places[x];
            let mut source = map.source([x as f32 - middle, y as f32 - middle]);
            for (axis, at) in source.iter_mut().enumerate() {
                let node = |dy: usize, dx: usize| field[node_y + dy][node_x + dx][axis];
                let above = node(0, 0) + (node(0, 1) - node(0, 0)) * u;
                let below = node(1, 0) + (node(1, 1) - node(1, 0)) * u;
                *at += middle + above + (below - above) * v;
            }
            *pixel = sample(image, source);
        }
    }
    bent
}

/// The image between its pixels; beyond its edges there is no ink.
fn sample(image: &Image, [x, y]: [f32; 2]) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (u, v) = (x - left, y - top);
    let pixel = |dx: i32, dy: i32| {
        let (x, y) = (left as i32 + dx, top as i32 + dy);
        let inside = (0..SIDE as i32).contains(&x) && (0..SIDE as i32).contains(&y);
        if inside { f32::from(image[y as usize * SIDE + x as usize]) } else { 0.0 }
    };
    let above = pixel(0, 0) + (pixel(1, 0) - pixel(0, 0)) * u;
    let below = pixel(0, 1) + (pixel(1, 1) - pixel(0, 1)) * u;
    above + (below - above) * v
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// The documented bounds, as numbers: |x| reaches nearly to the bound and not beyond.
    fn assert_reaches(what: &str, bound: f32, values: impl Iterator<Item = f32>) {
        let largest = values.fold(0.0f32, |largest, value| largest.max(value.abs()));
        assert!(largest <= 1.0001 * bound && largest > 0.95 * bound, "{what}: {largest} of {bound}");
    }

    /// A turn of what is slanted of what is scaled; taken apart again, each part keeps within its bound.
    #[test]
    fn a_random_map_turns_slants_scales_and_moves_within_its_bounds() {
        let maps: Vec<_> = (0..500).map(|i| Affine::random(&mut ChaCha8Rng::seed_from_u64(i))).collect();
        let parts = || {
            maps.iter().map(|Affine { matrix: [[a, b], [c, d]], .. }| {
                let width = a.hypot(*c);
                let (cos, sin) = (a / width, c / width);
                let (along, height) = (cos * b + sin * d, cos * d - sin * b);
                (sin.atan2(cos), width, along / height, height)
            })
        };
        assert_reaches("turn", 0.22, parts().map(|(turn, ..)| turn));
        assert_reaches("width", 0.12, parts().map(|(_, width, ..)| width - 1.0));
        assert_reaches("slant", 0.25, parts().map(|(_, _, slant, _)| slant));
        assert_reaches("height", 0.12, parts().map(|(.., height)| height - 1.0));
        for axis in [0, 1] {
            assert_reaches("shift", 1.3, maps.iter().map(|map| map.shift[axis]));
        }
    }

    #[test]
    fn a_field_bends_smoothly_and_within_its_bound() {
        let fields = (0..40).map(|i| random_field(&mut ChaCha8Rng::seed_from_u64(i)));
        let bends: Vec<f32> = fields.flat_map(|field| field.as_flattened().as_flattened().to_vec()).collect();
        assert_reaches("bend", 1.7, bends.into_iter());
        // A node every 6.75 pixels. Near one the transition is flat, and half way between two it is steepest.
        let places = places();
        assert_eq!((places[0], places[27]), ((0, 0.0), (3, 1.0)));
        let step = |i: usize| places[i + 1].1 - places[i].1;
        assert!(step(0) < 0.07 && step(2) > 0.2, "{} {}", step(0), step(2));
    }
}
