//! Many runs, several at a time, each with a progress bar.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use lenet5_live::{
    error,
    mnist::batches::Batches,
    race::{
        record::{FINISHED, RaceRun},
        runner::{self, Plan},
    },
};

use crate::{Result, data::Data};

/// Steps between two looks of a bar.
const STEPS_A_LOOK: u32 = 20;

/// Trains every plan, in this order, on as many threads; the runs are in the plans' order. Each prints a line when it
/// ends, on the terminal's error stream, where the bars are too.
pub fn run_all(plans: &[Plan], data: &Data, threads: usize) -> Result<Vec<RaceRun>> {
    let bars = MultiProgress::new();
    let runs: Vec<OnceLock<error::Result<RaceRun>>> = plans.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads.min(plans.len()) {
            scope.spawn(|| {
                // One for all runs of the thread: it remembers an epoch's order, but each asks for its own.
                let mut batches = Batches::new(&data.training);
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(plan), Some(done)) = (plans.get(index), runs.get(index)) else { break };
                    let bar = bars.add(bar(plan, data.training.size()));
                    let run = runner::run(plan, &mut batches, &data.test, |step, run| look(&bar, step, run));
                    bar.finish_and_clear();
                    bars.remove(&bar);
                    if let Ok(run) = &run {
                        bars.suspend(|| eprintln!("{}/{}  {}", index + 1, plans.len(), ending(run)));
                    }
                    done.set(run).expect("each index is taken once");
                }
            });
        }
    });
    Ok(runs
        .into_iter()
        .map(|run| run.into_inner().expect("every run was made"))
        .collect::<error::Result<_>>()?)
}

fn bar(plan: &Plan, train_size: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:34} {bar:30} step {pos}/{len}  {msg}  {eta} left")
        .expect("a valid template");
    ProgressBar::new(plan.steps(train_size).into()).with_style(style).with_prefix(format!(
        "{:8} {:<8} seed {}",
        plan.optimizer.label(),
        plan.learning_rate,
        plan.seed
    ))
}

fn look(bar: &ProgressBar, step: u32, run: &RaceRun) {
    if step.is_multiple_of(STEPS_A_LOOK) {
        bar.set_position(step.into());
        if let Some(last) = run.evaluations.last() {
            bar.set_message(format!("accuracy {:.4}", last.accuracy));
        }
    }
}

fn ending(run: &RaceRun) -> String {
    let about = format!("{:8}  rate {:<8}  seed {}", run.optimizer.label(), run.learning_rate, run.seed);
    match run.evaluations.last() {
        Some(last) if run.outcome == FINISHED => {
            format!("{about}  test accuracy {:.4}  {:.0} s", last.accuracy, last.seconds)
        }
        _ => format!("{about}  {}", run.outcome),
    }
}
