import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLink, writeLink } from '../../www/model/address/settings_link.js';

/** @import { Catalogue } from '../../www/engine/protocol.js' */

const EPSILON = 1e-7;
/** The second preset departs from the optimizer's default. */
const PRESET_RHO = { paper: 0.9, quick: 0.5 };
const RHO = { name: 'rho', default: 0.9, min: 0, max: 0.9999 };
/** @type {Catalogue} */
const CATALOGUE = {
  version: '1',
  engines: ['flex'],
  optimizers: [
    {
      name: 'sgd',
      label: 'SGD',
      hyper_parameters: [{ name: 'momentum', default: 0, min: 0, max: 0.9999 }],
    },
    { name: 'rmsprop', label: 'RMSProp', hyper_parameters: [RHO] },
    { name: 'adam', label: 'Adam', hyper_parameters: [] },
  ],
  presets: Object.entries(PRESET_RHO).map(([name, rho]) => ({
    name,
    label: name,
    description: '',
    runs: [
      { optimizer: { name: 'sgd', momentum: 0 }, learning_rate: 0.1, note: '' },
      { optimizer: { name: 'rmsprop', rho, epsilon: EPSILON }, learning_rate: 0.001, note: '' },
      {
        optimizer: { name: 'adam', beta_1: 0.9, beta_2: 0.999, epsilon: EPSILON },
        learning_rate: 0.001,
        note: '',
      },
    ],
    batch_size: 64,
    epochs: 5,
  })),
  augmentations: [{ name: 'none', label: 'None', description: 'As they are.' }],
  paper_accuracy: { sgd: 0.858, adagrad: 0.94, rmsprop: 0.98, adam: 0.99, adadelta: 0.85 },
};

/** @type {('sgd' | 'rmsprop' | 'adam')[]} */
const OPTIMIZERS = ['sgd', 'rmsprop', 'adam'];
/** @type {('paper' | 'quick')[]} */
const PRESETS = ['paper', 'quick'];
const settings = fc.record({
  optimizer: fc.constantFrom(...OPTIMIZERS),
  learning_rate: fc.double({ min: 1e-45, max: 3.4e38, noNaN: true }),
  batch_size: fc.integer({ min: 1, max: 60_000 }),
  epochs: fc.integer({ min: 1, max: 1000 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  preset: fc.constantFrom(...PRESETS),
  // Often one that a preset or an optimizer has of itself.
  value: fc.oneof(
    fc.constantFrom(0, ...Object.values(PRESET_RHO)),
    fc.double({ min: 0, max: 0.9999, noNaN: true }),
  ),
});

test('what is written is read back, to the last bit', () => {
  fc.assert(
    fc.property(settings, ({ value, ...rest }) => {
      const name = { sgd: 'momentum', rmsprop: 'rho', adam: null }[rest.optimizer];
      const written = { ...rest, hyper_parameters: name ? { [name]: value } : {} };
      const { settings: read, complaints } = readLink(writeLink(written, CATALOGUE), CATALOGUE);
      assert.deepEqual(complaints, []);
      const { hyper_parameters, ...others } = read;
      assert.deepEqual(others, rest);
      const standard = name === 'momentum' ? 0 : PRESET_RHO[rest.preset];
      // -0 is written as 0.
      if (name && value !== standard) assert.equal((hyper_parameters ?? {})[name], value + 0);
      else assert.equal(hyper_parameters, undefined);
    }),
  );
});

test('any address is read without an exception, and every value of ours is used or complained of', () => {
  const key = fc.constantFrom('optimizer', 'lr', 'batch', 'epochs', 'seed', 'preset');
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(fc.string(), fc.double().map(String))),
      (parameters) => {
        const search = new URLSearchParams(parameters).toString();
        const { settings: read, complaints } = readLink(`?${search}`, CATALOGUE);
        assert.equal(Object.keys(read).length + complaints.length, Object.keys(parameters).length);
        if (read.learning_rate !== undefined)
          assert.ok(Number.isFinite(read.learning_rate) && read.learning_rate > 0);
        if (read.batch_size !== undefined)
          assert.ok(Number.isInteger(read.batch_size) && read.batch_size >= 1);
      },
    ),
  );
  fc.assert(fc.property(fc.string(), (search) => void readLink(search, CATALOGUE)));
});

test('nonsense is ignored with a sentence that says what was expected', () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ['?lr=0', /^The link's lr is "0"; expected a number over 0 .*\. It was ignored\.$/],
    ['?lr=1e-46', /^The link's lr is "1e-46"; expected a number over 0 that 32 bits can hold/],
    ['?lr=-1', /lr is "-1"/],
    ['?lr=NaN', /lr is "NaN"/],
    ['?lr=Infinity', /lr is "Infinity"/],
    ['?lr=', /lr is ""/],
    ['?batch=0', /batch is "0"; expected a whole number from 1 to 60000/],
    ['?batch=60001', /batch/],
    ['?batch=6.5', /batch/],
    ['?epochs=0', /epochs is "0"; expected a whole number from 1/],
    ['?seed=-1', /seed is "-1"; expected a whole number from 0 to 4294967295/],
    ['?optimizer=adamw', /optimizer is "adamw"; expected sgd, rmsprop, adam\./],
    ['?preset=none', /preset is "none"; expected paper, quick\./],
    ['?optimizer=rmsprop&rho=1.5', /rho is "1\.5"; expected a number from 0 to 0\.9999/],
  ];
  for (const [search, sentence] of cases) {
    const { settings: read, complaints } = readLink(search, CATALOGUE);
    assert.equal(complaints.length, 1, search);
    assert.match(complaints[0], sentence);
    assert.deepEqual(Object.keys(read), search.includes('rmsprop') ? ['optimizer'] : []);
  }
});

test('one bad value does not spoil the others, and parameters that are not ours are left alone', () => {
  const { settings: read, complaints } = readLink(
    '?optimizer=sgd&lr=x&seed=7&utm_source=mail&rho=0.5',
    CATALOGUE,
  );
  assert.deepEqual(read, { optimizer: 'sgd', seed: 7 });
  assert.equal(complaints.length, 1);
});
