/** The set-up of a run: what it is made of, what each number may be, and what a preset makes of it. */
import { MAX_SEED } from '../engine/index.js';

/** @import { Augmentation, HyperParameter, OptimizerName, Preset } from '../engine/protocol.js' */

/**
 * What the controls hold.
 * @typedef {object} Settings
 * @property {OptimizerName} optimizer
 * @property {number} learning_rate
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} seed
 * @property {string} preset its name
 * @property {boolean} [quick] whether it is cut short, to fewer epochs than the preset's
 * @property {Augmentation} [augmentation] the catalogue's first when absent
 * @property {Record<string, number>} hyper_parameters those of the optimizer, by name
 */

/**
 * @typedef {object} NumberRule
 * @property {(value: number) => boolean} test
 * @property {string} expected such as "a whole number from 1 to 1000"
 */

/**
 * A rate is computed with in 32 bits, where smaller numbers are 0 and larger ones have no end.
 * @type {NumberRule}
 */
const RATE = {
  test: (value) => Math.fround(value) > 0 && Number.isFinite(Math.fround(value)),
  expected: 'a number over 0 that 32 bits can hold (1e-45 to 3.4e38)',
};
/**
 * @param {number} min
 * @param {number} max
 * @returns {NumberRule}
 */
export const whole = (min, max) => ({
  test: (value) => Number.isInteger(value) && value >= min && value <= max,
  expected: `a whole number from ${min} to ${max}`,
});
/**
 * @param {HyperParameter} hyper
 * @returns {NumberRule}
 */
export const within = ({ min, max }) => ({
  test: (value) => value >= min && value <= max,
  expected: `a number from ${min} to ${max}`,
});

/** What each number may be; the upper bound of the batch size is MNIST's training set. */
export const RULES = Object.freeze({
  learning_rate: RATE,
  batch_size: whole(1, 60_000),
  epochs: whole(1, 1000),
  seed: whole(0, MAX_SEED),
});

/**
 * What a preset gives an optimizer.
 * @param {Preset | undefined} preset
 * @param {OptimizerName} optimizer
 */
export function presetRun(preset, optimizer) {
  return preset?.runs.find((run) => run.optimizer.name === optimizer);
}

/**
 * The hyper-parameters that a preset gives an optimizer, by name.
 * @param {Preset | undefined} preset
 * @param {OptimizerName} optimizer
 * @returns {Record<string, number>}
 */
export function presetHyperParameters(preset, optimizer) {
  const { name: _, ...hyper_parameters } = presetRun(preset, optimizer)?.optimizer ?? { name: '' };
  return hyper_parameters;
}
