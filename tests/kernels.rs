//! The kernels against the same blocks in burn's primitive operations: forward and every gradient, natively and
//! in a browser.

use burn::tensor::{
    Device, Distribution, Tensor,
    activation::relu,
    module::{avg_pool2d, conv2d},
    ops::{AvgPoolOptions, ConvOptions},
};
#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as cross_test;
use lenet5_live::{engine::Engine, kernels};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as cross_test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Relative to a tensor's largest number.
const TOLERANCE: f32 = 1e-5;
/// Whole groups of four images, parts of one, and one more or less than either.
const BATCH_SIZES: [usize; 11] = [1, 2, 3, 4, 5, 31, 32, 33, 64, 127, 130];

/// Eighths from −1 to 1: sums of their products are exact, multiples of 1/64.
fn eighths<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    (Tensor::random(shape, Distribution::Uniform(-8.49, 8.49), device)).round() / 8.0
}

/// Odd multiples of 1/128: with such a bias no sum of products is within 1/128 of zero, so that rounding cannot
/// decide whether ReLU lets it pass.
fn bias(size: usize, device: &Device) -> Tensor<1> {
    let whole = Tensor::random([size], Distribution::Uniform(-32.0, 32.0), device).round();
    (whole * 2.0 + 1.0) / 128.0
}

/// Compares an operation with its reference: outputs, and the gradient of each input that is asked for.
fn compare<const I: usize, const W: usize, const O: usize>(
    name: &str,
    (input, weight, bias): (Tensor<I>, Tensor<W>, Tensor<1>),
    input_learns: bool,
    kernel: impl Fn(Tensor<I>, Tensor<W>, Tensor<1>) -> Tensor<O>,
    reference: impl Fn(Tensor<I>, Tensor<W>, Tensor<1>) -> Tensor<O>,
) {
    let run = |block: &dyn Fn(Tensor<I>, Tensor<W>, Tensor<1>) -> Tensor<O>| {
        let input = if input_learns { input.clone().require_grad() } else { input.clone() };
        let (weight, bias) = (weight.clone().require_grad(), bias.clone().require_grad());
        let output = block(input.clone(), weight.clone(), bias.clone());
        // A gradient of its own for each output.
        let size = output.shape().num_elements() as i64;
        let upstream = Tensor::<1, burn::tensor::Int>::arange(0..size, &output.device()).float();
        let upstream = (upstream * 0.37).sin().reshape(output.dims());
        let gradients = (output.clone() * upstream).sum().backward();
        let mut all =
            vec![("output", values(output)), ("d_weight", values(weight.grad(&gradients).unwrap()))];
        all.push(("d_bias", values(bias.grad(&gradients).unwrap())));
        if input_learns {
            all.push(("d_input", values(input.grad(&gradients).unwrap())));
        }
        all
    };
    for ((what, found), (_, expected)) in run(&kernel).into_iter().zip(run(&reference)) {
        assert_eq!(found.len(), expected.len(), "{name} {what}");
        let largest = expected.iter().fold(0.0f32, |a, b| a.max(b.abs()));
        let worst = found.iter().zip(&expected).fold(0.0f32, |worst, (a, b)| worst.max((a - b).abs()));
        assert!(worst <= TOLERANCE * largest, "{name} {what}: {worst} of {largest}");
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

fn reference_conv(input: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    let maps = conv2d(input, weight, Some(bias), ConvOptions::new([1, 1], [0, 0], [1, 1], 1));
    avg_pool2d(relu(maps), AvgPoolOptions::new([2, 2]).with_stride([2, 2]))
}

#[cross_test]
fn convolution_blocks() {
    let device = Engine::Flex.device().autodiff();
    for n in BATCH_SIZES {
        device.seed(n as u64);
        let conv1 = (eighths([n, 1, 32, 32], &device), eighths([6, 1, 5, 5], &device), bias(6, &device));
        compare(&format!("conv1, {n} images"), conv1, false, kernels::conv_block, reference_conv);
        let conv2 = (eighths([n, 6, 14, 14], &device), eighths([16, 6, 5, 5], &device), bias(16, &device));
        compare(&format!("conv2, {n} images"), conv2, true, kernels::conv_block, reference_conv);
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[should_panic(expected = "no kernel for a convolution")]
fn a_convolution_block_of_another_shape_is_refused() {
    let device = Engine::Flex.device().autodiff();
    kernels::conv_block(eighths([2, 3, 10, 10], &device), eighths([4, 3, 5, 5], &device), bias(4, &device));
}

#[cross_test]
fn fully_connected_layers() {
    let device = Engine::Flex.device().autodiff();
    for n in BATCH_SIZES {
        device.seed(n as u64);
        for (inputs, outputs, with_relu) in [(400, 120, true), (120, 84, true), (84, 10, false), (7, 3, true)]
        {
            let layer =
                (eighths([n, inputs], &device), eighths([inputs, outputs], &device), bias(outputs, &device));
            compare(
                &format!("{inputs} to {outputs}, {n} images"),
                layer,
                true,
                |x, w, b| kernels::dense(x, w, b, with_relu),
                |x, w, b| {
                    let y = x.matmul(w) + b.unsqueeze();
                    if with_relu { relu(y) } else { y }
                },
            );
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn a_fully_connected_layer_that_does_not_fit_is_refused() {
    let device = Engine::Flex.device();
    for (inputs, weight, outputs) in
        [(84, [80, 10], 10), (84, [84, 10], 5), (40, [80, 10], 10), (84, [10, 84], 10)]
    {
        let layer = || {
            kernels::dense(
                eighths([2, inputs], &device),
                eighths(weight, &device),
                bias(outputs, &device),
                true,
            )
        };
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(layer)).map(|_| ()).unwrap_err();
        let sentence = panic.downcast_ref::<String>().expect("a sentence");
        assert!(sentence.starts_with("no fully connected layer of"), "{sentence}");
    }
}

#[cross_test]
fn what_is_not_a_number_stays_so() {
    let device = Engine::Flex.device();
    let input = Tensor::<4>::full([1, 1, 32, 32], f32::NAN, &device);
    let output = kernels::conv_block(input, eighths([6, 1, 5, 5], &device), bias(6, &device));
    assert!(values(output).iter().all(|v| v.is_nan()));
    let input = Tensor::<4>::full([1, 6, 14, 14], f32::NAN, &device);
    let output = kernels::conv_block(input, eighths([16, 6, 5, 5], &device), bias(16, &device));
    assert!(values(output).iter().all(|v| v.is_nan()));
    let input = Tensor::<2>::full([1, 84], f32::NAN, &device);
    let output = kernels::dense(input, eighths([84, 10], &device), bias(10, &device), true);
    assert!(values(output).iter().all(|v| v.is_nan()));
}
