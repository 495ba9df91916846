//! The steps of the backward pass of four images.

use super::{FILTERS, INPUT, MAPS_IN, MAPS_OUT, OUTPUT, POOLED, SIDE, Stopped, TILES, boxed, transform_tile};
use crate::kernels::{
    lanes::{Lanes, pass},
    winograd::{self, POINTS, TILE},
};

/// What the backward pass writes on.
pub struct BackwardScratch {
    /// v, then dv `[36, 6 · 25]`
    pub v: Box<[[Lanes; MAPS_IN * TILES]; POINTS]>,
    /// z `[36, 16 · 25]`
    pub z: Box<[[Lanes; OUTPUT]; POINTS]>,
}

impl BackwardScratch {
    pub fn new() -> Self {
        Self { v: boxed([Lanes::ZERO; MAPS_IN * TILES]), z: boxed([Lanes::ZERO; OUTPUT]) }
    }
}

/// z: the gradient of m from that of the pooled output.
#[inline(never)]
pub fn unpool(
    stopped: &Stopped,
    d_output: &[Lanes; OUTPUT],
    z: &mut [[Lanes; OUTPUT]; POINTS],
    d_bias: &mut [Lanes; MAPS_OUT],
) {
    for tile in 0..OUTPUT {
        let share = d_output[tile] * Lanes::splat(0.25);
        let stopped: &[u8; 4] = stopped[tile * 4..][..4].try_into().unwrap();
        let y = [
            [pass(share, stopped[0]), pass(share, stopped[1])],
            [pass(share, stopped[2]), pass(share, stopped[3])],
        ];
        d_bias[tile / TILES] += (y[0][0] + y[0][1]) + (y[1][0] + y[1][1]);
        let points = winograd::square(winograd::d_output, y);
        for i in 0..TILE {
            for j in 0..TILE {
                z[i * TILE + j][tile] = points[i][j];
            }
        }
    }
}

#[inline(never)]
pub fn transform_input(input: &[Lanes; INPUT], v: &mut [[Lanes; MAPS_IN * TILES]; POINTS]) {
    for map in 0..MAPS_IN {
        for row in 0..POOLED {
            for x in 0..POOLED {
                let tile = map * TILES + row * POOLED + x;
                transform_tile(input, map, row, x, |point, value| v[point][tile] = value);
            }
        }
    }
}

/// du += z vᵀ of one point: four output maps × two input maps in registers.
#[inline(never)]
pub fn multiply_filters(z: &[Lanes; OUTPUT], v: &[Lanes; MAPS_IN * TILES], du: &mut [Lanes; FILTERS]) {
    for out in (0..MAPS_OUT).step_by(4) {
        let z: &[Lanes; 4 * TILES] = z[out * TILES..][..4 * TILES].try_into().unwrap();
        for in_ in (0..MAPS_IN).step_by(2) {
            let v: &[Lanes; 2 * TILES] = v[in_ * TILES..][..2 * TILES].try_into().unwrap();
            let mut sums = [[Lanes::ZERO; 2]; 4];
            for tile in 0..TILES {
                for o in 0..4 {
                    sums[o][0] += z[o * TILES + tile] * v[tile];
                    sums[o][1] += z[o * TILES + tile] * v[TILES + tile];
                }
            }
            for o in 0..4 {
                du[(out + o) * MAPS_IN + in_] += sums[o][0];
                du[(out + o) * MAPS_IN + in_ + 1] += sums[o][1];
            }
        }
    }
}

/// dv = uᵀ z of one point: two input maps × five tiles in registers.
#[inline(never)]
pub fn multiply_input(z: &[Lanes; OUTPUT], u: &[f32; FILTERS], dv: &mut [Lanes; MAPS_IN * TILES]) {
    for in_ in (0..MAPS_IN).step_by(2) {
        for row in 0..POOLED {
            let mut sums = [[Lanes::ZERO; POOLED]; 2];
            for out in 0..MAPS_OUT {
                let z: &[Lanes; POOLED] = z[out * TILES + row * POOLED..][..POOLED].try_into().unwrap();
                let (u0, u1) =
                    (Lanes::splat(u[out * MAPS_IN + in_]), Lanes::splat(u[out * MAPS_IN + in_ + 1]));
                for x in 0..POOLED {
                    sums[0][x] += z[x] * u0;
                    sums[1][x] += z[x] * u1;
                }
            }
            for i in 0..2 {
                dv[(in_ + i) * TILES + row * POOLED..][..POOLED].copy_from_slice(&sums[i]);
            }
        }
    }
}

/// B dv Bᵀ, added up where tiles overlap.
#[inline(never)]
pub fn transform_back(dv: &[[Lanes; MAPS_IN * TILES]; POINTS], d_input: &mut [Lanes; INPUT]) {
    d_input.fill(Lanes::ZERO);
    for map in 0..MAPS_IN {
        for row in 0..POOLED {
            for x in 0..POOLED {
                let tile = map * TILES + row * POOLED + x;
                let mut points = [[Lanes::ZERO; TILE]; TILE];
                for i in 0..TILE {
                    for j in 0..TILE {
                        points[i][j] = dv[i * TILE + j][tile];
                    }
                }
                let patch = winograd::square(winograd::d_input, points);
                let at = (map * SIDE + 2 * row) * SIDE + 2 * x;
                for i in 0..TILE {
                    for (to, from) in d_input[at + i * SIDE..][..TILE].iter_mut().zip(patch[i]) {
                        *to += from;
                    }
                }
            }
        }
    }
}

/// The gradient of the filters, `[16, 6, 5, 5]`, from that of their transforms added up over all groups.
pub fn d_weight(d_filters: &[[Lanes; FILTERS]; POINTS]) -> Vec<f32> {
    (0..FILTERS)
        .flat_map(|i| {
            let mut q = [0.0; POINTS];
            for point in 0..POINTS {
                q[point] = d_filters[point][i].reduce_add();
            }
            winograd::d_filter(&q)
        })
        .collect()
}
