//! The five optimizers of the paper's section 4, each with its constants set explicitly.
//!
//! θ parameter, g gradient, η learning rate. All state starts at zero, but AdaGrad's a at a₀.
//!
//! | optimizer | rule | from |
//! | --- | --- | --- |
//! | SGD | v ← μv − ηg; θ ← θ + v | burn |
//! | AdaGrad | a ← a + g²; θ ← θ − η·g / √(a + ε) | `adagrad.rs` |
//! | RMSProp | a ← ρa + (1−ρ)g²; θ ← θ − η·g / √(a + ε) | `rmsprop.rs` |
//! | Adam | m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; θ ← θ − η·m̂ / (√v̂ + ε) | `adam.rs` |
//! | AdaDelta | s ← ρs + (1−ρ)g²; Δ ← −√(d + ε)/√(s + ε)·g; d ← ρd + (1−ρ)Δ²; θ ← θ + ηΔ | `adadelta.rs` |

pub(crate) mod adadelta;
pub(crate) mod adagrad;
pub(crate) mod adam;
pub mod catalogue;
mod name;
mod rates;
pub(crate) mod rmsprop;
pub(crate) mod rule;

use std::ops::RangeInclusive;

use burn::optim::{ModuleOptimizer, SgdConfig, momentum::MomentumConfig};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
pub use name::OptimizerName;
use rule::ByRule;

/// An optimizer with its hyper-parameters; the learning rate is the trainer's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "lowercase", deny_unknown_fields)]
#[allow(missing_docs)] // the fields are the rules' symbols; see the table above
pub enum OptimizerConfig {
    Sgd { momentum: f64 },
    AdaGrad { initial_accumulator: f64, epsilon: f64 },
    RmsProp { rho: f64, epsilon: f64 },
    Adam { beta_1: f64, beta_2: f64, epsilon: f64 },
    AdaDelta { rho: f64, epsilon: f64 },
}

/// Keras's ε for every optimizer that has one.
const EPSILON: f64 = 1e-7;

impl OptimizerConfig {
    /// SGD with Keras's constants: no momentum.
    pub const fn sgd() -> Self {
        Self::Sgd { momentum: 0.0 }
    }

    /// AdaGrad with the paper's constants (Keras starts its accumulators at 0.1).
    pub const fn adagrad() -> Self {
        Self::AdaGrad { initial_accumulator: 0.0, epsilon: EPSILON }
    }

    /// RMSProp with Keras's constants.
    pub const fn rmsprop() -> Self {
        Self::RmsProp { rho: 0.9, epsilon: EPSILON }
    }

    /// Adam with Keras's constants.
    pub const fn adam() -> Self {
        Self::Adam { beta_1: 0.9, beta_2: 0.999, epsilon: EPSILON }
    }

    /// AdaDelta with Keras's constants.
    pub const fn adadelta() -> Self {
        Self::AdaDelta { rho: 0.95, epsilon: EPSILON }
    }

    /// All five with their defaults, in the paper's order.
    pub const ALL: [Self; 5] =
        [Self::sgd(), Self::adagrad(), Self::rmsprop(), Self::adam(), Self::adadelta()];

    /// Which of the five it is.
    pub const fn name(&self) -> OptimizerName {
        match self {
            Self::Sgd { .. } => OptimizerName::Sgd,
            Self::AdaGrad { .. } => OptimizerName::AdaGrad,
            Self::RmsProp { .. } => OptimizerName::RmsProp,
            Self::Adam { .. } => OptimizerName::Adam,
            Self::AdaDelta { .. } => OptimizerName::AdaDelta,
        }
    }

