//! What an update did inside the network, layer by layer.

use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::Tensor,
};
use serde::Serialize;

use crate::{lenet5::LeNet5, trainer::Update};

/// The histogram's bins are a quarter of a decade wide, from 10⁻⁸ to 10³.
const BINS_PER_DECADE: i32 = 4;
const DECADES: std::ops::Range<i32> = -8..3;

/// What the last update did to each of the five layers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Inside {
    /// The update's step, from 1.
    pub step: u32,
    /// In the order in which data flows through them.
    pub layers: Vec<InsideLayer>,
    /// Where the histograms' bins begin and end: ascending, one more than bins. A bin holds the lower of its edges.
    pub edges: Vec<f64>,
}

/// What the last update did to a layer's weights and biases, taken together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InsideLayer {
    /// conv1, conv2, fc1, fc2 or fc3
    pub name: &'static str,
    /// ‖Δθ‖₂ / ‖θ‖₂, with θ as it was before the update.
    pub update_ratio: f64,
    /// How many parameters have their effective learning rate (see `optim::rates`) in each bin. The outermost bins
    /// take what lies beyond them; a rate that is not a number is in none.
    pub rates: Vec<u32>,
}

/// What an update did, layer by layer.
pub fn inside(update: &Update) -> Inside {
    let edges = edges();
    let [before, after, rates] = [&update.before, &update.after, &update.rates].map(layers);
    let layers = before.into_iter().zip(after).zip(rates);
    let layers = layers.map(|(((name, before), (_, after)), (_, rates))| InsideLayer {
        name,
        update_ratio: norm(after.iter().zip(&before).map(|(after, before)| after - before))
            / norm(before.iter().copied()),
        rates: histogram(&rates, &edges),
    });
    Inside { step: update.step, layers: layers.collect(), edges }
}

fn edges() -> Vec<f64> {
    let edges = DECADES.start * BINS_PER_DECADE..=DECADES.end * BINS_PER_DECADE;
    edges.map(|edge| 10f64.powf(f64::from(edge) / f64::from(BINS_PER_DECADE))).collect()
}

fn histogram(rates: &[f32], edges: &[f64]) -> Vec<u32> {
    // Rates are f32: that of 0.01 is not to fall below the edge of 0.01.
    let edges: Vec<f32> = edges.iter().map(|edge| *edge as f32).collect();
    let inner = &edges[1..edges.len() - 1];
    let mut counts = vec![0; edges.len() - 1];
    for rate in rates.iter().filter(|rate| !rate.is_nan()) {
        counts[inner.partition_point(|edge| edge <= rate)] += 1;
    }
    counts
}

/// Summed in f64: the square of a small update is below what f32 can hold.
fn norm(values: impl Iterator<Item = f32>) -> f64 {
    values.map(|value| f64::from(value).powi(2)).sum::<f64>().sqrt()
}

