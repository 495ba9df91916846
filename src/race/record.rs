//! The record of a race: what the command line's `compare` writes, and the page writes and opens.

use serde::{Deserialize, Serialize};

use crate::optim::OptimizerConfig;

/// A race, of which any part may still be missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaceRecord {
    /// Tells it from other JSON.
    pub format: Format,
    /// Of the format.
    pub version: u32,
    /// The version of what wrote it.
    pub app_version: String,
    /// The data set's name.
    pub dataset: String,
    /// Images trained on.
    pub train_size: usize,
    /// Images tested on.
    pub test_size: usize,
    /// The preset that gave optimizers and rates, if one did. Epochs and batch size may be others than its own.
    pub preset: Option<String>,
    /// Seed by seed; within a seed in the order of the entries.
    pub runs: Vec<RaceRun>,
}

/// The one value of [`RaceRecord::format`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// As in the file.
    #[serde(rename = "lenet5-race")]
    Race,
}

/// The present version of the format.
pub const VERSION: u32 = 1;

/// The outcome of a run that trained all its epochs.
pub const FINISHED: &str = "finished";

/// The outcome of a run that somebody ended before.
pub const STOPPED: &str = "stopped";

/// One run of a race, with its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaceRun {
    /// The rule and its hyper-parameters.
    pub optimizer: OptimizerConfig,
    /// η
    pub learning_rate: f64,
    /// Images a step.
    pub batch_size: usize,
    /// Times through the training set.
    pub epochs: u32,
    /// Gives the initial weights and the order of the batches.
    pub seed: u32,
    /// Empty while it runs, [`FINISHED`], [`STOPPED`], or the sentence that ended it.
    pub outcome: String,
    /// On the whole test set.
    pub evaluations: Vec<Evaluation>,
    /// Of the training; at most about 400.
    pub losses: Vec<LossMean>,
}

/// How a model did on the whole test set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Steps trained before.
    pub step: u32,
    /// Epochs trained before, with the fraction of the last.
    pub epoch: f64,
    /// The run's own computing time.
    pub seconds: f64,
    /// The mean over the images.
    pub loss: f64,
    /// The fraction of the images that were read right.
    pub accuracy: f64,
}

/// The mean training loss of the steps since the entry before.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LossMean {
    /// The last of these steps.
    pub step: u32,
    /// The run's own computing time.
    pub seconds: f64,
    /// The mean over the steps.
    pub loss: f64,
}

impl RaceRun {
    /// The test accuracy at the end; none where the run did not come to its end.
    pub fn final_accuracy(&self) -> Option<f64> {
        let last = self.evaluations.last().filter(|_| self.outcome == FINISHED)?;
        Some(last.accuracy)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod tests {
    use super::*;

    /// A run that ended with this accuracy, or diverged.
    pub(crate) fn run(optimizer: OptimizerConfig, rate: f64, seed: u32, accuracy: Option<f64>) -> RaceRun {
        let evaluation = |accuracy| Evaluation { step: 938, epoch: 2.0, seconds: 1.5, loss: 0.25, accuracy };
        RaceRun {
            optimizer,
            learning_rate: rate,
            batch_size: 128,
            epochs: 2,
            seed,
            outcome: accuracy.map_or("diverged at step 12: …", |_| FINISHED).into(),
            evaluations: accuracy.map(evaluation).into_iter().collect(),
            losses: vec![LossMean { step: 3, seconds: 0.1, loss: 2.25 }],
        }
    }

    pub(crate) fn record(runs: Vec<RaceRun>) -> RaceRecord {
        RaceRecord {
            format: Format::Race,
            version: VERSION,
            app_version: "0.1.0".into(),
            dataset: "MNIST".into(),
            train_size: 60_000,
            test_size: 10_000,
            preset: Some("paper".into()),
            runs,
        }
    }

    #[test]
    fn a_record_is_read_back_as_it_was_written() {
        let rates = [0.1, 1.0 / 3.0, 1e-300, 0.001, 5e-324];
        let runs = OptimizerConfig::ALL.into_iter().zip(rates).flat_map(|(optimizer, rate)| {
            [run(optimizer, rate, 1, Some(0.1 + 0.2)), run(optimizer, rate, u32::MAX, None)]
        });
        for preset in [Some("tuned".to_string()), None] {
            let record = RaceRecord { preset, ..record(runs.clone().collect()) };
            let text = serde_json::to_string(&record).unwrap();
            assert_eq!(serde_json::from_str::<RaceRecord>(&text).unwrap(), record);
        }
    }

    #[test]
    fn its_keys_are_those_that_the_page_reads() {
        let written = serde_json::to_value(record(vec![run(OptimizerConfig::sgd(), 0.1, 1, Some(0.5))]));
        let expected = serde_json::json!({
            "format": "lenet5-race",
            "version": 1,
            "app_version": "0.1.0",
            "dataset": "MNIST",
            "train_size": 60_000,
            "test_size": 10_000,
            "preset": "paper",
            "runs": [{
                "optimizer": { "name": "sgd", "momentum": 0.0 },
                "learning_rate": 0.1,
                "batch_size": 128,
                "epochs": 2,
                "seed": 1,
                "outcome": "finished",
                "evaluations": [
                    { "step": 938, "epoch": 2.0, "seconds": 1.5, "loss": 0.25, "accuracy": 0.5 },
                ],
                "losses": [{ "step": 3, "seconds": 0.1, "loss": 2.25 }],
            }],
        });
        assert_eq!(written.unwrap(), expected);
    }

    #[test]
    fn other_json_is_refused() {
        let mut foreign = serde_json::to_value(record(vec![])).unwrap();
        foreign["format"] = "someone-elses".into();
        assert!(serde_json::from_value::<RaceRecord>(foreign).is_err());
    }

    #[test]
    fn only_a_finished_run_has_a_final_accuracy() {
        let finished = run(OptimizerConfig::sgd(), 0.1, 1, Some(0.5));
        assert_eq!(finished.final_accuracy(), Some(0.5));
        let stopped = RaceRun { outcome: STOPPED.into(), ..finished };
        assert_eq!(stopped.final_accuracy(), None);
    }
}
