/** @import { RunConfig } from '../protocol.js' */
/** @typedef {{epoch: number, index: number}} Place one batch of a run; both from 0 */

export const MAX_SEED = 2 ** 32 - 1;

/**
 * What the trainer itself doesn't check, because only the loop uses it, or refuses without a
 * sentence, because its type can't hold it. Throws a sentence.
 * @param {RunConfig} config
 */
export function checkPlan({ batch_size, epochs, seed, train_size }) {
  if (!Number.isInteger(batch_size) || batch_size < 1 || batch_size > train_size)
    throw new Error(
      `The batch size is ${batch_size}; expected a whole number from 1 to ${train_size}, the size of the training set.`,
    );
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new Error(`The number of epochs is ${epochs}; expected a whole number from 1.`);
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED)
    throw new Error(`The seed is ${seed}; expected a whole number from 0 to ${MAX_SEED}.`);
}

/** @param {Pick<RunConfig, 'train_size' | 'batch_size'>} config */
export function batchesPerEpoch({ train_size, batch_size }) {
  return Math.ceil(train_size / batch_size);
}

/** The step that ends a run. @param {RunConfig} config */
export function lastStep(config) {
  return Math.min(config.epochs * batchesPerEpoch(config), config.steps ?? Infinity);
}

/**
 * The batches of a run in order.
 * @param {RunConfig} config
 * @param {number} first_step steps done before
 * @returns {Generator<Place, void>}
 */
export function* places(config, first_step) {
  const batches = batchesPerEpoch(config);
  for (let step = first_step; step < lastStep(config); step++)
    yield { epoch: Math.floor(step / batches), index: step % batches };
}
