//! A fully connected layer with or without ReLU: y = x·W + b.
//!
//! The gradients are three more sums of the same kind: dW = xᵀ·dy, dx = dy·Wᵀ and db = Σ dy.

use super::gemm::{Matrix, add_product};

/// The layer's output.
///
/// # Shapes
/// - input: `[n, inputs]`, weight: `[inputs, outputs]`, bias: `[outputs]`
/// - output: `[n, outputs]`
pub fn forward(input: &[f32], weight: &[f32], bias: &[f32], relu: bool) -> Vec<f32> {
    let outputs = bias.len();
    let inputs = weight.len() / outputs;
    assert_eq!(weight.len(), inputs * outputs, "a weight of [inputs, outputs]");
    assert!(input.len().is_multiple_of(inputs), "an input of [n, inputs]");
    let mut output = bias.repeat(input.len() / inputs);
    add_product(Matrix::rows(input, inputs), weight, &mut output, outputs);
    if relu {
        for y in &mut output {
            if is_stopped(*y) {
                *y = 0.0;
            }
        }
    }
    output
}

/// The gradients of the input, the weights and the biases.
///
/// # Shapes
/// - input and d_input: `[n, inputs]`, output and d_output: `[n, outputs]`
/// - weight and d_weight: `[inputs, outputs]`, d_bias: `[outputs]`
pub fn backward(
    input: &[f32],
    weight: &[f32],
    output: &[f32],
    d_output: &[f32],
    outputs: usize,
    relu: bool,
) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let inputs = weight.len() / outputs;
    let mut d_sums = d_output.to_vec();
    if relu {
        for (d, y) in d_sums.iter_mut().zip(output) {
            if is_stopped(*y) {
                *d = 0.0;
            }
        }
    }
    let mut d_input = vec![0.0; input.len()];
    let transposed = transpose(weight, outputs);
    add_product(Matrix::rows(&d_sums, outputs), &transposed, &mut d_input, inputs);
    let mut d_weight = vec![0.0; weight.len()];
    add_product(Matrix::columns(input, inputs), &d_sums, &mut d_weight, outputs);
    let mut d_bias = vec![0.0; outputs];
    for row in d_sums.chunks_exact(outputs) {
        for (sum, d) in d_bias.iter_mut().zip(row) {
            *sum += d;
        }
    }
    (d_input, d_weight, d_bias)
}

/// Whether ReLU stops a number. What is not a number passes, as in the convolution kernels.
fn is_stopped(y: f32) -> bool {
    y <= 0.0
}

/// `[rows, columns]` to `[columns, rows]`, in blocks that keep both sides in the cache.
fn transpose(matrix: &[f32], columns: usize) -> Vec<f32> {
    let rows = matrix.len() / columns;
    let mut transposed = vec![0.0; matrix.len()];
    for block in 0..columns.div_ceil(8) {
        for row in 0..rows {
            for column in block * 8..columns.min(block * 8 + 8) {
                transposed[column * rows + row] = matrix[row * columns + column];
            }
        }
    }
    transposed
}
