import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  emptyRecord,
  readRecord as readWith,
  readRecordFile,
  summaries,
  toCsv,
  toJson,
} from '../../www/model/race/record.js';
import { csv } from '../../www/model/csv.js';
import { CATALOGUE, PRESET, record } from './race_data.js';

/** @import { RaceRecord } from '../../www/model/race/record.js' */

/** @param {string} text */
const readRecord = (text) => readWith(text, CATALOGUE.optimizers);

const ABOUT = { app_version: '0.1.0', dataset: 'MNIST', train_size: 1000, test_size: 100 };

/** A race with one evaluation and one loss each. @returns {RaceRecord} */
const small = () => ({
  ...emptyRecord({ ...ABOUT, preset: 'tuned' }),
  runs: [1, 2].flatMap((seed) =>
    structuredClone(PRESET.runs.slice(0, 2)).map(({ optimizer, learning_rate }) => ({
      optimizer,
      learning_rate,
      batch_size: 64,
      epochs: 2,
      seed,
      outcome: 'finished',
      evaluations: [{ step: 20, epoch: 1.25, seconds: 1.5, loss: 0.5, accuracy: 0.875 }],
      losses: [{ step: 1, seconds: 0.1, loss: 2.3 }],
    })),
  ),
});

/** @param {(race: any) => void} spoil @returns {string} */
function spoilt(spoil) {
  const race = small();
  spoil(race);
  return JSON.stringify(race);
}

/** Either a race or an Error with a sentence: that is all that reading may come to. @param {string} text */
function readable(text) {
  try {
    return readRecord(text);
  } catch (error) {
    assert.equal(Object.getPrototypeOf(error), Error.prototype, String(error));
    assert.match(/** @type {Error} */ (error).message, /^[A-Z].*[.?]$/s);
    return null;
  }
}

test('what is saved as JSON is opened as it was, to the last bit', () => {
  fc.assert(fc.property(record, (race) => assert.deepEqual(readRecord(toJson(race)), race)));
});

test('any text, and any JSON, is a race or a sentence', () => {
  fc.assert(fc.property(fc.string(), (text) => void readable(text)));
  fc.assert(fc.property(fc.json(), (text) => assert.equal(readable(text), null)));
});

test('a race with any one of its values replaced is a race or a sentence, and stays valid', () => {
  const value = fc.oneof(fc.jsonValue(), fc.double(), fc.integer());
  fc.assert(
    fc.property(record, fc.nat(), value, (race, at, other) => {
      /** @type {{holder: any, key: string}[]} */
      const places = [];
      const walk = (/** @type {any} */ holder) => {
        for (const key of Object.keys(holder)) {
          places.push({ holder, key });
          if (typeof holder[key] === 'object' && holder[key] !== null) walk(holder[key]);
        }
      };
      const changed = structuredClone(race);
      walk(changed);
      const { holder, key } = places[at % places.length];
      holder[key] = other;
      const read = readable(JSON.stringify(changed));
      if (read) assert.deepEqual(readRecord(toJson(read)), read);
    }),
  );
});

test('each fault has its sentence', () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ['', /^The file is not JSON \(.*\)\. Choose one that was saved as JSON here\.$/],
    ['{"format": "lenet5-race"', /^The file is not JSON/],
    ['[]', /is JSON, but not a race: its "format" is not "lenet5-race"/],
    ['null', /not a race/],
    ['{"format": "other"}', /not a race/],
    [spoilt((race) => (race.version = 2)), /has the version 2; expected 1\. Another release/],
    [spoilt((race) => delete race.version), /has the version missing; expected 1/],
    [spoilt((race) => (race.runs = {})), /"runs" of the race is an object; expected a list/],
    [
      spoilt((race) => (race.train_size = 0)),
      /"train_size" of the race is 0; expected a whole number/,
    ],
    [spoilt((race) => (race.dataset = 5)), /"dataset" of the race is 5; expected a text/],
    [spoilt((race) => (race.preset = 5)), /"preset" of the race is 5; expected a text/],
    [spoilt((race) => (race.runs[0] = null)), /run 1 is null; expected an object/],
    [spoilt((race) => (race.runs[1].seed = -1)), /"seed" of run 2 is -1; expected a whole number/],
    [spoilt((race) => (race.runs[0].learning_rate = 0)), /"learning_rate" of run 1 is 0; expected/],
    [spoilt((race) => (race.runs[0].learning_rate = NaN)), /"learning_rate" of run 1 is null/],
    [
      spoilt((race) => (race.runs[0].learning_rate = 1e-46)),
      /"learning_rate" of run 1 is 1e-46; expected a number over 0 that 32 bits can hold/,
    ],
    [
      spoilt((race) => (race.runs[0].optimizer.momentum = 7.5)),
      /"momentum" of run 1 is 7\.5; expected a number from 0 to 0\.9999/,
    ],
    [
      spoilt((race) => (race.runs[0].losses[0].loss = 1.5e308)),
      /"loss" of loss 1 of run 1 is 1\.5e\+308; expected a number from 0 to 3\.5e\+38/,
    ],
    [
      spoilt((race) => (race.runs[0].evaluations[0].seconds = 1e308)),
      /"seconds" of evaluation 1 of run 1 is 1e\+308; expected/,
    ],
    [
      spoilt((race) => (race.runs[0].batch_size = 1001)),
      /"batch_size" of run 1 is 1001; .* to 1000/,
    ],
    [
      spoilt((race) => (race.runs[0].optimizer.name = 'adamw')),
      /"name" of run 1 is "adamw"; expected one of sgd, /,
    ],
    [spoilt((race) => delete race.runs[0].optimizer.momentum), /"momentum" of run 1 is missing/],
    [
      spoilt((race) => (race.runs[0].evaluations[0].accuracy = 87)),
      /"accuracy" of evaluation 1 of run 1 is 87; expected a fraction from 0 to 1/,
    ],
    [spoilt((race) => (race.runs[0].losses[0].step = 0)), /"step" of loss 1 of run 1 is 0/],
    [
      spoilt((race) => race.runs[0].losses.push(race.runs[0].losses[0])),
      /The losses of run 1 are not in the order/,
    ],
    [
      spoilt((race) => (race.runs[0].losses = Array(10_001).fill(race.runs[0].losses[0]))),
      /"losses" of run 1 has 10001 entries; expected at most 10000/,
    ],
    [' '.repeat(32_000_001), /The file has 32000001 characters; expected at most 32000000/],
  ];
  for (const [text, sentence] of cases)
    assert.throws(() => readRecord(text), { name: 'Error', message: sentence });
});

