//! Shuffled mini-batches.
//!
//! A batch is a pure function of (data set, seed, epoch, index, size): runs with one seed get the same
//! batches in the same order, whichever optimizer they train and whoever else asks in between.

use std::borrow::Borrow;

use rand::{SeedableRng, rngs::ChaCha8Rng, seq::SliceRandom};

use super::{PIXELS, augment::Augmentation, dataset::Dataset};
use crate::error::{Error, Result};

/// Images with their labels, to train on.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// `[batch_size · 784]`
    pub pixels: Vec<u8>,
    /// `[batch_size]`
    pub labels: Vec<u8>,
}

/// A data set's mini-batches. Remembers the order of one epoch, because asking for the next batch of
/// the same epoch is the usual case and shuffling 60,000 indices takes longer than copying 64 images.
#[derive(Debug)]
pub struct Batches<D = Dataset> {
    dataset: D,
    seed: u32,
    epoch: u32,
    order: Vec<u32>,
}

impl<D: Borrow<Dataset>> Batches<D> {
    /// The batches of `dataset`: its owner's, or borrowed, so that several runs can share it.
    pub fn new(dataset: D) -> Self {
        let order = order(0, 0, dataset.borrow().size());
        Self { dataset, seed: 0, epoch: 0, order }
    }

    /// The data set that they are taken from.
    pub fn dataset(&self) -> &Dataset {
        self.dataset.borrow()
    }

    /// Batch `index` of `epoch`, both from 0. The last one of an epoch may be smaller than `size`.
    ///
    /// # Errors
    /// When `size` is 0 or more than there are images, or `index` is past the end of the epoch.
    pub fn get(&mut self, seed: u32, epoch: u32, index: usize, size: usize) -> Result<Batch> {
        let dataset = self.dataset.borrow();
        let images = dataset.size();
        if size == 0 || size > images {
            return Err(Error::BatchSize { size, max: images });
        }
        let batches = images.div_ceil(size);
        if index >= batches {
            return Err(Error::BatchIndex { index, batches });
        }
        if (seed, epoch) != (self.seed, self.epoch) {
            (self.seed, self.epoch) = (seed, epoch);
            self.order = order(seed, epoch, images);
        }

        let chosen = &self.order[index * size..images.min((index + 1) * size)];
        let mut batch = Batch {
            pixels: Vec::with_capacity(chosen.len() * PIXELS),
            labels: Vec::with_capacity(chosen.len()),
        };
        for &image in chosen {
            let image = image as usize;
            batch.pixels.extend(dataset.pixels(image..image + 1)?);
            batch.labels.extend(dataset.labels(image..image + 1)?);
        }
        Ok(batch)
    }

    /// Batch `index` of `epoch` with each image changed: the same for the same numbers, another in each epoch.
    ///
    /// # Errors
    /// As for [`get`](Self::get).
    pub fn get_augmented(
        &mut self,
        augmentation: Augmentation,
        seed: u32,
        epoch: u32,
        index: usize,
        size: usize,
    ) -> Result<Batch> {
        let mut batch = self.get(seed, epoch, index, size)?;
        for (image, number) in batch.pixels.as_chunks_mut().0.iter_mut().zip(&self.order[index * size..]) {
            augmentation.apply(image, seed, epoch, *number);
        }
        Ok(batch)
    }
}

impl Batches {
    /// Removes the last `held_out` images and returns them, as a test set.
    ///
    /// # Errors
    /// When either side would be empty.
    pub fn split_off(&mut self, held_out: usize) -> Result<Dataset> {
        let removed = self.dataset.split_off(held_out)?;
        self.order = order(self.seed, self.epoch, self.dataset.size());
        Ok(removed)
    }
}

