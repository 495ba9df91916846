//! `lenet5 sweep`: test accuracy against learning rate.

use std::time::Instant;

use clap::Args;
use lenet5_live::{
    mnist::augment::Augmentation,
    optim::{OptimizerConfig, OptimizerName, catalogue::PRESETS},
    race::plan::{Evaluations, Plan},
};

use crate::{
    Result,
    arguments::{MAX_EPOCHS, Optimizers, Setting, Several, assignment, optimizers, rate},
    crowd, data,
    output::say,
    rate_chart,
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
    #[arg(long, required = true, allow_negative_numbers = true, value_delimiter = ',', value_parser = rate, value_name = "RATE,…")]
    rates: Vec<f64>,
    /// A hyper-parameter of those optimizers that have it, such as initial_accumulator=0.1; may stand several times
    #[arg(long, value_parser = assignment, value_name = "NAME=VALUE")]
    set: Vec<(String, f64)>,
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=MAX_EPOCHS), value_name = "N")]
    epochs: u32,
    #[arg(long, default_value_t = 64, value_name = "N")]
    batch_size: usize,
}

pub fn sweep(args: &Sweep) -> Result<()> {
    args.several.check()?;
    let plans = plans(args)?;
    let data = data::load(&args.setting.data)?;
    let start = Instant::now();
    let file = args.several.file("sweep.json");
    let mut record = args.several.record(&data, None);
    crowd::run_all(&plans, &data, args.several.threads(), &mut record, file.as_deref())?;
    if let Some(folder) = &args.several.out {
        data::write(&folder.join("sweep.svg"), rate_chart::sweep(&record))?;
    }
    say(&format!(
        "Test accuracy on {} by learning rate: {}, batch {}\n\n{}\n{}\nIn all {}.",
        record.dataset,
        epochs(&record),
        args.batch_size,
        sweep_table(&record),
        best_rates(&record),
        duration(start.elapsed()),
    ))?;
    args.several.say_where("sweep.json and sweep.svg")
}

/// Seed by seed, optimizer by optimizer, from the least rate to the greatest.
fn plans(args: &Sweep) -> Result<Vec<Plan>> {
    let mut rates = args.rates.clone();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    let mut plans = vec![];
    let optimizers = changed(&args.optimizer.0, &args.set)?;
    for &seed in &args.several.seeds {
        for &optimizer in &optimizers {
            plans.extend(rates.iter().map(|&learning_rate| Plan {
                optimizer,
                learning_rate,
                batch_size: args.batch_size,
                epochs: args.epochs,
                seed,
                engine: args.setting.engine,
                augmentation: Augmentation::None,
                evaluations: Evaluations::EveryEpoch,
            }));
        }
    }
    Ok(plans)
}

/// The optimizers as the first preset has them, each with those of the changed hyper-parameters that it has.
fn changed(optimizers: &[OptimizerName], changes: &[(String, f64)]) -> Result<Vec<OptimizerConfig>> {
    let mut changed: Vec<_> = optimizers.iter().map(|&name| PRESETS[0].run(name).optimizer).collect();
    for (name, value) in changes {
        let has =
            |optimizer: &OptimizerConfig| optimizer.hyper_parameters().iter().any(|(known, _)| known == name);
        // One that none of them has is a mistake, and the first one's sentence says so.
        let none = !changed.iter().any(has);
        for optimizer in changed.iter_mut().filter(|optimizer| none || has(optimizer)) {
            *optimizer = optimizer.with(name, *value)?;
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_for_those_that_have_it_and_for_one_at_least() {
        let change = |name: &str, value| changed(&OptimizerName::ALL, &[(name.into(), value)]);
        let rhos = change("rho", 0.5).unwrap();
        let with_rho = |config: &&OptimizerConfig| config.hyper_parameters().contains(&("rho", 0.5));
        let names: Vec<_> = rhos.iter().filter(with_rho).map(OptimizerConfig::name).collect();
        assert_eq!(names, [OptimizerName::RmsProp, OptimizerName::AdaDelta]);
        assert!(change("rho", 2.0).unwrap_err().to_string().starts_with("rho 2"));
        assert!(change("foo", 1.0).unwrap_err().to_string().contains("no hyper-parameter foo"));
    }
}
