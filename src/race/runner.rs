//! One run from its first step to its last.

use std::{borrow::Borrow, ops::ControlFlow};

use super::{
    mean::Mean,
    plan::Plan,
    record::{Evaluation, FINISHED, LossMean, RaceRun, STOPPED},
};
use crate::{
    error::{Error, Result},
    mnist::{batches::Batches, dataset::Dataset},
    trainer::{TrainMetrics, Trainer, TrainerConfig},
};

/// Means of the training loss that a run writes down.
const LOSSES: u64 = 400;

/// What a run tells while it goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event {
    /// A step has been taken.
    Step(TrainMetrics),
    /// The model has been tested, and its loss is finite.
    Evaluation(Evaluation),
}

/// A run that has come to its end, whichever it is.
pub struct Ended {
    /// What is written down of it.
    pub run: RaceRun,
    /// The trainer with its model; the last finite one, where the run has diverged.
    pub trainer: Trainer,
}

/// Trains as planned, from `start`, a saved model, or else from the seed's weights. A run that diverges ends with that
/// as its outcome. `on_event` hears of each step and each evaluation, and can stop the run.
///
/// # Errors
/// When a setting is out of bounds or `start` is no model.
pub fn run<D: Borrow<Dataset>>(
    plan: &Plan,
    start: Option<&[u8]>,
    batches: &mut Batches<D>,
    test: &Dataset,
    mut on_event: impl FnMut(Event) -> ControlFlow<()>,
) -> Result<Ended> {
    let Plan { optimizer, learning_rate, batch_size, epochs, seed, engine, .. } = *plan;
    if epochs == 0 {
        return Err(Error::Epochs);
    }
    let mut trainer = Trainer::new(&TrainerConfig { optimizer, learning_rate, seed, engine })?;
    if let Some(model) = start {
        trainer.load(model)?;
    }
    let (outcome, evaluations, losses) = (String::new(), vec![], vec![]);
    let mut run =
        RaceRun { optimizer, learning_rate, batch_size, epochs, seed, outcome, evaluations, losses };
    run.outcome = match train(&mut trainer, plan, batches, test, &mut run, &mut on_event) {
        Ok(ControlFlow::Continue(())) => FINISHED.into(),
        Ok(ControlFlow::Break(())) => STOPPED.into(),
        Err(error @ Error::Diverged { .. }) => error.to_string(),
        Err(error) => return Err(error),
    };
    Ok(Ended { run, trainer })
}

