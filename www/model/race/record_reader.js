/** Reads a race that somebody else may have written: all of it is checked, and a fault is a sentence. */
import { MAX_SEED, sentenceOf } from '../../engine/index.js';
import { RULES, within } from '../settings.js';

/** @import { OptimizerConfig, OptimizerInfo, OptimizerName } from '../../engine/protocol.js' */
/** @import { NumberRule } from '../settings.js' */
/** @import { RaceEvaluation, RaceLoss, RaceRecord, RaceRun } from './record.js' */

export const FORMAT = 'lenet5-race';
export const VERSION = 1;

/**
 * What belongs to each optimizer, beside its name.
 * @type {Readonly<Record<OptimizerName, readonly string[]>>}
 */
export const HYPER_PARAMETERS = Object.freeze({
  sgd: ['momentum'],
  adagrad: ['initial_accumulator', 'epsilon'],
  rmsprop: ['rho', 'epsilon'],
  adam: ['beta_1', 'beta_2', 'epsilon'],
  adadelta: ['rho', 'epsilon'],
});

/** Beyond any race that can be watched; so that a wrong file can't bring the page to a stand. */
const MOST = Object.freeze({ characters: 32_000_000, runs: 1000, points: 10_000 });
export const MOST_TEXT = 1000;
const MOST_STEPS = 1e9;
const MOST_IMAGES = 1e8;
/** The largest of 32 bits, in which losses are computed. */
const MOST_LOSS = 3.5e38;
/** Thirty years. */
const MOST_SECONDS = 1e9;

/** @typedef {readonly OptimizerInfo[]} Optimizers the catalogue's: what each may be given */

/**
 * Nothing of a file that is too large is read.
 * @param {Blob} file
 * @param {Optimizers} optimizers
 * @returns {Promise<RaceRecord>} rejected with a sentence that says what is wrong with it
 */
export async function readRecordFile(file, optimizers) {
  checkSize(file.size, 'bytes');
  return readRecord(await file.text(), optimizers);
}

/**
 * @param {string} text
 * @param {Optimizers} optimizers
 * @returns {RaceRecord}
 * @throws {Error} a sentence that says what is wrong with it
 */
export function readRecord(text, optimizers) {
  checkSize(text.length, 'characters');
  return record(parsed(text), optimizers);
}

/** @param {number} size @param {string} unit */
function checkSize(size, unit) {
  if (size <= MOST.characters) return;
  throw new Error(
    `The file has ${size} ${unit}; expected at most ${MOST.characters}. Is it a race at all?`,
  );
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = sentenceOf(error);
    throw new Error(`The file is not JSON (${reason}). Choose one that was saved as JSON here.`, {
      cause: error,
    });
  }
}

/** @param {unknown} value @param {Optimizers} optimizers @returns {RaceRecord} */
function record(value, optimizers) {
  if (!isObject(value) || value.format !== FORMAT)
    throw new Error(
      `The file is JSON, but not a race: its "format" is not "${FORMAT}". Choose one that was saved as JSON here.`,
    );
  if (value.version !== VERSION)
    throw new Error(
      `The race has the version ${shown(value.version)}; expected ${VERSION}. Another release of this page wrote it: open it there.`,
    );
  const read = {
    app_version: words(value, 'app_version', 'the race'),
    dataset: words(value, 'dataset', 'the race'),
    train_size: whole(value, 'train_size', 'the race', 1, MOST_IMAGES),
    test_size: whole(value, 'test_size', 'the race', 1, MOST_IMAGES),
    preset: value.preset === null ? null : words(value, 'preset', 'the race'),
  };
  const runs = list(value, 'runs', 'the race', MOST.runs).map((one, i) =>
    raceRun(one, `run ${i + 1}`, read.train_size, optimizers),
  );
  return { format: FORMAT, version: VERSION, ...read, runs };
}

/**
 * @param {unknown} value
 * @param {string} where
 * @param {number} train_size
 * @param {Optimizers} optimizers
 * @returns {RaceRun}
 */
function raceRun(value, where, train_size, optimizers) {
  const run = object(value, where);
  return {
    optimizer: optimizer(run.optimizer, where, optimizers),
    learning_rate: ruled(run, 'learning_rate', where, RULES.learning_rate),
    batch_size: whole(run, 'batch_size', where, 1, train_size),
    epochs: whole(run, 'epochs', where, 1, MOST_STEPS),
    seed: whole(run, 'seed', where, 0, MAX_SEED),
    outcome: words(run, 'outcome', where),
    evaluations: rising(
      list(run, 'evaluations', where, MOST.points).map((one, i) =>
        evaluation(one, `evaluation ${i + 1} of ${where}`),
      ),
      `The evaluations of ${where}`,
    ),
    losses: rising(
      list(run, 'losses', where, MOST.points).map((one, i) =>
        loss(one, `loss ${i + 1} of ${where}`),
      ),
      `The losses of ${where}`,
    ),
  };
}

