//! How a model does on images, without learning from them.

use burn::tensor::{Device, Int, Tensor, TensorData, activation::softmax};
use serde::Serialize;

use super::{Trainer, has_finite_parameters};
use crate::{
    error::{Error, Result},
    lenet5::{images_to_tensor, log_likelihoods},
    mnist::{self, CLASSES, Image, Labelled},
};

/// Images evaluated at once: enough to keep the kernels busy, few enough to stay in the cache.
const EVALUATION_BATCH: usize = 250;

/// How a model does on images that it does not learn from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EvalMetrics {
    /// The mean over the images.
    pub loss: f64,
    /// Images that were read right.
    pub correct: usize,
    /// Images in all.
    pub size: usize,
}

/// How a model reads each of many images.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// The digit that it read, for each image.
    pub predicted: Vec<u8>,
    /// The loss of each image.
    pub losses: Vec<f32>,
    /// All in all.
    pub metrics: EvalMetrics,
}

impl Trainer {
    /// Reads labelled images, without learning from them.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    /// - labels: `[n]`, each 0 to 9
    ///
    /// # Errors
    /// As for [`examine`](Self::examine).
    pub fn evaluate(&mut self, pixels: &[u8], labels: &[u8]) -> Result<EvalMetrics> {
        Ok(self.examine(pixels, labels)?.metrics)
    }

    /// Reads labelled images, and says what became of each.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    /// - labels: `[n]`, each 0 to 9
    ///
    /// # Errors
    /// When pixels and labels do not fit together, and when the loss or a parameter is not finite. Where an update made
    /// it so, the model is then the one before it.
    pub fn examine(&mut self, pixels: &[u8], labels: &[u8]) -> Result<Examination> {
        let images = Labelled::new(pixels, labels)?;
        let model = self.model();
        let device = self.device.clone().inner();
        let size = images.size();
        let (mut predicted, mut losses) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for batch in images.chunks(EVALUATION_BATCH) {
            let logits = model.forward(to_tensor(batch.images(), &device)); // [n, 10]
            predicted.extend(digits(logits.clone()));
            losses.extend(to_vec(-log_likelihoods(logits, targets(batch.labels(), &device)))); // [n, 1]
        }
        let loss = losses.iter().copied().map(f64::from).sum::<f64>() / size as f64;
        if !(loss.is_finite() && has_finite_parameters(&self.model)) {
            // The next step would have found the same.
            let diverged = Error::Diverged { step: self.step + 1 };
            return Err(if self.take_back() { diverged } else { Error::NoFiniteLoss });
        }
        let correct = count_correct(&predicted, labels);
        Ok(Examination { predicted, losses, metrics: EvalMetrics { loss, correct, size } })
    }

    /// The probability of each digit for each image: `[n · 10]`.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    ///
    /// # Errors
    /// When the pixels are not a whole number of images.
    pub fn predict(&self, pixels: &[u8]) -> Result<Vec<f32>> {
        let images = mnist::images(pixels)?;
        let (model, device) = (self.model(), self.device.clone().inner());
        let mut probabilities = Vec::with_capacity(images.len() * CLASSES);
        // In slices: the activations of 60,000 images at once would take 600 MB.
        for images in images.chunks(EVALUATION_BATCH) {
            let logits = model.forward(to_tensor(images, &device)); // [n, 10]
            probabilities.extend(to_vec(softmax(logits, 1)));
        }
        Ok(probabilities)
    }
}

/// `[n, 1, 32, 32]`
pub(super) fn to_tensor(images: &[Image], device: &Device) -> Tensor<4> {
    images_to_tensor(images.as_flattened(), device)
}

/// `[batch_size]`
pub(super) fn targets(labels: &[u8], device: &Device) -> Tensor<1, Int> {
    let labels: Vec<i32> = labels.iter().copied().map(i32::from).collect();
    let size = labels.len();
    Tensor::from_data(TensorData::new(labels, [size]), device)
}

/// How many images are read right.
pub(super) fn count_correct(digits: &[u8], labels: &[u8]) -> usize {
    digits.iter().zip(labels).filter(|(digit, label)| digit == label).count()
}

/// The digit with the greatest of the ten logits, for each image. Of equal ones the first counts, as in NumPy.
pub(super) fn digits(logits: Tensor<2>) -> Vec<u8> {
    let greatest = |logits: &[f32]| {
        (1..CLASSES).fold(0, |best, class| if logits[class] > logits[best] { class } else { best }) as u8
    };
    to_vec(logits).chunks_exact(CLASSES).map(greatest).collect()
}

fn to_vec(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("activations are f32")
}
