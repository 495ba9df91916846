//! Random changes of bytes.

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng, seq::IndexedRandom};

/// Longer inputs say nothing that shorter ones do not.
const LONGEST: usize = 1 << 19;
/// Where lengths and counts go wrong.
const NUMBERS: [u32; 14] = [
    0,
    1,
    2,
    9,
    10,
    28,
    784,
    1 << 16,
    i32::MAX as u32,
    1 << 31,
    u32::MAX,
    0x7f80_0000,
    0x7fc0_0000,
    0x7f7f_ffff,
];
/// Where the text of numbers and structures goes wrong.
const WORDS: [&str; 20] = [
    "null",
    "true",
    "-",
    "1e999",
    "1e-999",
    "-0",
    "0.1",
    "18446744073709551616",
    "\"",
    "\\u0000",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "NaN",
    "\u{fffd}",
    "[[[[[[[[[[[[[[[[",
    "\"name\":",
];

pub struct Mutator(ChaCha8Rng);

impl Mutator {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// One of the inputs with one to eight changes.
    pub fn spoil(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut input = corpus.choose(&mut self.0).cloned().unwrap_or_default();
        for _ in 0..1 << self.0.random_range(0..4) {
            let other = corpus.choose(&mut self.0).map_or(&[][..], Vec::as_slice);
            self.change(&mut input, other);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        let rng = &mut self.0;
        // Half of the changes are where headers are.
        let reach = if rng.random() { input.len() } else { input.len().min(64) };
        let at = rng.random_range(0..=reach);
        let end = input.len().min(at + (1 << rng.random_range(0..8)));
        match rng.random_range(0..9) {
            0 if at < input.len() => input[at] ^= 1 << rng.random_range(0..8),
            1 if at < input.len() => input[at] = rng.random(),
            2 => input.truncate(at),
            3 => drop(input.drain(at..end)),
            4 => {
                let copy = input[at..end].to_vec();
                input.splice(at..at, copy);
            }
            5 => {
                let from = rng.random_range(0..=other.len());
                let to = other.len().min(from + (1 << rng.random_range(0..8)));
                input.splice(at..end, other[from..to].iter().copied());
            }
            6 => {
                let word = WORDS.choose(rng).expect("there are some");
                input.splice(at..at, word.bytes());
            }
            7 => {
                let number = *NUMBERS.choose(rng).expect("there are some");
                let bytes = if rng.random() { number.to_be_bytes() } else { number.to_le_bytes() };
                input.splice(at..input.len().min(at + 4), bytes);
            }
            _ => input.splice(at..at, [rng.random()]).for_each(drop),
        }
    }
}
