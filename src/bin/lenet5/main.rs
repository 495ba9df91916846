//! The native command line: the page's training, from a terminal, with the same numbers.

mod arguments;
mod bar_chart;
mod compare;
mod crowd;
mod data;
mod evaluate;
mod rate_chart;
mod report;
mod svg;
mod sweep;
mod table;
mod train;

use std::{error::Error, process::ExitCode};

use clap::Parser;

/// The result of a command; the error is a sentence.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

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
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
