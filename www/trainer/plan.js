/** @import { RunConfig } from '../protocol.js' */
/** @typedef {{epoch: number, index: number}} Place one batch of a run; both from 0 */

/**
 * What the trainer itself doesn't check, because only the loop uses it. Throws a sentence.
 * @param {RunConfig} config
 */
export function checkPlan({ batch_size, epochs, train_size }) {
  if (!Number.isInteger(batch_size) || batch_size < 1 || batch_size > train_size)
    throw new Error(
      `The batch size is ${batch_size}; expected a whole number from 1 to ${train_size}, the size of the training set.`,
    );
  if (!Number.isInteger(epochs) || epochs < 1)
    throw new Error(`The number of epochs is ${epochs}; expected a whole number from 1.`);
}

/** @param {RunConfig} config */
export function batchesPerEpoch({ train_size, batch_size }) {
  return Math.ceil(train_size / batch_size);
}

/**
 * The batches of a run in order.
 * @param {RunConfig} config
 * @param {number} first_step steps done before
 * @returns {Generator<Place, void>}
 */
export function* places(config, first_step) {
  const batches = batchesPerEpoch(config);
  for (let step = first_step; step < config.epochs * batches; step++)
    yield { epoch: Math.floor(step / batches), index: step % batches };
}
