//! Four images side by side: the layout of the convolution kernels.
//!
//! A [`Lanes`] holds one number of each of four images, so that every image goes through the same
//! instructions and no shuffle is needed inside a kernel. Across the batch is also the fastest choice
//! measured: conv2 at 51 GFLOP/s in one wasm thread, against 38 to 46 across output channels.

pub use wide::f32x4 as Lanes;

/// Images in a group.
pub const LANES: usize = 4;

/// Lays up to four images of `N` numbers side by side; lanes without an image are zero.
///
/// # Shapes
/// - images: `[≤ 4 · N]`
#[inline(never)]
pub fn pack<const N: usize>(images: &[f32], lanes: &mut [Lanes; N]) {
    if images.len() < LANES * N {
        let mut padded = vec![0.0; LANES * N];
        padded[..images.len()].copy_from_slice(images);
        return pack(&padded, lanes);
    }
    let image = |lane: usize| images[lane * N..(lane + 1) * N].chunks_exact(LANES);
    let images = image(0).zip(image(1)).zip(image(2)).zip(image(3));
    for (to, (((a, b), c), d)) in lanes.chunks_exact_mut(LANES).zip(images) {
        let columns =
            Lanes::transpose([a, b, c, d].map(|four| Lanes::new([four[0], four[1], four[2], four[3]])));
        to.copy_from_slice(&columns);
    }
}

/// The reverse of [`pack`]: writes as many of the four images as there is room for.
///
/// # Shapes
/// - images: `[≤ 4 · N]`
#[inline(never)]
pub fn unpack<const N: usize>(lanes: &[Lanes; N], images: &mut [f32]) {
    if images.len() < LANES * N {
        let mut padded = vec![0.0; LANES * N];
        unpack(lanes, &mut padded);
        let size = images.len();
        return images.copy_from_slice(&padded[..size]);
    }
    let (ab, cd) = images.split_at_mut(2 * N);
    let ((a, b), (c, d)) = (ab.split_at_mut(N), cd.split_at_mut(N));
    for (i, from) in lanes.chunks_exact(LANES).enumerate() {
        let rows = Lanes::transpose([from[0], from[1], from[2], from[3]]);
        for (image, row) in [&mut *a, &mut *b, &mut *c, &mut *d].into_iter().zip(rows) {
            image[LANES * i..LANES * (i + 1)].copy_from_slice(row.as_array());
        }
    }
}

/// ReLU, and a bit for each lane that it stops. What is not a number passes, so that a diverged network
/// cannot look healthy.
#[inline(always)]
pub fn relu(x: Lanes) -> (Lanes, u8) {
    let stopped = x.simd_le(Lanes::ZERO);
    (x & !stopped, stopped.to_bitmask() as u8)
}

/// Zeros the lanes that [`relu`] stopped: its derivative.
#[inline(always)]
pub fn pass(x: Lanes, stopped: u8) -> Lanes {
    x & PASSING[usize::from(stopped & 15)]
}

/// All bits set in the lanes that a pattern of [`relu`] does not stop.
static PASSING: [Lanes; 16] = {
    let mut masks = [Lanes::ZERO; 16];
    let mut stopped = 0;
    while stopped < 16 {
        let mut bits = [0.0; LANES];
        let mut lane = 0;
        while lane < LANES {
            if stopped >> lane & 1 == 0 {
                bits[lane] = f32::from_bits(u32::MAX);
            }
            lane += 1;
        }
        masks[stopped] = Lanes::new(bits);
        stopped += 1;
    }
    masks
};
