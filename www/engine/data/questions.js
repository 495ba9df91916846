import { IMAGE } from '../image_size.js';

/** @import { FromDataWorker, ToDataWorker } from '../protocol.js' */
/** @import { Sets } from './server.js' */
/** @typedef {typeof import('../../../pkg/lenet5_live.js').augment} Augment */
/** @typedef {typeof import('../../../pkg/lenet5_live.js').Dataset.prototype} Dataset */
/** @typedef {Extract<ToDataWorker, {id: number, type: `get_${string}`}>} Question */
/** @typedef {Extract<FromDataWorker, {type: 'images' | 'labels'}>} Answer */

/**
 * What the page wants to see of the images. Throws a sentence.
 * @param {Question} question
 * @param {Sets} sets
 * @param {Augment} augment
 * @returns {Answer}
 */
export function answerQuestion(question, sets, augment) {
  const { id, type } = question;
  if (type === 'get_labels') {
    const set = sets[question.set];
    return { type: 'labels', id, labels: set.labels(0, set.size) };
  }
  if (type === 'get_images') return { id, ...chosen(sets[question.set], question.indices) };
  if (type === 'get_class') return { id, ...ofClass(sets[question.set], question) };
  const { augmentation, seed, indices } = question;
  const images = chosen(sets.train, indices);
  return { id, ...images, pixels: augment(images.pixels, augmentation, seed, 0) };
}

/**
 * @param {Dataset} set
 * @param {number[]} indices
 * @returns {Omit<Extract<Answer, {type: 'images'}>, 'id'>}
 */
function chosen(set, indices) {
  const pixels = new Uint8Array(indices.length * IMAGE);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    pixels.set(set.pixels(index, index + 1), i * IMAGE);
    labels.set(set.labels(index, index + 1), i);
  });
  return { type: 'images', pixels, labels, indices, total: set.size };
}

/**
 * @param {Dataset} set
 * @param {{label: number, offset: number, count: number}} question
 */
function ofClass(set, { label, offset, count }) {
  /** @type {number[]} */
  const indices = [];
  set.labels(0, set.size).forEach((found, index) => found === label && indices.push(index));
  return { ...chosen(set, indices.slice(offset, offset + count)), total: indices.length };
}
