/** @import { RaceRun } from './record.js' */

/**
 * Images that a run has learned from after a step; an epoch's last batch may be smaller.
 * @param {number} step
 * @param {Pick<RaceRun, 'batch_size'>} run
 * @param {number} train_size
 */
export function imagesAfter(step, { batch_size }, train_size) {
  const batches = Math.ceil(train_size / batch_size);
  return Math.floor(step / batches) * train_size + (step % batches) * batch_size;
}
