//! conv2 with its ReLU and pooling: `[6, 14, 14]` to `[16, 5, 5]`, four images at a time, by Winograd's
//! F(2×2, 5×5), whose output tile is exactly the pooling window: 25 tiles a map.
//!
//! u = G g Gᵀ    `[36, 16, 6]`   the filters, once a batch
//! v = Bᵀ d B    `[36, 6, 25]`   the input
//! m = Σ u ⊙ v   `[36, 16, 25]`  36 matrix products; then Aᵀ m A, bias, ReLU, mean of the tile
//!
//! Backward, z = A y Aᵀ `[36, 16, 25]` is the gradient of m, from which du = z vᵀ and dv = uᵀ z.

use super::{
    lanes::{LANES, Lanes, pack, pass, relu, unpack},
    winograd::{self, POINTS, TILE},
};

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

/// What the forward pass writes on.
struct ForwardScratch {
    /// v of one row of tiles `[36, 6 · 5]`
    v_row: Box<[[Lanes; MAPS_IN * POOLED]; POINTS]>,
    /// m of one row of tiles of two maps `[36, 2 · 5]`
    m_row: Box<[[Lanes; 2 * POOLED]; POINTS]>,
}

impl ForwardScratch {
    fn new() -> Self {
        Self { v_row: boxed([Lanes::ZERO; MAPS_IN * POOLED]), m_row: boxed([Lanes::ZERO; 2 * POOLED]) }
    }
}

/// What the backward pass writes on.
struct BackwardScratch {
    /// v, then dv `[36, 6 · 25]`
    v: Box<[[Lanes; MAPS_IN * TILES]; POINTS]>,
    /// z `[36, 16 · 25]`
    z: Box<[[Lanes; OUTPUT]; POINTS]>,
}

impl BackwardScratch {
    fn new() -> Self {
        Self { v: boxed([Lanes::ZERO; MAPS_IN * TILES]), z: boxed([Lanes::ZERO; OUTPUT]) }
    }
}

/// `POINTS` copies of a row, on the heap from the beginning.
fn boxed<T: Copy>(row: T) -> Box<[T; POINTS]> {
    vec![row; POINTS].into_boxed_slice().try_into().ok().expect("it has that many rows")
}

/// Four images.
fn forward_group(
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

/// z: the gradient of m from that of the pooled output.
#[inline(never)]
fn unpool(
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
fn transform_input(input: &[Lanes; INPUT], v: &mut [[Lanes; MAPS_IN * TILES]; POINTS]) {
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
fn multiply_filters(z: &[Lanes; OUTPUT], v: &[Lanes; MAPS_IN * TILES], du: &mut [Lanes; FILTERS]) {
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
fn multiply_input(z: &[Lanes; OUTPUT], u: &[f32; FILTERS], dv: &mut [Lanes; MAPS_IN * TILES]) {
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
fn transform_back(dv: &[[Lanes; MAPS_IN * TILES]; POINTS], d_input: &mut [Lanes; INPUT]) {
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
fn d_weight(d_filters: &[[Lanes; FILTERS]; POINTS]) -> Vec<f32> {
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
