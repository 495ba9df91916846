//! Which of burn's backends does the arithmetic.

use std::str::FromStr;

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A burn backend. The model, the trainer and the optimizers are the same on each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// burn-flex, the default.
    #[default]
    Flex,
    /// burn-ndarray: an independent implementation, to hold the other against.
    #[cfg(feature = "ndarray")]
    NdArray,
}

impl Engine {
    /// Every engine in this build.
    pub const ALL: &[Self] = &[
        Self::Flex,
        #[cfg(feature = "ndarray")]
        Self::NdArray,
    ];

    /// As in a configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flex => "flex",
            #[cfg(feature = "ndarray")]
            Self::NdArray => "ndarray",
        }
    }

    /// A device of this engine, without autodiff.
    pub fn device(self) -> Device {
        match self {
            Self::Flex => Device::flex(),
            #[cfg(feature = "ndarray")]
            #[allow(deprecated)] // upstream prefers Flex; here it is the second opinion
            Self::NdArray => Device::ndarray(),
        }
    }
}

impl FromStr for Engine {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.iter().copied().find(|known| known.as_str() == name);
        known.ok_or_else(|| Error::unknown("engine", name, Self::ALL.iter().map(|known| known.as_str())))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_name() {
        for engine in Engine::ALL {
            assert_eq!(engine.as_str().parse(), Ok(*engine));
            assert_eq!(serde_json::to_value(engine).unwrap(), engine.as_str());
        }
        let error = "torch".parse::<Engine>().unwrap_err().to_string();
        assert!(error.starts_with("there is no engine torch; choose one of flex"), "{error}");
    }
}
