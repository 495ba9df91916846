//! Files in, files out.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;
use lenet5_live::mnist::dataset::Dataset;

use crate::Result;

/// The images to train on, and those to test on.
pub struct Data {
    pub training: Dataset,
    pub test: Dataset,
}

/// Reads both sets from a folder.
pub fn load(folder: &Path) -> Result<Data> {
    Ok(Data { training: load_set(folder, "train")?, test: load_test(folder)? })
}

/// Reads the test set from a folder.
pub fn load_test(folder: &Path) -> Result<Dataset> {
    load_set(folder, "t10k")
}

fn load_set(folder: &Path, prefix: &str) -> Result<Dataset> {
    let file = |kind: &str| {
        let name = format!("{prefix}-{kind}-ubyte");
        let found =
            [folder.join(format!("{name}.gz")), folder.join(&name)].into_iter().find(|path| path.exists());
        read(&found.ok_or_else(|| format!("no {name} or {name}.gz in {}", folder.display()))?)
    };
    let (images, labels) = (file("images-idx3")?, file("labels-idx1")?);
    Ok(Dataset::from_idx(images, labels).map_err(|e| format!("{prefix} in {}: {e}", folder.display()))?)
}

/// EMNIST's largest file has 550 MB unzipped. A gzip file may stand for a thousand times its own size.
const MOST_UNZIPPED: u64 = 600_000_000;

/// A file's bytes, unzipped if it is gzipped.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    unzip(&bytes, MOST_UNZIPPED).map_err(|e| format!("{} {e}", path.display()).into())
}

/// The bytes of a gzip file, of all its members; the error is the end of a sentence about it.
pub fn unzip(bytes: &[u8], most: u64) -> std::result::Result<Vec<u8>, String> {
    let mut unzipped = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(most + 1)
        .read_to_end(&mut unzipped)
        .map_err(|e| format!("is a corrupt gzip file ({e}); get it again"))?;
    if unzipped.len() as u64 > most {
        return Err(format!("unzips to more than {most} bytes; choose a smaller file"));
    }
    Ok(unzipped)
}

/// Finds out whether a file can be written, before hours of training.
pub fn check_target(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(format!("cannot write {}: it is a folder; name a file in it", path.display()).into());
    }
    if is_special(path) {
        return Ok(());
    }
    let partial = partial(path);
    let tried = fs::write(&partial, []).and_then(|()| fs::remove_file(&partial));
    Ok(tried.map_err(|e| format!("cannot write {}: {e}; is its folder there?", path.display()))?)
}

/// Writes a file: all of it or nothing, whenever the program is ended.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let written = if is_special(path) {
        fs::write(path, content)
    } else {
        let partial = partial(path);
        fs::write(&partial, content).and_then(|()| fs::rename(&partial, path))
    };
    Ok(written.map_err(|e| format!("cannot write {}: {e}", path.display()))?)
}

/// Where a file grows before it takes its name.
fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

/// Whether it is a device, a pipe or a link, in whose place no file is to be put.
fn is_special(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|there| !there.is_file())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn no_more_is_unzipped_than_is_allowed() {
        let mut encoder = GzEncoder::new(vec![], Compression::best());
        encoder.write_all(&[0; 1000]).unwrap();
        let file = encoder.finish().unwrap();
        assert_eq!(unzip(&file, 1000), Ok(vec![0; 1000]));
        assert_eq!(unzip(&file, 999), Err("unzips to more than 999 bytes; choose a smaller file".into()));
        let torn = unzip(&file[..file.len() - 1], 1000).unwrap_err();
        assert!(torn.starts_with("is a corrupt gzip file"), "{torn}");
        // A file may consist of several, one after another.
        assert_eq!(unzip(&[file.clone(), file].concat(), 2000), Ok(vec![0; 2000]));
    }
}
