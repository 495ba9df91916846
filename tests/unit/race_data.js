/** A catalogue as the crate gives it, and what fast-check makes of a race. */
import fc from 'fast-check';

/** @import { Catalogue, HyperParameter, OptimizerConfig, OptimizerName, Preset } from '../../www/engine/protocol.js' */
/** @import { Entry, RaceRecord, RaceRun } from '../../www/model/race/record.js' */

/** @param {string} name @param {number} value @param {number} [max] @returns {HyperParameter} */
const hyper = (name, value, max = 0.9999) => ({ name, default: value, min: 0, max });
const EPSILON = { ...hyper('epsilon', 1e-7, 1), min: 1e-12 };

/** @type {[OptimizerName, HyperParameter[], number][]} with the preset's rates */
const OPTIMIZERS = [
  ['sgd', [hyper('momentum', 0)], 0.1],
  ['adagrad', [hyper('initial_accumulator', 0, 100), EPSILON], 0.01],
  ['rmsprop', [hyper('rho', 0.9), EPSILON], 0.001],
  ['adam', [hyper('beta_1', 0.9), hyper('beta_2', 0.999), EPSILON], 0.001],
  ['adadelta', [hyper('rho', 0.95), EPSILON], 1],
];

/** @param {OptimizerName} name @param {[string, number][]} own */
const config = (name, own) => /** @type {OptimizerConfig} */ ({ name, ...Object.fromEntries(own) });

/** @type {Preset} */
export const PRESET = {
  name: 'tuned',
  label: 'Tuned',
  description: '',
  runs: OPTIMIZERS.map(([name, hypers, learning_rate]) => ({
    optimizer: config(
      name,
      hypers.map((one) => [one.name, one.default]),
    ),
    learning_rate,
    note: '',
  })),
  batch_size: 64,
  epochs: 10,
};

/** @type {Catalogue} */
export const CATALOGUE = {
  version: '0.1.0',
  engines: ['flex'],
  optimizers: OPTIMIZERS.map(([name, hyper_parameters]) => ({
    name,
    label: name,
    hyper_parameters,
  })),
  presets: [PRESET],
  augmentations: [{ name: 'none', label: 'None', description: 'As they are.' }],
  paper_accuracy: { sgd: 0.858, adagrad: 0.94, rmsprop: 0.98, adam: 0.99, adadelta: 0.85 },
};

/** @param {number} min @param {number} max */
const number = (min, max) =>
  // JSON and an address write -0 as 0.
  fc.double({ min, max, noNaN: true }).map((value) => value + 0);

const PLAIN = { noNullPrototype: true };
const rate = fc.double({ min: 1e-45, max: 3.4e38, noNaN: true });

/** @type {fc.Arbitrary<Entry>} */
export const entry = fc.constantFrom(...OPTIMIZERS).chain(([name, hypers]) =>
  fc.record(
    {
      optimizer: fc.tuple(...hypers.map(({ min, max }) => number(min, max))).map((values) =>
        config(
          name,
          hypers.map((one, i) => [one.name, values[i]]),
        ),
      ),
      learning_rate: rate,
    },
    PLAIN,
  ),
);

/** @template T @param {fc.Arbitrary<T>} one @returns {fc.Arbitrary<(T & {step: number})[]>} */
const points = (one) =>
  fc
    .array(one, { maxLength: 5 })
    .map((list) => list.map((point, i) => ({ ...point, step: 1 + 3 * i })));

/** A run that diverges ends with a loss that is none. */
const measure = { seconds: number(0, 1e9), loss: fc.oneof(number(0, 3.4e38), fc.constant(NaN)) };

/** @type {fc.Arbitrary<RaceRun>} */
const run = fc
  .record(
    {
      of: entry,
      batch_size: fc.integer({ min: 1, max: 60_000 }),
      epochs: fc.integer({ min: 1, max: 50 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      outcome: fc.string({ maxLength: 40 }),
      evaluations: points(
        fc.record({ ...measure, epoch: number(0, 50), accuracy: number(0, 1) }, PLAIN),
      ),
      losses: points(fc.record(measure, PLAIN)),
    },
    PLAIN,
  )
  .map(({ of, ...rest }) => ({ ...of, ...rest }));

/** @type {fc.Arbitrary<RaceRecord>} */
export const record = fc.record(
  {
    format: fc.constant('lenet5-race'),
    version: fc.constant(1),
    app_version: fc.string({ maxLength: 10 }),
    dataset: fc.string({ maxLength: 10 }),
    train_size: fc.constant(60_000),
    test_size: fc.integer({ min: 1, max: 10_000 }),
    preset: fc.option(fc.string({ maxLength: 10 })),
    runs: fc.array(run, { maxLength: 6 }),
  },
  PLAIN,
);
