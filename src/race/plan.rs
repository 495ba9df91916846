//! What a run is to be.

use crate::{engine::Engine, mnist::augment::Augmentation, optim::OptimizerConfig};

/// What a run is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The rule and its hyper-parameters.
    pub optimizer: OptimizerConfig,
    /// η
    pub learning_rate: f64,
    /// Images a step.
    pub batch_size: usize,
    /// Times through the training set; at least 1.
    pub epochs: u32,
    /// Gives the initial weights and the order of the batches.
    pub seed: u32,
    /// Which of burn's backends computes.
    pub engine: Engine,
    /// How the images are changed before they are learned from.
    pub augmentation: Augmentation,
    /// When the model is tested.
    pub evaluations: Evaluations,
}

impl Plan {
    /// Steps from the first to the last.
    pub fn steps(&self, train_size: usize) -> u64 {
        u64::from(self.epochs) * u64::from(self.steps_an_epoch(train_size))
    }

    /// Steps of each epoch.
    pub fn steps_an_epoch(&self, train_size: usize) -> u32 {
        train_size.div_ceil(self.batch_size.max(1)) as u32
    }
}

/// When a run is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evaluations {
    /// At the end of each epoch.
    EveryEpoch,
    /// In the middle and at the end of each.
    EveryHalfEpoch,
}

impl Evaluations {
    /// Whether there is one after so many of an epoch's steps.
    pub(super) fn are_due(self, steps: u32, steps_an_epoch: u32) -> bool {
        steps == steps_an_epoch || (self == Self::EveryHalfEpoch && steps == steps_an_epoch / 2)
    }
}
