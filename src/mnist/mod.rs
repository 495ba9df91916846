//! MNIST and data sets of its format: decoding, splitting, shuffling, augmenting.

pub mod augment;
pub mod batches;
pub mod dataset;
pub mod idx;
mod images;

pub use images::{Image, Labelled, image, images};

/// Rows and columns of an image.
pub const SIDE: usize = 28;
/// Pixels of an image, one byte each: 0 background, 255 ink.
pub const PIXELS: usize = SIDE * SIDE;
/// Classes: the digits 0 to 9.
pub const CLASSES: usize = 10;
