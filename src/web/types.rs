//! The types of what crosses the border, for the generated `.d.ts`.

use wasm_bindgen::prelude::*;

/// The types of the plain objects that cross the border, for the generated `.d.ts`.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type OptimizerName = "sgd" | "adagrad" | "rmsprop" | "adam" | "adadelta";
export type Engine = "flex" | "ndarray";
/** An optimizer with its hyper-parameters; the learning rate is the trainer's. */
export type OptimizerConfig =
    | { name: "sgd"; momentum: number }
    | { name: "adagrad"; initial_accumulator: number; epsilon: number }
    | { name: "rmsprop"; rho: number; epsilon: number }
    | { name: "adam"; beta_1: number; beta_2: number; epsilon: number }
    | { name: "adadelta"; rho: number; epsilon: number };
export interface TrainerConfig {
    optimizer: OptimizerConfig;
    learning_rate: number;
    /** A whole number from 0 to 2³² − 1; it gives the initial weights. */
    seed: number;
    /** "flex" unless given. */
    engine?: Engine;
}
/** What one training step found, before it changed the model. */
export interface TrainMetrics {
    /** From 1. */
    step: number;
    /** The mean over the batch. */
    loss: number;
    correct: number;
    size: number;
}
export interface EvalMetrics {
    /** The mean over the images. */
    loss: number;
    correct: number;
    size: number;
    /** The digit that was read, for each image. */
    predicted: Uint8Array;
    /** The loss of each image. */
    losses: Float32Array;
}
/** What every layer makes of one image. Maps stand one after the other, row by row. */
export interface Look {
    /** 32 · 32, from 0 to 1 */
    input: Float32Array;
    /** 6 · 28 · 28, after ReLU */
    conv1: Float32Array;
    /** 6 · 14 · 14 */
    pool1: Float32Array;
    /** 16 · 10 · 10, after ReLU */
    conv2: Float32Array;
    /** 16 · 5 · 5 */
    pool2: Float32Array;
    /** 120, after ReLU */
    fc1: Float32Array;
    /** 84, after ReLU */
    fc2: Float32Array;
    /** 10 */
    logits: Float32Array;
    /** 10 */
    probabilities: Float32Array;
    /** 6 · 1 · 5 · 5 */
    conv1_filters: Float32Array;
    /** 16 · 6 · 5 · 5 */
    conv2_filters: Float32Array;
}
/** How a drawing becomes an image. */
export interface DigitSteps {
    /** The strokes' bounding box in their own unit. */
    bounds: [left: number, top: number, right: number, bottom: number];
    /** Pixels a unit: with the pen's width the box's longer side becomes 20 pixels. 1 for a dot. */
    scale: number;
    /** x0, y0, x1, y1, … scaled, with their box centred in 28×28, in pixels. */
    points: Float32Array;
    /** The strokes drawn there: 784 bytes. */
    boxed: Uint8Array;
    /** Where that picture would balance, in pixels. */
    centre_of_mass: [x: number, y: number];
    /** What brings that place to the middle, in pixels. */
    shift: [x: number, y: number];
    /** The strokes drawn again, shifted: 784 bytes, as `digit_from_strokes` gives them. */
    image: Uint8Array;
}
export type Augmentation = "none" | "affine" | "elastic" | "strong";
export interface AugmentationInfo { name: Augmentation; label: string; description: string }
/** What the last update did to each of the five layers. */
export interface Inside {
    /** The update's, from 1. */
    step: number;
    /** In the order in which data flows through them. */
    layers: InsideLayer[];
    /** Where the bins of `rates` begin and end: ascending and evenly spaced in the logarithm. A bin holds the lower of its edges. */
    edges: number[];
}
/** What the last update did to a layer's weights and biases, taken together. */
export interface InsideLayer {
    name: "conv1" | "conv2" | "fc1" | "fc2" | "fc3";
    /** ‖Δθ‖₂ / ‖θ‖₂, with θ as it was before the update. Not finite when the run is diverging. */
    update_ratio: number;
    /** How many parameters have their effective learning rate (what the step multiplied the gradient by, or in Adam m̂) in each
     * bin, one fewer than edges. The outermost bins take what lies beyond; a rate that is not a number is in none. */
    rates: number[];
}
export interface Batch {
    /** size · 784 bytes */
    pixels: Uint8Array;
    /** size bytes */
    labels: Uint8Array;
}
export interface HyperParameter { name: string; default: number; min: number; max: number }
export interface OptimizerInfo { name: OptimizerName; label: string; hyper_parameters: HyperParameter[] }
/** What a preset gives one optimizer; the note says why it departs from Keras's defaults, or is "". */
export interface PresetRun { optimizer: OptimizerConfig; learning_rate: number; note: string }
export interface Preset {
    name: string;
    label: string;
    description: string;
    /** The five, in the paper's order. */
    runs: PresetRun[];
    batch_size: number;
    epochs: number;
}
/** Everything a user can choose; of engines, presets and augmentations the first is the default. */
export interface Catalogue {
    version: string;
    engines: Engine[];
    optimizers: OptimizerInfo[];
    presets: Preset[];
    augmentations: AugmentationInfo[];
    /** The test accuracies that the paper reports. */
    paper_accuracy: Record<OptimizerName, number>;
}
"#;
