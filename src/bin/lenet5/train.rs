//! `lenet5 train`: one run, from random weights or from a saved model.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use lenet5_live::{
    mnist::{augment::Augmentation, batches::Batches},
    optim::{
        OptimizerConfig,
        catalogue::{PRESETS, PresetRun},
    },
    trainer::{Trainer, TrainerConfig},
};

use crate::{
    Result,
    arguments::{Setting, assignment, augmentation, optimizer},
    data::{self, Data},
    report::report,
};

#[derive(Args)]
pub struct Train {
    #[command(flatten)]
    setting: Setting,
    #[arg(long, default_value = "adam", value_parser = optimizer, value_name = "NAME")]
    optimizer: OptimizerConfig,
    /// [default: that of the page's first preset for this optimizer]
    #[arg(long, value_name = "RATE")]
    learning_rate: Option<f64>,
    /// One of the optimizer's own hyper-parameters, such as initial_accumulator=0.1; may stand several times
    /// [default: those of the page's first preset]
    #[arg(long, value_parser = assignment, value_name = "NAME=VALUE")]
    set: Vec<(String, f64)>,
    #[arg(long, default_value_t = 64, value_name = "N")]
    batch_size: usize,
    #[arg(long, default_value_t = 5, value_name = "N")]
    epochs: u32,
    /// Gives the initial weights and the order of the batches.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// How the images are changed before they are learned from: none, affine, elastic or strong
    #[arg(long, default_value = "none", value_parser = augmentation, value_name = "NAME")]
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
    let mut trainer = Trainer::new(&config(args)?)?;
    let Data { training, test } = data::load(&args.setting.data)?;
    if let Some(path) = &args.model {
        trainer.load(&data::read(path)?)?;
    }

    let mut batches = Batches::new(training);
    let per_epoch = batches.dataset().size().div_ceil(args.batch_size.max(1));
    let bar = ProgressBar::new(u64::from(args.epochs) * per_epoch as u64).with_style(
        ProgressStyle::with_template("{bar:40} step {pos}/{len}  {msg}  {eta} left")
            .expect("a valid template"),
    );
    for epoch in 0..args.epochs {
        for index in 0..per_epoch {
            let batch = batches.get_augmented(args.augment, args.seed, epoch, index, args.batch_size)?;
            let metrics = trainer.train_batch(&batch.pixels, &batch.labels)?;
            bar.inc(1);
            if index % 50 == 0 {
                bar.set_message(format!("loss {:.4}", metrics.loss));
            }
            if index + 1 == per_epoch / 2 || index + 1 == per_epoch {
                let metrics = trainer.evaluate(test.pixels(0..test.size())?, test.labels(0..test.size())?)?;
                let epochs = f64::from(epoch) + (index + 1) as f64 / per_epoch as f64;
                bar.suspend(|| report(&trainer, epochs, &metrics, args.json));
            }
        }
    }
    bar.finish_and_clear();
    if let Some(path) = &args.out {
        data::write(path, trainer.save())?;
    }
    Ok(())
}

/// The first preset's settings, with what was asked for in their place.
fn config(args: &Train) -> Result<TrainerConfig> {
    let PresetRun { mut optimizer, learning_rate, .. } = *PRESETS[0].run(&args.optimizer);
    for (name, value) in &args.set {
        optimizer = optimizer.with(name, *value)?;
    }
    Ok(TrainerConfig {
        optimizer,
        learning_rate: args.learning_rate.unwrap_or(learning_rate),
        seed: args.seed,
        engine: args.setting.engine,
    })
}