/** @param {unknown} value @param {string} where @param {Optimizers} optimizers @returns {OptimizerConfig} */
function optimizer(value, where, optimizers) {
  const config = object(value, `the optimizer of ${where}`);
  const info = optimizers.find(({ name }) => name === config.name);
  if (!info) {
    const names = optimizers.map(({ name }) => name).join(', ');
    throw fault('name', where, config.name, `one of ${names}`);
  }
  const own = info.hyper_parameters.map((hyper) => [
    hyper.name,
    ruled(config, hyper.name, where, within(hyper)),
  ]);
  return /** @type {OptimizerConfig} */ ({ name: info.name, ...Object.fromEntries(own) });
}

/** @param {unknown} value @param {string} where @returns {RaceEvaluation} */
function evaluation(value, where) {
  const at = object(value, where);
  return {
    step: whole(at, 'step', where, 0, MOST_STEPS),
    epoch: fromZero(at, 'epoch', where, MOST_STEPS),
    seconds: fromZero(at, 'seconds', where, MOST_SECONDS),
    loss: lossValue(at, where),
    accuracy: number(at, 'accuracy', where, (n) => n >= 0 && n <= 1, 'a fraction from 0 to 1'),
  };
}

/** @param {unknown} value @param {string} where @returns {RaceLoss} */
function loss(value, where) {
  const at = object(value, where);
  return {
    step: whole(at, 'step', where, 1, MOST_STEPS),
    seconds: fromZero(at, 'seconds', where, MOST_SECONDS),
    loss: lossValue(at, where),
  };
}

/**
 * @template {{step: number}} T
 * @param {T[]} points
 * @param {string} what
 */
function rising(points, what) {
  if (points.some(({ step }, i) => i > 0 && step <= points[i - 1].step))
    throw new Error(
      `${what} are not in the order of their steps; expected each later than before.`,
    );
  return points;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value @param {string} where */
function object(value, where) {
  if (isObject(value)) return value;
  throw new Error(`In the file, ${where} is ${shown(value)}; expected an object.`);
}

/** @param {Record<string, unknown>} of @param {string} key @param {string} where @param {number} most */
function list(of, key, where, most) {
  const value = of[key];
  if (!Array.isArray(value)) throw fault(key, where, value, 'a list');
  if (value.length <= most) return /** @type {unknown[]} */ (value);
  throw new Error(
    `In the file, "${key}" of ${where} has ${value.length} entries; expected at most ${most}.`,
  );
}

/** @param {Record<string, unknown>} of @param {string} key @param {string} where */
function words(of, key, where) {
  const value = of[key];
  if (typeof value === 'string' && value.length <= MOST_TEXT) return value;
  throw fault(key, where, value, `a text of at most ${MOST_TEXT} characters`);
}

/**
 * @param {Record<string, unknown>} of
 * @param {string} key
 * @param {string} where
 * @param {(value: number) => boolean} test
 * @param {string} expected
 */
function number(of, key, where, test, expected) {
  const value = of[key];
  if (typeof value === 'number' && Number.isFinite(value) && test(value)) return value;
  throw fault(key, where, value, expected);
}

/** @param {Record<string, unknown>} of @param {string} key @param {string} where @param {number} min @param {number} max */
const whole = (of, key, where, min, max) =>
  number(
    of,
    key,
    where,
    (value) => Number.isInteger(value) && value >= min && value <= max,
    `a whole number from ${min} to ${max}`,
  );

/** @param {Record<string, unknown>} of @param {string} key @param {string} where @param {number} max */
const fromZero = (of, key, where, max) =>
  number(of, key, where, (value) => value >= 0 && value <= max, `a number from 0 to ${max}`);

/** @param {Record<string, unknown>} of @param {string} key @param {string} where @param {NumberRule} rule */
const ruled = (of, key, where, { test, expected }) => number(of, key, where, test, expected);

/** JSON has no NaN: null stands for a loss that was not finite. @param {Record<string, unknown>} of @param {string} where */
const lossValue = (of, where) => (of.loss === null ? NaN : fromZero(of, 'loss', where, MOST_LOSS));

/** @param {string} key @param {string} where @param {unknown} value @param {string} expected */
const fault = (key, where, value, expected) =>
  new Error(`In the file, "${key}" of ${where} is ${shown(value)}; expected ${expected}.`);

/** A value in a sentence: enough of it to be found. @param {unknown} value */
function shown(value) {
  if (value === undefined) return 'missing';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value).slice(0, 60);
  return Array.isArray(value) ? 'a list' : 'an object';
}
