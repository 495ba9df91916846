//! One training run: a model, an optimizer and a learning rate.

use burn::{
    module::{Module, ModuleVisitor, Param},
    optim::{GradientsParams, ModuleOptimizer},
    tensor::{Device, Int, Tensor, TensorData, activation::softmax},
};
use serde::{Deserialize, Serialize};

use crate::{
    checkpoint, clock,
    engine::Engine,
    error::{Error, Result},
    gradients::{Gradients, SHARD},
    inside::Inside,
    kernels,
    lenet5::{LeNet5, cross_entropy, images_to_tensor, log_likelihoods},
    look::Look,
    mnist::{self, CLASSES, Image, Labelled},
    optim::OptimizerConfig,
    pairwise::PairwiseSum,
};

/// Images evaluated at once: enough to keep the kernels busy, few enough to stay in the cache.
const EVALUATION_BATCH: usize = 250;

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

/// How a model does on images that it does not learn from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EvalMetrics {
    /// The mean over the images.
    pub loss: f64,
    /// Images that were read right.
    pub correct: usize,
    /// Images in all.
    pub size: usize,
}

/// How a model reads each of many images.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// The digit that it read, for each image.
    pub predicted: Vec<u8>,
    /// The loss of each image.
    pub losses: Vec<f32>,
    /// All in all.
    pub metrics: EvalMetrics,
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
        let rate = config.learning_rate;
        if !(rate.is_finite() && rate > 0.0) {
            return Err(Error::LearningRate(rate));
        }
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

    /// What one of several workers contributes to a step: the gradient of its [`part`](crate::gradients::part) of
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
    pub fn gradients(&self, pixels: &[u8], labels: &[u8], batch_size: usize) -> Result<Vec<f32>> {
        Ok(self.sum_shards(Labelled::new(pixels, labels)?, batch_size)?.flatten(&self.model))
    }

    /// Takes one step of the optimizer with the sum of all workers' [`gradients`](Self::gradients).
    ///
    /// # Errors
    /// When the sum has not the right size, and when the loss is not finite, as for
    /// [`train_batch`](Self::train_batch).
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
            return Err(Error::BatchSize { size: images.size(), max: batch_size });
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

    /// What the last update did to each layer. `None` before the first update, after [`load`](Self::load), and when
    /// the update was taken back because it made the model diverge.
    pub fn inside(&self) -> Option<Inside> {
        let before = self.before_update.as_ref()?;
        let TrainerConfig { optimizer, learning_rate, .. } = &self.config;
        let rates = optimizer.effective_rates(&self.optimizer, *learning_rate, self.model.clone());
        Some(Inside::new(self.step, before, &self.model, &rates))
    }

    /// Reads labelled images, without learning from them.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    /// - labels: `[n]`, each 0 to 9
    ///
    /// # Errors
    /// As for [`examine`](Self::examine).
    pub fn evaluate(&mut self, pixels: &[u8], labels: &[u8]) -> Result<EvalMetrics> {
        Ok(self.examine(pixels, labels)?.metrics)
    }

    /// Reads labelled images, and says what became of each.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    /// - labels: `[n]`, each 0 to 9
    ///
    /// # Errors
    /// When pixels and labels do not fit together, and when the loss or a parameter is not finite. Where an update made
    /// it so, the model is then the one before it.
    pub fn examine(&mut self, pixels: &[u8], labels: &[u8]) -> Result<Examination> {
        let images = Labelled::new(pixels, labels)?;
        let model = self.model.valid();
        let device = self.device.clone().inner();
        let size = images.size();
        let (mut predicted, mut losses) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for batch in images.chunks(EVALUATION_BATCH) {
            let logits = model.forward(to_tensor(batch.images(), &device)); // [n, 10]
            predicted.extend(digits(logits.clone()));
            losses.extend(to_vec(-log_likelihoods(logits, targets(batch.labels(), &device)))); // [n, 1]
        }
        let loss = losses.iter().copied().map(f64::from).sum::<f64>() / size as f64;
        if !(loss.is_finite() && has_finite_parameters(&self.model)) {
            // The next step would have found the same.
            let diverged = Error::Diverged { step: self.step + 1 };
            return Err(if self.take_back() { diverged } else { Error::NoFiniteLoss });
        }
        let correct = count_correct(&predicted, labels);
        Ok(Examination { predicted, losses, metrics: EvalMetrics { loss, correct, size } })
    }

    /// What every layer makes of one image.
    ///
    /// # Errors
    /// When it is not one image of 784 pixels.
    pub fn look(&self, image: &[u8]) -> Result<Look> {
        Ok(Look::new(&self.model.valid(), mnist::image(image)?, &self.device.clone().inner()))
    }

    /// The probability of each digit for each image: `[n · 10]`.
    ///
    /// # Shapes
    /// - pixels: `[n · 784]`
    ///
    /// # Errors
    /// When the pixels are not a whole number of images.
    pub fn predict(&self, pixels: &[u8]) -> Result<Vec<f32>> {
        let images = to_tensor(mnist::images(pixels)?, &self.device.clone().inner());
        let probabilities = softmax(self.model.valid().forward(images), 1); // [n, 10]
        Ok(to_vec(probabilities))
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

/// `[n, 1, 32, 32]`
fn to_tensor(images: &[Image], device: &Device) -> Tensor<4> {
    images_to_tensor(images.as_flattened(), device)
}

/// `[batch_size]`
fn targets(labels: &[u8], device: &Device) -> Tensor<1, Int> {
    let labels: Vec<i32> = labels.iter().copied().map(i32::from).collect();
    let size = labels.len();
    Tensor::from_data(TensorData::new(labels, [size]), device)
}

/// How many images are read right.
fn count_correct(digits: &[u8], labels: &[u8]) -> usize {
    digits.iter().zip(labels).filter(|(digit, label)| digit == label).count()
}

/// The digit with the greatest of the ten logits, for each image. Of equal ones the first counts, as in NumPy.
fn digits(logits: Tensor<2>) -> Vec<u8> {
    let greatest = |logits: &[f32]| {
        (1..CLASSES).fold(0, |best, class| if logits[class] > logits[best] { class } else { best }) as u8
    };
    to_vec(logits).chunks_exact(CLASSES).map(greatest).collect()
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

fn to_vec(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("activations are f32")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{gradients::part, mnist::PIXELS};

    fn trainer(optimizer: OptimizerConfig, learning_rate: f64) -> Trainer {
        let config = TrainerConfig { optimizer, learning_rate, seed: 1, engine: Engine::Flex };
        Trainer::new(&config).unwrap()
    }

    /// Eight images, each a bar at another height, with its number as label.
    fn bars() -> (Vec<u8>, Vec<u8>) {
        let labels: Vec<u8> = (0..8).collect();
        let mut pixels = vec![0; labels.len() * PIXELS];
        for (image, pixels) in pixels.chunks_exact_mut(PIXELS).enumerate() {
            pixels[28 * (4 + 2 * image)..28 * (6 + 2 * image)].fill(255);
        }
        (pixels, labels)
    }

    #[test]
    fn bad_learning_rates() {
        for learning_rate in [0.0, -0.1, f64::NAN, f64::INFINITY] {
            let optimizer = OptimizerConfig::adam();
            let config = TrainerConfig { optimizer, learning_rate, seed: 1, engine: Engine::Flex };
            let error = Trainer::new(&config).err().unwrap().to_string();
            assert!(error.contains("it must be a positive, finite number"), "{error}");
        }
    }

    #[test]
    fn bad_batches() {
        let mut trainer = trainer(OptimizerConfig::adam(), 0.001);
        assert_eq!(trainer.train_batch(&[], &[]), Err(Error::Empty));
        assert_eq!(trainer.train_batch(&[0; 783], &[1]), Err(Error::Pixels { found: 783 }));
        assert_eq!(trainer.train_batch(&[0; PIXELS], &[1, 2]), Err(Error::Mismatch { images: 1, labels: 2 }));
        assert_eq!(trainer.evaluate(&[0; PIXELS], &[10]), Err(Error::Label { index: 0, label: 10 }));
        assert_eq!(trainer.predict(&[0; PIXELS + 1]), Err(Error::Pixels { found: PIXELS + 1 }));
        assert_eq!(trainer.step(), 0);
    }

    #[test]
    fn every_optimizer_learns_eight_bars_by_heart() {
        let (pixels, labels) = bars();
        for (optimizer, learning_rate) in OptimizerConfig::ALL.into_iter().zip([0.1, 0.02, 0.002, 0.003, 2.0])
        {
            let mut trainer = trainer(optimizer, learning_rate);
            for _ in 0..150 {
                trainer.train_batch(&pixels, &labels).unwrap();
            }
            let metrics = trainer.evaluate(&pixels, &labels).unwrap();
            assert_eq!(metrics.correct, 8, "{}: {metrics:?}", optimizer.name());
            let probabilities = trainer.predict(&pixels[..PIXELS]).unwrap();
            assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!(probabilities[0] > 0.5, "{}: {probabilities:?}", optimizer.name());
        }
    }

    #[test]
    fn every_optimizer_diverges_at_an_absurd_rate_and_keeps_the_last_finite_model() {
        let (pixels, labels) = bars();
        for optimizer in OptimizerConfig::ALL {
            // AdaDelta's updates begin about √ε times as large as the others'.
            let absurd = if optimizer == OptimizerConfig::adadelta() { 1e15 } else { 1e9 };
            let mut trainer = trainer(optimizer, absurd);
            let error = (0..100).find_map(|_| trainer.train_batch(&pixels, &labels).err());
            let step = trainer.step() + 1;
            assert_eq!(error, Some(Error::Diverged { step }), "{}", optimizer.name());
            assert!(trainer.evaluate(&pixels, &labels).unwrap().loss.is_finite());
            checkpoint::load(&trainer.save(), &Engine::Flex.device()).unwrap();
        }
    }

    #[test]
    fn an_evaluation_finds_the_divergence_of_the_last_step_and_takes_it_back() {
        let (pixels, labels) = bars();
        let mut trainer = trainer(OptimizerConfig::sgd(), 1e38);
        let before = trainer.save();
        trainer.train_batch(&pixels, &labels).unwrap();
        assert_ne!(trainer.save(), before);
        assert_eq!(trainer.evaluate(&pixels, &labels), Err(Error::Diverged { step: 2 }));
        assert_eq!(trainer.save(), before);
        assert!(trainer.evaluate(&pixels, &labels).unwrap().loss.is_finite());
    }

    #[test]
    fn a_parameter_that_relu_hides_is_found() {
        let (pixels, labels) = bars();
        let broken = || {
            let mut trainer = trainer(OptimizerConfig::sgd(), 1.0);
            let mut sum = trainer.gradients(&pixels, &labels, 8).unwrap();
            sum[150] = f32::INFINITY; // a bias of conv1 becomes minus infinity, and its map 0
            let before = trainer.save();
            trainer.update(&sum, 8).unwrap();
            assert!(trainer.gradients(&pixels, &labels, 8).unwrap()[61_706].is_finite());
            (trainer, before)
        };
        let (mut trainer, before) = broken();
        assert_eq!(trainer.train_batch(&pixels, &labels), Err(Error::Diverged { step: 2 }));
        assert_eq!(trainer.save(), before);
        let (mut trainer, before) = broken();
        assert_eq!(trainer.evaluate(&pixels, &labels), Err(Error::Diverged { step: 2 }));
        assert_eq!(trainer.save(), before);
    }

    #[test]
    fn a_model_that_came_broken_is_no_divergence_of_this_run() {
        let (pixels, labels) = bars();
        let mut first = trainer(OptimizerConfig::sgd(), 1e38);
        first.train_batch(&pixels, &labels).unwrap();
        let mut second = trainer(OptimizerConfig::sgd(), 0.1);
        second.load(&first.save()).unwrap();
        assert_eq!(second.evaluate(&pixels, &labels), Err(Error::NoFiniteLoss));
        assert_eq!(second.save(), first.save());
    }

    #[test]
    fn a_batch_of_several_shards_has_the_mean_gradient() {
        // Twice the same images: as a batch of their own, or as two shards of one, the mean is the same.
        let labels: Vec<u8> = (0..SHARD as u8).map(|i| i % 10).collect();
        let pixels: Vec<u8> = (0..SHARD * PIXELS).map(|i| (i * i / 7 % 251) as u8).collect();
        let mut once = trainer(OptimizerConfig::sgd(), 0.5);
        let one = once.train_batch(&pixels, &labels).unwrap();
        let mut twice = trainer(OptimizerConfig::sgd(), 0.5);
        let two = twice.train_batch(&pixels.repeat(2), &labels.repeat(2)).unwrap();
        assert_eq!((one.loss, 2 * one.correct, 2 * one.size), (two.loss, two.correct, two.size));
        assert_eq!(once.save(), twice.save());
    }

    #[test]
    fn workers_take_the_same_steps_as_one_alone_bit_for_bit() {
        let size = 3 * SHARD + 5;
        let labels: Vec<u8> = (0..size).map(|i| i as u8 % 10).collect();
        let pixels: Vec<u8> = (0..size * PIXELS).map(|i| (i * i / 7 % 251) as u8).collect();
        let mut alone = trainer(OptimizerConfig::adam(), 0.001);
        let mut crew: Vec<_> = (0..2).map(|_| trainer(OptimizerConfig::adam(), 0.001)).collect();
        for _ in 0..3 {
            let mut sum = PairwiseSum::new(|left: Vec<f32>, right| {
                left.iter().zip(right).map(|(a, b)| a + b).collect::<Vec<f32>>()
            });
            for (i, worker) in crew.iter().enumerate() {
                let part = part(size, 2, i).unwrap();
                let pixels = &pixels[part.start * PIXELS..part.end * PIXELS];
                sum.push(worker.gradients(pixels, &labels[part], size).unwrap());
            }
            let sum = sum.finish().unwrap();
            let expected = alone.train_batch(&pixels, &labels).unwrap();
            for worker in &mut crew {
                assert_eq!(worker.update(&sum, size).unwrap(), expected);
                assert_eq!(worker.save(), alone.save());
            }
        }
    }

    #[test]
    fn bad_parts() {
        let (pixels, labels) = bars();
        let mut trainer = trainer(OptimizerConfig::adam(), 0.001);
        assert_eq!(trainer.gradients(&pixels, &labels, 7), Err(Error::BatchSize { size: 8, max: 7 }));
        assert_eq!(trainer.update(&[0.0; 9], 8), Err(Error::Gradients { found: 9, expected: 61_708 }));
        let mut sum = trainer.gradients(&pixels, &labels, 8).unwrap();
        sum[61_706] = f32::NAN;
        assert_eq!(trainer.update(&sum, 8), Err(Error::Diverged { step: 1 }));
    }

    #[test]
    fn a_bad_file_leaves_the_model_as_it_was() {
        let (pixels, labels) = bars();
        let mut trainer = trainer(OptimizerConfig::adam(), 0.001);
        trainer.train_batch(&pixels, &labels).unwrap();
        let saved = trainer.save();
        trainer.load(&saved[..1000]).unwrap_err();
        assert_eq!(trainer.save(), saved);
    }
}
