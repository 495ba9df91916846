//! LeNet-5 as the paper's section 5 gives it: two blocks of convolution, ReLU and average pooling, then
//! three fully connected layers.
//!
//! | layer | output | parameters |
//! | --- | --- | --- |
//! | input: 28×28 digit, zero-padded by 2 | 1×32×32 | |
//! | conv1 6@5×5, ReLU | 6×28×28 | 156 |
//! | average pool 2×2 | 6×14×14 | |
//! | conv2 16@5×5, ReLU | 16×10×10 | 2,416 |
//! | average pool 2×2 | 16×5×5 | |
//! | fc1, ReLU | 120 | 48,120 |
//! | fc2, ReLU | 84 | 10,164 |
//! | fc3 | 10 logits | 850 |

use burn::{
    module::{Module, Param},
    nn::{Linear, PaddingConfig2d, conv::Conv2d},
    tensor::{Device, Int, Tensor, TensorData, activation::log_softmax},
};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

use crate::{
    kernels,
    mnist::{CLASSES, PIXELS, SIDE},
};

/// Zeros around an image on each side: 28×28 becomes 32×32, so that a stroke's end at the edge of the
/// digit can be in the centre of conv1's field (LeCun et al. 1998, section II.B).
const PADDING: usize = 2;
/// Rows and columns of the network's input.
pub(crate) const INPUT_SIDE: usize = SIDE + 2 * PADDING;

/// Weights and biases in all.
pub const PARAMETERS: usize = 156 + 2_416 + 48_120 + 10_164 + 850;

/// The network. Its tensors are on the device that it was made on.
#[derive(Module, Debug)]
pub struct LeNet5 {
    /// `[6, 1, 5, 5]`, `[6]`
    pub conv1: Conv2d,
    /// `[16, 6, 5, 5]`, `[16]`: each of the 16 maps sees all six
    pub conv2: Conv2d,
    /// `[400, 120]`, `[120]`: burn multiplies from the left, so weights are `[inputs, outputs]`
    pub fc1: Linear,
    /// `[120, 84]`, `[84]`
    pub fc2: Linear,
    /// `[84, 10]`, `[10]`
    pub fc3: Linear,
}

impl LeNet5 {
    /// A network with Glorot uniform weights (Glorot and Bengio 2010, formula 16) and biases of zero.
    /// A seed gives the same weights on every engine and platform.
    pub fn new(seed: u32, device: &Device) -> Self {
        let rng = &mut ChaCha8Rng::seed_from_u64(seed.into());
        Self {
            conv1: conv_layer(glorot_uniform([6, 1, 5, 5], 25, 6 * 25, rng, device), device),
            conv2: conv_layer(glorot_uniform([16, 6, 5, 5], 6 * 25, 16 * 25, rng, device), device),
            fc1: dense_layer(glorot_uniform([400, 120], 400, 120, rng, device), device),
            fc2: dense_layer(glorot_uniform([120, 84], 120, 84, rng, device), device),
            fc3: dense_layer(glorot_uniform([84, CLASSES], 84, CLASSES, rng, device), device),
        }
    }

    /// The ten logits of each image.
    ///
    /// # Shapes
    /// - images: `[batch_size, 1, 32, 32]`, each pixel from 0 to 1, with [two rows and columns of zeros](self) around the digit
    /// - output: `[batch_size, 10]`
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let x = conv(&self.conv1, images); // [batch_size, 6, 14, 14]
        let x = conv(&self.conv2, x); // [batch_size, 16, 5, 5]
        let x = x.flatten::<2>(1, 3); // [batch_size, 400]
        let x = dense(&self.fc1, x, true); // [batch_size, 120]
        let x = dense(&self.fc2, x, true); // [batch_size, 84]
        dense(&self.fc3, x, false) // [batch_size, 10]
    }
}

