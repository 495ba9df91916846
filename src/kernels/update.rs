//! An optimizer's rule, written once for a number and applied in one pass over memory.
//!
//! In tensor operations Adam reads and writes 61,706 numbers about ten times a step; in one pass, once. A rule is
//! generic over [`Number`]: on Flex it runs on four floats at a time, on every other backend on whole tensors,
//! which is also what the tests hold the pass against.

use std::ops::{Add, Div, Mul, Sub};

use burn::{
    backend::{Flex, TensorMetadata, flex::FlexTensor},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    flex::{contiguous, slice},
    lanes::{LANES, Lanes},
};

/// What a rule computes with: a tensor, or four of its numbers.
pub trait Number:
    Clone
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f32, Output = Self>
    + Mul<f32, Output = Self>
{
    /// The square root of each.
    fn sqrt(self) -> Self;
}

impl<const D: usize> Number for Tensor<D> {
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

impl Number for Lanes {
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.sqrt()
    }
}

/// One step of an optimizer that keeps `STATES` numbers for each parameter.
pub trait Rule<const STATES: usize> {
    /// The parameter and its state after the step.
    fn update<N: Number>(&self, parameter: N, gradient: N, state: [N; STATES]) -> (N, [N; STATES]);

    /// The effective learning rate: what the step multiplies the gradient by, or in Adam its running mean m̂, as far as
    /// it can be told from the state after the step.
    fn effective_rate(&self, state: [f32; STATES]) -> f32;
}

/// Applies a rule to every number of a parameter.
///
/// # Shapes
/// All tensors have the parameter's.
///
/// # Panics
/// When one has not.
pub fn update<const D: usize, const STATES: usize>(
    rule: &impl Rule<STATES>,
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    state: [Tensor<D>; STATES],
) -> (Tensor<D>, [Tensor<D>; STATES]) {
    // In a build with Flex alone the tensors' way need not be in the wasm.
    if cfg!(feature = "ndarray") && parameter.device() != Device::flex() {
        return rule.update(parameter, gradient, state);
    }
    let primitive = |tensor: Tensor<D>| {
        tensor.try_into_primitive::<Flex>().expect("all tensors are on the parameter's device")
    };
    let (parameter, state) = one_pass(rule, primitive(parameter), primitive(gradient), state.map(primitive));
    (Tensor::from_primitive::<Flex>(parameter), state.map(Tensor::from_primitive::<Flex>))
}

/// A tensor with no other numbers in its memory than its own: a view, such as a row of a matrix, has those
/// around it too.
fn whole(tensor: FlexTensor) -> FlexTensor {
    let tensor = contiguous(tensor);
    let numbers = slice(&tensor);
    if numbers.len() == tensor.storage::<f32>().len() {
        return tensor;
    }
    FlexTensor::from_data(TensorData::new(numbers.to_vec(), tensor.shape()))
}

/// The new parameter takes the gradient's memory, which nobody needs afterwards. Once in the code, not once a rank.
#[inline(never)]
fn one_pass<const STATES: usize>(
    rule: &impl Rule<STATES>,
    parameter: FlexTensor,
    gradient: FlexTensor,
    state: [FlexTensor; STATES],
) -> (FlexTensor, [FlexTensor; STATES]) {
    let (parameter, mut gradient, mut state) = (contiguous(parameter), whole(gradient), state.map(whole));
    let fits = |other: &FlexTensor| other.shape() == parameter.shape();
    assert!(fits(&gradient) && state.iter().all(fits), "a gradient and a state of the parameter's shape");
    let (parameters, last_parameters) = slice(&parameter).as_chunks::<LANES>();
    let (gradients, last_gradients) = gradient.storage_mut().as_chunks_mut::<LANES>();
    let mut states = state.each_mut().map(|state| state.storage_mut().as_chunks_mut::<LANES>());
    for (i, (parameter, gradient)) in parameters.iter().zip(gradients).enumerate() {
        let mut numbers = [Lanes::ZERO; STATES];
        for (numbers, (state, _)) in numbers.iter_mut().zip(&states) {
            *numbers = Lanes::new(state[i]);
        }
        let (parameter, numbers) = rule.update(Lanes::new(*parameter), Lanes::new(*gradient), numbers);
        *gradient = parameter.to_array();
        for (numbers, (state, _)) in numbers.into_iter().zip(&mut states) {
            state[i] = numbers.to_array();
        }
    }

    // The last few, which are not four, among zeros.
    let mut numbers = [Lanes::ZERO; STATES];
    for (numbers, (_, last)) in numbers.iter_mut().zip(&states) {
        *numbers = padded(last);
    }
    let (parameter, numbers) = rule.update(padded(last_parameters), padded(last_gradients), numbers);
    last_gradients.copy_from_slice(&parameter.to_array()[..last_gradients.len()]);
    for (numbers, (_, last)) in numbers.into_iter().zip(&mut states) {
        last.copy_from_slice(&numbers.to_array()[..last.len()]);
    }
    (gradient, state)
}

