//! What every layer of a network makes of one image.
//!
//! The kernels pool as they convolve, so the maps before pooling never stand in memory. Here they are computed
//! layer by layer, in plain loops: 0.4 million products, about a millisecond, for a picture drawn ten times a second.

use burn::{module::Param, tensor::Tensor};

use crate::{
    lenet5::{INPUT_SIDE, LeNet5, images_to_tensor},
    mnist::{CLASSES, Image},
};

/// Rows and columns of a filter.
const FILTER: usize = 5;

/// Activations of each layer for one image, and the filters. Maps stand one after the other, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// `[32 · 32]`, from 0 to 1
    pub input: Vec<f32>,
    /// `[6 · 28 · 28]`, after ReLU
    pub conv1: Vec<f32>,
    /// `[6 · 14 · 14]`
    pub pool1: Vec<f32>,
    /// `[16 · 10 · 10]`, after ReLU
    pub conv2: Vec<f32>,
    /// `[16 · 5 · 5]`
    pub pool2: Vec<f32>,
    /// `[120]`, after ReLU
    pub fc1: Vec<f32>,
    /// `[84]`, after ReLU
    pub fc2: Vec<f32>,
    /// `[10]`
    pub logits: Vec<f32>,
    /// `[10]`
    pub probabilities: Vec<f32>,
    /// `[6 · 1 · 5 · 5]`
    pub conv1_filters: Vec<f32>,
    /// `[16 · 6 · 5 · 5]`
    pub conv2_filters: Vec<f32>,
}

/// Runs one image through the network.
pub fn look(model: &LeNet5, image: &Image) -> Look {
    let input = values(images_to_tensor(image, &model.conv1.weight.val().device())); // [1 · 32 · 32]
    let conv1_filters = weights(&model.conv1.weight);
    let conv2_filters = weights(&model.conv2.weight);
    let conv1 = convolve(&input, INPUT_SIDE, &conv1_filters, &biases(&model.conv1.bias)); // [6 · 28 · 28]
    let pool1 = pool(&conv1, 28); // [6 · 14 · 14]
    let conv2 = convolve(&pool1, 14, &conv2_filters, &biases(&model.conv2.bias)); // [16 · 10 · 10]
    let pool2 = pool(&conv2, 10); // [16 · 5 · 5]
    let fc1 = multiply(&pool2, &weights(&model.fc1.weight), biases(&model.fc1.bias)); // [120]
    let fc1: Vec<f32> = fc1.into_iter().map(relu).collect();
    let fc2 = multiply(&fc1, &weights(&model.fc2.weight), biases(&model.fc2.bias)); // [84]
    let fc2: Vec<f32> = fc2.into_iter().map(relu).collect();
    let logits = multiply(&fc2, &weights(&model.fc3.weight), biases(&model.fc3.bias)); // [10]
    let probabilities = softmax(&logits);
    Look { input, conv1, pool1, conv2, pool2, fc1, fc2, logits, probabilities, conv1_filters, conv2_filters }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("parameters and activations are f32")
}

fn weights<const D: usize>(weight: &Param<Tensor<D>>) -> Vec<f32> {
    values(weight.val())
}

fn biases(bias: &Option<Param<Tensor<1>>>) -> Vec<f32> {
    weights(bias.as_ref().expect("every layer of LeNet-5 has a bias"))
}

/// Every map of `side` rows with every filter, a bias and ReLU: `[maps · (side − 4)²]`.
fn convolve(input: &[f32], side: usize, filters: &[f32], biases: &[f32]) -> Vec<f32> {
    let (area, to_side) = (side * side, side + 1 - FILTER);
    let channels = input.len() / area;
    let mut output = Vec::with_capacity(biases.len() * to_side * to_side);
    for (filters, bias) in filters.chunks_exact(channels * FILTER * FILTER).zip(biases) {
        for y in 0..to_side {
            for x in 0..to_side {
                let mut sum = *bias;
                for (row, weights) in filters.chunks_exact(FILTER).enumerate() {
                    let at = row / FILTER * area + (y + row % FILTER) * side + x;
                    sum += weights.iter().zip(&input[at..at + FILTER]).map(|(w, i)| w * i).sum::<f32>();
                }
                output.push(relu(sum));
            }
        }
    }
    output
}

