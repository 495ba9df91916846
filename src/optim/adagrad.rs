//! AdaGrad: a ← a + g²; θ ← θ − η·g / √(a + ε)
//!
//! Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic
//! Optimization", 2011. ε is inside the root and `a` starts at a set value, as in Keras, which the paper
//! used; burn's AdaGrad adds ε to the root and starts at zero.

use super::rule::RuleConfig;
use crate::kernels::update::{Number, Rule};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct AdaGrad {
    /// a₀, where every accumulator starts.
    pub initial_accumulator: f64,
    /// ε
    pub epsilon: f64,
}

/// The rule of one step.
pub struct AdaGradRule {
    learning_rate: f32,
    epsilon: f32,
}

impl RuleConfig<1> for AdaGrad {
    type Rule = AdaGradRule;

    fn rule(&self, learning_rate: f64, _step: u32) -> AdaGradRule {
        AdaGradRule { learning_rate: learning_rate as f32, epsilon: self.epsilon as f32 }
    }

    fn initial_state(&self) -> [f32; 1] {
        [self.initial_accumulator as f32]
    }
}

impl Rule<1> for AdaGradRule {
    #[inline(always)]
    fn update<N: Number>(&self, parameter: N, gradient: N, [accumulator]: [N; 1]) -> (N, [N; 1]) {
        let accumulator = accumulator + gradient.clone() * gradient.clone();
        let scale = (accumulator.clone() + self.epsilon).sqrt();
        (parameter - gradient * self.learning_rate / scale, [accumulator])
    }
}
