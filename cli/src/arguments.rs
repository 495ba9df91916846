//! From the words of the command line to values, or a sentence.

use std::{collections::BTreeSet, fs, path::PathBuf};

use clap::Args;
use lenet5_live::{
    engine::Engine,
    error::Error,
    optim::{OptimizerName, learning_rate},
    race::record::{Format, RaceRecord, VERSION},
};

use crate::{
    data::{self, Data},
    output::say,
};

type Parsed<T> = std::result::Result<T, String>;

/// The page allows as many.
pub const MAX_EPOCHS: i64 = 1000;

/// What is trained on, and with which engine.
#[derive(Args)]
pub struct Setting {
    /// Folder with MNIST's four IDX files, gzipped or not.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Which of burn's backends computes.
    #[arg(long, default_value = "flex", value_parser = engine)]
    pub engine: Engine,
}

/// Of the commands that train several runs.
#[derive(Args)]
pub struct Several {
    /// Each gives initial weights and an order of the batches, the same for every optimizer.
    #[arg(long, default_value = "1", value_delimiter = ',', value_parser = seed, value_name = "SEED,…")]
    pub seeds: Vec<u32>,
    /// Runs at a time [default: as many as there are cores]
    #[arg(long, value_parser = threads, value_name = "N")]
    pub threads: Option<usize>,
    /// What to call the data set in what is written.
    #[arg(long, default_value = "MNIST", value_name = "NAME")]
    pub dataset: String,
    /// Folder to write the results to.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

impl Several {
    /// Finds what would be a pity to find after hours of training.
    pub fn check(&self) -> crate::Result<()> {
        let mut seen = BTreeSet::new();
        if let Some(seed) = self.seeds.iter().find(|seed| !seen.insert(**seed)) {
            return Err(format!("seed {seed} stands twice: a mean over seeds needs different ones").into());
        }
        if let Some(folder) = &self.out {
            fs::create_dir_all(folder)
                .map_err(|e| format!("cannot make the folder {}: {e}", folder.display()))?;
            data::check_target(&folder.join("results"))?;
        }
        Ok(())
    }

    /// Where a file of the results is to be, if they are to be written.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.out.as_ref()?.join(name))
    }

    /// Says where the results are, if they were written.
    pub fn say_where(&self, files: &str) -> crate::Result<()> {
        self.out.iter().try_for_each(|folder| say(&format!("{files} are in {}.", folder.display())))
    }

    /// The record before the first run.
    pub fn record(&self, data: &Data, preset: Option<&str>) -> RaceRecord {
        RaceRecord {
            format: Format::Race,
            version: VERSION,
            app_version: env!("CARGO_PKG_VERSION").into(),
            dataset: self.dataset.clone(),
            train_size: data.training.size(),
            test_size: data.test.size(),
            preset: preset.map(Into::into),
            runs: vec![],
        }
    }

    /// How many runs train at a time.
    pub fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, Into::into);
        self.threads.unwrap_or_else(cores)
    }
}

/// One optimizer, or all of them.
#[derive(Clone)]
pub struct Optimizers(pub Vec<OptimizerName>);

/// The optimizer of that name, or all five.
pub fn optimizers(name: &str) -> Parsed<Optimizers> {
    if name == "all" {
        return Ok(Optimizers(OptimizerName::ALL.into()));
    }
    let one = name.parse().map_err(|sentence: Error| format!("{sentence}, or all"))?;
    Ok(Optimizers(vec![one]))
}

/// A hyper-parameter's name and value.
pub fn assignment(text: &str) -> Parsed<(String, f64)> {
    let expected = || "a name and a number were expected, such as initial_accumulator=0.1".to_string();
    let (name, value) = text.split_once('=').ok_or_else(expected)?;
    let value = value.trim().parse().map_err(|_| expected())?;
    Ok((name.trim().into(), value))
}

/// The engine of that name, if it is in this build.
fn engine(name: &str) -> Parsed<Engine> {
    name.parse().map_err(|sentence: Error| match Engine::ALL {
        [_] => format!("{sentence}; a build with --features ndarray has that engine too"),
        _ => sentence.to_string(),
    })
}

/// A learning rate.
pub fn rate(text: &str) -> Parsed<f64> {
    let rate = text.trim().parse().map_err(|_| "a number was expected, such as 0.001")?;
    learning_rate(rate).map_err(|error| error.to_string())
}

fn seed(text: &str) -> Parsed<u32> {
    text.trim().parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u32::MAX))
}

fn threads(text: &str) -> Parsed<usize> {
    text.parse().ok().filter(|threads| *threads > 0).ok_or("a whole number from 1 was expected".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_right_is_taken() {
        assert_eq!(optimizers("all").map(|all| all.0.len()).ok(), Some(5));
        assert_eq!(optimizers("sgd").map(|one| one.0).ok(), Some(vec![OptimizerName::Sgd]));
        assert_eq!(assignment(" rho = 0.5"), Ok(("rho".into(), 0.5)));
        assert_eq!(engine("flex"), Ok(Engine::Flex));
        assert_eq!((rate("1e-3"), seed("4294967295"), threads("2")), (Ok(0.001), Ok(u32::MAX), Ok(2)));
    }

    #[test]
    fn nonsense_gets_a_sentence() {
        let sentences = [
            (rate("NaN").err(), "it must be a positive, finite number"),
            (rate("0").err(), "it must be a positive, finite number"),
            (rate("-1").err(), "it must be a positive, finite number"),
            (rate("inf").err(), "it must be a positive, finite number"),
            (rate("1e-46").err(), "learning rate 1e-46: it must be a positive, finite number"),
            (rate("").err(), "a number was expected"),
            (seed("").err(), "a seed is a whole number from 0 to 4294967295"),
            (seed("-1").err(), "a seed is a whole number"),
            (threads("0").err(), "a whole number from 1"),
            (assignment("rho").err(), "a name and a number"),
            (assignment("rho=high").err(), "a name and a number"),
            (engine("torch").err(), "choose one of flex"),
            (optimizers("every").map(|_| ()).err(), "adadelta, or all"),
        ];
        for (found, expected) in sentences {
            let found = found.expect(expected);
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn a_seed_that_stands_twice_is_refused() {
        let several =
            |seeds| Several { seeds, threads: None, dataset: "MNIST".into(), out: None }.check().is_ok();
        assert!(several(vec![1, 2]));
        assert!(!several(vec![1, 2, 1]));
    }
}
