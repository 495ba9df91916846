//! A trainer as JavaScript sees it.

use wasm_bindgen::prelude::*;

use super::values::{bytes, count, floats, from_js, object, to_js};
use crate::{
    error::Error,
    gradients,
    inside::inside,
    look::look,
    mnist,
    trainer::{self, Examination},
};

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
        batch_size: f64,
        to: &js_sys::Float32Array,
    ) -> Result<(), JsError> {
        // The caller's array, because allocating 247 KB each step takes longer than copying them.
        let (found, expected) = (to.length() as usize, gradients::FLAT);
        if found != expected {
            return Err(Error::Gradients { found, expected }.into());
        }
        to.copy_from(&self.0.gradients(pixels, labels, count("batch size", batch_size)?)?);
        Ok(())
    }

    /// Takes one step of the optimizer with the sum of all workers' `gradients`: the same step, bit for bit, as
    /// `train_batch` takes with the whole batch.
    #[wasm_bindgen(unchecked_return_type = "TrainMetrics")]
    pub fn update(&mut self, sum: &[f32], batch_size: f64) -> Result<JsValue, JsError> {
        to_js(&self.0.update(sum, count("batch size", batch_size)?)?)
    }

    /// What the last update did to each layer; `undefined` before the first one, after `load`, and when it made the
    /// model diverge.
    #[wasm_bindgen(unchecked_return_type = "Inside | undefined")]
    pub fn inside(&self) -> Result<JsValue, JsError> {
        self.0.last_update().map_or(Ok(JsValue::UNDEFINED), |update| to_js(&inside(&update)))
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
        let look = look(&self.0.model(), mnist::image(image)?);
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