// Field by field, because burn's `init` brings every initializer along into the wasm, QR decomposition and all.
fn conv_layer(weight: Param<Tensor<4>>, device: &Device) -> Conv2d {
    let [maps, _, height, width] = weight.dims();
    Conv2d {
        weight,
        bias: Some(zeros(maps, device)),
        stride: [1, 1],
        kernel_size: [height, width],
        dilation: [1, 1],
        groups: 1,
        padding: PaddingConfig2d::Valid,
    }
}

fn dense_layer(weight: Param<Tensor<2>>, device: &Device) -> Linear {
    let [_, outputs] = weight.dims();
    Linear { weight, bias: Some(zeros(outputs, device)) }
}

fn zeros(size: usize, device: &Device) -> Param<Tensor<1>> {
    Param::from_data(TensorData::new(vec![0.0f32; size], [size]), device)
}

/// A convolution with its ReLU and its pooling.
fn conv(layer: &Conv2d, input: Tensor<4>) -> Tensor<4> {
    kernels::conv_block(input, layer.weight.val(), bias(&layer.bias))
}

/// A fully connected layer, with its ReLU if it has one.
fn dense(layer: &Linear, input: Tensor<2>, relu: bool) -> Tensor<2> {
    kernels::dense(input, layer.weight.val(), bias(&layer.bias), relu)
}

fn bias(bias: &Option<Param<Tensor<1>>>) -> Tensor<1> {
    bias.as_ref().expect("every layer of LeNet-5 has a bias").val()
}

/// Weights drawn evenly from ±√(6 / (fan_in + fan_out)), in the order in which they lie in memory.
fn glorot_uniform<const D: usize>(
    shape: [usize; D],
    fan_in: usize,
    fan_out: usize,
    rng: &mut ChaCha8Rng,
    device: &Device,
) -> Param<Tensor<D>> {
    let bound = (6.0 / (fan_in + fan_out) as f32).sqrt();
    let weights = (0..shape.iter().product()).map(|_| rng.random_range(-bound..bound)).collect();
    Param::from_data(TensorData::new::<f32, _>(weights, shape), device)
}

/// Scales pixels to 0..1 and pads them with zeros: the one place where bytes become the network's input,
/// whether they come from MNIST or from a drawing.
///
/// # Shapes
/// - pixels: `[batch_size · 784]`
/// - output: `[batch_size, 1, 32, 32]`
///
/// # Panics
/// When the pixels are not a whole number of images.
#[doc(hidden)]
pub fn images_to_tensor(pixels: &[u8], device: &Device) -> Tensor<4> {
    let batch_size = pixels.len() / PIXELS;
    assert_eq!(pixels.len(), batch_size * PIXELS, "a whole number of images");
    let mut input = vec![0.0; batch_size * INPUT_SIDE * INPUT_SIDE];
    let rows = input.chunks_exact_mut(INPUT_SIDE).enumerate().filter_map(|(row, input)| {
        let row = row % INPUT_SIDE;
        (PADDING..PADDING + SIDE).contains(&row).then_some(&mut input[PADDING..PADDING + SIDE])
    });
    for (to, from) in rows.zip(pixels.chunks_exact(SIDE)) {
        for (to, &from) in to.iter_mut().zip(from) {
            *to = f32::from(from) / 255.0;
        }
    }
    Tensor::from_data(TensorData::new(input, [batch_size, 1, INPUT_SIDE, INPUT_SIDE]), device)
}

/// The mean softmax cross-entropy, computed on logits: `[1]`.
///
/// # Shapes
/// - logits: `[batch_size, 10]`
/// - targets: `[batch_size]`, the digits
#[doc(hidden)]
pub fn cross_entropy(logits: Tensor<2>, targets: Tensor<1, Int>) -> Tensor<1> {
    -log_likelihoods(logits, targets).mean()
}

