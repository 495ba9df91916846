/**
 * A lesson: a few steps in which a model learns the visitor's drawings, among so many images of the
 * training set that it does not forget what it knows.
 */
import { batchesPerEpoch, createRun } from '../../engine/index.js';

/** @import { Dataset, Run } from '../../engine/index.js' */
/** @import { Engine, ExaminationMessage, OptimizerConfig, RunConfig } from '../../engine/protocol.js' */
/** @import { OwnDrawings } from './own_drawings.js' */

export const STEPS = 40;
export const BATCH_SIZE = 64;
/** Drawings in each batch. */
export const OWN_PER_BATCH = 8;
/** A trained network needs small steps: this part of the learning rate that it was trained with. */
export const PART_OF_RATE = 0.1;

/**
 * @typedef {object} Teaching how a lesson is given
 * @property {OptimizerConfig} optimizer
 * @property {number} learning_rate that of a whole run
 * @property {number} seed
 * @property {Engine} [engine]
 */
/**
 * What a lesson has made of a model.
 * @typedef {object} Taught
 * @property {Uint8Array} bytes the model, as safetensors
 * @property {ExaminationMessage} examination on the test set
 */

/**
 * @param {Teaching} teaching
 * @param {number} train_size images in the training set
 * @returns {RunConfig}
 */
export function lessonConfig({ optimizer, learning_rate, seed, engine }, train_size) {
  const batch_size = Math.min(BATCH_SIZE, train_size);
  return {
    optimizer,
    learning_rate: PART_OF_RATE * learning_rate,
    batch_size,
    epochs: Math.ceil(STEPS / batchesPerEpoch({ train_size, batch_size })),
    seed,
    engine,
    train_size,
    // A drawing that is never twice the same is learned, rather than learned by heart.
    augmentation: 'affine',
    steps: STEPS,
  };
}

/**
 * Gives a lesson to a copy of a model, in a worker of its own.
 * @param {Uint8Array} weights of the model, safetensors
 * @param {RunConfig} config
 * @param {Dataset} dataset
 * @param {OwnDrawings} drawings at least one
 * @returns {Promise<Taught>} rejected with a sentence
 */
export async function giveLesson(weights, config, dataset, drawings) {
  const connection = dataset.connect(drawings.forBatches(OWN_PER_BATCH));
  const run = createRun(config, { connection, weights });
  try {
    const { bytes, examination } = await lastOf(run);
    if (bytes && examination) return { bytes, examination };
    throw new Error('The lesson ended without a model. Try it again.');
  } finally {
    run.dispose();
  }
}

/** What a run has come to at its end. @param {Run} run @returns {Promise<Partial<Taught>>} */
async function lastOf(run) {
  /** @type {Partial<Taught>} */
  const last = {};
  for await (const event of run) {
    if (event.type === 'examination') last.examination = event;
    else if (event.type === 'checkpoint') last.bytes = event.bytes;
  }
  return last;
}
