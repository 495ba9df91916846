/** Files and numbers that can't be used: each gives a sentence, and the page stays usable. */

import { fourFiles, gzipped, pair, spoilt } from './files.js';
import { PREDICTION, STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

/** @import { FilePayload, Settings } from './support.js' */

/** Where an IDX file's header holds its words. */
const MAGIC = 0;
const ROWS = 8;

/** @type {[what: string, files: () => FilePayload[], sentence: RegExp][]} */
const SPOILT_FILES = [
  [
    'truncated images',
    () => changed(0, (bytes) => bytes.subarray(0, -1000)),
    /the images file is truncated: its header promises 235216 bytes and it has 234216; get it again/,
  ],
  [
    'truncated labels',
    () => changed(1, (bytes) => bytes.subarray(0, -1)),
    /the labels file is truncated: its header promises 308 bytes and it has 307; get it again/,
  ],
  [
    'an oversized images file',
    () => changed(0, (bytes) => Buffer.concat([bytes, Buffer.alloc(784)])),
    /the images file is too long: its header promises 235216 bytes and it has 236000; get it again/,
  ],
  [
    'a wrong magic number',
    () => changed(0, (bytes) => void bytes.writeUInt32BE(0x0903, MAGIC)),
    /spoilt-images-idx3-ubyte is not an IDX file of images or labels: it begins with 00 00 09 03, expected .* Choose two files/,
  ],
  [
    'a file of nothing',
    () => changed(1, () => Buffer.alloc(0)),
    /spoilt-labels-idx1-ubyte is not an IDX file .* it begins with nothing/,
  ],
  [
    'images of 32×24 pixels',
    () =>
      changed(0, (bytes) => {
        bytes.writeUInt32BE(32, ROWS);
        bytes.writeUInt32BE(24, ROWS + 4);
        return bytes.subarray(0, 16 + 300 * 32 * 24);
      }),
    /images of 32×24 pixels: LeNet-5 here reads 28×28; choose a data set of that size/,
  ],
  [
    'images and labels that do not match',
    () => [pair('spoilt', 0, 300)[0], pair('spoilt', 0, 299)[1]],
    /300 images but 299 labels: the two files do not belong together; choose a matching pair/,
  ],
  [
    'two files of images',
    () => [pair('spoilt', 0, 300)[0], pair('other', 0, 300)[0]],
    /There are 2 image files .* and 0 label files .*expected as many of each/,
  ],
  [
    'three files',
    () => fourFiles('spoilt', 200, 100).slice(0, 3),
    /There are 3 files\. Choose two files \(images and labels\) or four/,
  ],
  [
    'names that do not tell training from testing',
    () => [...pair('one', 0, 200), ...pair('other', 200, 300)],
    /the names don't tell which file is for training and which for testing/,
  ],
  [
    'a label over 9',
    () => changed(1, (bytes) => void bytes.writeUInt8(10, 8 + 123)),
    /label 10 of image 123 is over 9: .*choose another label file/,
  ],
  [
    'a corrupt gzip file',
    () => {
      const [images, labels] = pair('spoilt', 0, 300);
      const flip = (/** @type {Buffer} */ bytes) => void (bytes[bytes.length >> 1] ^= 0xff);
      return [spoilt(gzipped(images), flip), gzipped(labels)];
    },
    /spoilt-images-idx3-ubyte\.gz is a damaged gzip file: .* Get the file again/,
  ],
  [
    'a gzip file that ends early',
    () => {
      const [images, labels] = pair('spoilt', 0, 300);
      return [images, spoilt(gzipped(labels), (bytes) => bytes.subarray(0, -20))];
    },
    /spoilt-labels-idx1-ubyte\.gz is a damaged gzip file/,
  ],
];

for (const [what, files, sentence] of SPOILT_FILES) {
  test(`${what}: refused with a sentence, and the data before them stay`, async ({ live }) => {
    await live.open();
    await live.chooseData(files());
    await live.says(sentence);
    await expect(live.dataset).toContainText('MNIST (60,000 to train on, 10,000 to test)');
    await live.stepAfresh();

    // The mended files are taken, and the sentence is gone.
    await live.chooseData(pair('sound', 0, 300));
    await expect(live.dataset).toContainText('sound (270 to train on, 30 to test)');
    await expect(live.alerts).toHaveCount(0);
  });
}

test('files that are spoilt do no harm to a run under way', async ({ live }) => {
  await live.open();
  await live.trainFor(5);
  await live.chooseData(SPOILT_FILES[0][1]());
  await live.says(SPOILT_FILES[0][2]);
  const steps = await live.steps();
  await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(steps);
});

/** @type {[what: string, settings: Settings, sentence: RegExp, sound: Settings][]} */
const REFUSED_NUMBERS = [
  [
    'a learning rate of 0',
    { learning_rate: 0 },
    /^Learning rate is 0; expected a number over 0 .* Try 0\.001\.$/,
    { learning_rate: 0.001 },
  ],
  [
    'a negative learning rate',
    { learning_rate: -0.5 },
    /^Learning rate is -0\.5; expected a number over 0/,
    { learning_rate: 0.001 },
  ],
  [
    'no learning rate',
    { learning_rate: '' },
    /^Learning rate is not a number; expected a number over 0/,
    { learning_rate: 0.001 },
  ],
  [
    'a batch size of 0',
    { batch_size: 0 },
    /^Batch size is 0; expected a whole number from 1 to 60,000.* Try 64\.$/,
    { batch_size: 64 },
  ],
  [
    'a batch size over the training set',
    { batch_size: 60_001 },
    /^Batch size is 60001; expected a whole number from 1 to 60,000/,
    { batch_size: 64 },
  ],
  [
    'half a batch',
    { batch_size: 1.5 },
    /^Batch size is 1\.5; expected a whole number/,
    { batch_size: 64 },
  ],
  ['no epochs', { epochs: 0 }, /^Epochs is 0; expected a whole number from 1/, { epochs: 1 }],
  ['a negative seed', { seed: -1 }, /^Seed is -1; expected a whole number from 0/, { seed: 0 }],
];

for (const [what, settings, sentence, sound] of REFUSED_NUMBERS) {
  test(`${what}: refused with a sentence, and no run begins`, async ({ live, page }) => {
    await live.open();
    await live.set({ optimizer: 'Adam', ...settings });
    await live.says(sentence);
    await live.train.click();
    await live.step.click();
    await page.waitForTimeout(300);
    await expect(live.rows).toHaveCount(0);
    await live.says(sentence);
    await expect(page.locator(':focus')).toHaveAttribute('aria-invalid', 'true');

    await live.set(sound);
    await expect(live.alerts).toHaveCount(0);
    await live.stepAfresh();
  });
}

test('a learning rate that is no number at all: refused with a sentence', async ({ live }) => {
  await live.open();
  await live.learningRate.fill('');
  await live.learningRate.pressSequentially('1e'); // A browser lets no "NaN" in, but this.
  await live.says(/^Learning rate is not a number; expected a number over 0/);
  await live.train.click();
  await expect(live.rows).toHaveCount(0);
  await live.learningRate.fill('0.001');
  await live.stepAfresh();
});

test('a learning rate of 1e9 diverges: the run stops with a sentence and is kept', async ({
  live,
}) => {
  await live.open();
  await live.set({ optimizer: 'Adam', learning_rate: '1e9', seed: 3 });
  await live.train.click();
  const sentence = /diverged at step (\d+): loss is not finite; try a smaller learning rate/;
  await live.says(sentence);
  const text = await live.alerts.filter({ hasText: sentence }).innerText();
  const step = Number(sentence.exec(text)?.[1]);

  // The steps before the one that diverged are done, and their model is whole.
  await expect.poll(() => live.steps()).toBe(step - 1);
  expect(step).toBeGreaterThan(1);
  const { optimizer, settings } = await live.cells(live.rows.last());
  expect(optimizer).toBe('Adam');
  expect(settings).toContain('η 1e9');
  await draw(live, STROKES.seven);
  await expect(live.answering).toContainText(`your run: Adam, step ${step - 1}`);
  expect(await live.settledPrediction()).toMatch(PREDICTION);
  const { bytes } = await live.downloadModel();
  const numbers = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + bytes.length - 4 * 61_706),
  );
  expect(numbers.every(Number.isFinite)).toBe(true);

  await live.set({ learning_rate: 0.001 });
  await live.trainFor(5);
  await expect(live.rows).toHaveCount(2);
  await expect(live.alerts).toHaveCount(0);
});

/**
 * A pair of 300 of which one file is changed.
 * @param {0 | 1} which images or labels
 * @param {(bytes: Buffer) => Buffer | void} change
 */
function changed(which, change) {
  const files = pair('spoilt', 0, 300);
  files[which] = spoilt(files[which], change);
  return files;
}
