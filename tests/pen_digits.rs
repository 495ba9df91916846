//! The pretrained model on 625 digits that 30 people drew with a pen: what a drawing pad gets from people.
//! The drawings are not part of the project; `npm test` runs this where they are, and says so where they are not.
#![cfg(not(target_arch = "wasm32"))]

use lenet5_live::{
    digit,
    engine::Engine,
    optim::OptimizerConfig,
    trainer::{Trainer, TrainerConfig},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Drawing {
    label: usize,
    strokes: Vec<Vec<[f32; 2]>>,
}

#[test]
#[ignore = "needs the pen drawings, which lie beside the project on some machines; `npm test -- --only drawings` looks for them"]
fn reads_what_people_draw() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/pen-digits/strokes.json");
    let json = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("no pen drawings in {path}: {e}"));
    let drawings: Vec<Drawing> = serde_json::from_str(&json).unwrap();
    let config = TrainerConfig {
        optimizer: OptimizerConfig::adam(),
        learning_rate: 0.001,
        seed: 0,
        engine: Engine::Flex,
    };
    let mut reader = Trainer::new(&config).unwrap();
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/public/pretrained.safetensors");
    reader.load(&std::fs::read(model).unwrap()).unwrap();

    let right = drawings
        .iter()
        .filter(|drawing| {
            let lengths: Vec<u32> = drawing.strokes.iter().map(|s| s.len() as u32).collect();
            let points = drawing.strokes.concat();
            let image = digit::from_strokes(points.as_flattened(), &lengths).unwrap().unwrap();
            let probabilities = reader.predict(&image).unwrap();
            (0..10).all(|class| probabilities[class] <= probabilities[drawing.label])
        })
        .count();
    let accuracy = right as f64 / drawings.len() as f64;
    println!("{right} of {} read right: {accuracy:.4}", drawings.len());
    assert!(accuracy >= 0.97, "{accuracy}");
}