fn train<D: Borrow<Dataset>>(
    trainer: &mut Trainer,
    plan: &Plan,
    batches: &mut Batches<D>,
    test: &Dataset,
    run: &mut RaceRun,
    on_event: &mut impl FnMut(Event) -> ControlFlow<()>,
) -> Result<ControlFlow<()>> {
    let train_size = batches.dataset().size();
    let mut losses = Mean::default();
    let steps_a_mean = plan.steps(train_size).div_ceil(LOSSES);
    let steps_an_epoch = plan.steps_an_epoch(train_size).max(1);
    for epoch in 0..plan.epochs {
        for index in 0..steps_an_epoch {
            let Plan { augmentation, seed, batch_size, .. } = *plan;
            let batch = batches.get_augmented(augmentation, seed, epoch, index as usize, batch_size)?;
            let metrics = trainer.train_batch(&batch.pixels, &batch.labels)?;
            losses.add(metrics.loss.into());
            if losses.count == steps_a_mean {
                let (step, seconds) = (metrics.step, trainer.seconds());
                run.losses.push(LossMean { step, seconds, loss: losses.take() });
            }
            if on_event(Event::Step(metrics)).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if plan.evaluations.are_due(index + 1, steps_an_epoch) {
                let epochs = f64::from(epoch) + f64::from(index + 1) / f64::from(steps_an_epoch);
                let evaluation = evaluate(trainer, test, epochs)?;
                run.evaluations.push(evaluation);
                if on_event(Event::Evaluation(evaluation)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Tests a trainer's model; `epoch` counts whole and part epochs trained.
///
/// # Errors
/// When its loss is not finite; see [`Trainer::examine`].
pub fn evaluate(trainer: &mut Trainer, test: &Dataset, epoch: f64) -> Result<Evaluation> {
    let metrics = trainer.evaluate(test.pixels(0..test.size())?, test.labels(0..test.size())?)?;
    Ok(Evaluation {
        step: trainer.step(),
        epoch,
        seconds: trainer.seconds(),
        loss: metrics.loss,
        accuracy: metrics.correct as f64 / metrics.size as f64,
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        engine::Engine,
        mnist::{
            PIXELS,
            augment::Augmentation,
            idx::tests::{image_file, label_file},
        },
        optim::OptimizerConfig,
        race::plan::Evaluations,
    };

    const PLAN: Plan = Plan {
        optimizer: OptimizerConfig::adam(),
        learning_rate: 0.003,
        batch_size: 8,
        epochs: 12,
        seed: 1,
        engine: Engine::Flex,
        augmentation: Augmentation::None,
        evaluations: Evaluations::EveryEpoch,
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

    fn go_on(_: Event) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn go(plan: &Plan) -> Result<RaceRun> {
        train_on(plan, None, go_on).map(|ended| ended.run)
    }

    fn train_on(
        plan: &Plan,
        start: Option<&[u8]>,
        on_event: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Ended> {
        run(plan, start, &mut Batches::new(bars(100)), &bars(10), on_event)
    }

    #[test]
    fn a_run_learns_and_writes_it_down() {
        let (mut steps, mut heard) = (vec![], vec![]);
        let listen = |event| {
            match event {
                Event::Step(metrics) => steps.push(metrics.step),
                Event::Evaluation(evaluation) => heard.push(evaluation),
            }
            ControlFlow::Continue(())
        };
        let Ended { run, mut trainer } = train_on(&PLAN, None, listen).unwrap();
        assert_eq!(steps, (1..=12 * 13).collect::<Vec<_>>(), "13 batches of 8 an epoch of 100");
        assert_eq!(heard, run.evaluations);
        let last = evaluate(&mut trainer, &bars(10), 12.0).unwrap();
        assert_eq!(last, *run.evaluations.last().unwrap(), "it hands over the model that it tested");
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

    /// Every epoch in its own order: the losses are those of the same steps taken one by one.
    #[test]
    fn its_steps_are_those_of_a_trainer_with_the_batches_of_each_epoch() {
        let plan = Plan { epochs: 3, seed: 5, ..PLAN };
        let Plan { optimizer, learning_rate, batch_size, seed, engine, .. } = plan;
        let mut trainer = Trainer::new(&TrainerConfig { optimizer, learning_rate, seed, engine }).unwrap();
        let mut batches = Batches::new(bars(100));
        let mut expected = vec![];
        for epoch in 0..3 {
            for index in 0..13 {
                let batch = batches.get(seed, epoch, index, batch_size).unwrap();
                expected.push(f64::from(trainer.train_batch(&batch.pixels, &batch.labels).unwrap().loss));
            }
        }
        let losses: Vec<f64> = go(&plan).unwrap().losses.iter().map(|entry| entry.loss).collect();
        assert_eq!(losses, expected);
    }

    #[test]
    fn a_plan_may_have_more_steps_than_32_bits_hold() {
        let plan = Plan { batch_size: 1, epochs: 1 << 26, ..PLAN };
        assert_eq!(plan.steps(60_000), 60_000 << 26);
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
    fn it_can_be_evaluated_in_the_middle_of_each_epoch_too() {
        let plan = Plan { evaluations: Evaluations::EveryHalfEpoch, epochs: 2, ..PLAN };
        let evaluated: Vec<_> = go(&plan).unwrap().evaluations.iter().map(|e| (e.step, e.epoch)).collect();
        let half = 6.0 / 13.0;
        assert_eq!(evaluated, [(6, half), (13, 1.0), (19, 1.0 + half), (26, 2.0)]);
        let plan = Plan { batch_size: 100, ..plan };
        assert_eq!(go(&plan).unwrap().evaluations.len(), 2, "an epoch of one step has no middle");
    }

    #[test]
    fn it_begins_with_a_saved_model_if_there_is_one() {
        let plan = Plan { epochs: 1, ..PLAN };
        let first = train_on(&plan, None, go_on).unwrap();
        let second = train_on(&plan, Some(&first.trainer.save()), go_on).unwrap();
        assert!(second.run.losses[0].loss < first.run.losses[0].loss / 2.0);
        let error = train_on(&plan, Some(b"no model"), go_on).err();
        assert!(matches!(error, Some(Error::NotSafetensors(_))));
    }

    #[test]
    fn augmented_images_are_other_images() {
        let first = |augmentation| go(&Plan { augmentation, epochs: 1, ..PLAN }).unwrap().losses[0].loss;
        assert_ne!(first(Augmentation::Strong), first(Augmentation::None));
    }

    #[test]
    fn whoever_listens_can_stop_it() {
        let ended = train_on(&PLAN, None, |event| match event {
            Event::Step(metrics) if metrics.step == 14 => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        let Ended { run, trainer } = ended.unwrap();
        assert_eq!((trainer.step(), run.outcome.as_str(), run.evaluations.len()), (14, STOPPED, 1));
        assert_eq!(run.final_accuracy(), None);
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
        let Ended { run, mut trainer } = train_on(&plan, None, go_on).unwrap();
        assert!(run.outcome.starts_with("diverged at step 2"), "{}", run.outcome);
        assert!(run.evaluations.is_empty());
        assert!(evaluate(&mut trainer, &bars(10), 1.0).unwrap().loss.is_finite(), "the model before it");
    }

    #[test]
    fn settings_out_of_bounds_get_a_sentence() {
        for (plan, sentence) in [
            (Plan { epochs: 0, ..PLAN }, "0 epochs"),
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
