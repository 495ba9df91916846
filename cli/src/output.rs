//! What is said, and to whom. `println!` panics where nobody listens any more, as in `lenet5 train … | head -1`.

use std::io::{self, Write};

use lenet5_live::race::record::Evaluation;
use serde_json::json;

use crate::Result;

/// Prints a line of the results.
pub fn say(line: &str) -> Result<()> {
    let mut to = io::stdout().lock();
    writeln!(to, "{line}")?;
    Ok(to.flush()?)
}

/// Prints a line about how it goes: on the error stream, where the progress bars are too.
pub fn tell(line: &str) -> Result<()> {
    Ok(writeln!(io::stderr(), "{line}")?)
}

/// Whether an error is that nobody listens any more.
pub fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Prints one evaluation.
pub fn report(evaluation: &Evaluation, as_json: bool) -> Result<()> {
    let Evaluation { step, epoch, seconds, loss, accuracy } = *evaluation;
    say(&if as_json {
        json!({ "step": step, "epoch": epoch, "seconds": seconds, "test_loss": loss, "test_accuracy": accuracy })
            .to_string()
    } else {
        format!(
            "epoch {epoch:4.1}  step {step:6}  {seconds:7.1} s  test loss {loss:.4}  test accuracy {accuracy:.4}"
        )
    })
}
