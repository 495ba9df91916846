//! The gradient of some of a batch's images, and its way from one instance to another.

use std::ops::Range;

use burn::{
    module::{Module, ModuleVisitor, Param},
    optim::{GradientsAccumulator, GradientsParams},
    tensor::{Tensor, TensorData},
};

use crate::{
    error::{Error, Result},
    lenet5::{LeNet5, PARAMETERS},
};

/// Images whose gradients are computed at once. A batch is always cut into the same shards, and their gradients
/// are summed in the same order: small enough that a shard's activations stay in the cache and that a batch of
/// the whole training set fits into memory, large enough to keep the kernels busy.
pub const SHARD: usize = 32;

/// Numbers in a flat gradient: the parameters', the loss, and how many images were read right.
pub const FLAT: usize = PARAMETERS + 2;

/// The images of a batch that worker `worker` of `workers` computes, so that the sum of the parts in pairs is
/// the sum of the whole batch's shards in pairs. Empty when there are fewer shards than workers.
///
/// # Errors
/// When the number of workers is not a power of two, or there is no such worker.
pub fn part(batch_size: usize, workers: usize, worker: usize) -> Result<Range<usize>> {
    if !workers.is_power_of_two() || worker >= workers {
        return Err(Error::Workers { workers, worker });
    }
    let shards = batch_size.div_ceil(SHARD);
    let each = (shards.next_power_of_two() / workers).max(1);
    // Saturating, for wasm's `usize` has 32 bits: what lies beyond them lies beyond the batch.
    let image = |shard: usize| batch_size.min(shard.saturating_mul(SHARD));
    Ok(image(worker * each)..image((worker + 1) * each))
}

/// The gradient of the loss of some of a batch's images, and what was found on the way.
pub(crate) struct Gradients {
    pub gradients: GradientsParams,
    /// Their part of the batch's mean loss.
    pub loss: f32,
    /// How many of them were read right.
    pub correct: usize,
}

impl Gradients {
    /// The gradient of both.
    pub fn add(self, other: Self, model: &LeNet5) -> Self {
        let mut sum = GradientsAccumulator::new();
        sum.accumulate(model, self.gradients);
        sum.accumulate(model, other.gradients);
        Self { gradients: sum.grads(), loss: self.loss + other.loss, correct: self.correct + other.correct }
    }

    /// One number after the other, to be sent to another instance: `[61,706 + 2]`.
    pub fn flatten(self, model: &LeNet5) -> Vec<f32> {
        let mut flat = Flatten { gradients: self.gradients, to: Vec::with_capacity(FLAT) };
        model.visit(&mut flat);
        // Counts of images are exact in f32 up to 2²⁴.
        flat.to.extend([self.loss, self.correct as f32]);
        flat.to
    }

    /// The reverse of [`flatten`](Self::flatten).
    ///
    /// # Errors
    /// When there are not as many numbers as that gives.
    pub fn unflatten(flat: &[f32], model: &LeNet5) -> Result<Self> {
        if flat.len() != FLAT {
            return Err(Error::Gradients { found: flat.len(), expected: FLAT });
        }
        let mut gradients = Unflatten { from: flat, gradients: GradientsParams::new() };
        model.visit(&mut gradients);
        Ok(Self {
            gradients: gradients.gradients,
            loss: flat[PARAMETERS],
            correct: flat[PARAMETERS + 1] as usize,
        })
    }
}

struct Flatten {
    gradients: GradientsParams,
    to: Vec<f32>,
}

impl ModuleVisitor for Flatten {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        let gradient = self.gradients.remove::<D>(parameter.id).expect("every parameter has a gradient");
        self.to.extend(gradient.into_data().try_to_vec::<f32>().expect("gradients are f32"));
    }
}

struct Unflatten<'a> {
    from: &'a [f32],
    gradients: GradientsParams,
}

impl ModuleVisitor for Unflatten<'_> {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        let value = parameter.val().inner();
        let (values, rest) = self.from.split_at(value.shape().num_elements());
        self.from = rest;
        let gradient = Tensor::from_data(TensorData::new(values.to_vec(), value.shape()), &value.device());
        self.gradients.register::<D>(parameter.id, gradient);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_of_usual_batches() {
        let parts =
            |size, workers| -> Vec<_> { (0..workers).map(|w| part(size, workers, w).unwrap()).collect() };
        assert_eq!(part(64, 1, 0), Ok(0..64));
        assert_eq!(parts(64, 2), [0..32, 32..64]);
        assert_eq!(parts(64, 4), [0..32, 32..64, 64..64, 64..64]);
        assert_eq!(parts(100, 2), [0..64, 64..100]);
        assert_eq!(parts(160, 2), [0..128, 128..160], "five shards: the sum of four, and one");
    }

    #[test]
    fn parts_of_the_largest_batches_and_of_many_workers() {
        let half = 1 << (usize::BITS - 1);
        assert_eq!(part(usize::MAX, 1, 0), Ok(0..usize::MAX));
        assert_eq!(part(usize::MAX, 2, 1), Ok(half..usize::MAX));
        assert_eq!(part(64, half, half - 1), Ok(64..64));
    }

    #[test]
    fn bad_workers() {
        for (workers, worker) in [(0, 0), (3, 0), (2, 2)] {
            assert_eq!(part(64, workers, worker), Err(Error::Workers { workers, worker }));
        }
    }

    proptest! {
        #[test]
        fn every_image_is_in_one_part(size in 1..5000usize, power in 0..4u32) {
            let workers = 2usize.pow(power);
            let mut next = 0;
            for worker in 0..workers {
                let part = part(size, workers, worker).unwrap();
                prop_assert_eq!(part.start, next);
                next = part.end;
            }
            prop_assert_eq!(next, size);
        }
    }
}