    /// The name as its authors write it.
    pub const fn label(&self) -> &'static str {
        self.name().label()
    }

    /// The hyper-parameters by name, with their values.
    pub fn hyper_parameters(&self) -> Vec<(&'static str, f64)> {
        let mut copy = *self;
        copy.slots().into_iter().map(|(name, value)| (name, *value)).collect()
    }

    /// The same optimizer with one hyper-parameter changed.
    ///
    /// # Errors
    /// When it has none of that name, or the value is out of bounds.
    pub fn with(mut self, name: &str, value: f64) -> Result<Self> {
        let optimizer = self.label();
        let mut slots = self.slots();
        match slots.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => **slot = value,
            None => {
                let known = slots.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
                return Err(Error::UnknownHyperParameter { optimizer, name: name.into(), known });
            }
        }
        self.validate()?;
        Ok(self)
    }

    fn slots(&mut self) -> Vec<(&'static str, &mut f64)> {
        match self {
            Self::Sgd { momentum } => vec![("momentum", momentum)],
            Self::AdaGrad { initial_accumulator, epsilon } => {
                vec![("initial_accumulator", initial_accumulator), ("epsilon", epsilon)]
            }
            Self::RmsProp { rho, epsilon } | Self::AdaDelta { rho, epsilon } => {
                vec![("rho", rho), ("epsilon", epsilon)]
            }
            Self::Adam { beta_1, beta_2, epsilon } => {
                vec![("beta_1", beta_1), ("beta_2", beta_2), ("epsilon", epsilon)]
            }
        }
    }

    /// Checks every hyper-parameter against its [`bounds`].
    ///
    /// # Errors
    /// Names the first one that is out of bounds.
    pub fn validate(&self) -> Result<()> {
        for ((name, value), (_, usual)) in
            self.hyper_parameters().into_iter().zip(self.name().defaults().hyper_parameters())
        {
            let bounds = bounds(name);
            if !bounds.contains(&value) {
                return Err(Error::HyperParameter { name, value, bounds, usual });
            }
        }
        Ok(())
    }

    /// An optimizer for every parameter of a module, with the state that its rule begins with.
    ///
    /// # Errors
    /// When a hyper-parameter is out of bounds.
    #[doc(hidden)]
    pub fn init(&self) -> Result<ModuleOptimizer> {
        self.validate()?;
        Ok(match *self {
            // With a constant rate, burn's v ← μv + g; θ ← θ − ηv is the same rule. Its default
            // dampening of 0.1 is not.
            Self::Sgd { momentum } => SgdConfig::new()
                .with_momentum(
                    (momentum > 0.0)
                        .then(|| MomentumConfig::new().with_momentum(momentum).with_dampening(0.0)),
                )
                .init(),
            Self::AdaGrad { initial_accumulator, epsilon } => {
                ByRule(adagrad::AdaGrad { initial_accumulator, epsilon }).into()
            }
            Self::RmsProp { rho, epsilon } => ByRule(rmsprop::RmsProp { rho, epsilon }).into(),
            Self::Adam { beta_1, beta_2, epsilon } => ByRule(adam::Adam { beta_1, beta_2, epsilon }).into(),
            Self::AdaDelta { rho, epsilon } => ByRule(adadelta::AdaDelta { rho, epsilon }).into(),
        })
    }
}

/// The learning rate, if the rules can compute with it: they do so in single precision, where what is very small is 0.
///
/// # Errors
/// When it is not positive or not finite there.
pub fn learning_rate(rate: f64) -> Result<f64> {
    let single = rate as f32;
    if single.is_finite() && single > 0.0 { Ok(rate) } else { Err(Error::LearningRate(rate)) }
}

/// The values of a hyper-parameter with which its rule is defined. A running mean that keeps everything
/// (ρ, β or μ of 1) never moves, and ε of 0 divides by zero where a gradient is zero.
pub fn bounds(hyper_parameter: &str) -> RangeInclusive<f64> {
    match hyper_parameter {
        "epsilon" => 1e-10..=1.0,
        "initial_accumulator" => 0.0..=10.0,
        _ => 0.0..=0.9999,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_bounds() {
        for config in OptimizerConfig::ALL {
            config.init().unwrap();
        }
    }

    #[test]
    fn bad_hyper_parameters() {
        for (config, name) in [
            (OptimizerConfig::Sgd { momentum: 1.0 }, "momentum"),
            (OptimizerConfig::AdaGrad { initial_accumulator: -0.1, epsilon: 1e-7 }, "initial_accumulator"),
            (OptimizerConfig::RmsProp { rho: f64::NAN, epsilon: 1e-7 }, "rho"),
            (OptimizerConfig::Adam { beta_1: 0.9, beta_2: 0.999, epsilon: 0.0 }, "epsilon"),
            (OptimizerConfig::AdaDelta { rho: 0.95, epsilon: f64::INFINITY }, "epsilon"),
        ] {
            let error = config.init().map(|_| ()).unwrap_err();
            assert!(matches!(error, Error::HyperParameter { name: n, .. } if n == name), "{error}");
        }
    }

    #[test]
    fn one_hyper_parameter_is_changed_by_name() {
        let changed = OptimizerConfig::adagrad().with("initial_accumulator", 0.1).unwrap();
        assert_eq!(changed.hyper_parameters(), [("initial_accumulator", 0.1), ("epsilon", EPSILON)]);
        let unknown = OptimizerConfig::adam().with("rho", 0.9).unwrap_err().to_string();
        assert!(unknown.starts_with("Adam has no hyper-parameter rho"), "{unknown}");
        assert!(unknown.ends_with("it has beta_1, beta_2, epsilon"), "{unknown}");
        let beyond = OptimizerConfig::sgd().with("momentum", 2.0).unwrap_err();
        assert!(matches!(beyond, Error::HyperParameter { name: "momentum", value: 2.0, .. }));
    }

    #[test]
    fn configurations_are_tagged_by_name() {
        for config in OptimizerConfig::ALL {
            let json = serde_json::to_value(config).unwrap();
            assert_eq!(json["name"], config.name().as_str());
            assert_eq!(serde_json::from_value::<OptimizerConfig>(json).unwrap(), config);
        }
        let foreign = serde_json::json!({ "name": "adam", "rho": 0.9 });
        assert!(serde_json::from_value::<OptimizerConfig>(foreign).is_err());
    }
}
