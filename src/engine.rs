//! Which of burn's backends does the arithmetic.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

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
