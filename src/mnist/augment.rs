//! Augmentation: images bent a little, so that a network learns a digit's shape and not its pixels.
//!
//! Each output pixel takes the value of the place that it comes from: an affine map of the whole image (P. Simard,
//! D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural Networks", 2003, section 2) plus a smooth random
//! field. Theirs smooths a random number for each pixel with a Gaussian of σ 4; here random numbers stand on a
//! grid 7 pixels wide, with smooth transitions between, which is as smooth and takes a fiftieth of the time.

use std::str::FromStr;

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use serde::{Deserialize, Serialize};

use super::{Image, PIXELS, SIDE};
use crate::error::{Error, Result};

/// How much images are changed before a network learns from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Augmentation {
    /// As they are.
    #[default]
    None,
    /// Turned, scaled, slanted and moved.
    Affine,
    /// Affine, and bent.
    Elastic,
    /// Elastic, with a thinner or thicker pen.
    Strong,
}

/// A choice with its names, for the page's controls.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct AugmentationInfo {
    /// As in a configuration.
    pub name: Augmentation,
    /// As on the page.
    pub label: &'static str,
    /// What it does to an image.
    pub description: &'static str,
}

/// What there is to choose from, the default one first.
pub const AUGMENTATIONS: &[AugmentationInfo] = &[
    AugmentationInfo { name: Augmentation::None, label: "None", description: "The images as they are." },
    AugmentationInfo {
        name: Augmentation::Affine,
        label: "Affine",
        description: "Each image a little turned, scaled, slanted and moved, differently in each epoch.",
    },
    AugmentationInfo {
        name: Augmentation::Elastic,
        label: "Affine and elastic",
        description: "Turned, scaled, slanted, moved, and bent as if drawn on rubber.",
    },
    AugmentationInfo {
        name: Augmentation::Strong,
        label: "Affine, elastic, pen",
        description: "All that, with a thinner or thicker pen. Drawings are read best after it.",
    },
];

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
/// The most that is mixed in of the image with a pen 2 pixels thicker.
const THICKER: f32 = 0.6;
/// The most that is mixed in of the image with a pen 2 pixels thinner.
const THINNER: f32 = 0.5;

/// Random numbers of ChaCha's streams from here on: those before draw weights and shuffle epochs.
const STREAMS: u64 = 1 << 33;

impl FromStr for Augmentation {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = AUGMENTATIONS.iter().map(|info| info.name).find(|known| known.as_str() == name);
        let names = AUGMENTATIONS.iter().map(|info| info.name.as_str());
        known.ok_or_else(|| Error::unknown("augmentation", name, names))
    }
}

impl Augmentation {
    /// As in a configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Affine => "affine",
            Self::Elastic => "elastic",
            Self::Strong => "strong",
        }
    }

    /// Changes an image; a pure function of the image and the three numbers.
    pub fn apply(self, image: &mut Image, seed: u32, epoch: u32, number: u32) {
        if self == Self::None {
            return;
        }
        let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed) << 32 | u64::from(epoch));
        rng.set_stream(STREAMS + u64::from(number));
        let map = Affine::random(&mut rng);
        let field = if self == Self::Affine { [[[0.0; 2]; NODES]; NODES] } else { random_field(&mut rng) };
        let mut bent = warp(image, &map, &field);
        if self == Self::Strong {
            change_pen(&mut bent, rng.random_range(-THINNER..THICKER));
        }
        for (to, from) in image.iter_mut().zip(bent) {
            *to = from.round() as u8;
        }
    }
}

/// Where the pixel at (x, y) from the middle comes from.
struct Affine {
    /// By rows.
    matrix: [[f32; 2]; 2],
    shift: [f32; 2],
}

