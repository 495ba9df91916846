//! The IDX file format, as <https://yann.lecun.org/exdb/mnist/> describes it.
//!
//! A file is a big-endian `u32` magic number (0, 0, type of number, number of dimensions), a big-endian
//! `u32` size for each dimension, and the numbers themselves, here always bytes.

use super::{CLASSES, PIXELS, SIDE};
use crate::error::{Error, Result};

/// Unsigned bytes in three dimensions: image, row, column.
const IMAGES_MAGIC: u32 = 0x0803;
/// Unsigned bytes in one dimension.
const LABELS_MAGIC: u32 = 0x0801;

/// Decodes an image file: `n·784` bytes, images one after the other, row by row.
///
/// # Errors
/// When it is no IDX file of 28×28 images, or not as long as its header says.
pub fn decode_images(file: Vec<u8>) -> Result<Vec<u8>> {
    let [count, rows, columns] = header("images", IMAGES_MAGIC, &file)?;
    if [rows, columns] != [SIDE as u32; 2] {
        return Err(Error::IdxDimensions { rows, columns });
    }
    body::<3>("images", file, u64::from(count) * PIXELS as u64)
}

/// Decodes a label file: one byte a label, each from 0 to 9.
///
/// # Errors
/// When it is no IDX file of labels, not as long as its header says, or holds a label over 9.
pub fn decode_labels(file: Vec<u8>) -> Result<Vec<u8>> {
    let [count] = header("labels", LABELS_MAGIC, &file)?;
    let labels = body::<1>("labels", file, u64::from(count))?;
    check_labels(&labels)?;
    Ok(labels)
}

/// Says which label, if any, is no digit.
pub(crate) fn check_labels(labels: &[u8]) -> Result<()> {
    match labels.iter().position(|&label| usize::from(label) >= CLASSES) {
        Some(index) => Err(Error::Label { index, label: labels[index] }),
        None => Ok(()),
    }
}

/// Bytes in the header of a file of `D` dimensions.
const fn header_size<const D: usize>() -> usize {
    4 + 4 * D
}

/// Checks the magic number and reads the `D` sizes.
fn header<const D: usize>(kind: &'static str, magic: u32, file: &[u8]) -> Result<[u32; D]> {
    let word = |i: usize| file.get(4 * i..4 * i + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
    match word(0) {
        Some(found) if found == magic => {}
        Some(found) => {
            return Err(Error::IdxMagic { kind, found: format!("{found:#010x}"), expected: magic });
        }
        None => {
            return Err(Error::IdxHeader { kind, found: file.len(), expected: header_size::<D>() });
        }
    }
    let mut sizes = [0; D];
    for (i, size) in sizes.iter_mut().enumerate() {
        *size =
            word(i + 1).ok_or(Error::IdxHeader { kind, found: file.len(), expected: header_size::<D>() })?;
    }
    Ok(sizes)
}

/// Strips the header, when what follows is as long as it should be.
fn body<const D: usize>(kind: &'static str, mut file: Vec<u8>, size: u64) -> Result<Vec<u8>> {
    // `u64`: a header may promise more than wasm's 32-bit `usize` can hold.
    let expected = header_size::<D>() as u64 + size;
    if file.len() as u64 != expected {
        return Err(Error::IdxLength { kind, found: file.len(), expected });
    }
    file.drain(..header_size::<D>());
    Ok(file)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn image_file(images: &[[u8; PIXELS]]) -> Vec<u8> {
        let mut file = vec![0, 0, 8, 3];
        file.extend((images.len() as u32).to_be_bytes());
        file.extend([0, 0, 0, 28, 0, 0, 0, 28]);
        file.extend(images.concat());
        file
    }

    pub(crate) fn label_file(labels: &[u8]) -> Vec<u8> {
        let mut file = vec![0, 0, 8, 1];
        file.extend((labels.len() as u32).to_be_bytes());
        file.extend(labels);
        file
    }

    #[test]
    fn decodes_what_was_encoded() {
        let mut image = [0; PIXELS];
        image[783] = 255;
        assert_eq!(decode_images(image_file(&[[0; PIXELS], image])).unwrap()[PIXELS..], image);
        assert_eq!(decode_labels(label_file(&[7, 0, 9])).unwrap(), [7, 0, 9]);
    }

    #[test]
    fn wrong_magic() {
        let error = decode_images(label_file(&[1])).unwrap_err();
        assert!(
            error.to_string().starts_with("not an IDX file of images: it begins with 0x00000801"),
            "{error}"
        );
        let gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0];
        assert!(matches!(decode_labels(gzip), Err(Error::IdxMagic { .. })));
    }

    #[test]
    fn truncated_header() {
        for length in 0..16 {
            let file = image_file(&[])[..length].to_vec();
            assert_eq!(
                decode_images(file),
                Err(Error::IdxHeader { kind: "images", found: length, expected: 16 })
            );
        }
    }

    #[test]
    fn truncated_and_oversized() {
        let whole = image_file(&[[1; PIXELS]]);
        let error = decode_images(whole[..whole.len() - 1].to_vec()).unwrap_err();
        assert!(error.to_string().contains("truncated"), "{error}");
        let error = decode_images([&whole[..], &[0]].concat()).unwrap_err();
        assert!(error.to_string().contains("too long"), "{error}");
        let huge = [&[0, 0, 8, 3][..], &[255; 4], &[0, 0, 0, 28, 0, 0, 0, 28]].concat();
        assert!(matches!(decode_images(huge), Err(Error::IdxLength { expected: 3_367_254_359_296, .. })));
    }

    #[test]
    fn wrong_dimensions() {
        let mut file = image_file(&[]);
        file[11] = 32;
        assert_eq!(decode_images(file), Err(Error::IdxDimensions { rows: 32, columns: 28 }));
    }

    #[test]
    fn label_over_nine() {
        assert_eq!(decode_labels(label_file(&[9, 10])), Err(Error::Label { index: 1, label: 10 }));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut file in prop::collection::vec(any::<u8>(), 0..64), like_idx: bool) {
            if like_idx && file.len() > 4 {
                file[..3].copy_from_slice(&[0, 0, 8]);
                file[3] = 1 + 2 * (file[3] & 1);
            }
            let _ = decode_images(file.clone());
            if let Ok(labels) = decode_labels(file.clone()) {
                prop_assert_eq!(labels.len() + 8, file.len());
            }
        }
    }
}
