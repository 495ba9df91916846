//! One training run: a model, an optimizer and a learning rate.

mod examination;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use burn::{
    module::{Module, ModuleVisitor, Param},
    optim::{GradientsParams, ModuleOptimizer},
    tensor::{Device, Tensor},
};
use serde::{Deserialize, Serialize};

pub use examination::{EvalMetrics, Examination};
use examination::{count_correct, digits, targets, to_tensor};

use crate::{
    checkpoint, clock,
    engine::Engine,
    error::{Error, Result},
    gradients::{Gradients, SHARD},
    kernels,
    lenet5::{LeNet5, cross_entropy},
    mnist::Labelled,
    optim::{self, OptimizerConfig},
    pairwise::PairwiseSum,
};

/// What a run is made of, its data excepted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainerConfig {
    /// The rule and its hyper-parameters.
    pub optimizer: OptimizerConfig,
    /// η
    pub learning_rate: f64,
    /// Gives the initial weights; two runs with one seed begin with the same.
    pub seed: u32,
    /// Which of burn's backends computes; the default one when absent or `undefined`.
    #[serde(default, deserialize_with = "or_default")]
    pub engine: Engine,
}

fn or_default<'de, D: serde::Deserializer<'de>>(value: D) -> std::result::Result<Engine, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

/// What one training step found, before it changed the model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TrainMetrics {
    /// From 1.
    pub step: u32,
    /// The mean over the batch.
    pub loss: f32,
    /// Images of the batch that were read right.
    pub correct: usize,
    /// Images in the batch.
    pub size: usize,
}

/// What an update did to a model.
#[doc(hidden)]
pub struct Update {
    /// The update's step, from 1.
    pub step: u32,
    /// The model that it began with.
    pub before: LeNet5,
    /// The model that it made.
    pub after: LeNet5,
    /// The effective learning rate of each parameter in the parameter's place; see `optim::rates`.
    pub rates: LeNet5,
}

/// Trains one model.
pub struct Trainer {
    model: LeNet5,
    /// The model before the last update, if it has had one: what is left when that update made it diverge. All its
    /// parameters are finite: an update is taken from no other model.
    before_update: Option<LeNet5>,
    optimizer: ModuleOptimizer,
    config: TrainerConfig,
    device: Device,
    step: u32,
    seconds: f64,
}

impl Trainer {
    /// A trainer at step 0, its weights drawn from the seed.
    ///
    /// # Errors
    /// When the learning rate or a hyper-parameter is out of bounds.
    pub fn new(config: &TrainerConfig) -> Result<Self> {
        optim::learning_rate(config.learning_rate)?;
        let device = config.engine.device().autodiff();
        Ok(Self {
            model: LeNet5::new(config.seed, &device),
            before_update: None,
            optimizer: config.optimizer.init()?,
            config: *config,
            device,
            step: 0,
            seconds: 0.0,
        })
    }

    /// Steps trained so far.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Seconds spent in [`train_batch`](Self::train_batch) so far: the run's own computing time.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Takes one step of the optimizer on one batch.
    ///
    /// # Shapes
    /// - pixels: `[batch_size · 784]`
    /// - labels: `[batch_size]`, each 0 to 9
    ///
    /// # Errors
    /// When pixels and labels do not fit together, and when the loss or a parameter is no longer finite: the model is
    /// then the one before the update that made it so.
    pub fn train_batch(&mut self, pixels: &[u8], labels: &[u8]) -> Result<TrainMetrics> {
        let start = clock::seconds();
        let batch = Labelled::new(pixels, labels)?;
        let metrics = self.step_by(self.sum_shards(batch, batch.size())?, batch.size())?;
        self.seconds += clock::seconds() - start;
        Ok(metrics)
    }

    /// What one of several workers contributes to a step: the gradient of its `gradients::part` of
    /// a batch of `batch_size`, to be summed in pairs with the others' and given to
    /// [`update`](Self::update).
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    /// - labels: `[n]`, each 0 to 9
    /// - output: `[61,706 + 2]`: the gradients, the loss, and how many were read right
    ///
    /// # Errors
    /// When pixels and labels do not fit together, or are more than `batch_size`.
    #[doc(hidden)]
    pub fn gradients(&self, pixels: &[u8], labels: &[u8], batch_size: usize) -> Result<Vec<f32>> {
        Ok(self.sum_shards(Labelled::new(pixels, labels)?, batch_size)?.flatten(&self.model))
    }

