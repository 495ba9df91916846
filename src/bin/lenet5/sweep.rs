//! `lenet5 sweep`: test accuracy against learning rate.

use std::time::Instant;

use clap::Args;
use lenet5_live::{
    optim::catalogue::{PRESETS, PresetRun},
    race::{
        record::{Format, RaceRecord, VERSION},
        runner::Plan,
    },
};

use crate::{
    Result,
    arguments::{Optimizers, Setting, Several, assignment, optimizers, rate},
    crowd, data, rate_chart,
    table::{best_rates, duration, epochs, sweep_table},
};

#[derive(Args)]
pub struct Sweep {
    #[command(flatten)]
    setting: Setting,
    #[command(flatten)]
    several: Several,
    /// One of the five, or all.
    #[arg(long, default_value = "all", value_parser = optimizers, value_name = "NAME")]
    optimizer: Optimizers,
    /// The learning rates, such as 0.0001,0.001,0.01
    #[arg(long, required = true, value_delimiter = ',', value_parser = rate, value_name = "RATE,…")]
    rates: Vec<f64>,
    /// A hyper-parameter of those optimizers that have it, such as initial_accumulator=0.1; may stand several times
    #[arg(long, value_parser = assignment, value_name = "NAME=VALUE")]
    set: Vec<(String, f64)>,
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..), value_name = "N")]
    epochs: u32,
    #[arg(long, default_value_t = 64, value_name = "N")]
    batch_size: usize,
}

pub fn sweep(args: &Sweep) -> Result<()> {
    args.several.check()?;
    let plans = plans(args)?;
    let data = data::load(&args.setting.data)?;
    let start = Instant::now();
    let record = RaceRecord {
        format: Format::Race,
        version: VERSION,
        app_version: env!("CARGO_PKG_VERSION").into(),
        dataset: args.several.dataset.clone(),
        train_size: data.training.size(),
        test_size: data.test.size(),
        preset: None,
        runs: crowd::run_all(&plans, &data, args.several.threads())?,
    };
    println!(
        "Test accuracy on {} by learning rate: {}, batch {}\n\n{}\n{}\nIn all {}.",
        record.dataset,
        epochs(&record),
        args.batch_size,
        sweep_table(&record),
        best_rates(&record),
        duration(start.elapsed()),
    );
    if let Some(folder) = &args.several.out {
        data::write(&folder.join("sweep.json"), serde_json::to_string(&record)?)?;
        data::write(&folder.join("sweep.svg"), rate_chart::sweep(&record))?;
        println!("sweep.json and sweep.svg are in {}.", folder.display());
    }
    Ok(())
}

/// Seed by seed, optimizer by optimizer, from the least rate to the greatest.
fn plans(args: &Sweep) -> Result<Vec<Plan>> {
    let mut rates = args.rates.clone();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    let mut plans = vec![];
    for &seed in &args.several.seeds {
        for usual in &args.optimizer.0 {
            let PresetRun { mut optimizer, .. } = *PRESETS[0].run(usual);
            for (name, value) in &args.set {
                let has = |(known, _): &(&str, f64)| known == name;
                // Of several optimizers some may not have it; of one, it is a mistake.
                if args.optimizer.0.len() == 1 || optimizer.hyper_parameters().iter().any(has) {
                    optimizer = optimizer.with(name, *value)?;
                }
            }
            plans.extend(rates.iter().map(|&learning_rate| Plan {
                optimizer,
                learning_rate,
                batch_size: args.batch_size,
                epochs: args.epochs,
                seed,
                engine: args.setting.engine,
            }));
        }
    }
    Ok(plans)
}
