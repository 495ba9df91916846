//! `lenet5 evaluate`: the test accuracy of a saved model.

use std::path::PathBuf;

use clap::Args;
use lenet5_live::{
    optim::OptimizerConfig,
    race::runner,
    trainer::{Trainer, TrainerConfig},
};

use crate::{Result, arguments::Setting, data, output::report};

#[derive(Args)]
pub struct Evaluate {
    #[command(flatten)]
    setting: Setting,
    /// The model: a safetensors file.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Print a line of JSON.
    #[arg(long)]
    json: bool,
}

pub fn evaluate(args: &Evaluate) -> Result<()> {
    let test = data::load_test(&args.setting.data)?;
    let mut trainer = Trainer::new(&TrainerConfig {
        optimizer: OptimizerConfig::sgd(),
        learning_rate: 1.0, // never used
        seed: 0,
        engine: args.setting.engine,
    })?;
    trainer.load(&data::read(&args.model)?)?;
    report(&runner::evaluate(&mut trainer, &test, 0.0)?, args.json)
}
