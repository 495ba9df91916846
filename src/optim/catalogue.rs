//! What there is to choose from, for the page's controls and the command line's help.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{OptimizerConfig, bounds};
use crate::engine::Engine;

/// Everything a user can choose.
#[derive(Debug, Serialize)]
pub struct Catalogue {
    /// The crate's version.
    pub version: &'static str,
    /// Names of the engines in this build, the default one first.
    pub engines: &'static [Engine],
    /// The five, in the paper's order.
    pub optimizers: Vec<OptimizerInfo>,
    /// The default one first.
    pub presets: &'static [Preset],
}

/// An optimizer's names and hyper-parameters.
#[derive(Debug, Serialize)]
pub struct OptimizerInfo {
    /// As in a configuration.
    pub name: &'static str,
    /// As its authors write it.
    pub label: &'static str,
    /// Only those that it has.
    pub hyper_parameters: Vec<HyperParameter>,
}

/// A hyper-parameter's default and bounds.
#[derive(Debug, Serialize)]
pub struct HyperParameter {
    /// As in a configuration.
    pub name: &'static str,
    /// The constant that the paper used.
    pub default: f64,
    /// The least value allowed.
    pub min: f64,
    /// The greatest value allowed.
    pub max: f64,
}

/// A learning rate for each optimizer, and how long to train.
#[derive(Debug, Serialize)]
pub struct Preset {
    /// As in a link.
    pub name: &'static str,
    /// As on the page.
    pub label: &'static str,
    /// What it is for, in a sentence.
    pub description: &'static str,
    /// η by optimizer name.
    #[serde(serialize_with = "as_map")]
    pub learning_rates: [(&'static str, f64); 5],
    /// Images a step.
    pub batch_size: usize,
    /// Times through the training set.
    pub epochs: usize,
}

/// The presets, the default one first.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "lively",
        label: "Lively",
        description: "A rate for each optimizer at which it learns well from the first epoch on.",
        learning_rates: [
            ("sgd", 0.1),
            ("adagrad", 0.01),
            ("rmsprop", 0.001),
            ("adam", 0.001),
            ("adadelta", 1.0),
        ],
        batch_size: 64,
        epochs: 3,
    },
    Preset {
        name: "keras",
        label: "Keras defaults",
        description: "The rates that Keras gives each optimizer when none is set.",
        learning_rates: [
            ("sgd", 0.01),
            ("adagrad", 0.001),
            ("rmsprop", 0.001),
            ("adam", 0.001),
            ("adadelta", 0.001),
        ],
        batch_size: 64,
        epochs: 3,
    },
];

/// The catalogue of this build.
pub fn catalogue() -> Catalogue {
    Catalogue {
        version: env!("CARGO_PKG_VERSION"),
        engines: Engine::ALL,
        optimizers: OptimizerConfig::ALL.iter().map(info).collect(),
        presets: PRESETS,
    }
}

fn info(config: &OptimizerConfig) -> OptimizerInfo {
    OptimizerInfo {
        name: config.name(),
        label: config.label(),
        hyper_parameters: config
            .hyper_parameters()
            .into_iter()
            .map(|(name, default)| {
                let (min, max) = bounds(name).into_inner();
                HyperParameter { name, default, min, max }
            })
            .collect(),
    }
}

fn as_map<S: serde::Serializer>(rates: &[(&str, f64); 5], to: S) -> Result<S::Ok, S::Error> {
    BTreeMap::from(*rates).serialize(to)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_a_rate_for_every_optimizer() {
        for preset in PRESETS {
            for config in OptimizerConfig::ALL {
                assert!(
                    preset.learning_rates.iter().any(|(name, rate)| *name == config.name() && *rate > 0.0)
                );
            }
        }
    }
}
