import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INPUT_SIDE, LAYERS, receptiveField, shapeOf } from '../../www/features/network/layers.js';

test('the layers are LeNet-5’s', () => {
  assert.deepEqual(LAYERS.map(shapeOf), [
    '1×32×32',
    '6×28×28',
    '6×14×14',
    '16×10×10',
    '16×5×5',
    '120',
    '84',
    '10',
  ]);
});

/** Walks back through 5×5 convolutions and 2×2 pools of stride 2. */
test('receptive fields are those that convolutions and pools add up to', () => {
  let [field, stride] = [1, 1];
  const kernels = { conv1: [5, 1], pool1: [2, 2], conv2: [5, 1], pool2: [2, 2] };
  for (const [name, [kernel, step]] of Object.entries(kernels)) {
    field += (kernel - 1) * stride;
    stride *= step;
    const layer = LAYERS.find((candidate) => candidate.name === name);
    assert.ok(layer);
    assert.deepEqual([layer.field, layer.stride], [field, stride], name);
    const last = receptiveField(layer, layer.rows - 1, layer.columns - 1);
    assert.ok(last.left + last.side <= INPUT_SIDE && last.top + last.side <= INPUT_SIDE, name);
  }
});
