//! A race's runs by entry: the same settings, over several seeds.

use super::record::{RaceRecord, RaceRun};
use crate::optim::OptimizerConfig;

/// The runs that differ by their seed alone.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The rule and its hyper-parameters.
    pub optimizer: OptimizerConfig,
    /// η
    pub learning_rate: f64,
    /// In the record's order; never empty.
    pub runs: Vec<&'a RaceRun>,
}

/// The runs of a record by entry, in the order in which the entries come first.
pub fn summaries(record: &RaceRecord) -> Vec<Summary<'_>> {
    let mut summaries: Vec<Summary> = vec![];
    for run in &record.runs {
        let entry = |run: &RaceRun| (run.optimizer, run.learning_rate, run.batch_size, run.epochs);
        let same = |known: &&mut Summary| entry(known.runs[0]) == entry(run);
        match summaries.iter_mut().find(same) {
            Some(known) => known.runs.push(run),
            None => summaries.push(Summary {
                optimizer: run.optimizer,
                learning_rate: run.learning_rate,
                runs: vec![run],
            }),
        }
    }
    summaries
}

impl Summary<'_> {
    /// The final test accuracies' mean, least and most; none unless every run came to its end: the mean of the
    /// others would praise settings that sometimes fail.
    pub fn accuracy(&self) -> Option<Spread> {
        let accuracies: Vec<f64> = self.runs.iter().map(|run| run.final_accuracy()).collect::<Option<_>>()?;
        Some(Spread {
            mean: accuracies.iter().sum::<f64>() / accuracies.len() as f64,
            least: accuracies.iter().copied().fold(f64::INFINITY, f64::min),
            most: accuracies.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }

    /// How many runs did not come to their end.
    pub fn failed(&self) -> usize {
        self.runs.iter().filter(|run| run.final_accuracy().is_none()).count()
    }
}

/// Where several numbers lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// The least of them.
    pub least: f64,
    /// The greatest of them.
    pub most: f64,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::race::record::tests::{record, run};

    #[test]
    fn runs_of_one_entry_are_summed_up_over_seeds() {
        let (sgd, adam) = (OptimizerConfig::sgd(), OptimizerConfig::adam());
        let longer = RaceRun { epochs: 3, ..run(sgd, 0.01, 1, Some(0.5)) };
        let record = record(vec![
            longer,
            run(sgd, 0.1, 1, Some(0.5)),
            run(adam, 0.1, 1, Some(0.75)),
            run(sgd, 0.01, 1, Some(0.25)),
            run(sgd, 0.1, 2, Some(1.0)),
            run(adam, 0.1, 2, None),
        ]);
        let summaries = summaries(&record);
        let seeds: Vec<Vec<u32>> =
            summaries.iter().map(|summary| summary.runs.iter().map(|run| run.seed).collect()).collect();
        assert_eq!(seeds, [vec![1], vec![1, 2], vec![1, 2], vec![1]]);
        assert_eq!(summaries[1].accuracy(), Some(Spread { mean: 0.75, least: 0.5, most: 1.0 }));
        assert_eq!((summaries[2].accuracy(), summaries[2].failed()), (None, 1));
    }
}
