//! One evaluation as a line.

use lenet5_live::trainer::{EvalMetrics, Trainer};
use serde_json::json;

/// Prints one evaluation; `epoch` counts whole and part epochs trained.
pub fn report(trainer: &Trainer, epoch: f64, metrics: &EvalMetrics, as_json: bool) {
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