/// The order of an epoch: a Fisher-Yates shuffle of `0..size`.
fn order(seed: u32, epoch: u32, size: usize) -> Vec<u32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed.into());
    // Stream 0 of a seed draws the initial weights.
    rng.set_stream(u64::from(epoch) + 1);
    let mut order: Vec<u32> = (0..size as u32).collect();
    order.shuffle(&mut rng);
    order
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::mnist::idx::tests::{image_file, label_file};
    use proptest::prelude::*;

    /// Image `i` is all `i`, with label `i mod 10`.
    fn batches(size: usize) -> Batches {
        let images: Vec<_> = (0..size).map(|i| [i as u8; PIXELS]).collect();
        let labels: Vec<_> = (0..size).map(|i| i as u8 % 10).collect();
        Batches::new(Dataset::from_idx(image_file(&images), label_file(&labels)).unwrap())
    }

    fn epoch(of: &mut Batches, seed: u32, epoch: u32, size: usize) -> Vec<Batch> {
        let count = of.dataset().size().div_ceil(size);
        (0..count).map(|index| of.get(seed, epoch, index, size).unwrap()).collect()
    }

    #[test]
    fn orders_differ_by_seed_and_epoch() {
        let mut set = batches(100);
        let first = epoch(&mut set, 1, 0, 8);
        assert_ne!(first, epoch(&mut set, 1, 1, 8));
        assert_ne!(first, epoch(&mut set, 2, 0, 8));
        assert_eq!(first, epoch(&mut set, 1, 0, 8), "whoever asked in between");
    }

    #[test]
    fn unchanged_images_are_the_batch_itself() {
        let mut set = batches(100);
        for (epoch, index) in [(0, 0), (0, 12), (3, 5)] {
            let plain = set.get(7, epoch, index, 8).unwrap();
            assert_eq!(set.get_augmented(Augmentation::None, 7, epoch, index, 8).unwrap(), plain);
            assert_ne!(set.get_augmented(Augmentation::Affine, 7, epoch, index, 8).unwrap(), plain);
        }
    }

    #[test]
    fn the_first_order_is_the_same_on_every_platform() {
        // The browser tests hold the same numbers: natively and in wasm, a seed means the same batches.
        let mut set = batches(100);
        assert_eq!(set.get(7, 0, 0, 10).unwrap().labels, FIRST_LABELS);
    }
    const FIRST_LABELS: [u8; 10] = [9, 8, 8, 2, 1, 8, 3, 2, 5, 7];

    /// In whichever batch it comes, an image is changed by the numbers of its own.
    #[test]
    fn an_augmented_image_is_changed_by_its_own_number() {
        let mut set = batches(100);
        for index in 0..13 {
            let plain = set.get(3, 2, index, 8).unwrap();
            let augmented = set.get_augmented(Augmentation::Strong, 3, 2, index, 8).unwrap();
            assert_eq!(augmented.labels, plain.labels);
            let pairs =
                plain.pixels.as_chunks::<PIXELS>().0.iter().zip(augmented.pixels.chunks_exact(PIXELS));
            for (plain, augmented) in pairs {
                let number = plain[0]; // image `i` is all `i`
                let mut expected = *plain;
                Augmentation::Strong.apply(&mut expected, 3, 2, number.into());
                assert!(augmented == expected, "image {number} in batch {index}");
            }
        }
    }

    #[test]
    fn bad_sizes_and_indices() {
        let mut set = batches(10);
        for size in [0, 11, usize::MAX] {
            assert_eq!(set.get(0, 0, 0, size), Err(Error::BatchSize { size, max: 10 }));
        }
        assert_eq!(set.get(0, 0, 4, 3), Err(Error::BatchIndex { index: 4, batches: 4 }));
        assert_eq!(set.get(0, 0, 3, 3).unwrap().labels.len(), 1, "the rest");
    }

    #[test]
    fn split_keeps_the_order_within_bounds() {
        let mut set = batches(10);
        set.get(3, 0, 0, 10).unwrap();
        assert_eq!(set.split_off(4).unwrap().size(), 4);
        let mut rest = batches(6);
        assert_eq!(set.get(3, 0, 0, 6), rest.get(3, 0, 0, 6));
    }

    proptest! {
        #[test]
        fn an_epoch_has_every_image_once_with_its_label(count in 1..200usize, size in 1..200usize, seed: u32, number: u32) {
            prop_assume!(size <= count);
            let mut set = batches(count);
            let mut seen = vec![];
            for batch in epoch(&mut set, seed, number, size) {
                for (image, label) in batch.pixels.chunks(PIXELS).zip(batch.labels) {
                    prop_assert_eq!(image[0] % 10, label);
                    seen.push(image[0] as usize);
                }
            }
            seen.sort();
            prop_assert_eq!(seen, (0..count).collect::<Vec<_>>());
        }
    }
}
