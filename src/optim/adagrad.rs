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

    /// η / √(a + ε)
    fn effective_rate(&self, [accumulator]: [f32; 1]) -> f32 {
        self.learning_rate / (accumulator + self.epsilon).sqrt()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::optim::rule::tests::{assert_close, step};

    #[test]
    fn the_effective_rate_is_what_the_gradient_is_multiplied_by() {
        let rule = AdaGrad { initial_accumulator: 0.1, epsilon: 1e-7 }.rule(0.01, 3);
        for (gradient, before) in [(0.5, 0.1), (-3.0, 0.0), (1e-5, 2.0)] {
            let (change, after) = step(&rule, gradient, [before]);
            assert_close(rule.effective_rate(after), change / -gradient);
        }
    }
}
