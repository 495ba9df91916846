//! Many runs, several at a time, each with a progress bar.

use std::{
    ops::ControlFlow,
    path::Path,
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use lenet5_live::{
    error,
    mnist::batches::Batches,
    race::{
        plan::Plan,
        record::{FINISHED, RaceRecord, RaceRun},
        runner::{self, Event},
    },
};

use crate::{
    Result,
    data::{self, Data},
    output::tell,
};

/// Steps between two looks of a bar.
const STEPS_A_LOOK: u32 = 20;

/// A run's place among the plans, and how it ended.
type Ending = (usize, error::Result<RaceRun>);

/// Trains every plan, in this order, on as many threads, and adds the runs to the record, in the plans' order. With each
/// that ends the record is written to `file`, if there is one, so that whoever ends the program keeps it; a line is
/// printed on the error stream, where the bars are too.
pub fn run_all(
    plans: &[Plan],
    data: &Data,
    threads: usize,
    record: &mut RaceRecord,
    file: Option<&Path>,
) -> Result<()> {
    let crowd = Crowd { plans, data, bars: MultiProgress::new(), next: 0.into(), stopped: false.into() };
    let (to, endings) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.min(plans.len()) {
            let (crowd, to) = (&crowd, to.clone());
            scope.spawn(move || crowd.work(&to));
        }
        drop(to); // the workers' own are left: the endings end with the last of them
        let kept = crowd.keep(&endings, record, file);
        // Where that failed, nobody waits for the others.
        crowd.stopped.store(true, Ordering::Relaxed);
        kept
    })
}

/// What the threads share.
struct Crowd<'a> {
    plans: &'a [Plan],
    data: &'a Data,
    bars: MultiProgress,
    /// The plan that nobody has taken yet.
    next: AtomicUsize,
    stopped: AtomicBool,
}

impl Crowd<'_> {
    /// Takes plan after plan.
    fn work(&self, to: &Sender<Ending>) {
        // One for all runs of the thread: it remembers an epoch's order, but each asks for its own.
        let mut batches = Batches::new(&self.data.training);
        while !self.is_stopped() {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(plan) = self.plans.get(index) else { break };
            let bar = self.bars.add(bar(plan, self.data.training.size()));
            let ended = runner::run(plan, None, &mut batches, &self.data.test, |event| {
                look(&bar, event);
                if self.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            bar.finish_and_clear();
            self.bars.remove(&bar);
            // Whoever has stopped the crowd does not listen any more.
            let _ = to.send((index, ended.map(|ended| ended.run)));
        }
    }

    /// Writes down what ended, as it ends.
    fn keep(&self, endings: &Receiver<Ending>, record: &mut RaceRecord, file: Option<&Path>) -> Result<()> {
        let mut runs: Vec<Option<RaceRun>> = self.plans.iter().map(|_| None).collect();
        for (index, run) in endings {
            let run = run?;
            let line = format!("{}/{}  {}", index + 1, self.plans.len(), ending(&run));
            runs[index] = Some(run);
            record.runs = runs.iter().flatten().cloned().collect();
            if let Some(file) = file {
                data::write(file, serde_json::to_string(record)?)?;
            }
            self.bars.suspend(|| tell(&line))?;
        }
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

fn bar(plan: &Plan, train_size: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:34} {bar:30} step {pos}/{len}  {msg}  {eta} left")
        .expect("a valid template");
    ProgressBar::new(plan.steps(train_size)).with_style(style).with_prefix(format!(
        "{:8} {:<8} seed {}",
        plan.optimizer.label(),
        plan.learning_rate,
        plan.seed
    ))
}

fn look(bar: &ProgressBar, event: Event) {
    match event {
        Event::Step(metrics) if metrics.step.is_multiple_of(STEPS_A_LOOK) => {
            bar.set_position(metrics.step.into());
        }
        Event::Step(_) => {}
        Event::Evaluation(evaluation) => bar.set_message(format!("accuracy {:.4}", evaluation.accuracy)),
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
