//! Augmentation: images bent a little, so that a network learns a digit's shape and not its pixels.
//!
//! Each output pixel takes the value of the place that it comes from: an affine map of the whole image (P. Simard,
//! D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural Networks", 2003, section 2) plus a smooth random
//! field. Theirs smooths a random number for each pixel with a Gaussian of σ 4; here random numbers stand on a
//! grid 7 pixels wide, with smooth transitions between, which is as smooth and takes a fiftieth of the time.

mod warp;

use std::str::FromStr;

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use serde::{Deserialize, Serialize};

use super::{Image, PIXELS, SIDE};
use crate::error::{Error, Result};
use warp::{Affine, NO_BEND, random_field, warp};

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
        let field = if self == Self::Affine { NO_BEND } else { random_field(&mut rng) };
        let mut bent = warp(image, &map, &field);
        if self == Self::Strong {
            change_pen(&mut bent, rng.random_range(-THINNER..THICKER));
        }
        for (to, from) in image.iter_mut().zip(bent) {
            *to = from.round() as u8;
        }
    }
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
            for other in [ring(), bent(2, 2, 3), bent(1, 3, 3), bent(1, 2, 4), bent(2, 1, 3)] {
                assert_ne!(first, other);
            }
        }
    }

    #[test]
    fn the_map_turns_scales_slants_and_moves() {
        let still = Affine { matrix: [[1.0, 0.0], [0.0, 1.0]], shift: [0.0, 0.0] };
        let flat = NO_BEND;
        let (bytes, ring) = (ring(), ring().map(f32::from));
        assert_eq!(warp(&bytes, &still, &flat), ring);
        // What comes from one to the right has moved left.
        let left = Affine { shift: [1.0, 0.0], ..still };
        let moved = warp(&bytes, &left, &flat);
        assert_eq!(moved[14 * SIDE..14 * SIDE + 27], ring[14 * SIDE + 1..15 * SIDE]);
        // A field that is the same everywhere is a shift.
        let mut bend = NO_BEND;
        bend.as_flattened_mut().fill([0.0, -2.0]);
        let down = warp(&bytes, &Affine { matrix: [[1.0, 0.0], [0.0, 1.0]], shift: [0.0, 0.0] }, &bend);
        assert_eq!(down[2 * SIDE..], ring[..26 * SIDE]);
    }

    /// The draws of one image, in their order, put together as matrices: a turn, a slant, a scaling.
    #[test]
    fn an_affine_map_is_put_together_from_its_own_stream() {
        let (seed, epoch, number) = (7, 2, 5);
        let mut rng = ChaCha8Rng::seed_from_u64(7 << 32 | 2);
        rng.set_stream((1 << 33) + 5);
        let mut draw = |bound: f32| rng.random_range(-bound..bound);
        let (turn, width, height) = (draw(0.22), 1.0 + draw(0.12), 1.0 + draw(0.12));
        let (slant, shift) = (draw(0.25), [draw(1.3), draw(1.3)]);
        let product = |[[a, b], [c, d]]: [[f32; 2]; 2], [[e, f], [g, h]]: [[f32; 2]; 2]| {
            [[a * e + b * g, a * f + b * h], [c * e + d * g, c * f + d * h]]
        };
        let turned = [[turn.cos(), -turn.sin()], [turn.sin(), turn.cos()]];
        let matrix = product(product(turned, [[1.0, slant], [0.0, 1.0]]), [[width, 0.0], [0.0, height]]);
        let expected = warp(&ring(), &Affine { matrix, shift }, &NO_BEND);
        let mut image = ring();
        Augmentation::Affine.apply(&mut image, seed, epoch, number);
        for (found, expected) in image.iter().zip(expected) {
            assert!((f32::from(*found) - expected).abs() < 1.0, "{found} {expected}");
        }
    }

    #[test]
    fn each_kind_does_more_than_the_one_before() {
        let [affine, elastic, strong] = CHANGING.map(|augmentation| {
            let mut image = ring();
            augmentation.apply(&mut image, 1, 2, 3);
            image
        });
        let difference = |a: &[u8], b: &[u8]| {
            a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>() / mass(&ring()).div_ceil(100)
        };
        let found = [difference(&affine, &elastic), difference(&elastic, &strong)];
        assert!(found.iter().all(|per_cent| *per_cent > 3), "{found:?} % of the ink");
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
