/** Models as files: out of the page, and in again. */

import { STROKES, draw } from './drawing.js';
import { file, pretrained, readSafetensors, writeSafetensors } from './files.js';
import { expect, test } from './support.js';

/** @import { Tensors } from './files.js' */

/** PyTorch's names and layout: `load_state_dict` takes them as they are. */
const SHAPES = {
  'conv1.weight': [6, 1, 5, 5],
  'conv1.bias': [6],
  'conv2.weight': [16, 6, 5, 5],
  'conv2.bias': [16],
  'fc1.weight': [120, 400],
  'fc1.bias': [120],
  'fc2.weight': [84, 120],
  'fc2.bias': [84],
  'fc3.weight': [10, 84],
  'fc3.bias': [10],
};

test('a downloaded model has the PyTorch names and shapes, and reads the same when it is opened', async ({
  live,
  page,
}) => {
  await live.open();
  await live.set({ optimizer: 'Adam' });
  await live.trainFor(40);
  await live.pause.click();
  await expect(live.train).toBeEnabled();
  await draw(live, STROKES.seven);
  const prediction = await live.settledPrediction();
  const probabilities = await live.probabilities();
  const { name, bytes } = await live.downloadModel();
  expect(name).toBe(`lenet5-adam-step${await live.steps()}.safetensors`);

  const { tensors, data } = readSafetensors(bytes);
  const shapes = Object.fromEntries(
    Object.entries(tensors).map(([key, { shape }]) => [key, shape]),
  );
  expect(shapes).toEqual(SHAPES);
  expect(new Set(Object.values(tensors).map(({ dtype }) => dtype))).toEqual(new Set(['F32']));
  expect(data).toHaveLength(4 * 61_706);

  await page.reload();
  await live.ready();
  await live.unfoldFiles();
  await live.chooseModel(file('mine.safetensors', bytes));
  await expect(live.answering).toContainText('mine.safetensors');
  // Tested on the whole test set too, like any other model.
  await expect(live.answering).toHaveText(/mine\.safetensors, \d+\.\d\s% right/, {
    timeout: 30_000,
  });
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(prediction);
  expect(await live.probabilities()).toEqual(probabilities);
  expect((await live.downloadModel()).bytes.equals(bytes)).toBe(true);
});

test('a run can start from an opened model', async ({ live, page }) => {
  await live.open();
  await live.unfoldFiles();
  await live.chooseModel(pretrained());
  await page.getByRole('checkbox', { name: /Start from the opened model/ }).check();
  await live.set({ optimizer: 'SGD', learning_rate: 0.0001 });
  await live.stepAfresh();
  // Fresh weights begin at ln 10.
  expect(parseFloat(await live.loss.innerText())).toBeLessThan(0.5);
});

/** @type {[what: string, spoil: (tensors: Tensors) => void, sentence: RegExp][]} */
const SPOILT = [
  [
    'a missing tensor',
    (tensors) => {
      // The bytes stay whole, under another layer's name: only the name is missing.
      const { 'fc3.bias': last } = tensors;
      delete tensors['fc3.bias'];
      tensors['fc3.bas'] = last;
    },
    /fc3\.bi?as/,
  ],
  [
    'a misshapen tensor',
    (tensors) => {
      tensors['fc1.weight'].shape = [400, 120];
    },
    /tensor fc1\.weight is .*\[400, 120\].* \[120, 400\] was expected; choose another file/,
  ],
];

for (const [what, spoil, sentence] of SPOILT) {
  test(`a model with ${what} is refused with a sentence`, async ({ live }) => {
    const { tensors, data } = readSafetensors(pretrained().buffer);
    spoil(tensors);
    await refuses(live, writeSafetensors(tensors, data), sentence);
  });
}

test('a model without its last tensor is refused with a sentence', async ({ live }) => {
  const { tensors, data } = readSafetensors(pretrained().buffer);
  // The tensor whose bytes come last, so that the others stay where they are.
  const [name] = lastTensor(tensors);
  const [start] = tensors[name].data_offsets;
  delete tensors[name];
  const sentence = new RegExp(`the model has no tensor ${name}.*choose another file`);
  await refuses(live, writeSafetensors(tensors, data.subarray(0, start)), sentence);
});

test('a model with an extra tensor is refused with a sentence', async ({ live }) => {
  const { tensors, data } = readSafetensors(pretrained().buffer);
  tensors['fc4.bias'] = { dtype: 'F32', shape: [2], data_offsets: [data.length, data.length + 8] };
  const bytes = writeSafetensors(tensors, Buffer.concat([data, Buffer.alloc(8)]));
  await refuses(live, bytes, /the model has a tensor fc4\.bias, .*choose another file/);
});

test('a model with a NaN is refused with a sentence', async ({ live }) => {
  const { tensors, data } = readSafetensors(pretrained().buffer);
  data.writeFloatLE(NaN, tensors['conv2.weight'].data_offsets[0] + 40);
  const sentence = /tensor conv2\.weight holds a value that is not finite.*choose another file/;
  await refuses(live, writeSafetensors(tensors, data), sentence);
});

test('a file that is cut short, and one of something else, are refused with a sentence', async ({
  live,
}) => {
  await refuses(live, pretrained().buffer.subarray(0, 100_000), /not a safetensors file/);
  await live.chooseModel(file('picture.safetensors', Buffer.from('not a model at all')));
  await live.says(/picture\.safetensors was not opened: not a safetensors file/);
  await live.chooseModel(file('nothing.safetensors', Buffer.alloc(0)));
  await live.says(/nothing\.safetensors was not opened: not a safetensors file/);
});

/**
 * Holds that the file is refused with the sentence, that the model before it goes on answering, that
 * training works, and that a sound file is still taken.
 * @param {import('./support.js').LivePage} live
 * @param {Buffer} bytes
 * @param {RegExp} sentence
 */
async function refuses(live, bytes, sentence) {
  await live.open();
  await live.unfoldFiles();
  await draw(live, STROKES.seven);
  await live.settledPrediction();
  const before = await live.probabilities();
  await live.chooseModel(file('spoilt.safetensors', bytes));
  await live.says(/^spoilt\.safetensors was not opened: /);
  await live.says(sentence);
  await expect(live.answering).toContainText('the pretrained model');
  await live.clear.click();
  await draw(live, STROKES.seven);
  await live.settledPrediction();
  expect(await live.probabilities()).toEqual(before);

  await live.stepAfresh();
  await live.reset.click();
  await live.chooseModel(file('sound.safetensors', pretrained().buffer));
  await expect(live.answering).toContainText('sound.safetensors');
}

/** @param {Tensors} tensors */
function lastTensor(tensors) {
  const [last] = Object.entries(tensors).sort(
    ([, a], [, b]) => b.data_offsets[1] - a.data_offsets[1],
  );
  return last;
}
