//! Images as types: one of them, and many with their labels.

use super::{PIXELS, idx::check_labels};
use crate::error::{Error, Result};

/// One image, row by row: 0 background, 255 ink.
pub type Image = [u8; PIXELS];

/// Bytes as images; at least one.
///
/// # Errors
/// When they are not a whole number of images, or none.
pub fn images(pixels: &[u8]) -> Result<&[Image]> {
    match pixels.as_chunks() {
        ([], []) => Err(Error::Empty),
        (images, []) => Ok(images),
        _ => Err(Error::Pixels { found: pixels.len() }),
    }
}

/// Bytes as one image.
///
/// # Errors
/// When they are not 784.
pub fn image(pixels: &[u8]) -> Result<&Image> {
    pixels.try_into().map_err(|_| Error::Pixels { found: pixels.len() })
}

/// Somebody's images, each with a label from 0 to 9; never empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Labelled<'a> {
    images: &'a [Image],
    /// As many.
    labels: &'a [u8],
}

impl<'a> Labelled<'a> {
    /// Puts images and labels together.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    /// - labels: `[n]`, each 0 to 9
    ///
    /// # Errors
    /// When they do not fit together, there are none, or a label is over 9.
    pub fn new(pixels: &'a [u8], labels: &'a [u8]) -> Result<Self> {
        let images = images(pixels)?;
        if images.len() != labels.len() {
            return Err(Error::Mismatch { images: images.len(), labels: labels.len() });
        }
        check_labels(labels)?;
        Ok(Self { images, labels })
    }

    /// How many.
    pub fn size(&self) -> usize {
        self.labels.len()
    }

    /// The images.
    pub fn images(&self) -> &'a [Image] {
        self.images
    }

    /// Their labels.
    pub fn labels(&self) -> &'a [u8] {
        self.labels
    }

    /// The same in their order, `size` at a time; the last may be fewer.
    pub fn chunks(&self, size: usize) -> impl Iterator<Item = Labelled<'a>> + use<'a> {
        let chunks = self.images.chunks(size).zip(self.labels.chunks(size));
        chunks.map(|(images, labels)| Labelled { images, labels })
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let two = [0; 2 * PIXELS];
        assert_eq!(Labelled::new(&[], &[]), Err(Error::Empty));
        assert_eq!(Labelled::new(&[], &[1]), Err(Error::Empty));
        assert_eq!(Labelled::new(&two[1..], &[1, 2]), Err(Error::Pixels { found: 2 * PIXELS - 1 }));
        assert_eq!(Labelled::new(&two, &[1]), Err(Error::Mismatch { images: 2, labels: 1 }));
        assert_eq!(Labelled::new(&two, &[9, 10]), Err(Error::Label { index: 1, label: 10 }));
        assert_eq!(Labelled::new(&two, &[9, 0]).unwrap().size(), 2);
    }

    #[test]
    fn one_image_is_784_bytes() {
        assert_eq!(image(&[7; PIXELS]), Ok(&[7; PIXELS]));
        for found in [0, 1, PIXELS - 1, PIXELS + 1, 2 * PIXELS] {
            assert_eq!(image(&vec![0; found]), Err(Error::Pixels { found }));
        }
    }

    #[test]
    fn chunks_keep_images_and_labels_together() {
        let pixels: Vec<u8> = (0..5).flat_map(|i| [i; PIXELS]).collect();
        let all = Labelled::new(&pixels, &[0, 1, 2, 3, 4]).unwrap();
        let sizes: Vec<_> = all.chunks(2).map(|chunk| chunk.size()).collect();
        assert_eq!(sizes, [2, 2, 1]);
        for chunk in all.chunks(2) {
            assert!(chunk.images().iter().zip(chunk.labels()).all(|(image, label)| image[0] == *label));
        }
    }
}
