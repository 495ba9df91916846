//! Which of the five rules.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::OptimizerConfig;
use crate::error::Error;

/// One of the five optimizers, whatever its hyper-parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // see the table in `optim`
pub enum OptimizerName {
    Sgd,
    AdaGrad,
    RmsProp,
    Adam,
    AdaDelta,
}

impl OptimizerName {
    /// All five, in the paper's order, which is that of their numbers too.
    pub const ALL: [Self; 5] = [Self::Sgd, Self::AdaGrad, Self::RmsProp, Self::Adam, Self::AdaDelta];

    /// As in configurations and on the command line: lower case, no hyphen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sgd => "sgd",
            Self::AdaGrad => "adagrad",
            Self::RmsProp => "rmsprop",
            Self::Adam => "adam",
            Self::AdaDelta => "adadelta",
        }
    }

    /// As its authors write it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sgd => "SGD",
            Self::AdaGrad => "AdaGrad",
            Self::RmsProp => "RMSProp",
            Self::Adam => "Adam",
            Self::AdaDelta => "AdaDelta",
        }
    }

    /// With its default hyper-parameters.
    pub const fn defaults(self) -> OptimizerConfig {
        match self {
            Self::Sgd => OptimizerConfig::sgd(),
            Self::AdaGrad => OptimizerConfig::adagrad(),
            Self::RmsProp => OptimizerConfig::rmsprop(),
            Self::Adam => OptimizerConfig::adam(),
            Self::AdaDelta => OptimizerConfig::adadelta(),
        }
    }
}

impl fmt::Display for OptimizerName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for OptimizerName {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == name);
        known.ok_or_else(|| Error::unknown("optimizer", name, Self::ALL.map(Self::as_str)))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name() {
        for (number, name) in OptimizerName::ALL.into_iter().enumerate() {
            assert_eq!(name as usize, number);
            assert_eq!(name.as_str().parse(), Ok(name));
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
            assert_eq!(name.defaults().name(), name);
            assert_eq!(name.defaults(), OptimizerConfig::ALL[number]);
        }
        let error = "adamw".parse::<OptimizerName>().unwrap_err().to_string();
        assert_eq!(error, "there is no optimizer adamw; choose one of sgd, adagrad, rmsprop, adam, adadelta");
    }
}
