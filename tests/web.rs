//! The wasm surface in a real browser, on real MNIST images: `wasm-pack test --headless --chrome`.
#![cfg(target_arch = "wasm32")]

use js_sys::{Error, Float32Array, Reflect, Uint8Array};
use lenet5_live::web::{Dataset, Trainer, augment, batch_part, catalogue, digit_from_strokes, digit_steps};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use wasm_bindgen::{JsError, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The first 640 training images of MNIST.
const IMAGES: &[u8] = include_bytes!("fixtures/mnist-640-images-idx3-ubyte");
const LABELS: &[u8] = include_bytes!("fixtures/mnist-640-labels-idx1-ubyte");

fn mnist() -> Dataset {
    Dataset::new(IMAGES.to_vec(), LABELS.to_vec()).ok().unwrap()
}

fn trainer(config: Value) -> Result<Trainer, JsError> {
    Trainer::new(config.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap())
}

fn adam() -> Trainer {
    let optimizer = json!({ "name": "adam", "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7 });
    trainer(json!({ "optimizer": optimizer, "learning_rate": 0.001, "seed": 1 })).ok().unwrap()
}

fn message<T>(result: Result<T, JsError>) -> String {
    let error = Error::from(JsValue::from(result.err().expect("an error")));
    error.message().into()
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> T {
    serde_wasm_bindgen::from_value(value).unwrap()
}

fn batch(of: &mut Dataset, index: u32) -> (Vec<u8>, Vec<u8>) {
    let batch = of.batch(1.0, 0.0, index.into(), 64.0, JsValue::UNDEFINED).ok().unwrap();
    (bytes(&batch, "pixels"), bytes(&batch, "labels"))
}

fn bytes(object: &JsValue, key: &str) -> Vec<u8> {
    Uint8Array::from(Reflect::get(object, &key.into()).unwrap()).to_vec()
}

fn floats(object: &JsValue, key: &str) -> Vec<f32> {
    Float32Array::from(Reflect::get(object, &key.into()).unwrap()).to_vec()
}

/// The losses of `steps` steps from seed 1.
fn losses(steps: u32) -> Vec<f64> {
    let (mut dataset, mut trainer) = (mnist(), adam());
    (0..steps)
        .map(|step| {
            let (pixels, labels) = batch(&mut dataset, step % 10);
            let metrics: Value = from_js(trainer.train_batch(&pixels, &labels).ok().unwrap());
            metrics["loss"].as_f64().unwrap()
        })
        .collect()
}

#[wasm_bindgen_test]
fn the_catalogue_is_a_plain_object() {
    let catalogue: Value = from_js(catalogue().ok().unwrap());
    assert_eq!(catalogue["engines"][0], "flex");
    let names: Vec<_> = catalogue["optimizers"].as_array().unwrap().iter().map(|o| &o["name"]).collect();
    assert_eq!(names, ["sgd", "adagrad", "rmsprop", "adam", "adadelta"]);
    assert_eq!(catalogue["optimizers"][3]["hyper_parameters"][1]["default"], 0.999);
    let adam = &catalogue["presets"][0]["runs"][3];
    assert_eq!((&adam["optimizer"]["name"], &adam["learning_rate"]), (&json!("adam"), &json!(0.001)));
    assert_eq!(catalogue["presets"][1]["runs"][1]["optimizer"]["initial_accumulator"], 0.1);
    assert_eq!(catalogue["paper_accuracy"]["adadelta"], 0.85);
    assert_eq!(catalogue["augmentations"][0]["name"], "none");
}

#[wasm_bindgen_test]
fn a_dataset_gives_its_images_and_seeded_batches() {
    let mut dataset = mnist();
    assert_eq!(dataset.size(), 640);
    assert_eq!(dataset.labels(0.0, 5.0).ok().unwrap(), [5, 0, 4, 1, 9], "MNIST's first five");
    assert_eq!(dataset.pixels(1.0, 2.0).ok().unwrap(), IMAGES[16 + 784..16 + 2 * 784]);
    let (pixels, labels) = batch(&mut dataset, 3);
    assert_eq!((pixels.len(), labels.len()), (64 * 784, 64));
    assert_eq!(batch(&mut mnist(), 3), (pixels, labels));
    assert_eq!(dataset.split(64.0).ok().unwrap().size(), 64);
    assert_eq!(dataset.size(), 576);
}

#[wasm_bindgen_test]
fn bad_data_gets_a_sentence() {
    let error = |images: &[u8], labels: &[u8]| message(Dataset::new(images.to_vec(), labels.to_vec()));
    assert!(error(LABELS, LABELS).starts_with("not an IDX file of images"));
    assert!(error(&IMAGES[..9000], LABELS).starts_with("the images file is truncated"));
    assert!(error(&[IMAGES, b"x"].concat(), LABELS).starts_with("the images file is too long"));
    assert!(error(IMAGES, &[0, 0, 8, 1, 0, 0, 0, 1, 3]).starts_with("640 images but 1 labels"));
    assert!(error(IMAGES, &[0, 0, 8, 1, 0, 0, 0, 1, 10]).starts_with("label 10 of image 0 is over 9"));
    assert!(message(mnist().batch(1.0, 0.0, 0.0, 0.0, JsValue::UNDEFINED)).starts_with("batch size 0"));
    assert!(
        message(mnist().batch(1.0, 0.0, 0.0, 60_001.0, JsValue::UNDEFINED)).starts_with("batch size 60001")
    );
    assert!(message(mnist().pixels(640.0, 641.0)).starts_with("images 640 to 641"));
}

/// Passed on as `u32` it would be another number, of which nobody would hear.
#[wasm_bindgen_test]
fn a_number_that_is_not_whole_or_too_large_gets_a_sentence() {
    for bad in [4_294_967_297.0, -1.0, 0.5, f64::NAN, f64::INFINITY] {
        let batch =
            |seed, epoch, index, size| message(mnist().batch(seed, epoch, index, size, JsValue::UNDEFINED));
        let sentence = |name: &str| format!("{name} {bad}: it must be a whole number from 0 to 4294967295");
        assert_eq!(batch(bad, 0.0, 0.0, 8.0), sentence("seed"));
        assert_eq!(batch(1.0, bad, 0.0, 8.0), sentence("epoch"));
        assert_eq!(batch(1.0, 0.0, bad, 8.0), sentence("batch"));
        assert_eq!(batch(1.0, 0.0, 0.0, bad), sentence("batch size"));
        assert_eq!(message(mnist().pixels(bad, 1.0)), sentence("start"));
        assert_eq!(message(mnist().labels(0.0, bad)), sentence("end"));
        assert_eq!(message(mnist().split(bad)), sentence("held_out"));
        assert_eq!(message(batch_part(bad, 1.0, 0.0)), sentence("batch size"));
        assert_eq!(message(augment(&[], "none".into(), bad, 0.0)), sentence("seed"));
        assert_eq!(message(adam().update(&[], bad)), sentence("batch size"));
    }
    assert!(mnist().batch(4_294_967_295.0, 0.0, 0.0, 8.0, JsValue::UNDEFINED).is_ok());
}

#[wasm_bindgen_test]
fn it_learns() {
    let (mut dataset, mut trainer) = (mnist(), adam());
    let accuracy = |trainer: &mut Trainer| {
        let metrics = trainer.evaluate(&IMAGES[16..], &LABELS[8..]);
        let metrics = metrics.ok().unwrap();
        let right = bytes(&metrics, "predicted").iter().zip(&LABELS[8..]).filter(|(a, b)| a == b).count();
        let mean = floats(&metrics, "losses").iter().sum::<f32>() / 640.0;
        let number = |key: &str| Reflect::get(&metrics, &key.into()).unwrap().as_f64().unwrap();
        assert_eq!((number("correct"), number("size")), (right as f64, 640.0));
        assert!((number("loss") - f64::from(mean)).abs() < 1e-4);
        right as f64 / 640.0
    };
    let before = accuracy(&mut trainer);
    for step in 0..60 {
        let (pixels, labels) = batch(&mut dataset, step % 10);
        trainer.train_batch(&pixels, &labels).ok().unwrap();
    }
    assert_eq!(trainer.step(), 60);
    assert!(trainer.seconds() > 0.0);
    let after = accuracy(&mut trainer);
    assert!(before < 0.3 && after > 0.8, "{before} {after}");
}

#[wasm_bindgen_test]
fn one_seed_gives_the_same_losses_bit_for_bit() {
    assert_eq!(losses(5), losses(5));
}

#[wasm_bindgen_test]
fn bad_configurations_get_a_sentence() {
    let with = |name: &str, learning_rate: f64| {
        let optimizer = json!({ "name": name, "momentum": 0 });
        message(trainer(json!({ "optimizer": optimizer, "learning_rate": learning_rate, "seed": 1 })))
    };
    for rate in [0.0, -1.0] {
        assert!(with("sgd", rate).contains("must be a positive, finite number"));
    }
    assert!(with("sgdd", 0.1).contains("unknown variant `sgdd`"), "{}", with("sgdd", 0.1));
    assert!(with("adam", 0.1).contains("momentum"), "{}", with("adam", 0.1));
    assert!(!message(Trainer::new(JsValue::NULL)).is_empty());
    // JSON has neither NaN nor undefined.
    let undefined =
        r#"({ optimizer: { name: "sgd", momentum: 0 }, learning_rate: 1, seed: 1, engine: undefined })"#;
    assert!(Trainer::new(js_sys::eval(undefined).unwrap()).is_ok());
    let nan = r#"({ optimizer: { name: "sgd", momentum: 0 }, learning_rate: NaN, seed: 1 })"#;
    let nan = js_sys::eval(nan).unwrap();
    assert!(message(Trainer::new(nan)).starts_with("learning rate NaN"));
}

#[wasm_bindgen_test]
fn divergence_is_an_error_and_the_last_finite_model_stays() {
    let optimizer = json!({ "name": "sgd", "momentum": 0 });
    let mut trainer =
        trainer(json!({ "optimizer": optimizer, "learning_rate": 1e9, "seed": 1 })).ok().unwrap();
    let (pixels, labels) = batch(&mut mnist(), 0);
    let error = (0..50).find_map(|_| trainer.train_batch(&pixels, &labels).err()).expect("it diverges");
    let step = trainer.step() + 1;
    assert_eq!(
        message::<()>(Err(error)),
        format!("diverged at step {step}: loss is not finite; try a smaller learning rate")
    );
    let probabilities = trainer.predict(&pixels[..784]).ok().unwrap();
    assert!(probabilities.iter().all(|p| p.is_finite()), "{probabilities:?}");
}

#[wasm_bindgen_test]
fn an_evaluation_finds_that_the_last_step_has_diverged() {
    let optimizer = json!({ "name": "sgd", "momentum": 0 });
    let mut trainer =
        trainer(json!({ "optimizer": optimizer, "learning_rate": 1e38, "seed": 1 })).ok().unwrap();
    let before = trainer.save();
    let (pixels, labels) = batch(&mut mnist(), 0);
    trainer.train_batch(&pixels, &labels).ok().unwrap();
    let broken = trainer.save();
    assert!(message(trainer.evaluate(&pixels, &labels)).starts_with("diverged at step 2"));
    assert_eq!(trainer.save(), before);
    trainer.load(&broken).ok().unwrap();
    assert!(message(trainer.evaluate(&pixels, &labels)).starts_with("the model's loss is not finite"));
}

#[wasm_bindgen_test]
fn a_trainer_shows_what_its_last_update_did() {
    let (mut dataset, mut trainer) = (mnist(), adam());
    assert!(trainer.inside().ok().unwrap().is_undefined());
    let (pixels, labels) = batch(&mut dataset, 0);
    trainer.train_batch(&pixels, &labels).ok().unwrap();
    let inside: Value = from_js(trainer.inside().ok().unwrap());
    assert_eq!(inside["step"], 1);
    let edges = inside["edges"].as_array().unwrap();
    let sizes = [156, 2_416, 48_120, 10_164, 850];
    for (layer, size) in inside["layers"].as_array().unwrap().iter().zip(sizes) {
        let ratio = layer["update_ratio"].as_f64().unwrap();
        assert!(ratio > 1e-4 && ratio < 0.1, "{layer}");
        let rates: Vec<_> = layer["rates"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
        assert_eq!(rates.len() + 1, edges.len());
        assert_eq!(rates.iter().sum::<f64>(), f64::from(size), "{layer}");
    }
    trainer.load(&trainer.save()).ok().unwrap();
    assert!(trainer.inside().ok().unwrap().is_undefined());
}

#[wasm_bindgen_test]
fn a_saved_model_is_loaded_by_another_trainer() {
    let mut first = adam();
    let (pixels, labels) = batch(&mut mnist(), 0);
    first.train_batch(&pixels, &labels).ok().unwrap();
    let mut second = adam();
    assert_ne!(first.predict(&pixels).ok().unwrap(), second.predict(&pixels).ok().unwrap());
    second.load(&first.save()).ok().unwrap();
    assert_eq!(first.predict(&pixels).ok().unwrap(), second.predict(&pixels).ok().unwrap());
    assert!(message(second.load(&IMAGES[..100])).starts_with("not a safetensors file"));
    assert_eq!(first.predict(&pixels).ok().unwrap(), second.predict(&pixels).ok().unwrap());
}

#[wasm_bindgen_test]
fn a_trainer_shows_what_each_layer_makes_of_an_image() {
    let trainer = adam();
    let image = &IMAGES[16..16 + 784];
    let look = trainer.look(image).ok().unwrap();
    assert_eq!(floats(&look, "conv1").len(), 6 * 28 * 28);
    assert_eq!(floats(&look, "conv2_filters").len(), 16 * 6 * 25);
    assert_eq!(floats(&look, "input")[7 * 32 + 14], f32::from(image[5 * 28 + 12]) / 255.0);
    for (a, b) in floats(&look, "probabilities").iter().zip(trainer.predict(image).ok().unwrap()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
    assert!(message(trainer.look(&image[1..])).contains("784"));
}

#[wasm_bindgen_test]
fn augmented_images_are_others_and_the_same_again() {
    let mut dataset = mnist();
    let mut pixels =
        |name: &str| bytes(&dataset.batch(1.0, 0.0, 0.0, 8.0, name.into()).ok().unwrap(), "pixels");
    assert_eq!(pixels("strong"), pixels("strong"));
    assert_ne!(pixels("strong"), pixels("none"));
    assert!(message(dataset.batch(1.0, 0.0, 0.0, 8.0, "more".into())).contains("unknown variant `more`"));
    let images = &IMAGES[16..16 + 2 * 784];
    let changed = augment(images, "affine".into(), 1.0, 0.0).ok().unwrap();
    assert!(changed.len() == images.len() && changed != images);
    assert_eq!(augment(images, "none".into(), 1.0, 0.0).ok().unwrap(), images);
    assert!(message(augment(&images[1..], "affine".into(), 1.0, 0.0)).contains("784"));
    assert!(message(augment(images, JsValue::NULL, 1.0, 0.0)).len() > 5);
}

#[wasm_bindgen_test]
fn the_way_of_a_drawing_is_shown() {
    let steps = digit_steps(&[5.0, 100.0, 5.0, 300.0], &[2]).ok().unwrap();
    let image = digit_from_strokes(&[5.0, 100.0, 5.0, 300.0], &[2]).ok().unwrap().unwrap();
    assert_eq!(bytes(&steps, "image"), image);
    assert_eq!(floats(&steps, "points"), [14.0, 5.2, 14.0, 22.8]);
    assert!(digit_steps(&[], &[]).ok().unwrap().is_undefined());
    assert!(message(digit_steps(&[1.0], &[1])).starts_with("the drawing is malformed"));
}

#[wasm_bindgen_test]
fn strokes_become_a_digit() {
    let image = digit_from_strokes(&[5.0, 100.0, 5.0, 300.0], &[2]).ok().unwrap().unwrap();
    assert_eq!(image.len(), 784);
    assert_eq!(image[14 * 28 + 12..14 * 28 + 16], [51, 255, 255, 51]);
    assert_eq!(digit_from_strokes(&[], &[]).ok().unwrap(), None);
    assert!(message(digit_from_strokes(&[1.0], &[1])).starts_with("the drawing is malformed"));
    assert!(message(digit_from_strokes(&[f32::NAN, 1.0], &[1])).contains("not a finite number"));
}
