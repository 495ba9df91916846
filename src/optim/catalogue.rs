//! What there is to choose from, for the page's controls and the command line's help.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{EPSILON, OptimizerConfig, OptimizerName, bounds};
use crate::{
    engine::Engine,
    error::{Error, Result},
    mnist::augment::{AUGMENTATIONS, AugmentationInfo},
    paper,
};

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
    /// The default one first.
    pub augmentations: &'static [AugmentationInfo],
    /// The paper's test accuracies by optimizer name.
    pub paper_accuracy: BTreeMap<&'static str, f64>,
}

/// An optimizer's names and hyper-parameters.
#[derive(Debug, Serialize)]
pub struct OptimizerInfo {
    /// As in a configuration.
    pub name: OptimizerName,
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

/// A set-up for each optimizer, and how long to train.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Preset {
    /// As in a link.
    pub name: &'static str,
    /// As on the page.
    pub label: &'static str,
    /// What it is for, in a sentence or two.
    pub description: &'static str,
    /// The five, in the paper's order.
    pub runs: [PresetRun; 5],
    /// Images a step.
    pub batch_size: usize,
    /// Times through the training set.
    pub epochs: u32,
}

/// What a preset gives one of the optimizers.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PresetRun {
    /// The rule and its hyper-parameters.
    pub optimizer: OptimizerConfig,
    /// η
    pub learning_rate: f64,
    /// Why it departs from Keras's defaults; empty where it does not.
    pub note: &'static str,
}

impl Preset {
    /// The preset of that name.
    ///
    /// # Errors
    /// When there is none; names those that there are.
    pub fn named(name: &str) -> Result<&'static Self> {
        let known = PRESETS.iter().find(|preset| preset.name == name);
        known.ok_or_else(|| Error::unknown("preset", name, PRESETS.iter().map(|preset| preset.name)))
    }

    /// What it gives an optimizer.
    pub fn run(&self, optimizer: OptimizerName) -> &PresetRun {
        &self.runs[optimizer as usize]
    }
}

/// The presets, the default one first.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "tuned",
        label: "Tuned",
        description: "For each optimizer the rate at which it reads most test images after ten epochs, found by a \
                      sweep. So tuned, the five hardly differ.",
        runs: [
            run(OptimizerConfig::sgd(), 0.1, "Keras’s 0.01 is slower."),
            run(
                OptimizerConfig::adagrad(),
                0.03,
                "Keras’s 0.001 is slower, and so is its accumulator of 0.1.",
            ),
            run(OptimizerConfig::rmsprop(), 0.003, "At Keras’s 0.001 it reads a few images fewer."),
            run(OptimizerConfig::adam(), 0.001, ""),
            run(
                OptimizerConfig::adadelta(),
                1.0,
                "Its authors’ rule has no rate, that is 1; Keras’s is 0.001.",
            ),
        ],
        batch_size: 64,
        epochs: 10,
    },
    Preset {
        name: "paper",
        label: "Paper",
        description: "Comes out as the paper’s Table 1 does. The paper names neither rates nor batch size: these are \
                      Keras’s defaults wherever they serve.",
        runs: [
            run(
                OptimizerConfig::sgd(),
                0.0002,
                "Keras’s 0.01 would read far more than the paper’s 85.8 %: so few want a fiftieth of it.",
            ),
            run(KERAS_ADAGRAD, 0.001, ""),
            run(
                OptimizerConfig::rmsprop(),
                0.0001,
                "At Keras’s 0.001 it reads 99.1 %, as many as Adam; the paper’s 98 % want a smaller rate.",
            ),
            run(OptimizerConfig::adam(), 0.001, ""),
            run(OptimizerConfig::adadelta(), 0.001, ""),
        ],
        batch_size: 128,
        epochs: paper::EPOCHS,
    },
    Preset {
        name: "same",
        label: "Same rate",
        description: "A rate of 0.001 for all. That looks fair and is not: a rate means something else in every rule.",
        runs: [
            run(OptimizerConfig::sgd(), 0.001, "Keras’s is 0.01."),
            run(OptimizerConfig::adagrad(), 0.001, "Keras starts the accumulator at 0.1."),
            run(OptimizerConfig::rmsprop(), 0.001, ""),
            run(OptimizerConfig::adam(), 0.001, ""),
            run(OptimizerConfig::adadelta(), 0.001, ""),
        ],
        batch_size: 64,
        epochs: 10,
    },
];

/// AdaGrad with all of Keras's constants.
const KERAS_ADAGRAD: OptimizerConfig =
    OptimizerConfig::AdaGrad { initial_accumulator: 0.1, epsilon: EPSILON };

const fn run(optimizer: OptimizerConfig, learning_rate: f64, note: &'static str) -> PresetRun {
    PresetRun { optimizer, learning_rate, note }
}

/// The catalogue of this build.
pub fn catalogue() -> Catalogue {
    Catalogue {
        version: env!("CARGO_PKG_VERSION"),
        engines: Engine::ALL,
        optimizers: OptimizerName::ALL.map(info).into(),
        presets: PRESETS,
        augmentations: AUGMENTATIONS,
        paper_accuracy: OptimizerName::ALL.map(|name| (name.as_str(), paper::accuracy(name))).into(),
    }
}

fn info(name: OptimizerName) -> OptimizerInfo {
    OptimizerInfo {
        name,
        label: name.label(),
        hyper_parameters: name
            .defaults()
            .hyper_parameters()
            .into_iter()
            .map(|(name, default)| {
                let (min, max) = bounds(name).into_inner();
                HyperParameter { name, default, min, max }
            })
            .collect(),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_the_five_in_the_papers_order_with_settings_that_can_be_trained() {
        for preset in PRESETS {
            let names = preset.runs.map(|run| run.optimizer.name());
            assert_eq!(names, OptimizerName::ALL, "{}", preset.name);
            for name in names {
                assert_eq!(preset.run(name).optimizer.name(), name);
            }
            for run in preset.runs {
                run.optimizer.validate().unwrap();
                assert!(run.learning_rate > 0.0);
            }
            assert!(preset.batch_size > 0 && preset.epochs > 0);
            assert_eq!(Preset::named(preset.name).unwrap().label, preset.label);
        }
    }

    #[test]
    fn as_json_it_has_names_for_strings_and_the_papers_accuracies_by_name() {
        let json = serde_json::to_string(&catalogue()).unwrap();
        let accuracies =
            r#""paper_accuracy":{"adadelta":0.85,"adagrad":0.94,"adam":0.99,"rmsprop":0.98,"sgd":0.858}"#;
        assert!(json.contains(accuracies), "{json}");
        assert!(json.contains(
            r#""optimizers":[{"name":"sgd","label":"SGD","hyper_parameters":[{"name":"momentum","#
        ));
    }

    /// A departure from Keras's defaults has a reason, and nothing else has one.
    #[test]
    fn notes_stand_at_departures() {
        let keras = [
            (OptimizerConfig::sgd(), 0.01),
            (KERAS_ADAGRAD, 0.001),
            (OptimizerConfig::rmsprop(), 0.001),
            (OptimizerConfig::adam(), 0.001),
            (OptimizerConfig::adadelta(), 0.001),
        ];
        for preset in PRESETS {
            for (run, keras) in preset.runs.iter().zip(keras) {
                let departs = (run.optimizer, run.learning_rate) != keras;
                assert_eq!(!run.note.is_empty(), departs, "{}: {}", preset.name, run.optimizer.name());
            }
        }
    }
}
