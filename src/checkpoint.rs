//! A model as a safetensors file in PyTorch's names and layout, so that `load_state_dict` takes it as it
//! is: `conv1.weight [6, 1, 5, 5]`, `conv1.bias [6]`, …, `fc1.weight [120, 400]`, …, `fc3.bias [10]`.

use std::collections::BTreeMap;

use burn::{
    module::Param,
    nn::{Linear, conv::Conv2d},
    tensor::{Device, Tensor, TensorData},
};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

use crate::{
    error::{Error, Result},
    lenet5::LeNet5,
};

/// Names and shapes in the file. Linear weights are `[outputs, inputs]`: the transpose of burn's.
const TENSORS: [(&str, &[usize]); 10] = [
    ("conv1.weight", &[6, 1, 5, 5]),
    ("conv1.bias", &[6]),
    ("conv2.weight", &[16, 6, 5, 5]),
    ("conv2.bias", &[16]),
    ("fc1.weight", &[120, 400]),
    ("fc1.bias", &[120]),
    ("fc2.weight", &[84, 120]),
    ("fc2.bias", &[84]),
    ("fc3.weight", &[10, 84]),
    ("fc3.bias", &[10]),
];

/// Writes a model's ten tensors.
pub fn save(model: &LeNet5) -> Vec<u8> {
    let LeNet5 { conv1, conv2, fc1, fc2, fc3 } = model;
    let data = [
        values(&conv1.weight),
        values(bias(&conv1.bias)),
        values(&conv2.weight),
        values(bias(&conv2.bias)),
        transposed(&values(&fc1.weight), 400),
        values(bias(&fc1.bias)),
        transposed(&values(&fc2.weight), 120),
        values(bias(&fc2.bias)),
        transposed(&values(&fc3.weight), 84),
        values(bias(&fc3.bias)),
    ]
    .map(|values| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>());
    let views: BTreeMap<_, _> = TENSORS
        .iter()
        .zip(&data)
        .map(|(&(name, shape), bytes)| {
            let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes);
            (name, view.expect("a model's tensors have the shapes of LeNet-5"))
        })
        .collect();
    safetensors::serialize(views, None).expect("ten small tensors can be written")
}

/// Reads a model, its tensors on `device`.
///
/// # Errors
/// When it is no safetensors file, or a tensor is missing, unknown, of another shape or number type, or
/// holds a value that is not finite.
pub fn load(file: &[u8], device: &Device) -> Result<LeNet5> {
    let file = SafeTensors::deserialize(file).map_err(|e| Error::NotSafetensors(e.to_string()))?;
    let mut tensors = Vec::with_capacity(TENSORS.len());
    for (name, shape) in TENSORS {
        tensors.push((read(&file, name, shape)?, shape));
    }
    if let Some(extra) = file.names().into_iter().find(|name| TENSORS.iter().all(|(n, _)| n != name)) {
        return Err(Error::ExtraTensor(extra.to_string()));
    }

    let mut tensors = tensors.into_iter();
    let mut next = || tensors.next().expect("as many as TENSORS names");
    let mut model = LeNet5::new(0, device);
    for Conv2d { weight, bias, .. } in [&mut model.conv1, &mut model.conv2] {
        let (values, shape) = next();
        *weight = Param::from_data(TensorData::new(values, shape), device);
        *bias = Some(vector(next().0, device));
    }
    for Linear { weight, bias } in [&mut model.fc1, &mut model.fc2, &mut model.fc3] {
        let (values, shape) = next();
        let (outputs, inputs) = (shape[0], shape[1]);
        let values = transposed(&values, outputs);
        *weight = Param::from_data(TensorData::new(values, [inputs, outputs]), device);
        *bias = Some(vector(next().0, device));
    }
    Ok(model)
}

fn vector(values: Vec<f32>, device: &Device) -> Param<Tensor<1>> {
    let size = values.len();
    Param::from_data(TensorData::new(values, [size]), device)
}

fn read(file: &SafeTensors, name: &'static str, shape: &[usize]) -> Result<Vec<f32>> {
    let view = file.tensor(name).map_err(|_| Error::MissingTensor(name))?;
    if view.dtype() != Dtype::F32 || view.shape() != shape {
        let found = format!("{:?} {:?}", view.dtype(), view.shape());
        return Err(Error::MisshapenTensor { name, found, expected: shape.to_vec() });
    }
    let values: Vec<f32> =
        view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    if values.iter().any(|value| !value.is_finite()) {
        return Err(Error::NotFinite(name));
    }
    Ok(values)
}

