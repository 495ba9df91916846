//! An optimizer's rule, written once for a number and applied in one pass over memory.
//!
//! In tensor operations Adam reads and writes 61,706 numbers about ten times a step; in one pass, once. A rule is
//! generic over [`Number`]: on Flex it runs on four floats at a time, on every other backend on whole tensors,
//! which is also what the tests hold the pass against.

use std::ops::{Add, Div, Mul, Sub};

use burn::{
    backend::{Flex, flex::FlexTensor},
    tensor::{Device, Tensor},
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
        let tensor = tensor.try_into_primitive::<Flex>().expect("all tensors are on the parameter's device");
        contiguous(tensor)
    };
    let (parameter, state) = one_pass(rule, &primitive(parameter), primitive(gradient), state.map(primitive));
    (Tensor::from_primitive::<Flex>(parameter), state.map(Tensor::from_primitive::<Flex>))
}

/// The new parameter takes the gradient's memory, which nobody needs afterwards. Once in the code, not once a rank.
#[inline(never)]
fn one_pass<const STATES: usize>(
    rule: &impl Rule<STATES>,
    parameter: &FlexTensor,
    mut gradient: FlexTensor,
    mut state: [FlexTensor; STATES],
) -> (FlexTensor, [FlexTensor; STATES]) {
    let (parameters, last_parameters) = slice(parameter).as_chunks::<LANES>();
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
