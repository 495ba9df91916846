//! Winograd's minimal filtering F(2×2, 5×5): a 2×2 tile of a 5×5 convolution's output from 36 products in
//! place of 100 (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015).
//!
//! With interpolation at 0, 1, −1, 2, −2 and ∞, an output tile is Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A, where g is the
//! filter and d the 6×6 input tile. Each function here is one of these matrices, or its transpose for the way
//! back, applied to a vector; [`square`] applies one to both sides of a tile.

use super::lanes::Lanes;

/// Rows and columns of a transformed tile, and its numbers.
pub const TILE: usize = 6;
pub const POINTS: usize = TILE * TILE;

/// G: a filter's row of five to six.
pub const G: [[f32; 5]; TILE] = [
    [1.0 / 4.0, 0.0, 0.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0, 1.0 / 3.0, 2.0 / 3.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0, -1.0 / 3.0, 2.0 / 3.0],
    [0.0, 0.0, 0.0, 0.0, 1.0],
];

/// G g Gᵀ
pub fn filter(g: &[f32; 25]) -> [f32; POINTS] {
    let mut halfway = [0.0; TILE * 5]; // G g
    for i in 0..TILE {
        for column in 0..5 {
            for row in 0..5 {
                halfway[i * 5 + column] += G[i][row] * g[row * 5 + column];
            }
        }
    }
    let mut transformed = [0.0; POINTS];
    for i in 0..TILE {
        for j in 0..TILE {
            for column in 0..5 {
                transformed[i * TILE + j] += halfway[i * 5 + column] * G[j][column];
            }
        }
    }
    transformed
}

/// Gᵀ q G: the gradient of a filter from that of its transform.
pub fn d_filter(q: &[f32; POINTS]) -> [f32; 25] {
    let mut halfway = [0.0; 5 * TILE]; // Gᵀ q
    for row in 0..5 {
        for i in 0..TILE {
            for j in 0..TILE {
                halfway[row * TILE + j] += G[i][row] * q[i * TILE + j];
            }
        }
    }
    let mut g = [0.0; 25];
    for row in 0..5 {
        for column in 0..5 {
            for j in 0..TILE {
                g[row * 5 + column] += halfway[row * TILE + j] * G[j][column];
            }
        }
    }
    g
}

/// Bᵀ d: six inputs transformed.
#[inline(always)]
pub fn input(d: [Lanes; TILE]) -> [Lanes; TILE] {
    let (four, five) = (Lanes::splat(4.0), Lanes::splat(5.0));
    let even = d[4] - d[2] * four;
    let odd = d[3] - d[1] * four;
    let even_2 = d[4] - d[2];
    let odd_2 = (d[3] - d[1]) + (d[3] - d[1]);
    [
        d[4] - d[2] * five + d[0] * four,
        even + odd,
        even - odd,
        even_2 + odd_2,
        even_2 - odd_2,
        d[5] - d[3] * five + d[1] * four,
    ]
}

/// B m: the transpose of [`input`].
#[inline(always)]
pub fn d_input(m: [Lanes; TILE]) -> [Lanes; TILE] {
    let (four, five) = (Lanes::splat(4.0), Lanes::splat(5.0));
    let (sum, difference) = (m[1] + m[2], m[1] - m[2]);
    let (sum_2, difference_2) = (m[3] + m[4], (m[3] - m[4]) + (m[3] - m[4]));
    [
        m[0] * four,
        (m[5] - difference) * four - difference_2,
        Lanes::ZERO - m[0] * five - sum * four - sum_2,
        difference + difference_2 - m[5] * five,
        m[0] + sum + sum_2,
        m[5],
    ]
}

/// Aᵀ m: two outputs from six products.
#[inline(always)]
pub fn output(m: [Lanes; TILE]) -> [Lanes; 2] {
    let difference_2 = m[3] - m[4];
    [(m[0] + (m[1] + m[2])) + (m[3] + m[4]), (m[1] - m[2]) + (difference_2 + difference_2) + m[5]]
}

/// A y: the transpose of [`output`].
#[inline(always)]
pub fn d_output(y: [Lanes; 2]) -> [Lanes; TILE] {
    let twice = y[1] + y[1];
    [y[0], y[0] + y[1], y[0] - y[1], y[0] + twice, y[0] - twice, y[1]]
}

/// Applies a transform to a tile's columns and then to its rows: `M t Mᵀ`.
#[inline(always)]
pub fn square<const N: usize, const M: usize>(
    transform: impl Fn([Lanes; N]) -> [Lanes; M],
    tile: [[Lanes; N]; N],
) -> [[Lanes; M]; M] {
    let mut halfway = [[Lanes::ZERO; M]; N];
    for row in 0..N {
        halfway[row] = transform(tile[row]);
    }
    let mut whole = [[Lanes::ZERO; M]; M];
    for column in 0..M {
        let mut line = [Lanes::ZERO; N];
        for row in 0..N {
            line[row] = halfway[row][column];
        }
        let line = transform(line);
        for row in 0..M {
            whole[row][column] = line[row];
        }
    }
    whole
}
