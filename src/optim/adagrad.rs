//! AdaGrad: a ← a + g²; θ ← θ − η·g / √(a + ε)
//!
//! Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
//! Optimization", 2011. ε is inside the root and `a` starts at a set value, as in Keras, which the paper
//! used; burn's AdaGrad adds ε to the root and starts at zero.

use burn::{
    optim::{LearningRate, Optimizer, RecordState},
    tensor::{Device, Tensor},
};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct AdaGrad {
    /// a₀, where every accumulator starts.
    pub initial_accumulator: f64,
    /// ε
    pub epsilon: f64,
}

/// a: the sum of all squared gradients.
#[derive(RecordState, Clone)]
pub struct AdaGradState<const D: usize> {
    accumulator: Tensor<D>,
}

impl Optimizer for AdaGrad {
    type State<const D: usize> = AdaGradState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: LearningRate,
        parameter: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let square = gradient.clone().square();
        let accumulator = match state {
            Some(state) => state.accumulator + square,
            None => square + self.initial_accumulator,
        };
        let scale = (accumulator.clone() + self.epsilon).sqrt();
        let parameter = parameter - gradient / scale * learning_rate;
        (parameter, Some(AdaGradState { accumulator }))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        AdaGradState { accumulator: state.accumulator.to_device(device) }
    }
}