fn padded(numbers: &[f32]) -> Lanes {
    let mut four = [0.0; LANES];
    four[..numbers.len()].copy_from_slice(numbers);
    Lanes::new(four)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{
        engine::Engine,
        optim::{adadelta::AdaDelta, adagrad::AdaGrad, adam::Adam, rmsprop::RmsProp, rule::RuleConfig},
    };

    fn matrix(offset: usize) -> Tensor<2> {
        let numbers: Vec<f32> = (0..21).map(|i| ((i + offset) as f32).sin()).collect();
        Tensor::from_data(TensorData::new(numbers, [3, 7]), &Engine::Flex.device())
    }

    /// The middle row of a matrix, as a view, and with a memory of its own.
    fn row(offset: usize) -> [Tensor<1>; 2] {
        let view = matrix(offset).slice([1..2, 0..7]).reshape([7]);
        let own = Tensor::from_data(view.to_data(), &Engine::Flex.device());
        [view, own]
    }

    fn numbers(tensor: Tensor<1>) -> Vec<f32> {
        tensor.into_data().try_to_vec().unwrap()
    }

    fn a_view_is_what_it_shows<const STATES: usize>(config: impl RuleConfig<STATES>) {
        let rule = config.rule(0.1, 2);
        let states = std::array::from_fn::<_, STATES, _>(|i| row(40 + i).map(|state| state.abs()));
        let states = [0, 1].map(|which| states.each_ref().map(|state| state[which].clone()));
        let ([parameter, own_parameter], [gradient, own_gradient]) = (row(0), row(20));
        let [state, own_state] = states;
        // The state's views, too: abs may have made them whole.
        let state = state
            .map(|state| Tensor::stack::<2>(vec![state.clone(), state], 0).slice([1..2, 0..7]).reshape([7]));
        let (found, found_state) = update(&rule, parameter, gradient, state);
        let (expected, expected_state) = update(&rule, own_parameter, own_gradient, own_state);
        assert_eq!(numbers(found), numbers(expected));
        assert_eq!(found_state.map(numbers), expected_state.map(numbers));
    }

    #[test]
    fn views_of_something_larger_are_taken_for_what_they_show() {
        a_view_is_what_it_shows(AdaGrad { initial_accumulator: 0.1, epsilon: 1e-7 });
        a_view_is_what_it_shows(RmsProp { rho: 0.9, epsilon: 1e-7 });
        a_view_is_what_it_shows(Adam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 });
        a_view_is_what_it_shows(AdaDelta { rho: 0.95, epsilon: 1e-7 });
    }

    #[test]
    #[should_panic(expected = "the parameter's shape")]
    fn a_gradient_of_another_shape_is_refused() {
        let rule = RmsProp { rho: 0.9, epsilon: 1e-7 }.rule(0.1, 1);
        update(&rule, matrix(0), matrix(1).slice([0..2, 0..7]), [matrix(2)]);
    }
}
