//! The crate as JavaScript sees it. Slices in, owned values out; every fault is an `Error` with a sentence.

use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::{
    digit,
    error::Error,
    gradients,
    mnist::{self, augment::Augmentation},
    optim,
    trainer::{self, Examination},
};

/// The types of the plain objects that cross the border, for the generated `.d.ts`.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type OptimizerName = "sgd" | "adagrad" | "rmsprop" | "adam" | "adadelta";
export type Engine = "flex" | "ndarray";
/** An optimizer with its hyper-parameters; the learning rate is the trainer's. */
export type OptimizerConfig =
    | { name: "sgd"; momentum: number }
    | { name: "adagrad"; initial_accumulator: number; epsilon: number }
    | { name: "rmsprop"; rho: number; epsilon: number }
    | { name: "adam"; beta_1: number; beta_2: number; epsilon: number }
    | { name: "adadelta"; rho: number; epsilon: number };
export interface TrainerConfig {
    optimizer: OptimizerConfig;
    learning_rate: number;
    /** A whole number from 0 to 2³² − 1; it gives the initial weights. */
    seed: number;
    /** "flex" unless given. */
    engine?: Engine;
}
/** What one training step found, before it changed the model. */
export interface TrainMetrics {
    /** From 1. */
    step: number;
    /** The mean over the batch. */
    loss: number;
    correct: number;
    size: number;
}
export interface EvalMetrics {
    /** The mean over the images. */
    loss: number;
    correct: number;
    size: number;
    /** The digit that was read, for each image. */
    predicted: Uint8Array;
    /** The loss of each image. */
    losses: Float32Array;
}
/** What every layer makes of one image. Maps stand one after the other, row by row. */
export interface Look {
    /** 32 · 32, from 0 to 1 */
    input: Float32Array;
    /** 6 · 28 · 28, after ReLU */
    conv1: Float32Array;
    /** 6 · 14 · 14 */
    pool1: Float32Array;
    /** 16 · 10 · 10, after ReLU */
    conv2: Float32Array;
    /** 16 · 5 · 5 */
    pool2: Float32Array;
    /** 120, after ReLU */
    fc1: Float32Array;
    /** 84, after ReLU */
    fc2: Float32Array;
    /** 10 */
    logits: Float32Array;
    /** 10 */
    probabilities: Float32Array;
    /** 6 · 1 · 5 · 5 */
    conv1_filters: Float32Array;
    /** 16 · 6 · 5 · 5 */
    conv2_filters: Float32Array;
}
/** How a drawing becomes an image. */
export interface DigitSteps {
    /** The strokes' bounding box in their own unit. */
    bounds: [left: number, top: number, right: number, bottom: number];
    /** Pixels a unit: with the pen's width the box's longer side becomes 20 pixels. 1 for a dot. */
    scale: number;
    /** x0, y0, x1, y1, … scaled, with their box centred in 28×28, in pixels. */
    points: Float32Array;
    /** The strokes drawn there: 784 bytes. */
    boxed: Uint8Array;
    /** Where that picture would balance, in pixels. */
    centre_of_mass: [x: number, y: number];
    /** What brings that place to the middle, in pixels. */
    shift: [x: number, y: number];
    /** The strokes drawn again, shifted: 784 bytes, as `digit_from_strokes` gives them. */
    image: Uint8Array;
}
export type Augmentation = "none" | "affine" | "elastic" | "strong";
export interface AugmentationInfo { name: Augmentation; label: string; description: string }
/** What the last update did to each of the five layers. */
export interface Inside {
    /** The update's, from 1. */
    step: number;
    /** In the order in which data flows through them. */
    layers: InsideLayer[];
    /** Where the bins of `rates` begin and end: ascending and evenly spaced in the logarithm. A bin holds the lower of its edges. */
    edges: number[];
}
/** What the last update did to a layer's weights and biases, taken together. */
export interface InsideLayer {
    name: "conv1" | "conv2" | "fc1" | "fc2" | "fc3";
    /** ‖Δθ‖₂ / ‖θ‖₂, with θ as it was before the update. Not finite when the run is diverging. */
    update_ratio: number;
    /** How many parameters have their effective learning rate (what the step multiplied the gradient by, or in Adam m̂) in each
     * bin, one fewer than edges. The outermost bins take what lies beyond; a rate that is not a number is in none. */
    rates: number[];
}
export interface Batch {
    /** size · 784 bytes */
    pixels: Uint8Array;
    /** size bytes */
    labels: Uint8Array;
}
export interface HyperParameter { name: string; default: number; min: number; max: number }
export interface OptimizerInfo { name: OptimizerName; label: string; hyper_parameters: HyperParameter[] }
/** What a preset gives one optimizer; the note says why it departs from Keras's defaults, or is "". */
export interface PresetRun { optimizer: OptimizerConfig; learning_rate: number; note: string }
export interface Preset {
    name: string;
    label: string;
    description: string;
    /** The five, in the paper's order. */
    runs: PresetRun[];
    batch_size: number;
    epochs: number;
}
/** Everything a user can choose; of engines, presets and augmentations the first is the default. */
export interface Catalogue {
    version: string;
    engines: Engine[];
    optimizers: OptimizerInfo[];
    presets: Preset[];
    augmentations: AugmentationInfo[];
    /** The test accuracies that the paper reports. */
    paper_accuracy: Record<OptimizerName, number>;
}
"#;

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
    seed: u32,
    epoch: u32,
) -> Result<Vec<u8>, JsError> {
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
pub fn batch_part(batch_size: usize, workers: usize, worker: usize) -> Result<JsValue, JsError> {
    let part = gradients::part(batch_size, workers, worker)?;
    to_js(&(part.start, part.end))
}

/// Numbers in a trainer's `gradients`: the parameters', the loss, and how many images were read right.
#[wasm_bindgen]
pub fn gradient_size() -> usize {
    gradients::FLAT
}

/// A set of labelled 28×28 images, and its shuffled mini-batches.
#[wasm_bindgen]
pub struct Dataset(mnist::batches::Batches);

#[wasm_bindgen]
impl Dataset {
    /// Decodes a pair of unzipped IDX files.
    #[wasm_bindgen(constructor)]
    pub fn new(images: Vec<u8>, labels: Vec<u8>) -> Result<Dataset, JsError> {
        let dataset = mnist::dataset::Dataset::from_idx(images, labels)?;
        Ok(Self(mnist::batches::Batches::new(dataset)))
    }

    /// Number of images.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> usize {
        self.0.dataset().size()
    }

    /// Batch `index` of `epoch`, both from 0: the same for the same four numbers and the same augmentation. The
    /// last batch of an epoch may be smaller than `size`.
    #[wasm_bindgen(unchecked_return_type = "Batch")]
    pub fn batch(
        &mut self,
        seed: u32,
        epoch: u32,
        index: usize,
        size: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue, JsError> {
        let augmentation: Option<Augmentation> = from_js(augmentation)?;
        let batch = self.0.get_augmented(augmentation.unwrap_or_default(), seed, epoch, index, size)?;
        Ok(object([("pixels", bytes(&batch.pixels)), ("labels", bytes(&batch.labels))]))
    }

    /// Pixels of images `start` to `end` (not included) in file order.
    pub fn pixels(&self, start: usize, end: usize) -> Result<Vec<u8>, JsError> {
        Ok(self.0.dataset().pixels(start..end)?.to_vec())
    }

    /// Labels of images `start` to `end` (not included) in file order.
    pub fn labels(&self, start: usize, end: usize) -> Result<Vec<u8>, JsError> {
        Ok(self.0.dataset().labels(start..end)?.to_vec())
    }

    /// Removes the last `held_out` images and returns them, as a test set.
    pub fn split(&mut self, held_out: usize) -> Result<Dataset, JsError> {
        Ok(Self(mnist::batches::Batches::new(self.0.split_off(held_out)?)))
    }
}

/// Trains one LeNet-5.
#[wasm_bindgen]
pub struct Trainer(trainer::Trainer);

#[wasm_bindgen]
impl Trainer {
    /// A trainer at step 0, its weights drawn from the seed.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "TrainerConfig")] config: JsValue,
    ) -> Result<Trainer, JsError> {
        Ok(Self(trainer::Trainer::new(&from_js(config)?)?))
    }

    /// Steps trained so far.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> u32 {
        self.0.step()
    }

    /// Seconds spent in `train_batch` so far: the run's own computing time.
    #[wasm_bindgen(getter)]
    pub fn seconds(&self) -> f64 {
        self.0.seconds()
    }

    /// Takes one step of the optimizer on n · 784 pixels and n labels. Throws an `Error` whose message begins
    /// with "diverged" when the loss is no longer finite; the model is then the last finite one.
    #[wasm_bindgen(unchecked_return_type = "TrainMetrics")]
    pub fn train_batch(&mut self, pixels: &[u8], labels: &[u8]) -> Result<JsValue, JsError> {
        to_js(&self.0.train_batch(pixels, labels)?)
    }

    /// What one of several workers contributes to a step: writes the gradient of n · 784 pixels and n labels, its
    /// `batch_part` of a batch of `batch_size`, to an array of `gradient_size()`. Summed in pairs with the
    /// others' it is for `update`.
    pub fn gradients(
        &self,
        pixels: &[u8],
        labels: &[u8],
        batch_size: usize,
        to: &js_sys::Float32Array,
    ) -> Result<(), JsError> {
        // The caller's array, because allocating 247 KB each step takes longer than copying them.
        let (found, expected) = (to.length() as usize, gradients::FLAT);
        if found != expected {
            return Err(Error::Gradients { found, expected }.into());
        }
        to.copy_from(&self.0.gradients(pixels, labels, batch_size)?);
        Ok(())
    }

    /// Takes one step of the optimizer with the sum of all workers' `gradients`: the same step, bit for bit, as
    /// `train_batch` takes with the whole batch.
    #[wasm_bindgen(unchecked_return_type = "TrainMetrics")]
    pub fn update(&mut self, sum: &[f32], batch_size: usize) -> Result<JsValue, JsError> {
        to_js(&self.0.update(sum, batch_size)?)
    }

    /// What the last update did to each layer; `undefined` before the first one, after `load`, and when it made the
    /// model diverge.
    #[wasm_bindgen(unchecked_return_type = "Inside | undefined")]
    pub fn inside(&self) -> Result<JsValue, JsError> {
        self.0.inside().map_or(Ok(JsValue::UNDEFINED), |inside| to_js(&inside))
    }

    /// Reads n · 784 pixels and n labels, without learning from them. Throws as `train_batch` does when the last update
    /// made the model diverge, and another `Error` when the model came so from a file.
    #[wasm_bindgen(unchecked_return_type = "EvalMetrics")]
    pub fn evaluate(&mut self, pixels: &[u8], labels: &[u8]) -> Result<JsValue, JsError> {
        let Examination { predicted, losses, metrics } = self.0.examine(pixels, labels)?;
        Ok(object([
            ("loss", metrics.loss.into()),
            ("correct", metrics.correct.into()),
            ("size", metrics.size.into()),
            ("predicted", bytes(&predicted)),
            ("losses", floats(&losses)),
        ]))
    }

    /// What every layer makes of one image of 784 pixels.
    #[wasm_bindgen(unchecked_return_type = "Look")]
    pub fn look(&self, image: &[u8]) -> Result<JsValue, JsError> {
        let look = self.0.look(image)?;
        Ok(object([
            ("input", floats(&look.input)),
            ("conv1", floats(&look.conv1)),
            ("pool1", floats(&look.pool1)),
            ("conv2", floats(&look.conv2)),
            ("pool2", floats(&look.pool2)),
            ("fc1", floats(&look.fc1)),
            ("fc2", floats(&look.fc2)),
            ("logits", floats(&look.logits)),
            ("probabilities", floats(&look.probabilities)),
            ("conv1_filters", floats(&look.conv1_filters)),
            ("conv2_filters", floats(&look.conv2_filters)),
        ]))
    }

    /// The n · 10 probabilities of the digits for n · 784 pixels.
    pub fn predict(&self, pixels: &[u8]) -> Result<Vec<f32>, JsError> {
        Ok(self.0.predict(pixels)?)
    }

    /// The model as a safetensors file in PyTorch's layout.
    pub fn save(&self) -> Vec<u8> {
        self.0.save()
    }

    /// Replaces the model by a saved one; the optimizer starts afresh. On an error it keeps the one it had.
    pub fn load(&mut self, file: &[u8]) -> Result<(), JsError> {
        Ok(self.0.load(file)?)
    }
}

/// A plain object, with typed arrays where serde would make arrays of numbers.
fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in properties {
        // Setting a property of a fresh plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &key.into(), &value);
    }
    object.into()
}

fn bytes(values: &[u8]) -> JsValue {
    js_sys::Uint8Array::from(values).into()
}

fn floats(values: &[f32]) -> JsValue {
    js_sys::Float32Array::from(values).into()
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    // Maps as plain objects, so that they can be posted and turned into JSON.
    Ok(value.serialize(&Serializer::json_compatible())?)
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, JsError> {
    Ok(serde_wasm_bindgen::from_value(value)?)
}
