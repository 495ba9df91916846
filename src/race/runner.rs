//! One run from its first step to its last.

use std::borrow::Borrow;

use super::record::{Evaluation, FINISHED, LossMean, RaceRun};
use crate::{
    engine::Engine,
    error::{Error, Result},
    mnist::{batches::Batches, dataset::Dataset},
    optim::OptimizerConfig,
    trainer::{Trainer, TrainerConfig},
};

/// Means of the training loss that a run writes down.
const LOSSES: u32 = 400;

/// What a run is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
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
    /// Which of burn's backends computes.
    pub engine: Engine,
}

impl Plan {
    /// Steps from the first to the last.
    pub fn steps(&self, train_size: usize) -> u32 {
        self.epochs * self.steps_an_epoch(train_size)
    }

    fn steps_an_epoch(&self, train_size: usize) -> u32 {
        train_size.div_ceil(self.batch_size.max(1)) as u32
    }
}

/// Trains as planned, with an evaluation at the end of each epoch. A run that diverges ends with that as its
/// outcome. `on_step` hears of each step: how many have been taken, and the run so far.
///
/// # Errors
/// When a setting is out of bounds.
pub fn run<D: Borrow<Dataset>>(
    plan: &Plan,
    batches: &mut Batches<D>,
    test: &Dataset,
    mut on_step: impl FnMut(u32, &RaceRun),
) -> Result<RaceRun> {
    let Plan { optimizer, learning_rate, batch_size, epochs, seed, engine } = *plan;
    let mut trainer = Trainer::new(&TrainerConfig { optimizer, learning_rate, seed, engine })?;
    let (outcome, evaluations, losses) = (String::new(), vec![], vec![]);
    let mut run =
        RaceRun { optimizer, learning_rate, batch_size, epochs, seed, outcome, evaluations, losses };
    run.outcome = match train(&mut trainer, plan, batches, test, &mut run, &mut on_step) {
        Ok(()) => FINISHED.into(),
        Err(error @ Error::Diverged { .. }) => error.to_string(),
        Err(error) => return Err(error),
    };
    Ok(run)
}

fn train<D: Borrow<Dataset>>(
    trainer: &mut Trainer,
    plan: &Plan,
    batches: &mut Batches<D>,
    test: &Dataset,
    run: &mut RaceRun,
    on_step: &mut impl FnMut(u32, &RaceRun),
) -> Result<()> {
    let train_size = batches.dataset().size();
    let mut losses = Mean::default();
    let steps_a_mean = plan.steps(train_size).div_ceil(LOSSES);
    for epoch in 0..plan.epochs {
        for index in 0..plan.steps_an_epoch(train_size).max(1) {
            let batch = batches.get(plan.seed, epoch, index as usize, plan.batch_size)?;
            let metrics = trainer.train_batch(&batch.pixels, &batch.labels)?;
            losses.add(metrics.loss.into());
            if losses.count == steps_a_mean {
                let (step, seconds) = (metrics.step, trainer.seconds());
                run.losses.push(LossMean { step, seconds, loss: losses.take() });
            }
            on_step(metrics.step, run);
        }
        run.evaluations.push(evaluate(trainer, test, (epoch + 1).into())?);
    }
    Ok(())
}

