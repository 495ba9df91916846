//! AdaDelta: s ← ρs + (1−ρ)g²; Δ ← −√(d + ε)/√(s + ε)·g; d ← ρd + (1−ρ)Δ²; θ ← θ + ηΔ
//!
//! Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1. The rate η is Keras's; the
//! paper's rule is that with η = 1. burn has no AdaDelta.

use super::rule::RuleConfig;
use crate::kernels::update::{Number, Rule};

/// The rule's constants.
#[derive(Debug, Clone)]
pub struct AdaDelta {
    /// ρ, how much of the running means each step keeps.
    pub rho: f64,
    /// ε
    pub epsilon: f64,
}

/// The rule of one step.
pub struct AdaDeltaRule {
    learning_rate: f32,
    rho: f32,
    /// 1 − ρ, rounded once.
    one_minus_rho: f32,
    epsilon: f32,
}

impl RuleConfig<2> for AdaDelta {
    type Rule = AdaDeltaRule;

    fn rule(&self, learning_rate: f64, _step: u32) -> AdaDeltaRule {
        AdaDeltaRule {
            learning_rate: learning_rate as f32,
            rho: self.rho as f32,
            one_minus_rho: (1.0 - self.rho) as f32,
            epsilon: self.epsilon as f32,
        }
    }
}

impl Rule<2> for AdaDeltaRule {
    #[inline(always)]
    fn update<N: Number>(&self, parameter: N, gradient: N, [s, d]: [N; 2]) -> (N, [N; 2]) {
        let s = s * self.rho + gradient.clone() * gradient.clone() * self.one_minus_rho;
        // −Δ, so that the parameter falls by it.
        let descent = (d.clone() + self.epsilon).sqrt() / (s.clone() + self.epsilon).sqrt() * gradient;
        let d = d * self.rho + descent.clone() * descent.clone() * self.one_minus_rho;
        (parameter - descent * self.learning_rate, [s, d])
    }

    /// η·√(d + ε)/√(s + ε). The step's own numerator was √(d + ε) with the d before it, which is not kept; the d after
    /// it is the one that the next step will use.
    fn effective_rate(&self, [s, d]: [f32; 2]) -> f32 {
        self.learning_rate * (d + self.epsilon).sqrt() / (s + self.epsilon).sqrt()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::optim::rule::tests::{assert_close, step};

    #[test]
    fn the_effective_rate_is_what_the_gradient_is_multiplied_by() {
        let rule = AdaDelta { rho: 0.95, epsilon: 1e-7 }.rule(0.5, 3);
        for (gradient, [s, d]) in [(0.5, [0.1, 0.02]), (-3.0, [0.0, 0.0]), (1e-5, [2.0, 1e-6])] {
            let (change, [s, _]) = step(&rule, gradient, [s, d]);
            assert_close(rule.effective_rate([s, d]), change / -gradient);
        }
    }
}
