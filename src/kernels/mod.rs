//! LeNet-5's layers as a burn backend extension: each block is one operation with its own backward pass.
//!
//! [`LeNet5Ops`] has a default body in primitive operations (`reference`), which NdArray runs and the tests
//! hold the kernels against. On Flex, `flex` puts the kernels in its place:
//!
//! | block | kernel | time of its forward and backward pass, batch 64 |
//! | --- | --- | --- |
//! | conv1, ReLU, pool | `conv1`: direct, four images at a time | 0.32 ms + 0.29 ms |
//! | conv2, ReLU, pool | `conv2`: `winograd`, four images at a time | 0.42 ms + 0.71 ms |
//! | fc1, fc2, fc3 | `dense`: `gemm` | 0.15 ms + 0.28 ms |
//!
//! The kernels are portable over the SIMD of wasm, x86 and ARM (`wide`), use no fused multiply-add and no relaxed
//! SIMD, and add in a fixed order: natively and in every browser they give the same numbers, bit for bit.

// Indices over arrays of fixed size read like the formulas, and unroll.
#![allow(clippy::needless_range_loop)]
#![cfg_attr(feature = "ndarray", allow(deprecated))] // upstream prefers Flex; NdArray is the second opinion

mod conv1;
mod conv2;
mod dense;
mod flex;
mod gemm;
pub(crate) mod lanes;
mod reference;
pub mod update;
mod winograd;

#[cfg(feature = "ndarray")]
use burn::backend::{Autodiff, NdArray, autodiff::checkpoint::strategy::CheckpointStrategy};
use burn::{
    backend::{Backend, Dispatch, Flex, backend_extension, tensor::FloatTensor},
    tensor::{Device, Tensor},
};

/// The blocks that LeNet-5 is made of.
#[backend_extension(Flex, NdArray: cfg(feature = "ndarray"), Autodiff)]
pub trait LeNet5Ops: Backend {
    /// A 5×5 convolution without padding, its bias, ReLU, and the mean of every 2×2 window.
    ///
    /// # Shapes
    /// - input: `[n, channels, side, side]`, weight: `[maps, channels, 5, 5]`, bias: `[maps]`
    /// - output: `[n, maps, (side − 4) / 2, (side − 4) / 2]`
    fn conv_block(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        reference::conv_block::<Self>(input, weight, bias)
    }

    /// A fully connected layer, with ReLU if `relu`.
    ///
    /// # Shapes
    /// - input: `[n, inputs]`, weight: `[inputs, outputs]`, bias: `[outputs]`
    /// - output: `[n, outputs]`
    fn dense(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self> {
        reference::dense::<Self>(input, weight, bias, relu)
    }
}

#[cfg(feature = "ndarray")]
impl LeNet5Ops for NdArray {}
#[cfg(feature = "ndarray")]
impl<C: CheckpointStrategy> LeNet5Ops for Autodiff<NdArray, C> {}

/// [`LeNet5Ops::conv_block`] on tensors.
pub fn conv_block(input: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    Tensor::from_dispatch(Dispatch::conv_block(
        input.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ))
}

/// Whether no number of a tensor is an infinity or a NaN.
pub fn is_finite<const D: usize>(tensor: Tensor<D>) -> bool {
    // Without a copy where it can be: a training step asks this of every parameter.
    let all = |numbers: &[f32]| !numbers.iter().fold(false, |found, number| found | !number.is_finite());
    if cfg!(feature = "ndarray") && tensor.device() != Device::flex() {
        return all(tensor.into_data().as_slice().expect("a tensor of f32"));
    }
    let tensor = tensor.try_into_primitive::<Flex>().expect("only Flex and NdArray are built in");
    all(flex::slice(&flex::contiguous(tensor)))
}

/// [`LeNet5Ops::dense`] on tensors.
pub fn dense(input: Tensor<2>, weight: Tensor<2>, bias: Tensor<1>, relu: bool) -> Tensor<2> {
    Tensor::from_dispatch(Dispatch::dense(
        input.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
        relu,
    ))
}
