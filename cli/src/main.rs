//! The native command line: the page's training, from a terminal, with the same numbers.

mod arguments;
mod bar_chart;
mod compare;
mod crowd;
mod data;
mod evaluate;
mod output;
mod rate_chart;
mod svg;
mod sweep;
mod table;
mod train;

use std::{error::Error, process::ExitCode};

use clap::Parser;

/// The result of a command; the error is a sentence.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The status of a program that ended because whoever read its output had gone; what a shell reports of SIGPIPE.
const CLOSED_PIPE: u8 = 128 + 13;

/// LeNet-5 on MNIST with one of five optimizers.
#[derive(Parser)]
#[command(version)]
enum Command {
    /// Trains a model and prints its test accuracy every half epoch.
    Train(train::Train),
    /// Prints the test accuracy of a saved model.
    Evaluate(evaluate::Evaluate),
    /// Trains with all five optimizers from the same weights, and sets their test accuracies beside the paper's.
    Compare(compare::Compare),
    /// Trains with each of several learning rates, and finds the best.
    Sweep(sweep::Sweep),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Train(args) => train::train(&args),
        Command::Evaluate(args) => evaluate::evaluate(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if output::is_closed_pipe(&*error) => ExitCode::from(CLOSED_PIPE),
        Err(error) => {
            // Where nobody listens, the status has to do.
            let _ = output::tell(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}
