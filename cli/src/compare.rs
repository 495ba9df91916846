//! `lenet5 compare`: the paper's Table 1 and Figure 3.

use std::time::Instant;

use clap::Args;
use lenet5_live::{
    mnist::augment::Augmentation,
    optim::catalogue::{PRESETS, Preset},
    race::{
        plan::{Evaluations, Plan},
        record::RaceRecord,
    },
};

use crate::{
    Result,
    arguments::{MAX_EPOCHS, Setting, Several},
    bar_chart, crowd, data,
    output::say,
    table::{comparison, duration, epochs},
};

#[derive(Args)]
pub struct Compare {
    #[command(flatten)]
    setting: Setting,
    #[command(flatten)]
    several: Several,
    /// The settings: tuned, paper or same.
    #[arg(long, default_value = PRESETS[0].name, value_parser = Preset::named, value_name = "NAME")]
    preset: &'static Preset,
    /// [default: the preset's]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=MAX_EPOCHS), value_name = "N")]
    epochs: Option<u32>,
    /// [default: the preset's]
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
}

pub fn compare(args: &Compare) -> Result<()> {
    args.several.check()?;
    let data = data::load(&args.setting.data)?;
    let start = Instant::now();
    let file = args.several.file("race.json");
    let mut record = args.several.record(&data, Some(args.preset.name));
    crowd::run_all(&plans(args), &data, args.several.threads(), &mut record, file.as_deref())?;
    let (title, table) = (title(&record, args.preset), comparison(&record));
    if let Some(folder) = &args.several.out {
        data::write(&folder.join("figure-3.svg"), bar_chart::figure_3(&record))?;
        data::write(&folder.join("table.md"), format!("{title}\n\n{table}"))?;
    }
    say(&format!("{title}\n\n{table}\nIn all {}.", duration(start.elapsed())))?;
    args.several.say_where("race.json, figure-3.svg and table.md")
}

/// Seed by seed, so that what is trained first can be compared first.
fn plans(args: &Compare) -> Vec<Plan> {
    let Compare { preset, setting, several, .. } = args;
    let plan = |seed| {
        preset.runs.iter().map(move |run| Plan {
            optimizer: run.optimizer,
            learning_rate: run.learning_rate,
            batch_size: args.batch_size.unwrap_or(preset.batch_size),
            epochs: args.epochs.unwrap_or(preset.epochs),
            seed,
            engine: setting.engine,
            augmentation: Augmentation::None,
            evaluations: Evaluations::EveryEpoch,
        })
    };
    several.seeds.iter().copied().flat_map(plan).collect()
}

fn title(record: &RaceRecord, preset: &Preset) -> String {
    let RaceRecord { dataset, runs, app_version, .. } = record;
    let (epochs, batch) = (epochs(record), runs[0].batch_size);
    let label = preset.label;
    format!("Test accuracy on {dataset}, preset {label}: {epochs}, batch {batch} (lenet5-live {app_version})")
}
