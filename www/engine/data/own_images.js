import { IMAGE } from '../image_size.js';

/** @import { OwnImages } from '../protocol.js' */

/**
 * Puts some of the visitor's own images, each in its turn, in the place of a batch's last ones. A
 * pure function of the images and the step.
 * @param {{pixels: Uint8Array, labels: Uint8Array}} batch is changed
 * @param {OwnImages} own
 * @param {number} step which batch of the run this is, from 0
 * @param {(pixels: Uint8Array) => Uint8Array} augment for those that are put in
 */
export function mixInto({ pixels, labels }, own, step, augment) {
  const places = Math.min(own.per_batch, labels.length);
  const first = labels.length - places;
  const chosen = new Uint8Array(places * IMAGE);
  for (let i = 0; i < places; i++) {
    const turn = (step * own.per_batch + i) % own.labels.length;
    labels[first + i] = own.labels[turn];
    chosen.set(own.pixels.subarray(turn * IMAGE, (turn + 1) * IMAGE), i * IMAGE);
  }
  pixels.set(augment(chosen), first * IMAGE);
}