test('runs of one set-up are one line over its seeds, named by what tells it from the others', () => {
  const race = small();
  const lines = summaries(race);
  assert.deepEqual(
    lines.map(({ label, number, turn, runs }) => [
      label,
      number,
      turn,
      runs.map(({ seed }) => seed),
    ]),
    [
      ['SGD', 1, 0, [1, 2]],
      ['AdaGrad', 2, 0, [1, 2]],
    ],
  );
  const [sgd, adagrad] = race.runs;
  const optimizer = /** @type {const} */ ({ name: 'sgd', momentum: 0.9 });
  const others = [{ ...sgd, learning_rate: 0.5 }, adagrad, { ...sgd, optimizer }, sgd];
  assert.deepEqual(
    summaries({ ...race, runs: others }).map(({ label, number, turn }) => [label, number, turn]),
    [
      ['SGD η 0.5 μ 0', 1, 0],
      ['AdaGrad', 2, 0],
      ['SGD η 0.1 μ 0.9', 3, 1],
      ['SGD η 0.1 μ 0', 4, 2],
    ],
  );
});

test('the CSV has a row for every evaluation, and quotes what needs it', () => {
  const race = small();
  race.runs[3].evaluations = [];
  race.runs[3].outcome = 'diverged at step 2: the loss, "inf"';
  const lines = toCsv(race).split('\r\n');
  assert.equal(lines.length, 1 + 4 + 1);
  const head = lines[0].split(',');
  const cells = Object.fromEntries(lines[2].split(',').map((cell, i) => [head[i], cell]));
  assert.deepEqual(cells, {
    app_version: '0.1.0',
    dataset: 'MNIST',
    train_size: '1000',
    test_size: '100',
    preset: 'tuned',
    optimizer: 'adagrad',
    momentum: '',
    initial_accumulator: '0',
    epsilon: '1e-7',
    rho: '',
    beta_1: '',
    beta_2: '',
    learning_rate: '0.01',
    batch_size: '64',
    epochs: '2',
    seed: '1',
    outcome: 'finished',
    step: '20',
    epoch: '1.25',
    // The first epoch's sixteenth batch has 40 images.
    images: '1256',
    seconds: '1.5',
    test_loss: '0.5',
    test_accuracy: '0.875',
  });
  assert.match(lines[4], /,"diverged at step 2: the loss, ""inf""",,,,,,$/);
});

test('a race with a run that diverged is saved and opened: its loss is not a number', () => {
  const race = small();
  race.runs[0].evaluations[0].loss = NaN;
  race.runs[0].losses[0].loss = Infinity;
  const read = readRecord(toJson(race));
  assert.deepEqual(read.runs[0].evaluations[0].loss, NaN);
  assert.deepEqual(read.runs[0].losses[0].loss, NaN);
});

test('a file that is too large is refused before it is read', async () => {
  class Large extends Blob {
    /** @override */
    get size() {
      return 2 ** 31;
    }
    /** @override @returns {never} */
    text() {
      return assert.fail('it was read');
    }
  }
  await assert.rejects(readRecordFile(new Large(), CATALOGUE.optimizers), {
    message: /^The file has 2147483648 bytes; expected at most 32000000/,
  });
});

test('a thousand runs of one optimizer are named without comparing each with each', () => {
  const race = small();
  const [run] = race.runs;
  let read = 0;
  const runs = Array.from({ length: 1000 }, (_, i) => ({
    ...run,
    optimizer: new Proxy(run.optimizer, {
      get: (optimizer, key) => (read++, Reflect.get(optimizer, key)),
    }),
    learning_rate: (i + 1) / 1000,
  }));
  const lines = summaries({ ...race, runs });
  assert.deepEqual([lines[999].label, lines[999].turn], ['SGD η 1', 999]);
  assert.ok(read < 50 * runs.length, `${read} settings were read`);
});

test('no text becomes a formula in a spreadsheet, and numbers stay numbers', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\r=1']) {
    const [, row] = csv([['name'], [text]]).split(/(?<=name)\r\n/);
    assert.match(row, /^"?'/, JSON.stringify(text));
  }
  assert.equal(csv([[-0.5, 'MNIST', 1e-7, 'a-b=c']]), '-0.5,MNIST,1e-7,a-b=c\r\n');
});