fn bias(bias: &Option<Param<Tensor<1>>>) -> &Param<Tensor<1>> {
    bias.as_ref().expect("every layer of LeNet-5 has a bias")
}

fn values<const D: usize>(parameter: &Param<Tensor<D>>) -> Vec<f32> {
    parameter.val().into_data().try_to_vec().expect("parameters are f32")
}

/// A matrix of `rows` rows, turned: what burn calls `[inputs, outputs]` is `[outputs, inputs]` in the file.
fn transposed(matrix: &[f32], rows: usize) -> Vec<f32> {
    let columns = matrix.len() / rows;
    (0..matrix.len()).map(|i| matrix[i % rows * columns + i / rows]).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::{engine::Engine, lenet5::images_to_tensor, mnist::PIXELS};
    use proptest::prelude::*;

    /// The tensors of a saved model, to be spoilt.
    fn tensors() -> BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)> {
        let file = save(&LeNet5::new(3, &Engine::Flex.device()));
        SafeTensors::deserialize(&file)
            .unwrap()
            .tensors()
            .into_iter()
            .map(|(name, t)| (name, (t.dtype(), t.shape().to_vec(), t.data().to_vec())))
            .collect()
    }

    fn error_with(spoil: impl FnOnce(&mut BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>)) -> String {
        let mut tensors = tensors();
        spoil(&mut tensors);
        let views = tensors.iter().map(|(name, (dtype, shape, data))| {
            (name, TensorView::new(*dtype, shape.clone(), data).unwrap())
        });
        let file = safetensors::serialize(views, None).unwrap();
        load(&file, &Engine::Flex.device()).unwrap_err().to_string()
    }

    #[test]
    fn a_loaded_model_is_the_saved_one() {
        let device = Engine::Flex.device();
        let model = LeNet5::new(3, &device);
        let file = save(&model);
        let loaded = load(&file, &device).unwrap();
        assert_eq!(save(&loaded), file);
        let images = images_to_tensor(&[77; 2 * PIXELS], &device);
        let logits = |model: &LeNet5| model.forward(images.clone()).into_data().try_to_vec::<f32>().unwrap();
        assert_eq!(logits(&loaded), logits(&model));
    }

    #[test]
    fn linear_weights_are_outputs_by_inputs() {
        let model = LeNet5::new(3, &Engine::Flex.device());
        let burn: Vec<f32> = model.fc3.weight.val().into_data().try_to_vec().unwrap(); // [84, 10]
        let (_, _, file) = &tensors()["fc3.weight"]; // [10, 84]
        assert_eq!(burn[10].to_le_bytes(), file[4..8], "input 1, output 0");
    }

    #[test]
    fn bad_files() {
        let not = load(b"no safetensors", &Engine::Flex.device()).unwrap_err().to_string();
        assert!(not.starts_with("not a safetensors file"), "{not}");
        let missing = error_with(|t| drop(t.remove("fc2.bias")));
        assert!(missing.starts_with("the model has no tensor fc2.bias"), "{missing}");
        let extra = error_with(|t| drop(t.insert("fc4.bias".into(), (Dtype::F32, vec![1], vec![0; 4]))));
        assert!(extra.starts_with("the model has a tensor fc4.bias"), "{extra}");
        let misshapen = error_with(|t| t.get_mut("fc1.weight").unwrap().1 = vec![400, 120]);
        assert!(misshapen.starts_with("tensor fc1.weight is F32 [400, 120]: F32 [120, 400]"), "{misshapen}");
        let dtype = error_with(|t| t.get_mut("conv1.bias").unwrap().0 = Dtype::I32);
        assert!(dtype.starts_with("tensor conv1.bias is I32 [6]"), "{dtype}");
        for value in [f32::NAN, f32::INFINITY] {
            let spoil = |t: &mut BTreeMap<_, (_, _, Vec<u8>)>| {
                t.get_mut("conv2.weight").unwrap().2[..4].copy_from_slice(&value.to_le_bytes());
            };
            let error = error_with(spoil);
            assert!(error.starts_with("tensor conv2.weight holds a value that is not finite"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..250_000usize, byte: u8) {
            let device = Engine::Flex.device();
            prop_assert!(load(&bytes, &device).is_err());
            let mut file = save(&LeNet5::new(3, &device));
            let at = at % file.len();
            file[at] = byte;
            let _ = load(&file, &device);
            let _ = load(&file[..at], &device);
        }
    }
}
