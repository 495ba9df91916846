/** A digit's image: its size in the files, one of many, and as the network is given it. */

import { IMAGE, SIDE } from '../engine/index.js';

export { IMAGE, SIDE };

const PADDING = 2;
export const PADDED_SIDE = SIDE + 2 * PADDING;

/**
 * As the network is given it: the crate pads it by zeros and divides by 255 the same way.
 * @param {Uint8Array} pixels 28×28
 * @returns {Float32Array} 32×32, from 0 to 1
 */
export function normalised(pixels) {
  const padded = new Float32Array(PADDED_SIDE * PADDED_SIDE);
  for (let i = 0; i < IMAGE; i++) {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    padded[(row + PADDING) * PADDED_SIDE + column + PADDING] = pixels[i] / 255;
  }
  return padded;
}

/** @param {ArrayLike<number>} values */
export function spread(values) {
  let [least, greatest, sum] = [Infinity, -Infinity, 0];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    greatest = Math.max(greatest, values[i]);
    sum += values[i];
  }
  return { least, greatest, mean: sum / values.length };
}

/**
 * The i-th of images that stand one after the other.
 * @param {Uint8Array} pixels
 * @param {number} i
 */
export const nth = (pixels, i) => pixels.slice(i * IMAGE, (i + 1) * IMAGE);
