/** Measures one engine in a worker of its own, as the page runs it; posts the figures. */

import { downloadMnist } from '../../www/data/mnist.js';

/** @typedef {typeof import('../../pkg/lenet5_live.js')} Wasm */
/** @typedef {import('../../pkg/lenet5_live.js').OptimizerName} OptimizerName */
/** @typedef {import('../../pkg/lenet5_live.js').OptimizerConfig} OptimizerConfig */
/**
 * @typedef {object} BenchOptions
 * @property {string} package_url of the engine's lenet5_live.js
 * @property {string} data_url the folder that holds mnist/
 * @property {'flex' | 'ndarray'} engine
 * @property {OptimizerName} optimizer
 * @property {number} batch
 * @property {number} seconds of training measured, all windows together
 * @property {number} warm_up seconds before
 * @property {number} windows
 */

/** The training images used, over and over; as many as the other systems' benchmark uses. */
const IMAGES = 12_800;
const PIXELS = 784;
const EVALUATION_SLICE = 500;
const EVALUATIONS = 3;
const READINGS = { groups: 20, in_a_group: 10 };
/** A seven with its bar, in units of a 500×500 pad. */
const STROKES = [
  [120, 100, 180, 98, 260, 96, 340, 100, 310, 180, 270, 260, 240, 340, 220, 420],
  [190, 260, 250, 256, 320, 254],
];

/** @param {MessageEvent<BenchOptions>} event */
self.onmessage = async ({ data: options }) => {
  // Rejections don't reach the page by themselves.
  self.postMessage(
    await bench(options).catch((error) => ({ error: String(error?.stack ?? error) })),
  );
};

/** @param {BenchOptions} options */
async function bench(options) {
  const { package_url, data_url, engine, optimizer, batch } = options;
  /** @type {Wasm} */
  const wasm = await import(package_url);
  await wasm.default();
  const files = await downloadMnist(data_url, () => {});
  const train = new wasm.Dataset(files.train_images, files.train_labels);
  const test = new wasm.Dataset(files.test_images, files.test_labels);

  const { optimizers, presets } = wasm.catalogue();
  const info = optimizers.find(({ name }) => name === optimizer);
  if (!info) throw new Error(`There is no optimizer "${optimizer}".`);
  const defaults = info.hyper_parameters.map((hyper) => [hyper.name, hyper.default]);
  const trainer = new wasm.Trainer({
    optimizer: /** @type {OptimizerConfig} */ ({
      name: optimizer,
      ...Object.fromEntries(defaults),
    }),
    learning_rate: presets[0].learning_rates[optimizer],
    seed: 1,
    engine,
  });
  return {
    ...trainingRates(trainer, train, options),
    evaluate_ms: evaluationTimes(trainer, test),
    read_ms: readingTimes(wasm, trainer),
    batch,
  };
}

/**
 * A first step, the warm-up, then windows of equal time.
 * @param {InstanceType<Wasm['Trainer']>} trainer
 * @param {InstanceType<Wasm['Dataset']>} train
 * @param {BenchOptions} options
 */
function trainingRates(trainer, train, { batch, seconds, warm_up, windows }) {
  const batches = Array.from({ length: Math.max(1, Math.floor(IMAGES / batch)) }, (_, index) =>
    train.batch(1, 0, index, batch),
  );
  let done = 0;
  const step = () => {
    const { pixels, labels } = batches[done++ % batches.length];
    return trainer.train_batch(pixels, labels).size;
  };
  /** @param {number} ms */
  const rate = (ms) => {
    const began = performance.now();
    let images = 0;
    while (performance.now() - began < ms) images += step();
    return images / ((performance.now() - began) / 1000);
  };
  const began = performance.now();
  step();
  const first_step_ms = performance.now() - began;
  rate(warm_up * 1000);
  const rates = Array.from({ length: windows }, () => rate((seconds * 1000) / windows));
  return { first_step_ms, rates };
}

/**
 * @param {InstanceType<Wasm['Trainer']>} trainer
 * @param {InstanceType<Wasm['Dataset']>} test
 */
function evaluationTimes(trainer, test) {
  const pixels = test.pixels(0, test.size);
  const labels = test.labels(0, test.size);
  const evaluate = (/** @type {number} */ end) => {
    const began = performance.now();
    for (let start = 0; start < end; start += EVALUATION_SLICE)
      trainer.evaluate(
        pixels.subarray(start * PIXELS, (start + EVALUATION_SLICE) * PIXELS),
        labels.subarray(start, start + EVALUATION_SLICE),
      );
    return performance.now() - began;
  };
  evaluate(EVALUATION_SLICE); // Warm-up.
  return Array.from({ length: EVALUATIONS }, () => evaluate(test.size));
}

/**
 * @param {Wasm} wasm
 * @param {InstanceType<Wasm['Trainer']>} trainer
 */
function readingTimes(wasm, trainer) {
  const points = Float32Array.from(STROKES.flat());
  const lengths = Uint32Array.from(STROKES, (stroke) => stroke.length / 2);
  const read = () => {
    const digit = wasm.digit_from_strokes(points, lengths);
    if (!digit) throw new Error('The strokes made no digit.');
    trainer.predict(digit);
  };
  read(); // Warm-up.
  return Array.from({ length: READINGS.groups }, () => {
    const began = performance.now();
    for (let n = 0; n < READINGS.in_a_group; n++) read();
    return (performance.now() - began) / READINGS.in_a_group;
  });
}
