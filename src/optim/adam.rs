//! Adam: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; θ ← θ − η·m̂ / (√v̂ + ε), with m̂ = m / (1−β₁ᵗ), v̂ = v / (1−β₂ᵗ)
//!
//! Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1. burn's Adam is the same rule, in
//! ten passes over memory where this takes one, with the corrections rounded to f32 on the way: 1 − β₂ at the
//! first step is then off by 1e-5 of itself.

use super::rule::RuleConfig;
use crate::kernels::update::{Number, Rule};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct Adam {
    /// β₁, how much of the mean gradient each step keeps.
    pub beta_1: f64,
    /// β₂, how much of the mean squared gradient each step keeps.
    pub beta_2: f64,
    /// ε
    pub epsilon: f64,
}

/// The rule of one step.
pub struct AdamRule {
    learning_rate: f32,
    beta_1: f32,
    one_minus_beta_1: f32,
    beta_2: f32,
    one_minus_beta_2: f32,
    epsilon: f32,
    /// η / (1 − β₁ᵗ)
    corrected_rate: f32,
    /// 1 / √(1 − β₂ᵗ)
    root_correction: f32,
}

impl RuleConfig<2> for Adam {
    type Rule = AdamRule;

    fn rule(&self, learning_rate: f64, step: u32) -> AdamRule {
        let step = step as i32;
        AdamRule {
            learning_rate: learning_rate as f32,
            beta_1: self.beta_1 as f32,
            one_minus_beta_1: (1.0 - self.beta_1) as f32,
            beta_2: self.beta_2 as f32,
            one_minus_beta_2: (1.0 - self.beta_2) as f32,
            epsilon: self.epsilon as f32,
            corrected_rate: (learning_rate / (1.0 - self.beta_1.powi(step))) as f32,
            root_correction: (1.0 / (1.0 - self.beta_2.powi(step)).sqrt()) as f32,
        }
    }
}

impl Rule<2> for AdamRule {
    #[inline(always)]
    fn update<N: Number>(&self, parameter: N, gradient: N, [m, v]: [N; 2]) -> (N, [N; 2]) {
        let m = m * self.beta_1 + gradient.clone() * self.one_minus_beta_1;
        let v = v * self.beta_2 + gradient.clone() * gradient * self.one_minus_beta_2;
        let scale = v.clone().sqrt() * self.root_correction + self.epsilon;
        (parameter - m.clone() * self.corrected_rate / scale, [m, v])
    }

    /// η / (√v̂ + ε), the factor of m̂
    fn effective_rate(&self, [_, v]: [f32; 2]) -> f32 {
        self.learning_rate / (v.sqrt() * self.root_correction + self.epsilon)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::optim::rule::tests::{assert_close, step};

    #[test]
    fn the_effective_rate_is_what_the_mean_gradient_is_multiplied_by() {
        for (t, gradient, before) in [(1, 0.5, [0.0, 0.0]), (2, -3.0, [0.3, 0.01]), (700, 1e-5, [-0.2, 1e-9])]
        {
            let rule = Adam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }.rule(0.001, t);
            let (change, after) = step(&rule, gradient, before);
            let mean = after[0] / (1.0 - 0.9f32.powi(t as i32));
            assert_close(rule.effective_rate(after), change / -mean);
        }
    }
}
