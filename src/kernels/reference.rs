//! The blocks in primitive operations: what every backend runs that has no kernels of its own, and the oracle
//! that the kernels are tested against.

use burn::{
    backend::{Backend, TensorMetadata, tensor::FloatTensor},
    tensor::{Shape, ops::ConvOptions},
};

/// See [`LeNet5Ops::conv_block`](super::LeNet5Ops::conv_block).
pub fn conv_block<B: Backend>(
    input: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: FloatTensor<B>,
) -> FloatTensor<B> {
    let options = ConvOptions::new([1, 1], [0, 0], [1, 1], 1);
    let maps = B::conv2d(input, weight, Some(bias), options); // [n, maps, side, side]
    B::avg_pool2d(B::relu(maps), [2, 2], [2, 2], [0, 0], true, false) // [n, maps, side / 2, side / 2]
}

/// See [`LeNet5Ops::dense`](super::LeNet5Ops::dense).
pub fn dense<B: Backend>(
    input: FloatTensor<B>,
    weight: FloatTensor<B>,
    bias: FloatTensor<B>,
    relu: bool,
) -> FloatTensor<B> {
    let outputs = bias.shape()[0];
    let bias = B::float_reshape(bias, Shape::new([1, outputs]));
    let output = B::float_add(B::float_matmul(input, weight), bias); // [n, outputs]
    if relu { B::relu(output) } else { output }
}
