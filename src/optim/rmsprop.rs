//! RMSProp: a ← ρa + (1−ρ)g²; θ ← θ − η·g / √(a + ε)
//!
//! Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012. ε is inside the root, as in Keras,
//! which the paper used; burn's RMSProp adds it to the root and has momentum besides.

use super::rule::RuleConfig;
use crate::kernels::update::{Number, Rule};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct RmsProp {
    /// ρ, how much of the running mean each step keeps.
    pub rho: f64,
    /// ε
    pub epsilon: f64,
}

/// The rule of one step.
pub struct RmsPropRule {
    learning_rate: f32,
    rho: f32,
    /// 1 − ρ, rounded once.
    one_minus_rho: f32,
    epsilon: f32,
}

impl RuleConfig<1> for RmsProp {
    type Rule = RmsPropRule;

    fn rule(&self, learning_rate: f64, _step: u32) -> RmsPropRule {
        RmsPropRule {
            learning_rate: learning_rate as f32,
            rho: self.rho as f32,
            one_minus_rho: (1.0 - self.rho) as f32,
            epsilon: self.epsilon as f32,
        }
    }
}

impl Rule<1> for RmsPropRule {
    #[inline(always)]
    fn update<N: Number>(&self, parameter: N, gradient: N, [mean_square]: [N; 1]) -> (N, [N; 1]) {
        let square = gradient.clone() * gradient.clone();
        let mean_square = mean_square * self.rho + square * self.one_minus_rho;
        let scale = (mean_square.clone() + self.epsilon).sqrt();
        (parameter - gradient * self.learning_rate / scale, [mean_square])
    }

    /// η / √(a + ε)
    fn effective_rate(&self, [mean_square]: [f32; 1]) -> f32 {
        self.learning_rate / (mean_square + self.epsilon).sqrt()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::optim::rule::tests::{assert_close, step};

    #[test]
    fn the_effective_rate_is_what_the_gradient_is_multiplied_by() {
        let rule = RmsProp { rho: 0.9, epsilon: 1e-7 }.rule(0.01, 3);
        for (gradient, before) in [(0.5, 0.1), (-3.0, 0.0), (1e-5, 2.0)] {
            let (change, after) = step(&rule, gradient, [before]);
            assert_close(rule.effective_rate(after), change / -gradient);
        }
    }
}
