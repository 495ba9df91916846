//! conv2 with its ReLU and pooling: `[6, 14, 14]` to `[16, 5, 5]`, four images at a time, by Winograd's
//! F(2×2, 5×5), whose output tile is exactly the pooling window: 25 tiles a map.
//!
//! u = G g Gᵀ    `[36, 16, 6]`   the filters, once a batch
//! v = Bᵀ d B    `[36, 6, 25]`   the input
//! m = Σ u ⊙ v   `[36, 16, 25]`  36 matrix products; then Aᵀ m A, bias, ReLU, mean of the tile
//!
//! Backward, z = A y Aᵀ `[36, 16, 25]` is the gradient of m, from which du = z vᵀ and dv = uᵀ z.

mod backward;
mod forward;

use super::{
    lanes::{LANES, Lanes, pack, unpack},
    winograd::{self, POINTS, TILE},
};
use backward::{
    BackwardScratch, d_weight, multiply_filters, multiply_input, transform_back, transform_input, unpool,
};
use forward::{ForwardScratch, forward_group};

const MAPS_IN: usize = 6;
const MAPS_OUT: usize = 16;
const SIDE: usize = 14;
/// Rows and columns of a map before pooling, and after: one tile a pooled number.
const MAP: usize = 10;
const POOLED: usize = MAP / 2;
const TILES: usize = POOLED * POOLED;
const FILTERS: usize = MAPS_OUT * MAPS_IN;

const INPUT: usize = MAPS_IN * SIDE * SIDE;
const OUTPUT: usize = MAPS_OUT * TILES;
const STOPPED: usize = OUTPUT * 4;

/// For each number before pooling, which of four images' ReLU stopped it, tile by tile: `[16, 25, 4]`.
pub type Stopped = [u8; STOPPED];

/// The block's output, and what [`backward`] needs to know of it.
///
/// # Shapes
/// - input: `[n, 6, 14, 14]`, weight: `[16, 6, 5, 5]`, bias: `[16]`
/// - output: `[n, 16, 5, 5]`
pub fn forward(input: &[f32], weight: &[f32], bias: &[f32]) -> (Vec<f32>, Vec<Stopped>) {
    let bias = bias.try_into().expect("conv2's bias is [16]");
    let filters = transform_filters(weight);
    let mut scratch = ForwardScratch::new();
    let mut outputs = vec![0.0; input.len() / INPUT * OUTPUT];
    let mut stopped = vec![[0; STOPPED]; input.len().div_ceil(LANES * INPUT)];
    let mut group = [Lanes::ZERO; INPUT];
    let mut output = [Lanes::ZERO; OUTPUT];
    for ((input, outputs), stopped) in
        input.chunks(LANES * INPUT).zip(outputs.chunks_mut(LANES * OUTPUT)).zip(&mut stopped)
    {
        pack(input, &mut group);
        forward_group(&group, &filters, bias, &mut scratch, stopped, &mut output);
        unpack(&output, outputs);
    }
    (outputs, stopped)
}

/// The gradients of the input, the weights and the biases.
///
/// # Shapes
/// - input and d_input: `[n, 6, 14, 14]`, d_output: `[n, 16, 5, 5]`
/// - weight and d_weight: `[16, 6, 5, 5]`, d_bias: `[16]`
pub fn backward(
    input: &[f32],
    weight: &[f32],
    stopped: &[Stopped],
    d_output: &[f32],
) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let filters = transform_filters(weight);
    let mut scratch = BackwardScratch::new();
    let mut d_filters = boxed([Lanes::ZERO; FILTERS]);
    let mut d_bias = [Lanes::ZERO; MAPS_OUT];
    let mut d_inputs = vec![0.0; input.len()];
    let mut group = [Lanes::ZERO; INPUT];
    let mut d_group = [Lanes::ZERO; OUTPUT];
    let mut d_input = [Lanes::ZERO; INPUT];
    for (((input, d_inputs), d_output), stopped) in input
        .chunks(LANES * INPUT)
        .zip(d_inputs.chunks_mut(LANES * INPUT))
        .zip(d_output.chunks(LANES * OUTPUT))
        .zip(stopped)
    {
        pack(input, &mut group);
        pack(d_output, &mut d_group);
        unpool(stopped, &d_group, &mut scratch.z, &mut d_bias);
        transform_input(&group, &mut scratch.v);
        for ((z, v), du) in scratch.z.iter().zip(scratch.v.iter()).zip(d_filters.iter_mut()) {
            multiply_filters(z, v, du);
        }
        let dv = &mut scratch.v;
        for ((z, u), dv) in scratch.z.iter().zip(filters.iter()).zip(dv.iter_mut()) {
            multiply_input(z, u, dv);
        }
        transform_back(dv, &mut d_input);
        unpack(&d_input, d_inputs);
    }
    (d_inputs, d_weight(&d_filters), d_bias.iter().map(|sum| sum.reduce_add()).collect())
}

/// u `[36, 16, 6]`
type Filters = [[f32; FILTERS]; POINTS];

fn transform_filters(weight: &[f32]) -> Box<Filters> {
    assert_eq!(weight.len(), FILTERS * 25, "conv2's weight is [16, 6, 5, 5]");
    let mut u = boxed([0.0; FILTERS]);
    for (i, filter) in weight.as_chunks::<25>().0.iter().enumerate() {
        for (point, value) in winograd::filter(filter).into_iter().enumerate() {
            u[point][i] = value;
        }
    }
    u
}

/// `POINTS` copies of a row, on the heap from the beginning.
fn boxed<T: Copy>(row: T) -> Box<[T; POINTS]> {
    vec![row; POINTS].into_boxed_slice().try_into().ok().expect("it has that many rows")
}

#[inline(always)]
fn transform_tile(
    input: &[Lanes; INPUT],
    map: usize,
    row: usize,
    x: usize,
    mut store: impl FnMut(usize, Lanes),
) {
    let at = (map * SIDE + 2 * row) * SIDE + 2 * x;
    let mut tile = [[Lanes::ZERO; TILE]; TILE];
    for i in 0..TILE {
        tile[i].copy_from_slice(&input[at + i * SIDE..][..TILE]);
    }
    let tile = winograd::square(winograd::input, tile);
    for i in 0..TILE {
        for j in 0..TILE {
            store(i * TILE + j, tile[i][j]);
        }
    }
}
