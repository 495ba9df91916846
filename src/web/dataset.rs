//! A data set as JavaScript sees it.

use wasm_bindgen::prelude::*;

use super::values::{bytes, count, from_js, object, whole};
use crate::mnist::{self, augment::Augmentation};

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
        seed: f64,
        epoch: f64,
        index: f64,
        size: f64,
        #[wasm_bindgen(unchecked_optional_param_type = "Augmentation")] augmentation: JsValue,
    ) -> Result<JsValue, JsError> {
        let (seed, epoch) = (whole("seed", seed)?, whole("epoch", epoch)?);
        let (index, size) = (count("batch", index)?, count("batch size", size)?);
        let augmentation: Option<Augmentation> = from_js(augmentation)?;
        let batch = self.0.get_augmented(augmentation.unwrap_or_default(), seed, epoch, index, size)?;
        Ok(object([("pixels", bytes(&batch.pixels)), ("labels", bytes(&batch.labels))]))
    }

    /// Pixels of images `start` to `end` (not included) in file order.
    pub fn pixels(&self, start: f64, end: f64) -> Result<Vec<u8>, JsError> {
        Ok(self.0.dataset().pixels(count("start", start)?..count("end", end)?)?.to_vec())
    }

    /// Labels of images `start` to `end` (not included) in file order.
    pub fn labels(&self, start: f64, end: f64) -> Result<Vec<u8>, JsError> {
        Ok(self.0.dataset().labels(count("start", start)?..count("end", end)?)?.to_vec())
    }

    /// Removes the last `held_out` images and returns them, as a test set.
    pub fn split(&mut self, held_out: f64) -> Result<Dataset, JsError> {
        let held_out = count("held_out", held_out)?;
        Ok(Self(mnist::batches::Batches::new(self.0.split_off(held_out)?)))
    }
}
