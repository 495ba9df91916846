//! The native command line: the page's training, from a terminal, with the same numbers.

use std::{
    error::Error,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use clap::{Args, Parser};
use flate2::read::GzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use lenet5_live::{
    engine::Engine,
    mnist::{batches::Batches, dataset::Dataset},
    optim::{OptimizerConfig, catalogue::PRESETS},
    trainer::{EvalMetrics, Trainer, TrainerConfig},
};
use serde_json::json;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// LeNet-5 on MNIST with one of five optimizers.
#[derive(Parser)]
#[command(version)]
enum Command {
    /// Trains a model and prints its test accuracy every half epoch.
    Train(Train),
    /// Prints the test accuracy of a saved model.
    Evaluate(Evaluate),
}

#[derive(Args)]
struct Train {
    #[command(flatten)]
    common: Common,
    #[arg(long, default_value = "adam", value_parser = optimizer)]
    optimizer: OptimizerConfig,
    /// [default: the page's first preset for this optimizer]
    #[arg(long)]
    learning_rate: Option<f64>,
    #[arg(long, default_value_t = 64)]
    batch_size: usize,
    #[arg(long, default_value_t = 5)]
    epochs: u32,
    /// Gives the initial weights and the order of the batches.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Begin with this model (safetensors) instead of random weights.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Where to save the trained model, as safetensors.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Args)]
struct Evaluate {
    #[command(flatten)]
    common: Common,
    /// The model: a safetensors file.
    #[arg(long)]
    model: PathBuf,
}

#[derive(Args)]
struct Common {
    /// Folder with MNIST's four IDX files, gzipped or not.
    #[arg(long)]
    data: PathBuf,
    /// Which of burn's backends computes.
    #[arg(long, default_value = "flex", value_parser = engine)]
    engine: Engine,
    /// Print a line of JSON an evaluation.
    #[arg(long)]
    json: bool,
}

fn main() -> Result<()> {
    match Command::parse() {
        Command::Train(args) => train(&args),
        Command::Evaluate(args) => evaluate(&args),
    }
}

fn train(args: &Train) -> Result<()> {
    let training = load(&args.common.data, "train")?;
    let test = load(&args.common.data, "t10k")?;
    let mut trainer = Trainer::new(&TrainerConfig {
        optimizer: args.optimizer,
        learning_rate: args.learning_rate.unwrap_or_else(|| PRESETS[0].run(&args.optimizer).learning_rate),
        seed: args.seed,
        engine: args.common.engine,
    })?;
    if let Some(path) = &args.model {
        trainer.load(&read(path)?)?;
    }

    let mut batches = Batches::new(training);
    let per_epoch = batches.dataset().size().div_ceil(args.batch_size.max(1));
    let bar = ProgressBar::new(u64::from(args.epochs) * per_epoch as u64).with_style(
        ProgressStyle::with_template("{bar:40} step {pos}/{len}  {msg}  {eta} left")
            .expect("a valid template"),
    );
    for epoch in 0..args.epochs {
        for index in 0..per_epoch {
            let batch = batches.get(args.seed, epoch, index, args.batch_size)?;
            let metrics = trainer.train_batch(&batch.pixels, &batch.labels)?;
            bar.inc(1);
            if index % 50 == 0 {
                bar.set_message(format!("loss {:.4}", metrics.loss));
            }
            if index + 1 == per_epoch / 2 || index + 1 == per_epoch {
                let metrics = trainer.evaluate(test.pixels(0..test.size())?, test.labels(0..test.size())?)?;
                bar.suspend(|| {
                    report(
                        &trainer,
                        f64::from(epoch) + (index + 1) as f64 / per_epoch as f64,
                        &metrics,
                        args.common.json,
                    )
                });
            }
        }
    }
    bar.finish_and_clear();
    if let Some(path) = &args.out {
        fs::write(path, trainer.save()).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    }
    Ok(())
}

fn evaluate(args: &Evaluate) -> Result<()> {
    let test = load(&args.common.data, "t10k")?;
    let mut trainer = Trainer::new(&TrainerConfig {
        optimizer: OptimizerConfig::sgd(),
        learning_rate: 1.0, // never used
        seed: 0,
        engine: args.common.engine,
    })?;
    trainer.load(&read(&args.model)?)?;
    let metrics = trainer.evaluate(test.pixels(0..test.size())?, test.labels(0..test.size())?)?;
    report(&trainer, 0.0, &metrics, args.common.json);
    Ok(())
}

/// Prints one evaluation; `epoch` counts whole and part epochs trained.
fn report(trainer: &Trainer, epoch: f64, metrics: &EvalMetrics, as_json: bool) {
    let accuracy = metrics.correct as f64 / metrics.size as f64;
    let (step, seconds, loss) = (trainer.step(), trainer.seconds(), metrics.loss);
    if as_json {
        println!(
            "{}",
            json!({ "step": step, "epoch": epoch, "seconds": seconds, "test_loss": loss, "test_accuracy": accuracy })
        );
    } else {
        println!(
            "epoch {epoch:4.1}  step {step:6}  {seconds:7.1} s  test loss {loss:.4}  test accuracy {accuracy:.4}"
        );
    }
}

/// The optimizer of that name, with its default hyper-parameters.
fn optimizer(name: &str) -> std::result::Result<OptimizerConfig, String> {
    OptimizerConfig::ALL.into_iter().find(|config| config.name() == name).ok_or_else(|| {
        let names = OptimizerConfig::ALL.map(|config| config.name());
        format!("there is no such optimizer; choose one of {}", names.join(", "))
    })
}

/// The engine of that name, if it is in this build.
fn engine(name: &str) -> std::result::Result<Engine, String> {
    serde_json::from_value(json!(name)).map_err(|_| {
        "this build has no such engine; flex is always there, ndarray with --features ndarray".into()
    })
}

/// Reads `train` or `t10k` images and labels from a folder.
fn load(folder: &Path, prefix: &str) -> Result<Dataset> {
    let file = |kind: &str| {
        let name = format!("{prefix}-{kind}-ubyte");
        let found =
            [folder.join(format!("{name}.gz")), folder.join(&name)].into_iter().find(|path| path.exists());
        read(&found.ok_or_else(|| format!("no {name} or {name}.gz in {}", folder.display()))?)
    };
    let (images, labels) = (file("images-idx3")?, file("labels-idx1")?);
    Ok(Dataset::from_idx(images, labels).map_err(|e| format!("{prefix} in {}: {e}", folder.display()))?)
}

/// A file's bytes, unzipped if it is gzipped.
fn read(path: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unzipped = Vec::new();
    GzDecoder::new(&bytes[..])
        .read_to_end(&mut unzipped)
        .map_err(|e| format!("{} is a corrupt gzip file ({e}); get it again", path.display()))?;
    Ok(unzipped)
}
