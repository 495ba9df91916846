/** Digits as pictures: an image's numbers onto a small canvas, and a button that shows one. */
import { SIDE } from '../model/image.js';
import { make } from './dom.js';

/**
 * @typedef {object} Tile a button that shows an image
 * @property {HTMLButtonElement} button
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} caption
 */

/** @param {number} [side] of the image, in pixels */
export function makeTile(side = SIDE) {
  const canvas = make('canvas', { width: side, height: side });
  const caption = make('span', { className: 'caption' });
  const button = make('button', { type: 'button', className: 'tile' }, canvas, caption);
  return { button, canvas, caption };
}

/**
 * Paints a square image in grey, as large as it is.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} pixels row by row
 * @param {number} [white] the value that is painted white
 */
export function paint(canvas, pixels, white = 255) {
  const side = Math.sqrt(pixels.length);
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(side, side);
  for (let i = 0; i < pixels.length; i++) {
    image.data.fill((pixels[i] * 255) / white, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
