//! The effective learning rate of each parameter: what the last step multiplied its gradient by.
//!
//! | optimizer | effective learning rate | of what |
//! | --- | --- | --- |
//! | SGD | η, with momentum too | the gradient |
//! | AdaGrad, RMSProp | η / √(a + ε) | the gradient |
//! | Adam | η / (√v̂ + ε) | the mean gradient m̂ |
//! | AdaDelta | η·√(d + ε) / √(s + ε), with d as the step left it | the gradient |

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    optim::{GradientsParams, LearningRate, ModuleOptimizer, Optimizer},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    OptimizerConfig, adadelta, adagrad, adam, rmsprop,
    rule::{ByRule, RuleConfig, RuleState},
};
use crate::kernels::update::Rule;

impl OptimizerConfig {
    /// The module with the effective learning rate of each parameter in the parameter's place, as told by the state
    /// of an optimizer that this configuration made and that has taken a step with every parameter.
    ///
    /// # Panics
    /// When it has not.
    pub(crate) fn effective_rates<M: Module>(
        &self,
        optimizer: &ModuleOptimizer,
        learning_rate: f64,
        module: M,
    ) -> M {
        let mut rates: ModuleOptimizer = match *self {
            Self::Sgd { .. } => return module.map(&mut Fill(learning_rate)),
            Self::AdaGrad { initial_accumulator, epsilon } => {
                Rates(adagrad::AdaGrad { initial_accumulator, epsilon }).into()
            }
            Self::RmsProp { rho, epsilon } => Rates(rmsprop::RmsProp { rho, epsilon }).into(),
            Self::Adam { beta_1, beta_2, epsilon } => Rates(adam::Adam { beta_1, beta_2, epsilon }).into(),
            Self::AdaDelta { rho, epsilon } => Rates(adadelta::AdaDelta { rho, epsilon }).into(),
        };
        // burn keeps an optimizer's state to itself but for its record, which another optimizer can take up.
        rates = rates.load_record(optimizer.to_record());
        let mut any = AnyGradients(GradientsParams::new());
        module.visit(&mut any);
        rates.step(learning_rate, module, any.0)
    }
}

/// Puts one number in every parameter's place.
struct Fill(f64);

impl ModuleMapper for Fill {
    fn map_float<const D: usize>(&mut self, parameter: Param<Tensor<D>>) -> Param<Tensor<D>> {
        parameter.map(|tensor| tensor.full_like(self.0))
    }
}

/// A gradient for every parameter: burn passes over those that have none. [`Rates`] does not look at it.
struct AnyGradients(GradientsParams);

impl ModuleVisitor for AnyGradients {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        self.0.register::<D>(parameter.id, parameter.val().inner());
    }
}

/// A burn optimizer of the same state as [`ByRule`], whose step puts the rate in the
/// parameter's place.
#[derive(Clone)]
struct Rates<C, const STATES: usize>(C);

impl<C: RuleConfig<STATES>, const STATES: usize> Optimizer for Rates<C, STATES> {
    type State<const D: usize> = RuleState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: LearningRate,
        parameter: Tensor<D>,
        _gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let state = state.expect("the optimizer has taken a step with every parameter");
        let rule = self.0.rule(learning_rate, state.step);
        let states: Vec<_> = state.tensors.iter().map(Tensor::to_data).collect();
        let states: Vec<&[f32]> =
            states.iter().map(|state| state.as_slice().expect("states are f32")).collect();
        let rate = |i: usize| rule.effective_rate(std::array::from_fn(|of| states[of][i]));
        let shape = parameter.shape();
        let rates: Vec<f32> = (0..shape.num_elements()).map(rate).collect();
        (Tensor::from_data(TensorData::new(rates, shape), &parameter.device()), Some(state))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        ByRule::<C, STATES>::to_device(state, device)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::engine::Engine;

    #[derive(Module, Debug)]
    struct Vector {
        values: Param<Tensor<1>>,
    }

    /// The rates as the table above gives them, in double precision, after each of ten steps.
    #[test]
    fn effective_rates_are_those_of_the_last_step() {
        const RATE: f64 = 0.01;
        let gradient = |step: i32| 0.3 * f64::from(step).sin() + 0.1;
        let device = Engine::Flex.device().autodiff();
        for optimizer in OptimizerConfig::ALL.into_iter().chain([OptimizerConfig::Sgd { momentum: 0.9 }]) {
            let mut module = Vector { values: Param::from_tensor(Tensor::zeros([1], &device)) };
            let mut burn = optimizer.init().unwrap();
            let (mut a, mut b) = (0.0, 0.0);
            for step in 1..=10 {
                let g = f64::from(gradient(step) as f32);
                let mut gradients = GradientsParams::new();
                gradients.register(
                    module.values.id,
                    Tensor::<1>::from_floats([g as f32], &device.clone().inner()),
                );
                module = burn.step(RATE, module, gradients);
                let expected = match optimizer {
                    OptimizerConfig::Sgd { .. } => RATE,
                    OptimizerConfig::AdaGrad { initial_accumulator, epsilon } => {
                        a += g * g + if step == 1 { initial_accumulator } else { 0.0 };
                        RATE / (a + epsilon).sqrt()
                    }
                    OptimizerConfig::RmsProp { rho, epsilon } => {
                        a = rho * a + (1.0 - rho) * g * g;
                        RATE / (a + epsilon).sqrt()
                    }
                    OptimizerConfig::Adam { beta_2, epsilon, .. } => {
                        a = beta_2 * a + (1.0 - beta_2) * g * g;
                        RATE / ((a / (1.0 - beta_2.powi(step))).sqrt() + epsilon)
                    }
                    OptimizerConfig::AdaDelta { rho, epsilon } => {
                        a = rho * a + (1.0 - rho) * g * g;
                        let delta = (b + epsilon).sqrt() / (a + epsilon).sqrt() * g;
                        b = rho * b + (1.0 - rho) * delta * delta;
                        RATE * (b + epsilon).sqrt() / (a + epsilon).sqrt()
                    }
                };
                let rates = optimizer.effective_rates(&burn, RATE, module.clone());
                let [rate] = rates.values.val().into_data().try_to_vec::<f32>().unwrap()[..] else {
                    panic!("one")
                };
                let error = (f64::from(rate) / expected - 1.0).abs();
                assert!(error < 1e-4, "{}, step {step}: {rate}, not {expected}", optimizer.name());
            }
        }
    }
}