/// The logarithm of each target's probability: `[batch_size, 1]`.
///
/// # Shapes
/// - logits: `[batch_size, 10]`
/// - targets: `[batch_size]`, the digits
pub(crate) fn log_likelihoods(logits: Tensor<2>, targets: Tensor<1, Int>) -> Tensor<2> {
    log_softmax(logits, 1).gather(1, targets.unsqueeze_dim(1))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::engine::Engine;

    #[test]
    fn parameter_counts() {
        let model = LeNet5::new(1, &Engine::Flex.device());
        let counts = [
            model.conv1.num_params(),
            model.conv2.num_params(),
            model.fc1.num_params(),
            model.fc2.num_params(),
            model.fc3.num_params(),
        ];
        assert_eq!(counts, [156, 2_416, 48_120, 10_164, 850]);
        assert_eq!((model.num_params(), PARAMETERS), (61_706, 61_706));
    }

    #[test]
    fn shapes() {
        let device = Engine::Flex.device();
        let model = LeNet5::new(1, &device);
        for batch_size in [1, 3] {
            let logits = model.forward(images_to_tensor(&vec![9; batch_size * PIXELS], &device));
            assert_eq!(logits.dims(), [batch_size, 10]);
        }
    }

    #[test]
    fn initial_weights_are_glorot_uniform_and_biases_zero() {
        let device = Engine::Flex.device();
        let model = LeNet5::new(5, &device);
        let weights: Vec<f32> = model.fc1.weight.val().into_data().try_to_vec().unwrap();
        let bound = (6.0f32 / 520.0).sqrt();
        let largest = weights.iter().fold(0.0f32, |a, w| a.max(w.abs()));
        assert!(largest < bound && largest > 0.999 * bound, "{largest} of {bound}");
        let variance = weights.iter().map(|w| w * w).sum::<f32>() / weights.len() as f32;
        assert!((variance / (bound * bound / 3.0) - 1.0).abs() < 0.02, "{variance}");
        let biases: Vec<f32> = model.fc1.bias.unwrap().val().into_data().try_to_vec().unwrap();
        assert_eq!(biases, [0.0; 120]);
        let other = LeNet5::new(6, &device).fc1.weight.val().into_data();
        assert_ne!(other.try_to_vec::<f32>().unwrap(), weights);
    }

    /// Each layer has the bound of its own fans: of 150 weights and more the largest is near it.
    #[test]
    fn every_layer_is_drawn_within_its_bound() {
        let device = Engine::Flex.device();
        let values = |of: Tensor<1>| of.into_data().try_to_vec::<f32>().unwrap();
        for seed in 0..5 {
            let LeNet5 { conv1, conv2, fc1, fc2, fc3 } = LeNet5::new(seed, &device);
            for (name, weights, fans) in [
                ("conv1", conv1.weight.val().flatten(0, 3), 25 + 150),
                ("conv2", conv2.weight.val().flatten(0, 3), 150 + 400),
                ("fc1", fc1.weight.val().flatten(0, 1), 400 + 120),
                ("fc2", fc2.weight.val().flatten(0, 1), 120 + 84),
                ("fc3", fc3.weight.val().flatten(0, 1), 84 + 10),
            ] {
                let bound = (6.0 / fans as f32).sqrt();
                let largest = values(weights).iter().fold(0.0f32, |largest, w| largest.max(w.abs()));
                assert!(largest < bound && largest > 0.95 * bound, "{name}: {largest} of {bound}");
            }
        }
    }

    #[test]
    fn one_image_is_scaled_and_padded() {
        let mut pixels = [0; 2 * PIXELS];
        pixels[0] = 255; // first image, top left
        pixels[PIXELS + 783] = 51; // second image, bottom right
        let input = images_to_tensor(&pixels, &Engine::Flex.device());
        assert_eq!(input.dims(), [2, 1, 32, 32]);
        let values: Vec<f32> = input.into_data().try_to_vec().unwrap();
        let ink: Vec<_> = values.iter().enumerate().filter(|(_, v)| **v != 0.0).collect();
        assert_eq!(ink, [(2 * 32 + 2, &1.0), (1024 + 29 * 32 + 29, &0.2)]);
    }
}