/// Weights and biases of each layer, one number after the other.
fn layers(model: &LeNet5) -> [(&'static str, Vec<f32>); 5] {
    let LeNet5 { conv1, conv2, fc1, fc2, fc3 } = model;
    [
        ("conv1", values(conv1)),
        ("conv2", values(conv2)),
        ("fc1", values(fc1)),
        ("fc2", values(fc2)),
        ("fc3", values(fc3)),
    ]
}

fn values(layer: &impl Module) -> Vec<f32> {
    let mut values = Values(Vec::new());
    layer.visit(&mut values);
    values.0
}

struct Values(Vec<f32>);

impl ModuleVisitor for Values {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        let data = parameter.val().into_data();
        self.0.extend(data.as_slice::<f32>().expect("parameters are f32"));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        engine::Engine,
        error::Error,
        mnist::PIXELS,
        optim::OptimizerConfig,
        trainer::{Trainer, TrainerConfig},
    };

    fn inside_of(trainer: &Trainer) -> Option<Inside> {
        trainer.last_update().map(|update| inside(&update))
    }

    const SIZES: [u32; 5] = [156, 2_416, 48_120, 10_164, 850];

    fn trainer(optimizer: OptimizerConfig, learning_rate: f64, engine: Engine) -> Trainer {
        Trainer::new(&TrainerConfig { optimizer, learning_rate, seed: 1, engine }).unwrap()
    }

    /// Grey images of two digits.
    fn batch() -> (Vec<u8>, Vec<u8>) {
        ((0..4 * PIXELS).map(|i| (i * i / 7 % 251) as u8).collect(), vec![3, 7, 3, 7])
    }

    fn with_momentum() -> OptimizerConfig {
        OptimizerConfig::Sgd { momentum: 0.9 }
    }

    #[test]
    fn nothing_before_an_update() {
        let (pixels, labels) = batch();
        for optimizer in OptimizerConfig::ALL.into_iter().chain([with_momentum()]) {
            let mut trainer = trainer(optimizer, 0.001, Engine::Flex);
            assert_eq!(inside_of(&trainer), None);
            trainer.train_batch(&pixels, &labels).unwrap();
            assert!(inside_of(&trainer).is_some());
            trainer.load(&trainer.save()).unwrap();
            assert_eq!(inside_of(&trainer), None);
            trainer.train_batch(&pixels, &labels).unwrap();
            assert_eq!(inside_of(&trainer).unwrap().step, 2);
        }
    }

    #[test]
    fn every_parameter_is_in_a_bin_and_every_layer_has_moved() {
        let (pixels, labels) = batch();
        for engine in Engine::ALL {
            for optimizer in OptimizerConfig::ALL.into_iter().chain([with_momentum()]) {
                let mut trainer = trainer(optimizer, 0.001, *engine);
                for step in 1..=2 {
                    trainer.train_batch(&pixels, &labels).unwrap();
                    let inside = inside_of(&trainer).unwrap();
                    assert_eq!(inside.step, step);
                    assert_eq!(
                        inside.layers.iter().map(|l| l.name).collect::<String>(),
                        "conv1conv2fc1fc2fc3"
                    );
                    for (layer, size) in inside.layers.iter().zip(SIZES) {
                        assert_eq!(layer.rates.len() + 1, inside.edges.len());
                        assert_eq!(layer.rates.iter().sum::<u32>(), size, "{optimizer:?} {layer:?}");
                        assert!(
                            layer.update_ratio > 0.0 && layer.update_ratio < 1.0,
                            "{optimizer:?} {layer:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn to_look_inside_changes_nothing() {
        let (pixels, labels) = batch();
        for optimizer in OptimizerConfig::ALL.into_iter().chain([with_momentum()]) {
            let [mut watched, mut alone] = [(); 2].map(|()| trainer(optimizer, 0.001, Engine::Flex));
            for _ in 0..3 {
                watched.train_batch(&pixels, &labels).unwrap();
                alone.train_batch(&pixels, &labels).unwrap();
                assert_eq!(inside_of(&watched), inside_of(&watched));
            }
            assert_eq!(watched.save(), alone.save(), "{}", optimizer.name());
            assert_eq!(inside_of(&watched), inside_of(&alone));
        }
    }

    #[test]
    fn the_update_ratio_is_that_of_the_saved_models() {
        let (pixels, labels) = batch();
        let mut trainer = trainer(OptimizerConfig::rmsprop(), 0.001, Engine::Flex);
        let fc3 = |trainer: &Trainer| {
            let file = trainer.save();
            let file = safetensors::SafeTensors::deserialize(&file).unwrap();
            let tensors = ["fc3.weight", "fc3.bias"].map(|name| file.tensor(name).unwrap().data().to_vec());
            let bytes = tensors.concat();
            bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect::<Vec<_>>()
        };
        let before = fc3(&trainer);
        trainer.train_batch(&pixels, &labels).unwrap();
        let after = fc3(&trainer);
        let squares = |values: &mut dyn Iterator<Item = f32>| values.map(|v| f64::from(v * v)).sum::<f64>();
        let change = squares(&mut before.iter().zip(&after).map(|(before, after)| after - before));
        let expected = (change / squares(&mut before.iter().copied())).sqrt();
        let ratio = inside_of(&trainer).unwrap().layers[4].update_ratio;
        assert!((ratio - expected).abs() < 1e-6 * expected, "{ratio}, not {expected}");
    }

    #[test]
    fn rates_of_adagrad_only_shrink() {
        let (pixels, labels) = batch();
        let mut trainer = trainer(OptimizerConfig::adagrad(), 0.001, Engine::Flex);
        // How many parameters of each layer have a rate below each edge.
        let mut below = || {
            trainer.train_batch(&pixels, &labels).unwrap();
            let sums = |layer: InsideLayer| {
                layer.rates.into_iter().scan(0, |sum, count| Some(*sum + count).inspect(|next| *sum = *next))
            };
            inside_of(&trainer).unwrap().layers.into_iter().map(|layer| sums(layer).collect()).collect()
        };
        let first: Vec<Vec<u32>> = below();
        let mut last = first.clone();
        for _ in 0..10 {
            let next = below();
            for (last, next) in last.iter().flatten().zip(next.iter().flatten()) {
                assert!(next >= last, "a rate has risen");
            }
            last = next;
        }
        assert!(first.iter().zip(&last).all(|(first, last)| first != last), "a layer's rates have stayed");
    }

    #[test]
    fn the_rate_of_sgd_is_the_learning_rate() {
        let (pixels, labels) = batch();
        for optimizer in [OptimizerConfig::sgd(), with_momentum()] {
            let mut trainer = trainer(optimizer, 0.01, Engine::Flex);
            for _ in 0..2 {
                trainer.train_batch(&pixels, &labels).unwrap();
                let Inside { layers, edges, .. } = inside_of(&trainer).unwrap();
                let bin = edges.iter().position(|edge| *edge == 0.01).unwrap();
                assert_eq!(layers.iter().map(|layer| layer.rates[bin]).collect::<Vec<_>>(), SIZES);
            }
        }
    }

    #[test]
    fn what_is_beyond_the_bins_or_no_number() {
        let edges = edges();
        assert_eq!((edges.len(), edges[0], edges[44]), (45, 1e-8, 1e3));
        let rates = [0.0, -1.0, 1e-9, 1e-8, 1.0, 1.7, 1.8, 999.0, 1000.0, 1e30, f32::INFINITY, f32::NAN];
        let counts = histogram(&rates, &edges);
        let expected = |bin| match bin {
            0 => 4,
            32 => 2,
            33 => 1,
            43 => 4,
            _ => 0,
        };
        assert_eq!(counts, (0..44).map(expected).collect::<Vec<_>>());
    }

    #[test]
    fn a_diverging_run_can_be_looked_into() {
        let (pixels, labels) = batch();
        for optimizer in OptimizerConfig::ALL.into_iter().chain([with_momentum()]) {
            let mut trainer = trainer(optimizer, 1e15, Engine::Flex);
            let error = (0..100).find_map(|_| {
                let error = trainer.train_batch(&pixels, &labels).err();
                assert_eq!(inside_of(&trainer).is_none(), error.is_some());
                error
            });
            assert!(matches!(error, Some(Error::Diverged { .. })), "{}", optimizer.name());
        }
    }

    #[test]
    fn updates_that_are_no_numbers() {
        let mut trainer = trainer(OptimizerConfig::adam(), 0.001, Engine::Flex);
        let (pixels, labels) = batch();
        let mut sum = trainer.gradients(&pixels, &labels, 4).unwrap();
        sum[0] = f32::NAN;
        sum[1] = f32::INFINITY;
        trainer.update(&sum, 4).unwrap();
        let inside = inside_of(&trainer).unwrap();
        assert!(inside.layers[0].update_ratio.is_nan());
        assert!(inside.layers[1].update_ratio > 0.0);
        // Of the infinite gradient the mean square is infinite, and the rate 0.
        assert_eq!(
            (inside.layers[0].rates[0], inside.layers[0].rates.iter().sum::<u32>()),
            (1, SIZES[0] - 1)
        );
    }
}
