//! Images with their labels.

use std::ops::Range;

use super::{PIXELS, idx};
use crate::error::{Error, Result};

/// A set of labelled 28×28 images; never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// `[size · 784]`
    pixels: Vec<u8>,
    /// `[size]`, each 0 to 9
    labels: Vec<u8>,
}

impl Dataset {
    /// Decodes a pair of unzipped IDX files.
    ///
    /// # Errors
    /// When either file is malformed, when they have different counts, or none.
    pub fn from_idx(images: Vec<u8>, labels: Vec<u8>) -> Result<Self> {
        let pixels = idx::decode_images(images)?;
        let labels = idx::decode_labels(labels)?;
        let count = pixels.len() / PIXELS;
        if count != labels.len() {
            return Err(Error::Mismatch { images: count, labels: labels.len() });
        }
        if labels.is_empty() {
            return Err(Error::Empty);
        }
        Ok(Self { pixels, labels })
    }

    /// Number of images.
    pub fn size(&self) -> usize {
        self.labels.len()
    }

    /// The pixels of some images in file order: `[n · 784]`.
    ///
    /// # Errors
    /// When the range ends past the last image, or before it begins.
    pub fn pixels(&self, range: Range<usize>) -> Result<&[u8]> {
        self.check(&range)?;
        Ok(&self.pixels[range.start * PIXELS..range.end * PIXELS])
    }

    /// The labels of some images in file order: `[n]`.
    ///
    /// # Errors
    /// When the range ends past the last image, or before it begins.
    pub fn labels(&self, range: Range<usize>) -> Result<&[u8]> {
        self.check(&range)?;
        Ok(&self.labels[range])
    }

    fn check(&self, range: &Range<usize>) -> Result<()> {
        if range.start > range.end || range.end > self.size() {
            return Err(Error::Range { start: range.start, end: range.end, size: self.size() });
        }
        Ok(())
    }

    /// Removes the last `held_out` images and returns them, as a test set.
    ///
    /// # Errors
    /// When either side would be empty.
    pub fn split_off(&mut self, held_out: usize) -> Result<Self> {
        let size = self.size();
        if held_out == 0 || held_out >= size {
            return Err(Error::HeldOut { held_out, size });
        }
        let kept = size - held_out;
        Ok(Self { pixels: self.pixels.split_off(kept * PIXELS), labels: self.labels.split_off(kept) })
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::mnist::idx::tests::{image_file, label_file};

    fn three() -> Dataset {
        let images = [[10; PIXELS], [11; PIXELS], [12; PIXELS]];
        Dataset::from_idx(image_file(&images), label_file(&[0, 1, 2])).unwrap()
    }

    #[test]
    fn mismatched_and_empty() {
        let one = image_file(&[[0; PIXELS]]);
        assert_eq!(
            Dataset::from_idx(one, label_file(&[1, 2])),
            Err(Error::Mismatch { images: 1, labels: 2 })
        );
        assert_eq!(Dataset::from_idx(image_file(&[]), label_file(&[])), Err(Error::Empty));
    }

    #[test]
    fn ranges() {
        let set = three();
        assert_eq!(set.pixels(1..2).unwrap(), [11; PIXELS]);
        assert_eq!(set.labels(1..3).unwrap(), [1, 2]);
        let (start, end) = (2, 1);
        for range in [0..4, start..end, 0..usize::MAX] {
            assert!(matches!(set.labels(range), Err(Error::Range { size: 3, .. })));
        }
    }

    #[test]
    fn split() {
        let mut set = three();
        let test = set.split_off(1).unwrap();
        assert_eq!((set.labels(0..2).unwrap(), test.labels(0..1).unwrap()), (&[0, 1][..], &[2][..]));
        assert_eq!(test.pixels(0..1).unwrap(), [12; PIXELS]);
        for held_out in [0, 2, 3] {
            assert_eq!(set.split_off(held_out), Err(Error::HeldOut { held_out, size: 2 }));
        }
    }
}