    /// Takes one step of the optimizer with the sum of all workers' [`gradients`](Self::gradients).
    ///
    /// # Errors
    /// When the sum has not the right size, and when the loss is not finite, as for
    /// [`train_batch`](Self::train_batch).
    #[doc(hidden)]
    pub fn update(&mut self, sum: &[f32], batch_size: usize) -> Result<TrainMetrics> {
        self.step_by(Gradients::unflatten(sum, &self.model)?, batch_size)
    }

    fn step_by(&mut self, sum: Gradients, size: usize) -> Result<TrainMetrics> {
        if !(sum.loss.is_finite() && has_finite_parameters(&self.model)) {
            self.take_back();
            return Err(Error::Diverged { step: self.step + 1 });
        }
        self.before_update = Some(self.model.clone());
        self.model = self.optimizer.step(self.config.learning_rate, self.model.clone(), sum.gradients);
        self.step += 1;
        Ok(TrainMetrics { step: self.step, loss: sum.loss, correct: sum.correct, size })
    }

    /// Lets go of what the last update made, if there has been one; says whether there has.
    fn take_back(&mut self) -> bool {
        let Some(before_update) = self.before_update.take() else { return false };
        self.model = before_update;
        true
    }

    /// The gradient of these images' part of the batch's mean loss, shard by shard, summed in pairs.
    fn sum_shards(&self, images: Labelled, batch_size: usize) -> Result<Gradients> {
        if images.size() > batch_size {
            return Err(Error::Part { size: images.size(), batch_size });
        }
        let mut sum = PairwiseSum::new(|left: Gradients, right| left.add(right, &self.model));
        for shard in images.chunks(SHARD) {
            let logits = self.model.forward(to_tensor(shard.images(), &self.device)); // [n, 10]
            let correct = count_correct(&digits(logits.clone().inner()), shard.labels());
            let share = shard.size() as f32 / batch_size as f32;
            let loss = cross_entropy(logits, targets(shard.labels(), &self.device)) * share; // [1]
            sum.push(Gradients {
                loss: loss.clone().into_scalar::<f32>(),
                correct,
                gradients: GradientsParams::from_grads(loss.backward(), &self.model),
            });
        }
        Ok(sum.finish().expect("a batch has at least one image"))
    }

    /// What the last update did. `None` before the first update, after [`load`](Self::load), and when the update was
    /// taken back because it made the model diverge.
    #[doc(hidden)]
    pub fn last_update(&self) -> Option<Update> {
        let before = self.before_update.clone()?;
        let TrainerConfig { optimizer, learning_rate, .. } = &self.config;
        let rates = optimizer.effective_rates(&self.optimizer, *learning_rate, self.model.clone());
        Some(Update { step: self.step, before, after: self.model.clone(), rates })
    }

    /// The model as it is, without what autodiff keeps of it.
    pub fn model(&self) -> LeNet5 {
        self.model.valid()
    }

    /// The model as a safetensors file; see [`checkpoint`].
    pub fn save(&self) -> Vec<u8> {
        checkpoint::save(&self.model)
    }

    /// Replaces the model by a saved one. The optimizer starts afresh: its state belongs to the weights
    /// that it was gathered on.
    ///
    /// # Errors
    /// When the file is not a model of this shape; the trainer then keeps the one it had.
    pub fn load(&mut self, file: &[u8]) -> Result<()> {
        self.model = checkpoint::load(file, &self.device)?;
        self.before_update = None;
        self.optimizer = self.config.optimizer.init()?;
        Ok(())
    }
}

/// Whether no parameter is an infinity or a NaN. The loss does not tell: ReLU makes 0 of minus infinity.
fn has_finite_parameters(model: &LeNet5) -> bool {
    struct Finite(bool);
    impl ModuleVisitor for Finite {
        fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
            self.0 &= kernels::is_finite(parameter.val().inner());
        }
    }
    let mut finite = Finite(true);
    model.visit(&mut finite);
    finite.0
}