impl Affine {
    fn random(rng: &mut ChaCha8Rng) -> Self {
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

type Field = [[[f32; 2]; NODES]; NODES];

fn random_field(rng: &mut ChaCha8Rng) -> Field {
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

fn warp(image: &Image, map: &Affine, field: &Field) -> [f32; PIXELS] {
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

/// Mixes in the greatest (`amount` above 0) or least of each pixel and its four neighbours.
fn change_pen(image: &mut [f32; PIXELS], amount: f32) {
    let before = *image;
    let chosen = if amount > 0.0 { f32::max } else { f32::min };
    for y in 1..SIDE - 1 {
        for x in 1..SIDE - 1 {
            let at = y * SIDE + x;
            let other =
                [at - SIDE, at - 1, at + 1, at + SIDE].iter().fold(before[at], |a, i| chosen(a, before[*i]));
            image[at] += amount.abs() * (other - before[at]);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHANGING: [Augmentation; 3] = [Augmentation::Affine, Augmentation::Elastic, Augmentation::Strong];

    /// A ring, which has ink left and right, above and below.
    fn ring() -> Image {
        let ink = |i: usize| {
            let [x, y] = [i % SIDE, i / SIDE].map(|c| c as f32 - 13.5);
            ((2.0 - (x.hypot(y) - 7.0).abs()).clamp(0.0, 1.0) * 255.0) as u8
        };
        std::array::from_fn(ink)
    }

    fn mass(image: &[u8]) -> u32 {
        image.iter().map(|ink| u32::from(*ink)).sum()
    }

    #[test]
    fn each_is_found_by_its_name() {
        for AugmentationInfo { name, .. } in AUGMENTATIONS {
            assert_eq!(name.as_str().parse(), Ok(*name));
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
        }
        let error = "more".parse::<Augmentation>().unwrap_err().to_string();
        assert_eq!(error, "there is no augmentation more; choose one of none, affine, elastic, strong");
    }

    #[test]
    fn none_leaves_an_image_as_it_is() {
        let mut image = ring();
        Augmentation::None.apply(&mut image, 1, 2, 3);
        assert_eq!(image, ring());
    }

    #[test]
    fn the_same_numbers_give_the_same_image_and_others_another() {
        for augmentation in CHANGING {
            let bent = |seed, epoch, number| {
                let mut image = ring();
                augmentation.apply(&mut image, seed, epoch, number);
                image
            };
            let first = bent(1, 2, 3);
            assert_eq!(first, bent(1, 2, 3));
            for other in [ring(), bent(2, 2, 3), bent(1, 3, 3), bent(1, 2, 4)] {
                assert_ne!(first, other);
            }
        }
    }

    #[test]
    fn the_map_turns_scales_slants_and_moves() {
        let still = Affine { matrix: [[1.0, 0.0], [0.0, 1.0]], shift: [0.0, 0.0] };
        let flat = [[[0.0; 2]; NODES]; NODES];
        let (bytes, ring) = (ring(), ring().map(f32::from));
        assert_eq!(warp(&bytes, &still, &flat), ring);
        // What comes from one to the right has moved left.
        let left = Affine { shift: [1.0, 0.0], ..still };
        let moved = warp(&bytes, &left, &flat);
        assert_eq!(moved[14 * SIDE..14 * SIDE + 27], ring[14 * SIDE + 1..15 * SIDE]);
        // A field that is the same everywhere is a shift.
        let bend = [[[0.0, -2.0]; NODES]; NODES];
        let down = warp(&bytes, &Affine { matrix: [[1.0, 0.0], [0.0, 1.0]], shift: [0.0, 0.0] }, &bend);
        assert_eq!(down[2 * SIDE..], ring[..26 * SIDE]);
    }

    #[test]
    fn a_pen_changes_its_width() {
        let ring: [f32; PIXELS] = std::array::from_fn(|i| f32::from(ring()[i]));
        let changed = |amount| {
            let mut image = ring;
            change_pen(&mut image, amount);
            image.iter().sum::<f32>()
        };
        assert!(changed(0.5) > 1.1 * changed(0.0) && changed(-0.5) < 0.9 * changed(0.0));
    }

    proptest! {
        #[test]
        fn the_digit_stays_in_the_picture(seed: u32, epoch: u32, number: u32) {
            for augmentation in CHANGING {
                let mut image = ring();
                augmentation.apply(&mut image, seed, epoch, number);
                let part = f64::from(mass(&image)) / f64::from(mass(&ring()));
                prop_assert!((0.45..1.9).contains(&part), "{part}");
            }
        }
    }
}
