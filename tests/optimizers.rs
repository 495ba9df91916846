//! Fifty steps of every optimizer on fixed gradients, against Keras 3 and PyTorch.
//! tests/fixtures/make_fixtures.py makes the numbers, and refuses those that a wrong rule would pass.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use burn::{
    module::{Module, Param},
    optim::GradientsParams,
    tensor::{Device, Tensor},
};
use lenet5_live::{engine::Engine, optim::OptimizerConfig};
use serde::Deserialize;

const FIXTURE: &str = include_str!("fixtures/optimizers.json");
/// Of the largest value that a parameter takes in the fifty steps; all start at zero.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Fixture {
    /// `[50][12]` each
    gradients: BTreeMap<String, Vec<Vec<f32>>>,
    cases: BTreeMap<String, Case>,
}

#[derive(Deserialize)]
struct Case {
    optimizer: OptimizerConfig,
    learning_rate: f64,
    /// Which of the fixture's gradients.
    gradients: String,
    /// `[50][12]`: the parameters after each step
    parameters: Vec<Vec<f32>>,
}

#[derive(Module, Debug)]
struct Vector {
    values: Param<Tensor<1>>,
}

#[test]
fn every_rule_is_that_of_keras_and_pytorch() {
    let fixture: Fixture = serde_json::from_str(FIXTURE).unwrap();
    for optimizer in OptimizerConfig::ALL {
        let cases = fixture.cases.values().filter(|case| case.optimizer == optimizer);
        assert!(cases.count() > 0, "no case has the defaults of {}", optimizer.label());
    }
    for engine in Engine::ALL {
        for (name, case) in &fixture.cases {
            let steps = run(case, &fixture.gradients[&case.gradients], &engine.device());
            assert_eq!((steps.len(), case.parameters.len()), (50, 50));
            compare(&format!("{engine:?} {name}"), &steps, &case.parameters);
        }
    }
}

/// The parameters after each step.
fn run(case: &Case, gradients: &[Vec<f32>], device: &Device) -> Vec<Vec<f32>> {
    let device = &device.clone().autodiff();
    let mut module = Vector { values: Param::from_tensor(Tensor::zeros([gradients[0].len()], device)) };
    let mut optimizer = case.optimizer.init().unwrap();
    let step = |gradient: &Vec<f32>| {
        let mut gradients = GradientsParams::new();
        let gradient = Tensor::<1>::from_floats(gradient.as_slice(), &device.clone().inner());
        gradients.register(module.values.id, gradient);
        module = optimizer.step(case.learning_rate, module.clone(), gradients);
        module.values.val().into_data().try_to_vec().unwrap()
    };
    gradients.iter().map(step).collect()
}

fn compare(name: &str, actual: &[Vec<f32>], expected: &[Vec<f32>]) {
    for parameter in 0..expected[0].len() {
        let largest = expected.iter().fold(0.0f32, |largest, row| largest.max(row[parameter].abs()));
        for (step, (actual, expected)) in actual.iter().zip(expected).enumerate() {
            let (actual, expected) = (actual[parameter], expected[parameter]);
            assert!(
                (actual - expected).abs() <= TOLERANCE * largest, // false for NaN
                "{name}, step {}: parameter {parameter} is {actual:e}, not {expected:e}",
                step + 1
            );
        }
    }
}