/// The mean of every 2×2 window of every map of `side` rows.
fn pool(maps: &[f32], side: usize) -> Vec<f32> {
    maps.chunks_exact(2 * side)
        .flat_map(|rows| {
            (0..side).step_by(2).map(|x| (rows[x] + rows[x + 1] + rows[side + x] + rows[side + x + 1]) / 4.0)
        })
        .collect()
}

/// `[inputs]` by `[inputs, outputs]`, and the biases.
fn multiply(input: &[f32], weights: &[f32], biases: Vec<f32>) -> Vec<f32> {
    let mut output = biases;
    for (value, weights) in input.iter().zip(weights.chunks_exact(output.len())) {
        for (to, weight) in output.iter_mut().zip(weights) {
            *to += value * weight;
        }
    }
    output
}

/// What is not a number passes, as in the kernels: a network that has diverged must not look healthy.
fn relu(value: f32) -> f32 {
    if value <= 0.0 { 0.0 } else { value }
}

fn softmax(logits: &[f32]) -> Vec<f32> {
    debug_assert_eq!(logits.len(), CLASSES);
    let greatest = logits.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = logits.iter().map(|logit| (logit - greatest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        engine::Engine,
        mnist::PIXELS,
        optim::OptimizerConfig,
        trainer::{Trainer, TrainerConfig},
    };

    #[test]
    fn the_last_layer_is_what_the_kernels_find() {
        let engine = Engine::Flex;
        for seed in 0..3 {
            let config =
                TrainerConfig { optimizer: OptimizerConfig::adam(), learning_rate: 0.01, seed, engine };
            let mut trainer = Trainer::new(&config).unwrap();
            let image: Image = std::array::from_fn(|i| (i * i / (7 + seed as usize) % 256) as u8);
            // Biases are zero before the first step.
            trainer.train_batch(&image, &[3]).unwrap();
            let look = look(&trainer.model(), &image);
            for (found, expected) in look.probabilities.iter().zip(trainer.predict(&image).unwrap()) {
                assert!((found - expected).abs() < 1e-5, "{found} in place of {expected}");
            }
        }
    }

    #[test]
    fn shapes() {
        let device = Engine::Flex.device();
        let look = look(&LeNet5::new(1, &device), &[9; PIXELS]);
        let sizes = [
            (look.input, 1024),
            (look.conv1, 6 * 784),
            (look.pool1, 6 * 196),
            (look.conv2, 1600),
            (look.pool2, 400),
            (look.fc1, 120),
            (look.fc2, 84),
            (look.logits, 10),
            (look.probabilities, 10),
            (look.conv1_filters, 150),
            (look.conv2_filters, 2400),
        ];
        for (layer, size) in sizes {
            assert_eq!(layer.len(), size);
        }
    }

    /// Each layer's own weights make it so; what stands before it is healthy.
    #[test]
    fn a_network_that_has_diverged_looks_so_in_every_layer_from_there() {
        let device = Engine::Flex.device();
        let spoilt = |layer: usize| {
            let mut model = LeNet5::new(1, &device);
            let LeNet5 { conv1, conv2, fc1, fc2, fc3 } = &mut model;
            let bias = [&mut conv1.bias, &mut conv2.bias, &mut fc1.bias, &mut fc2.bias, &mut fc3.bias];
            let bias = bias.into_iter().nth(layer).unwrap();
            *bias = bias.as_ref().map(|bias| Param::from_tensor(bias.val().full_like(f32::NAN)));
            let look = look(&model, &[9; PIXELS]);
            [
                look.conv1,
                look.pool1,
                look.conv2,
                look.pool2,
                look.fc1,
                look.fc2,
                look.logits,
                look.probabilities,
            ]
        };
        for (layer, first) in [0, 2, 4, 5, 6].into_iter().enumerate() {
            for (at, values) in spoilt(layer).iter().enumerate() {
                assert!(values.iter().all(|value| value.is_nan() == (at >= first)), "{layer} {at}");
            }
        }
    }

    #[test]
    fn a_pooled_map_by_hand() {
        let maps = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0];
        assert_eq!(pool(&maps, 4), [3.5, 5.5, 6.5, 4.5]);
    }
}
