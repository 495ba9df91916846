/**
 * Trains LeNet-5 in workers: open a dataset, create a run on it, and listen. Knows no document; the
 * page is one user of it, docs/train.html another.
 */
import { Dataset } from './dataset.js';
import { HeldModel } from './held_model.js';
import { Run } from './run.js';

/** @import { OpeningOptions, Source } from './dataset.js' */
/** @import { RunConfig } from './protocol.js' */
/** @import { Addresses } from './worker_link.js' */

export { Dataset, DatasetError } from './dataset.js';
export { MNIST } from './dataset_name.js';
export { IMAGE, SIDE } from './image_size.js';
export { HeldModel } from './held_model.js';
export { Run, RunError } from './run.js';
export { sentenceOf } from './sentence.js';
export { batchesPerEpoch, MAX_SEED } from './trainer/plan.js';
/** @typedef {import('./dataset.js').Connection} Connection */
/** @typedef {import('./run.js').RunMeans} RunMeans */

/**
 * Opens MNIST, or IDX files of one's own, in a data worker.
 * @param {Source} source the folder that holds mnist/, as an address; or the files
 * @param {OpeningOptions & Addresses} [options]
 * @returns {Promise<Dataset>} rejected with a DatasetError, a sentence; or with the signal's reason
 */
export function openDataset(source, options = {}) {
  return Dataset.open(source, options);
}

/**
 * Begins a run, in a trainer worker of its own. What decides its bits is the configuration; `train_size`
 * is the dataset's when it is left out.
 * @param {Omit<RunConfig, 'train_size'> & {train_size?: number}} config
 * @param {RunMeans & Addresses} means
 * @returns {Run} to be listened to with `for await`
 */
export function createRun(config, means) {
  return new Run({ train_size: means.dataset?.train_size ?? 0, ...config }, means);
}

/**
 * A trainer worker that does not train: it holds the model that is opened in it.
 * @param {Addresses} [addresses]
 * @returns {HeldModel}
 */
export function createModel(addresses = {}) {
  return new HeldModel(addresses);
}
