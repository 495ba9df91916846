//! AdaDelta: s ← ρs + (1−ρ)g²; Δ ← −√(d + ε)/√(s + ε)·g; d ← ρd + (1−ρ)Δ²; θ ← θ + ηΔ
//!
//! Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1. The rate η is Keras's; the
//! paper's rule is that with η = 1. burn has no AdaDelta.

use burn::{
    optim::{LearningRate, Optimizer, RecordState},
    tensor::{Device, Tensor},
};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct AdaDelta {
    /// ρ, how much of the running means each step keeps.
    pub rho: f64,
    /// ε
    pub epsilon: f64,
}

/// s and d: the running means of squared gradients and of squared updates.
#[derive(RecordState, Clone)]
pub struct AdaDeltaState<const D: usize> {
    mean_square: Tensor<D>,
    mean_square_delta: Tensor<D>,
}

impl Optimizer for AdaDelta {
    type State<const D: usize> = AdaDeltaState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: LearningRate,
        parameter: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let state = state.unwrap_or_else(|| AdaDeltaState {
            mean_square: gradient.zeros_like(),
            mean_square_delta: gradient.zeros_like(),
        });
        let mean_square = state.mean_square * self.rho + gradient.clone().square() * (1.0 - self.rho);
        // −Δ, so that the parameter falls by it.
        let descent = (state.mean_square_delta.clone() + self.epsilon).sqrt()
            / (mean_square.clone() + self.epsilon).sqrt()
            * gradient;
        let mean_square_delta =
            state.mean_square_delta * self.rho + descent.clone().square() * (1.0 - self.rho);
        let parameter = parameter - descent * learning_rate;
        (parameter, Some(AdaDeltaState { mean_square, mean_square_delta }))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        AdaDeltaState {
            mean_square: state.mean_square.to_device(device),
            mean_square_delta: state.mean_square_delta.to_device(device),
        }
    }
}
