//! `npm run fuzz`, the native half: what the crate reads from outside, spoilt in a thousand ways.
//!
//! Each case is an input of the corpus with a few random changes. An input whose outcome is new (another sentence, or
//! another kind of result) joins the corpus, which lies in a folder and so grows from run to run. A panic, a broken promise or a
//! case that takes seconds ends it, with the input in a file.

#[allow(dead_code)] // of the command line's files, only what unzips
#[path = "../../cli/src/data.rs"]
mod data;
mod mutate;
mod targets;

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs,
    panic::catch_unwind,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use mutate::Mutator;
use targets::TARGETS;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Far beyond what the dearest input takes on a busy machine.
const TOO_LONG: Duration = Duration::from_secs(10);

/// A corpus that has so many grows no further: most of them would differ by a word of nonsense.
const MOST_INPUTS: usize = 1000;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Arguments: seconds for each target, a seed.
fn run() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [seconds, seed] = &args[..] else { return Err("usage: fuzz SECONDS SEED".into()) };
    let (seconds, seed) = (Duration::from_secs_f64(seconds.parse()?), seed.parse()?);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz");
    for (name, check) in TARGETS {
        let mut corpus = Corpus::open(&folder, name)?;
        let mut mutator = Mutator::new(seed);
        let start = Instant::now();
        let (mut cases, mut slowest) = (0u64, Duration::ZERO);
        // The first cases are the corpus itself, as it is.
        while cases < corpus.inputs.len() as u64 || start.elapsed() < seconds {
            let input = match corpus.inputs.get(cases as usize) {
                Some(input) if (cases as usize) < corpus.read => input.clone(),
                _ => mutator.spoil(&corpus.inputs),
            };
            let began = Instant::now();
            let outcome = catch_unwind(|| check(&input));
            let took = began.elapsed();
            let fault = match outcome {
                Err(_) => "panics".into(),
                Ok(Err(broken)) => broken,
                Ok(Ok(_)) if took > TOO_LONG => format!("takes {took:?}"),
                Ok(Ok(outcome)) => {
                    corpus.hear(&input, outcome)?;
                    (cases, slowest) = (cases + 1, slowest.max(took));
                    continue;
                }
            };
            let file = corpus.keep(&input, "fault")?;
            return Err(format!("{name}: {} {fault} (seed {seed}, case {cases})", file.display()).into());
        }
        let rate = cases as f64 / start.elapsed().as_secs_f64();
        println!(
            "{name:12} {cases:>10} cases  {rate:>9.0} a second  {:>5} in the corpus  slowest {slowest:.1?}",
            corpus.inputs.len()
        );
    }
    Ok(())
}

/// The inputs that a target's cases are made of.
struct Corpus {
    folder: PathBuf,
    inputs: Vec<Vec<u8>>,
    /// How many of them were there at the start.
    read: usize,
    outcomes: BTreeSet<String>,
}

impl Corpus {
    fn open(folder: &Path, target: &str) -> Result<Self> {
        let grown = folder.join("corpus").join(target);
        fs::create_dir_all(&grown)?;
        let mut inputs = vec![];
        for from in [folder.join("seeds").join(target), grown.clone()] {
            let mut files: Vec<_> =
                fs::read_dir(from)?.map(|entry| entry.map(|e| e.path())).collect::<std::io::Result<_>>()?;
            files.sort();
            for file in files {
                inputs.push(fs::read(file)?);
            }
        }
        if target == "safetensors" {
            inputs.push(fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../public/pretrained.safetensors"))?);
        }
        let read = inputs.len();
        Ok(Self { folder: grown, inputs, read, outcomes: BTreeSet::new() })
    }

    /// Takes the input up if nothing in the corpus has its outcome.
    fn hear(&mut self, input: &[u8], outcome: String) -> Result<()> {
        if self.inputs.len() < MOST_INPUTS
            && self.outcomes.insert(outcome)
            && !self.inputs.iter().any(|known| known == input)
        {
            self.inputs.push(input.to_vec());
            self.keep(input, "input")?;
        }
        Ok(())
    }

    /// Writes an input to the folder, by a name of its content.
    fn keep(&self, input: &[u8], kind: &str) -> Result<PathBuf> {
        let hash = input.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
        });
        let file = self.folder.join(format!("{kind}-{hash:016x}"));
        fs::write(&file, input)?;
        Ok(file)
    }
}
