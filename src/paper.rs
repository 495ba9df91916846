//! What the paper reports: the test accuracy of each optimizer after 50 epochs.

use crate::optim::OptimizerName;

/// Its Table 1.
pub const fn accuracy(optimizer: OptimizerName) -> f64 {
    match optimizer {
        OptimizerName::Sgd => 0.858,
        OptimizerName::AdaGrad => 0.94,
        OptimizerName::RmsProp => 0.98,
        OptimizerName::Adam => 0.99,
        OptimizerName::AdaDelta => 0.85,
    }
}

/// Epochs that the paper trained.
pub const EPOCHS: u32 = 50;
