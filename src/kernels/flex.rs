//! The kernels in Flex's place: slices out of its tensors and back, and their backward passes for autodiff.

use burn::{
    backend::{
        Autodiff, Flex, TensorMetadata,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        flex::FlexTensor,
        tensor::FloatTensor,
    },
    tensor::TensorData,
};

use super::{LeNet5Ops, conv1, conv2, dense};

impl LeNet5Ops for Flex {
    fn conv_block(input: FlexTensor, weight: FlexTensor, bias: FlexTensor) -> FlexTensor {
        let [input, weight, bias] = [input, weight, bias].map(contiguous);
        match ConvBlock::of(&input, &weight) {
            Some(block) => block.forward(&input, &weight, &bias).0,
            None => no_kernel(&input, &weight),
        }
    }

    fn dense(input: FlexTensor, weight: FlexTensor, bias: FlexTensor, relu: bool) -> FlexTensor {
        let [input, weight, bias] = [input, weight, bias].map(contiguous);
        let ([n, inputs], [outputs]) = (input.shape().dims(), bias.shape().dims());
        if weight.shape()[..] != [inputs, outputs] {
            panic!(
                "no fully connected layer of {:?} with {:?} and {:?}",
                input.shape(),
                weight.shape(),
                bias.shape()
            );
        }
        tensor(dense::forward(slice(&input), slice(&weight), slice(&bias), relu), [n, outputs])
    }
}

impl<C: CheckpointStrategy> LeNet5Ops for Autodiff<Flex, C> {
    fn conv_block(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        let Some(block) = ConvBlock::of(input.primitive(), weight.primitive()) else {
            no_kernel(input.primitive(), weight.primitive());
        };
        let nodes = [input.node(), weight.node(), bias.node()];
        let [input, weight, bias] = [input, weight, bias].map(|t| contiguous(t.into_primitive()));
        let (output, stopped) = block.forward(&input, &weight, &bias);
        match block.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prep) => prep.finish(ConvState { input, weight, stopped }, output),
            OpsKind::UnTracked(prep) => prep.finish(output),
        }
    }

    fn dense(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        relu: bool,
    ) -> FloatTensor<Self> {
        let nodes = [input.node(), weight.node(), bias.node()];
        let [input, weight, bias] = [input, weight, bias].map(|t| contiguous(t.into_primitive()));
        let output = Flex::dense(input.clone(), weight.clone(), bias, relu);
        match (Dense { relu }).prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prep) => {
                prep.finish(DenseState { input, weight, output: output.clone() }, output)
            }
            OpsKind::UnTracked(prep) => prep.finish(output),
        }
    }
}

/// The convolution blocks that there are kernels for.
#[derive(Debug, Clone, Copy)]
enum ConvBlock {
    Conv1,
    Conv2,
}

/// What a convolution block's backward pass needs of its forward pass.
#[derive(Debug, Clone)]
struct ConvState {
    input: FlexTensor,
    weight: FlexTensor,
    stopped: Stopped,
}

#[derive(Debug, Clone)]
enum Stopped {
    Conv1(Vec<conv1::Stopped>),
    Conv2(Vec<conv2::Stopped>),
}

impl ConvBlock {
    fn of(input: &FlexTensor, weight: &FlexTensor) -> Option<Self> {
        match (input.shape()[1..].as_ref(), weight.shape()[..].as_ref()) {
            ([1, 32, 32], [6, 1, 5, 5]) => Some(Self::Conv1),
            ([6, 14, 14], [16, 6, 5, 5]) => Some(Self::Conv2),
            _ => None,
        }
    }

    fn forward(self, input: &FlexTensor, weight: &FlexTensor, bias: &FlexTensor) -> (FlexTensor, Stopped) {
        let n = input.shape()[0];
        let (input, weight, bias) = (slice(input), slice(weight), slice(bias));
        match self {
            Self::Conv1 => {
                let (output, stopped) = conv1::forward(input, weight, bias);
                (tensor(output, [n, 6, 14, 14]), Stopped::Conv1(stopped))
            }
            Self::Conv2 => {
                let (output, stopped) = conv2::forward(input, weight, bias);
                (tensor(output, [n, 16, 5, 5]), Stopped::Conv2(stopped))
            }
        }
    }
}

impl Backward<Flex, 3> for ConvBlock {
    type State = ConvState;

    fn backward(self, ops: Ops<ConvState, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let d_output = contiguous(grads.consume::<Flex>(&ops.node));
        let ConvState { input, weight, stopped } = ops.state;
        let (d_input, d_weight, d_bias) = match &stopped {
            Stopped::Conv1(stopped) => {
                let (d_weight, d_bias) = conv1::backward(slice(&input), stopped, slice(&d_output));
                (None, d_weight, d_bias)
            }
            Stopped::Conv2(stopped) => {
                let (d_input, d_weight, d_bias) =
                    conv2::backward(slice(&input), slice(&weight), stopped, slice(&d_output));
                (Some(d_input), d_weight, d_bias)
            }
        };
        let d_input = d_input.map(|d_input| tensor(d_input, input.shape().dims::<4>()));
        let d_weight = tensor(d_weight, weight.shape().dims::<4>());
        let maps = d_bias.len();
        let gradients = [d_input, Some(d_weight), Some(tensor(d_bias, [maps]))];
        for (parent, gradient) in ops.parents.into_iter().zip(gradients) {
            if let Some(parent) = parent {
                let gradient = gradient.expect("images are data: no gradient is asked of them");
                grads.register::<Flex>(parent.id, gradient);
            }
        }
    }
}

#[derive(Debug)]
struct Dense {
    relu: bool,
}

/// What a fully connected layer's backward pass needs of its forward pass.
#[derive(Debug, Clone)]
struct DenseState {
    input: FlexTensor,
    weight: FlexTensor,
    output: FlexTensor,
}

impl Backward<Flex, 3> for Dense {
    type State = DenseState;

    fn backward(self, ops: Ops<DenseState, 3>, grads: &mut Gradients, _: &mut Checkpointer) {
        let d_output = contiguous(grads.consume::<Flex>(&ops.node));
        let DenseState { input, weight, output } = ops.state;
        let [n, inputs] = input.shape().dims();
        let outputs = output.shape()[1];
        let (d_input, d_weight, d_bias) = dense::backward(
            slice(&input),
            slice(&weight),
            slice(&output),
            slice(&d_output),
            outputs,
            self.relu,
        );
        let gradients =
            [tensor(d_input, [n, inputs]), tensor(d_weight, [inputs, outputs]), tensor(d_bias, [outputs])];
        for (parent, gradient) in ops.parents.into_iter().zip(gradients) {
            if let Some(parent) = parent {
                grads.register::<Flex>(parent.id, gradient);
            }
        }
    }
}

pub(super) fn contiguous(tensor: FlexTensor) -> FlexTensor {
    if tensor.is_contiguous() { tensor } else { tensor.to_contiguous() }
}

pub(super) fn slice(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().expect("a contiguous tensor of f32")
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

/// A loaded model and its images have been checked: only a mistake in this crate leads here. Running such a shape in
/// primitive operations would bring burn's convolutions and matrix products into the wasm for nothing.
fn no_kernel(input: &FlexTensor, weight: &FlexTensor) -> ! {
    panic!("no kernel for a convolution of {:?} with {:?}", input.shape(), weight.shape())
}
