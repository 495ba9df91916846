//! The forward pass of four images.

use super::{Filters, INPUT, MAPS_IN, MAPS_OUT, OUTPUT, POOLED, Stopped, TILES, boxed, transform_tile};
use crate::kernels::{
    lanes::{Lanes, relu},
    winograd::{self, POINTS, TILE},
};

/// What the forward pass writes on.
pub struct ForwardScratch {
    /// v of one row of tiles `[36, 6 · 5]`
    v_row: Box<[[Lanes; MAPS_IN * POOLED]; POINTS]>,
    /// m of one row of tiles of two maps `[36, 2 · 5]`
    m_row: Box<[[Lanes; 2 * POOLED]; POINTS]>,
}

impl ForwardScratch {
    pub fn new() -> Self {
        Self { v_row: boxed([Lanes::ZERO; MAPS_IN * POOLED]), m_row: boxed([Lanes::ZERO; 2 * POOLED]) }
    }
}

/// Four images.
pub fn forward_group(
    input: &[Lanes; INPUT],
    filters: &Filters,
    bias: &[f32; MAPS_OUT],
    scratch: &mut ForwardScratch,
    stopped: &mut Stopped,
    output: &mut [Lanes; OUTPUT],
) {
    let ForwardScratch { v_row, m_row } = scratch;
    for row in 0..POOLED {
        transform_input_row(input, row, v_row);
        for map in (0..MAPS_OUT).step_by(2) {
            multiply(v_row, filters, map, m_row);
            for o in 0..2 {
                for x in 0..POOLED {
                    let tile = (map + o) * TILES + row * POOLED + x;
                    output[tile] =
                        finish_tile(m_row, o * POOLED + x, bias[map + o], &mut stopped[tile * 4..][..4]);
                }
            }
        }
    }
}

#[inline(never)]
fn transform_input_row(input: &[Lanes; INPUT], row: usize, v: &mut [[Lanes; MAPS_IN * POOLED]; POINTS]) {
    for map in 0..MAPS_IN {
        for x in 0..POOLED {
            transform_tile(input, map, row, x, |point, value| v[point][map * POOLED + x] = value);
        }
    }
}

/// m of two maps and five tiles: ten sums in registers.
#[inline(never)]
fn multiply(
    v: &[[Lanes; MAPS_IN * POOLED]; POINTS],
    u: &Filters,
    map: usize,
    m: &mut [[Lanes; 2 * POOLED]; POINTS],
) {
    for ((v, u), m) in v.iter().zip(u).zip(m) {
        let u: &[f32; 2 * MAPS_IN] = u[map * MAPS_IN..][..2 * MAPS_IN].try_into().unwrap();
        let mut sums = [[Lanes::ZERO; POOLED]; 2];
        for i in 0..MAPS_IN {
            let (u0, u1) = (Lanes::splat(u[i]), Lanes::splat(u[MAPS_IN + i]));
            for x in 0..POOLED {
                sums[0][x] += v[i * POOLED + x] * u0;
                sums[1][x] += v[i * POOLED + x] * u1;
            }
        }
        m[..POOLED].copy_from_slice(&sums[0]);
        m[POOLED..].copy_from_slice(&sums[1]);
    }
}

/// Aᵀ m A, bias, ReLU and the mean of the tile.
#[inline(always)]
fn finish_tile(m: &[[Lanes; 2 * POOLED]; POINTS], tile: usize, bias: f32, stopped: &mut [u8]) -> Lanes {
    let mut products = [[Lanes::ZERO; TILE]; TILE];
    for i in 0..TILE {
        for j in 0..TILE {
            products[i][j] = m[i * TILE + j][tile];
        }
    }
    let sums = winograd::square(winograd::output, products);
    let mut pooled = Lanes::ZERO;
    for p in 0..4 {
        let (passed, bits) = relu(sums[p / 2][p % 2] + Lanes::splat(bias));
        stopped[p] = bits;
        pooled += passed;
    }
    pooled * Lanes::splat(0.25)
}
