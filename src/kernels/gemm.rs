//! The matrix product of the fully connected layers: c += a·b, all row by row in memory.
//!
//! A register block is 4 rows × 2 vectors of 4 columns: eight sums, all in registers beside what they are made
//! of. It reaches 54 to 58 GFLOP/s in one wasm thread; 4 × 3 spills (29), and 2 × 5 as well (28). The four rows
//! of `a` are first copied side by side, so that the inner loop reads both matrices in order; reading along
//! columns of `a` instead gives its transpose, which the weights' gradient xᵀ·dy needs.

use wide::f32x4;

/// Rows in a register block.
const ROWS: usize = 4;

/// A matrix to read: element (i, j) is at `i · row_stride + j · column_stride`.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    data: &'a [f32],
    row_stride: usize,
    column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A matrix that is stored row by row.
    pub fn rows(data: &'a [f32], columns: usize) -> Self {
        Self { data, row_stride: columns, column_stride: 1 }
    }

    /// The transpose of a matrix that is stored row by row.
    pub fn columns(data: &'a [f32], columns: usize) -> Self {
        Self { data, row_stride: 1, column_stride: columns }
    }
}

/// c `[rows, columns]` += a `[rows, inner]` · b `[inner, columns]`.
pub fn add_product(a: Matrix, b: &[f32], c: &mut [f32], columns: usize) {
    let whole = columns / 4 * 4;
    let inner = b.len() / columns;
    // The last columns that do not fill a vector, among zeros.
    let mut last_b = vec![[0.0; 4]; if whole < columns { inner } else { 0 }];
    for (to, from) in last_b.iter_mut().zip(b.chunks_exact(columns)) {
        to[..columns - whole].copy_from_slice(&from[whole..]);
    }

    let mut panel = vec![[0.0; ROWS]; inner];
    for (block, c) in c.chunks_mut(ROWS * columns).enumerate() {
        let rows = c.len() / columns;
        for r in 0..rows {
            let row = &a.data[(block * ROWS + r) * a.row_stride..];
            for (to, from) in panel.iter_mut().zip(row.iter().step_by(a.column_stride)) {
                to[r] = *from;
            }
        }
        let mut column = 0;
        while column + 8 <= whole {
            multiply::<2>(&panel, b, c, column, columns);
            column += 8;
        }
        if column < whole {
            multiply::<1>(&panel, b, c, column, columns);
        }
        if whole < columns {
            let mut last_c = [0.0; ROWS * 4];
            multiply::<1>(&panel, last_b.as_flattened(), &mut last_c, 0, 4);
            for (c, last) in c.chunks_exact_mut(columns).zip(last_c.as_chunks::<4>().0) {
                for (c, last) in c[whole..].iter_mut().zip(last) {
                    *c += last;
                }
            }
        }
    }
}

/// Up to `ROWS` rows and `V` vectors of c.
#[inline(always)]
fn multiply<const V: usize>(panel: &[[f32; ROWS]], b: &[f32], c: &mut [f32], column: usize, columns: usize) {
    let mut sums = [[f32x4::ZERO; V]; ROWS];
    for (a, b) in panel.iter().zip(b.chunks_exact(columns)) {
        let b = b[column..column + 4 * V].as_chunks::<4>().0;
        for v in 0..V {
            let b = f32x4::new(b[v]);
            for r in 0..ROWS {
                sums[r][v] += f32x4::splat(a[r]) * b;
            }
        }
    }
    for (sums, c) in sums.iter().zip(c.chunks_exact_mut(columns)) {
        for (sum, c) in sums.iter().zip(c[column..column + 4 * V].as_chunks_mut::<4>().0) {
            *c = (f32x4::new(*c) + *sum).to_array();
        }
    }
}
