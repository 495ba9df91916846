//! RMSProp: a ← ρa + (1−ρ)g²; θ ← θ − η·g / √(a + ε)
//!
//! Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012. ε is inside the root, as in Keras,
//! which the paper used; burn's RMSProp adds it to the root and has momentum besides.

use burn::{
    optim::{LearningRate, Optimizer, RecordState},
    tensor::{Device, Tensor},
};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct RmsProp {
    /// ρ, how much of the running mean each step keeps.
    pub rho: f64,
    /// ε
    pub epsilon: f64,
}

/// a: the running mean of squared gradients.
#[derive(RecordState, Clone)]
pub struct RmsPropState<const D: usize> {
    mean_square: Tensor<D>,
}

impl Optimizer for RmsProp {
    type State<const D: usize> = RmsPropState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: LearningRate,
        parameter: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let square = gradient.clone().square() * (1.0 - self.rho);
        let mean_square = match state {
            Some(state) => state.mean_square * self.rho + square,
            None => square,
        };
        let scale = (mean_square.clone() + self.epsilon).sqrt();
        let parameter = parameter - gradient / scale * learning_rate;
        (parameter, Some(RmsPropState { mean_square }))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        RmsPropState { mean_square: state.mean_square.to_device(device) }
    }
}
