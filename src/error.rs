//! Everything that can be wrong with what comes from outside.

use std::ops::RangeInclusive;

/// What was wrong, what was expected, and what to do about it.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The first four bytes are not those of the IDX file that was asked for.
    #[error(
        "not an IDX file of {kind}: it begins with {found}, and {expected:#010x} was expected; choose the {kind} file"
    )]
    IdxMagic {
        /// `images` or `labels`.
        kind: &'static str,
        /// The first bytes, as text.
        found: String,
        /// The magic number of this kind of file.
        expected: u32,
    },
    /// The file ends inside its header.
    #[error(
        "the {kind} file is truncated: {found} bytes are fewer than its {expected}-byte header; get it again"
    )]
    IdxHeader {
        /// `images` or `labels`.
        kind: &'static str,
        /// Bytes in the file.
        found: usize,
        /// Bytes in a header.
        expected: usize,
    },
    /// The images are not 28×28.
    #[error("images of {rows}×{columns} pixels: LeNet-5 here reads 28×28; choose a data set of that size")]
    IdxDimensions {
        /// Rows that the header gives.
        rows: u32,
        /// Columns that the header gives.
        columns: u32,
    },
    /// The file is shorter or longer than its header says.
    #[error(
        "the {kind} file is {}: its header promises {expected} bytes and it has {found}; get it again",
        if (*found as u64) < *expected { "truncated" } else { "too long" }
    )]
    IdxLength {
        /// `images` or `labels`.
        kind: &'static str,
        /// Bytes in the file.
        found: usize,
        /// Bytes that the header promises, itself included.
        expected: u64,
    },
    /// A label that is no digit.
    #[error(
        "label {label} of image {index} is over 9: LeNet-5 here knows ten classes, 0 to 9; choose another label file"
    )]
    Label {
        /// Which label, from 0.
        index: usize,
        /// Its value.
        label: u8,
    },
    /// The image and label files do not belong together.
    #[error(
        "{images} images but {labels} labels: the two files do not belong together; choose a matching pair"
    )]
    Mismatch {
        /// Images in the one.
        images: usize,
        /// Labels in the other.
        labels: usize,
    },
    /// No image at all.
    #[error("no image: at least one is needed; choose a file that has some")]
    Empty,
    /// A batch size that no data set of this size has.
    #[error("batch size {size}: it must be from 1 to {max}, the number of images")]
    BatchSize {
        /// The size asked for.
        size: usize,
        /// Images in the data set.
        max: usize,
    },
    /// A run of no epoch.
    #[error("0 epochs: a run has at least 1")]
    Epochs,
    /// A worker's part of a batch that has more images than the batch.
    #[error("{size} images in a part of a batch of {batch_size}: give it no more than the batch has")]
    Part {
        /// Images in the part.
        size: usize,
        /// Images in the whole batch.
        batch_size: usize,
    },
    /// A number from JavaScript that is not whole, or beyond 32 bits.
    #[error("{name} {value}: it must be a whole number from 0 to {}", u32::MAX)]
    Whole {
        /// What it is the number of.
        name: &'static str,
        /// The number given.
        value: f64,
    },
    /// A batch past the end of the epoch.
    #[error("batch {index}: an epoch has only {batches} of that size, counted from 0")]
    BatchIndex {
        /// The index asked for.
        index: usize,
        /// Batches in an epoch.
        batches: usize,
    },
    /// A range of images that the data set has not got.
    #[error("images {start} to {end}: the data set has {size}")]
    Range {
        /// First image.
        start: usize,
        /// One past the last.
        end: usize,
        /// Images in the data set.
        size: usize,
    },
    /// More images to hold out than there are.
    #[error("cannot hold out {held_out} of {size} images: at least one must stay on either side")]
    HeldOut {
        /// Images to hold out.
        held_out: usize,
        /// Images in the data set.
        size: usize,
    },
    /// Pixels that are not whole images.
    #[error("{found} pixels are not a whole number of 28×28 images of 784")]
    Pixels {
        /// Bytes given.
        found: usize,
    },
    /// A division of a batch that there is not.
    #[error("worker {worker} of {workers}: there can be 1, 2, 4, 8, … workers, counted from 0")]
    Workers {
        /// How many share the batch.
        workers: usize,
        /// Which of them.
        worker: usize,
    },
    /// A sum of gradients of another size than the model's.
    #[error(
        "{found} numbers are no sum of gradients: {expected} were expected, all from models of this shape"
    )]
    Gradients {
        /// Numbers given.
        found: usize,
        /// Parameters, loss and count.
        expected: usize,
    },
    /// Strokes whose coordinates and lengths do not fit together, or are not finite.
    #[error("the drawing is malformed: {0}")]
    Strokes(&'static str),
    /// A name that nothing has of what there is to choose from.
    #[error("there is no {what} {name}; choose one of {known}")]
    Unknown {
        /// What was to be chosen.
        what: &'static str,
        /// The name given.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// More points than are drawn in a reasonable time.
    #[error("the drawing has {found} points, and at most {most} are read: leave some out")]
    StrokePoints {
        /// Points in all strokes.
        found: u64,
        /// The most that are read.
        most: u64,
    },
    /// A learning rate that is not a positive number, or none in single precision, in which the rules compute.
    #[error(
        "learning rate {0:?}: it must be a positive, finite number, from 1e-45 to 3e38; 0.001 is a good start"
    )]
    LearningRate(f64),
    /// A hyper-parameter outside its bounds.
    #[error(
        "{name} {value}: it must be a number from {} to {}; the usual value is {usual}",
        bounds.start(), bounds.end()
    )]
    HyperParameter {
        /// Its name, as in the optimizer's formula.
        name: &'static str,
        /// The value given.
        value: f64,
        /// The values that make sense.
        bounds: RangeInclusive<f64>,
        /// The default.
        usual: f64,
    },
    /// A hyper-parameter that the optimizer does not have.
    #[error("{optimizer} has no hyper-parameter {name}; it has {known}")]
    UnknownHyperParameter {
        /// The optimizer's label.
        optimizer: &'static str,
        /// The name given.
        name: String,
        /// The names that it has.
        known: String,
    },
    /// The loss, or the model that an update would have left, has an infinity or a NaN in it.
    #[error("diverged at step {step}: loss is not finite; try a smaller learning rate")]
    Diverged {
        /// The step at which it was seen, from 1.
        step: u32,
    },
    /// A model that was broken before it came here.
    #[error("the model's loss is not finite: its training diverged; choose another file")]
    NoFiniteLoss,
    /// Bytes that are no safetensors file.
    #[error("not a safetensors file ({0}); choose a model that this page or PyTorch saved")]
    NotSafetensors(String),
    /// A tensor that LeNet-5 needs is not there.
    #[error("the model has no tensor {0}: it is not a LeNet-5 of this shape; choose another file")]
    MissingTensor(&'static str),
    /// A tensor that LeNet-5 has no place for.
    #[error("the model has a tensor {0}, which LeNet-5 has no place for; choose another file")]
    ExtraTensor(String),
    /// A tensor of another shape or number type.
    #[error("tensor {name} is {found}: F32 {expected:?} was expected; choose another file")]
    MisshapenTensor {
        /// Its name in the file.
        name: &'static str,
        /// Number type and shape in the file.
        found: String,
        /// The shape that LeNet-5 has.
        expected: Vec<usize>,
    },
    /// A weight that is NaN or infinite.
    #[error("tensor {0} holds a value that is not finite: its training diverged; choose another file")]
    NotFinite(&'static str),
}

impl Error {
    pub(crate) fn unknown(
        what: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Self::Unknown { what, name: name.into(), known }
    }
}

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;
