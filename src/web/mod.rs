//! The crate as JavaScript sees it. Slices in, owned values out; every fault is an `Error` with a sentence.

mod dataset;
mod trainer;
mod types;
mod values;

use wasm_bindgen::prelude::*;

pub use dataset::Dataset;
pub use trainer::Trainer;
use values::{bytes, count, floats, from_js, object, to_js, whole};

use crate::{
    digit, gradients,
    mnist::{self, augment::Augmentation},
    optim,
};

/// Prints the reason of a panic to the console before the instance dies of it.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// The optimizers, presets and engines of this build.
#[wasm_bindgen(unchecked_return_type = "Catalogue")]
pub fn catalogue() -> Result<JsValue, JsError> {
    to_js(&optim::catalogue::catalogue())
}

/// Draws strokes as a 28×28 image the way MNIST's were made: 784 bytes, 0 background, 255 ink;
/// `undefined` when there is no point.
///
/// `points` holds x0, y0, x1, y1, … of all strokes, y down, in any unit; `stroke_lengths` says how many
/// points each stroke has.
#[wasm_bindgen]
pub fn digit_from_strokes(points: &[f32], stroke_lengths: &[u32]) -> Result<Option<Vec<u8>>, JsError> {
    Ok(digit::from_strokes(points, stroke_lengths)?.map(Into::into))
}

/// The way of strokes to the image that `digit_from_strokes` gives; `undefined` when there is no point.
#[wasm_bindgen(unchecked_return_type = "DigitSteps | undefined")]
pub fn digit_steps(points: &[f32], stroke_lengths: &[u32]) -> Result<JsValue, JsError> {
    let Some(steps) = digit::steps(points, stroke_lengths)? else { return Ok(JsValue::UNDEFINED) };
    Ok(object([
        ("bounds", to_js(&steps.bounds)?),
        ("scale", steps.scale.into()),
        ("points", floats(steps.points.as_flattened())),
        ("boxed", bytes(&steps.boxed)),
        ("centre_of_mass", to_js(&steps.centre_of_mass)?),
        ("shift", to_js(&steps.shift)?),
        ("image", bytes(&steps.image)),
    ]))
}

/// Changes n · 784 pixels, each image in its own way: the same for the same seed and epoch.
#[wasm_bindgen]
pub fn augment(
    pixels: &[u8],
    #[wasm_bindgen(unchecked_param_type = "Augmentation")] augmentation: JsValue,
    seed: f64,
    epoch: f64,
) -> Result<Vec<u8>, JsError> {
    let (seed, epoch) = (whole("seed", seed)?, whole("epoch", epoch)?);
    let augmentation: Augmentation = from_js(augmentation)?;
    if pixels.is_empty() {
        return Ok(vec![]);
    }
    let mut images = mnist::images(pixels)?.to_vec();
    for (image, number) in images.iter_mut().zip(0..) {
        augmentation.apply(image, seed, epoch, number);
    }
    Ok(images.into_flattened())
}

/// The images of a batch, from the first to the one after the last, that worker `worker` of `workers` computes.
#[wasm_bindgen(unchecked_return_type = "[start: number, end: number]")]
pub fn batch_part(batch_size: f64, workers: f64, worker: f64) -> Result<JsValue, JsError> {
    let part = gradients::part(
        count("batch size", batch_size)?,
        count("workers", workers)?,
        count("worker", worker)?,
    )?;
    to_js(&(part.start, part.end))
}

/// Numbers in a trainer's `gradients`: the parameters', the loss, and how many images were read right.
#[wasm_bindgen]
pub fn gradient_size() -> usize {
    gradients::FLAT
}
