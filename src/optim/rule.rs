//! From a rule for numbers to a burn optimizer for tensors.

use burn::{
    optim::{LearningRate, Optimizer, RecordState, StateSink, StateSource},
    tensor::{Device, Tensor},
};

use crate::kernels::update::{Rule, update};

/// An optimizer that is given by a rule. `STATES` is how many numbers it keeps for each parameter.
pub trait RuleConfig<const STATES: usize>: Clone + Send + Sync + 'static {
    /// The rule of one step: the same for every parameter.
    type Rule: Rule<STATES>;

    /// The rule of step `step`, counted from 1.
    fn rule(&self, learning_rate: f64, step: u32) -> Self::Rule;

    /// What every state begins with.
    fn initial_state(&self) -> [f32; STATES] {
        [0.0; STATES]
    }
}

/// Makes a burn optimizer of a rule.
#[derive(Clone)]
pub struct ByRule<C, const STATES: usize>(pub C);

/// How many steps a parameter has taken, and what the rule keeps of them.
#[derive(Clone)]
pub struct RuleState<const D: usize> {
    pub(super) step: u32,
    pub(super) tensors: Vec<Tensor<D>>,
}

// By hand, because burn 0.22's derive of it only works inside of burn.
impl<const D: usize> RecordState for RuleState<D> {
    fn state_flatten(&self, prefix: &str, out: &mut StateSink) {
        out.push_scalar(prefix, "step", self.step.into());
        for (i, tensor) in self.tensors.iter().enumerate() {
            out.push_tensor(prefix, &format!("tensors.{i}"), tensor.to_data());
        }
    }

    fn state_unflatten(prefix: &str, from: &mut StateSource, device: &Device) -> Option<Self> {
        let step = from.take_scalar(prefix, "step")?.try_into().ok()?;
        let tensors = (0..)
            .map_while(|i| from.take_tensor(prefix, &format!("tensors.{i}")))
            .map(|data| Tensor::from_data(data, device))
            .collect();
        Some(Self { step, tensors })
    }
}

impl<C: RuleConfig<STATES>, const STATES: usize> Optimizer for ByRule<C, STATES> {
    type State<const D: usize> = RuleState<D>;

    fn step<const D: usize>(
        &self,
        learning_rate: LearningRate,
        parameter: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let RuleState { step, tensors } = state.unwrap_or_else(|| RuleState {
            step: 0,
            tensors: self.0.initial_state().iter().map(|value| gradient.full_like(*value)).collect(),
        });
        let step = step + 1;
        let state = tensors.try_into().expect("a rule keeps as many tensors as it began with");
        let (parameter, state) = update(&self.0.rule(learning_rate, step), parameter, gradient, state);
        (parameter, Some(RuleState { step, tensors: state.into() }))
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        let tensors = state.tensors.into_iter().map(|tensor| tensor.to_device(device)).collect();
        RuleState { tensors, ..state }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) mod tests {
    use crate::kernels::{lanes::Lanes, update::Rule};

    /// How much one step changes a parameter of zero, and the state after it.
    pub fn step<const STATES: usize>(
        rule: &impl Rule<STATES>,
        gradient: f32,
        state: [f32; STATES],
    ) -> (f32, [f32; STATES]) {
        let (parameter, state) = rule.update(Lanes::ZERO, Lanes::splat(gradient), state.map(Lanes::splat));
        (parameter.to_array()[0], state.map(|state| state.to_array()[0]))
    }

    /// But for a few roundings of f32.
    pub fn assert_close(actual: f32, expected: f32) {
        assert!((actual - expected).abs() <= 1e-6 * expected.abs(), "{actual:e}, not {expected:e}");
    }
}
