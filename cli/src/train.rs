//! `lenet5 train`: one run, from random weights or from a saved model.

use std::{ops::ControlFlow, path::PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use lenet5_live::{
    mnist::{augment::Augmentation, batches::Batches},
    optim::{
        OptimizerName,
        catalogue::{PRESETS, PresetRun},
    },
    race::{
        plan::{Evaluations, Plan},
        record::FINISHED,
        runner::{self, Ended, Event},
    },
};

use crate::{
    Result,
    arguments::{MAX_EPOCHS, Setting, assignment, rate},
    data::{self, Data},
    output::report,
};

/// Steps between two losses that are shown.
const STEPS_A_LOSS: u32 = 50;

#[derive(Args)]
pub struct Train {
    #[command(flatten)]
    setting: Setting,
    #[arg(long, default_value = OptimizerName::Adam.as_str(), value_name = "NAME")]
    optimizer: OptimizerName,
    /// [default: that of the page's first preset for this optimizer]
    #[arg(long, allow_negative_numbers = true, value_parser = rate, value_name = "RATE")]
    learning_rate: Option<f64>,
    /// One of the optimizer's own hyper-parameters, such as initial_accumulator=0.1; may stand several times
    /// [default: those of the page's first preset]
    #[arg(long, value_parser = assignment, value_name = "NAME=VALUE")]
    set: Vec<(String, f64)>,
    #[arg(long, default_value_t = 64, value_name = "N")]
    batch_size: usize,
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=MAX_EPOCHS), value_name = "N")]
    epochs: u32,
    /// Gives the initial weights and the order of the batches.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// How the images are changed before they are learned from: none, affine, elastic or strong
    #[arg(long, default_value = Augmentation::None.as_str(), value_name = "NAME")]
    augment: Augmentation,
    /// Begin with this model (safetensors) instead of random weights.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Where to save the trained model, as safetensors.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print a line of JSON an evaluation.
    #[arg(long)]
    json: bool,
}

pub fn train(args: &Train) -> Result<()> {
    if let Some(path) = &args.out {
        data::check_target(path)?;
    }
    let plan = plan(args)?;
    let Data { training, test } = data::load(&args.setting.data)?;
    let start = args.model.as_deref().map(data::read).transpose()?;

    let bar = ProgressBar::new(plan.steps(training.size())).with_style(
        ProgressStyle::with_template("{bar:40} step {pos}/{len}  {msg}  {eta} left")
            .expect("a valid template"),
    );
    let mut reported = Ok(());
    let ended = runner::run(&plan, start.as_deref(), &mut Batches::new(training), &test, |event| {
        match event {
            Event::Step(metrics) => {
                bar.inc(1);
                if metrics.step % STEPS_A_LOSS == 1 {
                    bar.set_message(format!("loss {:.4}", metrics.loss));
                }
            }
            Event::Evaluation(evaluation) => reported = bar.suspend(|| report(&evaluation, args.json)),
        }
        if reported.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.finish_and_clear();
    reported?;
    let Ended { run, trainer } = ended?;
    if let Some(path) = &args.out {
        data::write(path, trainer.save())?;
    }
    match &args.out {
        _ if run.outcome == FINISHED => Ok(()),
        Some(path) => Err(format!("{}; the last finite model is in {}", run.outcome, path.display()).into()),
        None => Err(run.outcome.into()),
    }
}

/// The first preset's settings, with what was asked for in their place.
fn plan(args: &Train) -> Result<Plan> {
    let PresetRun { mut optimizer, learning_rate, .. } = *PRESETS[0].run(args.optimizer);
    for (name, value) in &args.set {
        optimizer = optimizer.with(name, *value)?;
    }
    Ok(Plan {
        optimizer,
        learning_rate: args.learning_rate.unwrap_or(learning_rate),
        batch_size: args.batch_size,
        epochs: args.epochs,
        seed: args.seed,
        engine: args.setting.engine,
        augmentation: args.augment,
        evaluations: Evaluations::EveryHalfEpoch,
    })
}
