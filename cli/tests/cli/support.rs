//! A folder with a small data set, and the program run on it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use flate2::{Compression, write::GzEncoder};

/// Images of 28×28.
const PIXELS: usize = 784;
/// What a rule's largest rate makes diverge in its first step.
pub const ABSURD: &str = "1e38";

/// A folder of one test, which goes with it.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder; `name` is the test's.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("lenet5-cli-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// With 64 images to train on and 20 to test on, the latter's files gzipped: bars at ten heights, each with its
    /// number as label.
    pub fn with_data(name: &str) -> Self {
        let folder = Self::new(name);
        for (prefix, size) in [("train", 64), ("t10k", 20)] {
            for (file, bytes) in
                [("images-idx3-ubyte", image_file(size)), ("labels-idx1-ubyte", label_file(size))]
            {
                let path = folder.path(&format!("{prefix}-{file}"));
                match prefix {
                    "train" => fs::write(path, bytes).unwrap(),
                    _ => fs::write(path.with_extension("gz"), gzipped(&bytes)).unwrap(),
                }
            }
        }
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The program, to be run on this folder's data.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lenet5"));
        command.args(arguments).arg("--data").arg(&self.0).current_dir(&self.0).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn image_file(size: u32) -> Vec<u8> {
    let mut file = vec![0, 0, 8, 3];
    file.extend(size.to_be_bytes());
    file.extend([0, 0, 0, 28, 0, 0, 0, 28]);
    for i in 0..size as usize {
        let mut pixels = [0; PIXELS];
        pixels[28 * (4 + 2 * (i % 10))..28 * (6 + 2 * (i % 10))].fill(255);
        file.extend(pixels);
    }
    file
}

fn label_file(size: u32) -> Vec<u8> {
    let mut file = vec![0, 0, 8, 1];
    file.extend(size.to_be_bytes());
    file.extend((0..size).map(|i| (i % 10) as u8));
    file
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What it printed; it must have ended well.
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}: {}", output.status, said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it said on the error stream.
pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What it said; it must have failed in an orderly way.
pub fn failed(output: &Output) -> String {
    let said = said(output);
    assert!(matches!(output.status.code(), Some(1 | 2)), "{}: {said}", output.status);
    said
}

/// A file as JSON.
pub fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
