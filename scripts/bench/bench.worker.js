/** Measures one engine in a worker of its own, as the page runs it; posts the figures. */

import { downloadMnist } from '../../www/engine/data/mnist.js';
import { Crew } from '../../www/engine/trainer/crew.js';
import { exchangePorts } from '../../www/engine/trainer/exchange.js';
import { Model } from '../../www/engine/trainer/model.js';

/** @typedef {typeof import('../../pkg/lenet5_live.js')} Wasm */
/** @typedef {import('../../pkg/lenet5_live.js').OptimizerName} OptimizerName */
/**
 * @typedef {object} BenchOptions
 * @property {string} package_url of the engine's lenet5_live.js
 * @property {string} data_url the folder that holds mnist/
 * @property {'flex' | 'ndarray'} engine
 * @property {OptimizerName} optimizer
 * @property {number} batch
 * @property {number} workers that share each batch
 * @property {number} seconds of training measured, all windows together
 * @property {number} warm_up seconds before
 * @property {number} windows
 */
/**
 * @typedef {object} Figures
 * @property {number} first_step_ms
 * @property {number[]} rates images a second, of each window
 * @property {number[]} evaluate_ms
 * @property {number[]} read_ms
 * @property {number} memory_mib of the wasm instance, at the end; it never shrinks
 */

/** The training images used, over and over; as many as the other systems' benchmark uses. */
const IMAGES = 12_800;
const PIXELS = 784;
/** Bytes of an IDX file before its data. */
const [IMAGES_HEADER, LABELS_HEADER] = [16, 8];
const EVALUATION_SLICE = 500;
const EVALUATIONS = 3;
const READINGS = { groups: 20, in_a_group: 10 };
/** A seven with its bar, in units of a 500×500 pad. */
const STROKES = /** @type {import('../../www/engine/protocol.js').Stroke[]} */ ([
  [
    [120, 100],
    [180, 98],
    [260, 96],
    [340, 100],
    [310, 180],
    [270, 260],
    [240, 340],
    [220, 420],
  ],
  [
    [190, 260],
    [250, 256],
    [320, 254],
  ],
]);

/** @param {MessageEvent<BenchOptions>} event */
self.onmessage = async ({ data: options }) => {
  // Rejections don't reach the page by themselves.
  self.postMessage(
    await bench(options).catch((error) => ({ error: String(error?.stack ?? error) })),
  );
};

/** @param {BenchOptions} options */
async function bench(options) {
  const { package_url, data_url, engine, optimizer, workers } = options;
  /** @type {Wasm} */
  const wasm = await import(package_url);
  const { memory } = await wasm.default();
  const files = await downloadMnist(data_url, () => {});
  // Not in this instance, which is a trainer's: the data worker has one of its own.
  const train = raw(files.train_images, files.train_labels);
  const test = raw(files.test_images, files.test_labels);

  const run = wasm.catalogue().presets[0].runs.find((run) => run.optimizer.name === optimizer);
  if (!run) throw new Error(`There is no optimizer "${optimizer}".`);
  const config = {
    optimizer: run.optimizer,
    learning_rate: run.learning_rate,
    seed: 1,
    engine,
  };
  const model = new Model(wasm, () => {}); // A crash is thrown as well.
  model.create(config, null);
  const { helpers, partners } = employ(workers, config);
  const crew = new Crew(model, helpers, partners);
  return {
    ...(await trainingRates(crew, train, options)),
    evaluate_ms: evaluationTimes(model, test),
    read_ms: readingTimes(model),
    memory_mib: memory.buffer.byteLength / 2 ** 20,
  };
}

/**
 * The images and labels behind the headers of a pair of IDX files.
 * @param {Uint8Array} images
 * @param {Uint8Array} labels
 */
const raw = (images, labels) => ({
  pixels: images.subarray(IMAGES_HEADER),
  labels: labels.subarray(LABELS_HEADER),
});

/**
 * The workers that help.
 * @param {number} workers in all
 * @param {import('../../pkg/lenet5_live.js').TrainerConfig} config
 */
function employ(workers, config) {
  const [partners, ...others] = exchangePorts(workers);
  const helpers = others.map((partners) => {
    const url = new URL('../../www/engine/trainer.worker.js', import.meta.url);
    const { port1, port2 } = new MessageChannel();
    const message = { type: 'help', config, weights: null, port: port2, partners };
    new Worker(url, { type: 'module' }).postMessage(message, [port2, ...partners]);
    return port1;
  });
  return { helpers, partners };
}

/**
 * A first step, the warm-up, then windows of equal time.
 * @param {Crew} crew
 * @param {ReturnType<typeof raw>} train
 * @param {BenchOptions} options
 */
async function trainingRates(crew, { pixels, labels }, { batch, seconds, warm_up, windows }) {
  const batches = Array.from({ length: Math.max(1, Math.floor(IMAGES / batch)) }, (_, index) => {
    const [start, end] = [index * batch, (index + 1) * batch];
    return { pixels: pixels.slice(start * PIXELS, end * PIXELS), labels: labels.slice(start, end) };
  });
  let done = 0;
  const step = async () => {
    const batch = batches[done++ % batches.length];
    return (await crew.train(batch, batches[done % batches.length])).size;
  };
  /** @param {number} ms */
  const rate = async (ms) => {
    const began = performance.now();
    let images = 0;
    while (performance.now() - began < ms) images += await step();
    return images / ((performance.now() - began) / 1000);
  };
  const began = performance.now();
  await step();
  const first_step_ms = performance.now() - began;
  await rate(warm_up * 1000);
  const rates = [];
  for (let n = 0; n < windows; n++) rates.push(await rate((seconds * 1000) / windows));
  return { first_step_ms, rates };
}

/**
 * @param {Model} model
 * @param {ReturnType<typeof raw>} test
 */
function evaluationTimes(model, { pixels, labels }) {
  const evaluate = (/** @type {number} */ end) => {
    const began = performance.now();
    for (let start = 0; start < end; start += EVALUATION_SLICE)
      model.evaluate(
        pixels.subarray(start * PIXELS, (start + EVALUATION_SLICE) * PIXELS),
        labels.subarray(start, start + EVALUATION_SLICE),
      );
    return performance.now() - began;
  };
  evaluate(EVALUATION_SLICE); // Warm-up.
  return Array.from({ length: EVALUATIONS }, () => evaluate(labels.length));
}

/** @param {Model} model */
function readingTimes(model) {
  const read = () => {
    if (!model.read(STROKES).probabilities) throw new Error('The strokes made no digit.');
  };
  read(); // Warm-up.
  return Array.from({ length: READINGS.groups }, () => {
    const began = performance.now();
    for (let n = 0; n < READINGS.in_a_group; n++) read();
    return (performance.now() - began) / READINGS.in_a_group;
  });
}