fn evaluate(trainer: &Trainer, test: &Dataset, epoch: f64) -> Result<Evaluation> {
    let metrics = trainer.evaluate(test.pixels(0..test.size())?, test.labels(0..test.size())?)?;
    if !metrics.loss.is_finite() {
        // The next step would find the same.
        return Err(Error::Diverged { step: trainer.step() + 1 });
    }
    Ok(Evaluation {
        step: trainer.step(),
        epoch,
        seconds: trainer.seconds(),
        loss: metrics.loss,
        accuracy: metrics.correct as f64 / metrics.size as f64,
    })
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: u32,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    /// The mean; then it begins anew.
    fn take(&mut self) -> f64 {
        let Self { sum, count } = std::mem::take(self);
        sum / f64::from(count)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::mnist::{
        PIXELS,
        idx::tests::{image_file, label_file},
    };

    const PLAN: Plan = Plan {
        optimizer: OptimizerConfig::adam(),
        learning_rate: 0.003,
        batch_size: 8,
        epochs: 12,
        seed: 1,
        engine: Engine::Flex,
    };

    /// Bars at ten heights, each with its number as label.
    fn bars(size: usize) -> Dataset {
        let image = |i: usize| {
            let mut pixels = [0; PIXELS];
            pixels[28 * (4 + 2 * (i % 10))..28 * (6 + 2 * (i % 10))].fill(255);
            pixels
        };
        let images: Vec<_> = (0..size).map(image).collect();
        let labels: Vec<_> = (0..size).map(|i| (i % 10) as u8).collect();
        Dataset::from_idx(image_file(&images), label_file(&labels)).unwrap()
    }

    fn go(plan: &Plan) -> Result<RaceRun> {
        run(plan, &mut Batches::new(bars(100)), &bars(10), |_, _| {})
    }

    #[test]
    fn a_run_learns_and_writes_it_down() {
        let (train, test) = (bars(100), bars(10));
        let mut heard = vec![];
        let run = run(&PLAN, &mut Batches::new(&train), &test, |step, _| heard.push(step)).unwrap();
        assert_eq!(heard, (1..=12 * 13).collect::<Vec<_>>(), "13 batches of 8 an epoch of 100");
        assert_eq!(run.final_accuracy(), Some(1.0), "{:?}", run.evaluations);
        let evaluated: Vec<_> = run.evaluations.iter().map(|e| (e.step, e.epoch)).collect();
        assert_eq!(evaluated, (1..=12).map(|n| (13 * n, n.into())).collect::<Vec<_>>());
        assert_eq!(run.losses.len(), 12 * 13, "fewer than 400 steps: each has its own");
        assert!(run.losses[0].loss > 2.0 && run.losses[155].loss < 0.5);
    }

    #[test]
    fn a_long_run_writes_down_means_of_its_losses() {
        let plan = Plan { batch_size: 1, epochs: 9, learning_rate: 0.001, ..PLAN };
        let each = Plan { epochs: 4, ..plan };
        let (means, each) = (go(&plan).unwrap().losses, go(&each).unwrap().losses);
        assert_eq!((means.len(), each.len()), (300, 400));
        assert_eq!((means[0].step, means[299].step), (3, 900));
        let first: f64 = each[..3].iter().map(|entry| entry.loss).sum();
        assert!((means[0].loss - first / 3.0).abs() < 1e-12);
    }

    #[test]
    fn every_optimizer_begins_with_the_same_weights_and_batches() {
        let first = OptimizerConfig::ALL.map(|optimizer| {
            let plan = Plan { optimizer, epochs: 1, ..PLAN };
            go(&plan).unwrap().losses[0].loss
        });
        assert!(first.iter().all(|loss| loss.to_bits() == first[0].to_bits()), "{first:?}");
        let other = go(&Plan { seed: 2, epochs: 1, ..PLAN }).unwrap();
        assert_ne!(other.losses[0].loss, first[0]);
    }

    #[test]
    fn a_run_that_diverges_ends_with_the_sentence() {
        let run = go(&Plan { learning_rate: 1e9, ..PLAN }).unwrap();
        assert!(run.outcome.starts_with("diverged at step"), "{}", run.outcome);
        assert_eq!(run.final_accuracy(), None);
        assert!(run.losses.iter().all(|entry| entry.loss.is_finite()));
    }

    #[test]
    fn a_run_that_diverges_in_its_last_step_has_diverged() {
        // One step an epoch: its update overflows, and no step comes after to see it.
        let plan = Plan { learning_rate: 1e38, batch_size: 100, epochs: 1, ..PLAN };
        let run = go(&plan).unwrap();
        assert!(run.outcome.starts_with("diverged at step 2"), "{}", run.outcome);
        assert!(run.evaluations.is_empty());
    }

    #[test]
    fn settings_out_of_bounds_get_a_sentence() {
        for (plan, sentence) in [
            (Plan { batch_size: 0, ..PLAN }, "batch size 0"),
            (Plan { batch_size: 101, ..PLAN }, "batch size 101"),
            (Plan { learning_rate: f64::NAN, ..PLAN }, "learning rate NaN"),
            (Plan { optimizer: OptimizerConfig::Sgd { momentum: 1.0 }, ..PLAN }, "momentum 1"),
        ] {
            let error = go(&plan).unwrap_err().to_string();
            assert!(error.starts_with(sentence), "{error}");
        }
    }
}
