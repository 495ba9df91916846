//! conv1 with its ReLU and pooling: `[1, 32, 32]` to `[6, 14, 14]`, four images at a time.
//!
//! Forward, a register block is two output maps × one 2×2 pooling window: eight sums, which become one
//! pooled number for each map without going through memory. Backward, the gradient of a pooled number is
//! spread over its window, stopped where ReLU stopped, and correlated with the input.

use super::lanes::{LANES, Lanes, pack, pass, relu, unpack};

/// Rows and columns of the input.
const SIDE: usize = 32;
/// Rows and columns of a map before pooling, and after.
const MAP: usize = 28;
const POOLED: usize = MAP / 2;
/// Rows and columns of a filter.
const FILTER: usize = 5;
const MAPS: usize = 6;

const INPUT: usize = SIDE * SIDE;
const OUTPUT: usize = MAPS * POOLED * POOLED;
const STOPPED: usize = MAPS * MAP * MAP;
const WEIGHTS: usize = MAPS * FILTER * FILTER;

/// For each number before pooling, which of four images' ReLU stopped it: `[6, 28, 28]`.
pub type Stopped = [u8; STOPPED];

/// The block's output, and what [`backward`] needs to know of it.
///
/// # Shapes
/// - images: `[n, 1, 32, 32]`, weight: `[6, 1, 5, 5]`, bias: `[6]`
/// - output: `[n, 6, 14, 14]`
pub fn forward(images: &[f32], weight: &[f32], bias: &[f32]) -> (Vec<f32>, Vec<Stopped>) {
    let weight = weight.try_into().expect("conv1's weight is [6, 1, 5, 5]");
    let bias = bias.try_into().expect("conv1's bias is [6]");
    let groups = images.len().div_ceil(LANES * INPUT);
    let mut outputs = vec![0.0; images.len() / INPUT * OUTPUT];
    let mut stopped = vec![[0; STOPPED]; groups];
    let mut input = [Lanes::ZERO; INPUT];
    let mut output = [Lanes::ZERO; OUTPUT];
    for ((images, outputs), stopped) in
        images.chunks(LANES * INPUT).zip(outputs.chunks_mut(LANES * OUTPUT)).zip(&mut stopped)
    {
        pack(images, &mut input);
        forward_group(&input, weight, bias, stopped, &mut output);
        unpack(&output, outputs);
    }
    (outputs, stopped)
}

/// The gradients of the weights and the biases. There is none of the images: nothing learns from it.
///
/// # Shapes
/// - images: `[n, 1, 32, 32]`, d_output: `[n, 6, 14, 14]`
/// - d_weight: `[6, 1, 5, 5]`, d_bias: `[6]`
pub fn backward(images: &[f32], stopped: &[Stopped], d_output: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let mut input = [Lanes::ZERO; INPUT];
    let mut d_group = [Lanes::ZERO; OUTPUT];
    let mut d_weight = [Lanes::ZERO; WEIGHTS];
    let mut d_bias = [Lanes::ZERO; MAPS];
    for ((images, d_output), stopped) in
        images.chunks(LANES * INPUT).zip(d_output.chunks(LANES * OUTPUT)).zip(stopped)
    {
        pack(images, &mut input);
        pack(d_output, &mut d_group);
        backward_group(&input, stopped, &d_group, &mut d_weight, &mut d_bias);
    }
    let sum = |lanes: &[Lanes]| lanes.iter().map(|sum| sum.reduce_add()).collect();
    (sum(&d_weight), sum(&d_bias))
}

/// Four images.
#[inline(never)]
fn forward_group(
    input: &[Lanes; INPUT],
    weight: &[f32; WEIGHTS],
    bias: &[f32; MAPS],
    stopped: &mut Stopped,
    output: &mut [Lanes; OUTPUT],
) {
    for map in (0..MAPS).step_by(2) {
        let filters: &[f32; 50] = weight[map * 25..][..50].try_into().unwrap();
        for y in 0..POOLED {
            for x in 0..POOLED {
                let mut sums = [[Lanes::splat(bias[map]); 4], [Lanes::splat(bias[map + 1]); 4]];
                for row in 0..FILTER {
                    let at = (2 * y + row) * SIDE + 2 * x;
                    let rows: &[Lanes; SIDE + 6] = input[at..][..SIDE + 6].try_into().unwrap();
                    for column in 0..FILTER {
                        let window =
                            [rows[column], rows[column + 1], rows[SIDE + column], rows[SIDE + column + 1]];
                        for o in 0..2 {
                            let weight = Lanes::splat(filters[o * 25 + row * FILTER + column]);
                            for p in 0..4 {
                                sums[o][p] += window[p] * weight;
                            }
                        }
                    }
                }
                for o in 0..2 {
                    let mut pooled = Lanes::ZERO;
                    for p in 0..4 {
                        let (passed, bits) = relu(sums[o][p]);
                        stopped[((map + o) * MAP + 2 * y + p / 2) * MAP + 2 * x + p % 2] = bits;
                        pooled += passed;
                    }
                    output[((map + o) * POOLED + y) * POOLED + x] = pooled * Lanes::splat(0.25);
                }
            }
        }
    }
}

/// Adds four images' gradients of the weights and the biases.
#[inline(never)]
fn backward_group(
    input: &[Lanes; INPUT],
    stopped: &Stopped,
    d_output: &[Lanes; OUTPUT],
    d_weight: &mut [Lanes; WEIGHTS],
    d_bias: &mut [Lanes; MAPS],
) {
    let mut d_maps = [[Lanes::ZERO; MAP * MAP]; 2];
    for map in (0..MAPS).step_by(2) {
        for o in 0..2 {
            d_bias[map + o] += unpool(map + o, stopped, d_output, &mut d_maps[o]);
        }
        for row in 0..FILTER {
            let mut sums = [[Lanes::ZERO; FILTER]; 2];
            for y in 0..MAP {
                let input: &[Lanes; SIDE] = input[(y + row) * SIDE..][..SIDE].try_into().unwrap();
                let d0: &[Lanes; MAP] = d_maps[0][y * MAP..][..MAP].try_into().unwrap();
                let d1: &[Lanes; MAP] = d_maps[1][y * MAP..][..MAP].try_into().unwrap();
                for x in 0..MAP {
                    for column in 0..FILTER {
                        sums[0][column] += input[x + column] * d0[x];
                        sums[1][column] += input[x + column] * d1[x];
                    }
                }
            }
            for o in 0..2 {
                for column in 0..FILTER {
                    d_weight[(map + o) * 25 + row * FILTER + column] += sums[o][column];
                }
            }
        }
    }
}

/// The gradient before pooling and ReLU, `[28, 28]` of one map; returns its sum.
#[inline(always)]
fn unpool(
    map: usize,
    stopped: &Stopped,
    d_output: &[Lanes; OUTPUT],
    d_map: &mut [Lanes; MAP * MAP],
) -> Lanes {
    let stopped: &[u8; MAP * MAP] = stopped[map * MAP * MAP..][..MAP * MAP].try_into().unwrap();
    let mut sum = Lanes::ZERO;
    for y in 0..POOLED {
        for x in 0..POOLED {
            let share = d_output[(map * POOLED + y) * POOLED + x] * Lanes::splat(0.25);
            for p in 0..4 {
                let at = (2 * y + p / 2) * MAP + 2 * x + p % 2;
                d_map[at] = pass(share, stopped[at]);
                sum += d_map[at];
            }
        }
    }
    sum
}
