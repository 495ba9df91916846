/** What came of a lesson, in words. */
import { percent } from '../format.js';

/** @import { Answer } from '../confidence.js' */

/**
 * What a model makes of the visitor's drawings, and of the test images.
 * @typedef {object} Knowledge
 * @property {Answer | null} own of the drawing that is taught, where one is
 * @property {number} right drawings that are read right
 * @property {number} all drawings
 * @property {number | null} accuracy on the test set; null when it has not been tested
 */

/**
 * @param {{steps: number, optimizer: string}} how
 * @param {number | null} label of the drawing that was taught; null when there was no new one
 * @param {Knowledge} before
 * @param {Knowledge} after
 */
export function report({ steps, optimizer }, label, before, after) {
  const own =
    label !== null && after.own
      ? `it reads this ${label} as ${answer(after.own)}${before.own ? ` (before: ${answer(before.own)})` : ''}, and `
      : 'it reads ';
  const known = `${after.right} of your ${after.all} drawing${after.all === 1 ? '' : 's'} right`;
  const was = before.accuracy === null ? '' : `, before ${percent(before.accuracy)}`;
  const tested =
    after.accuracy === null ? '' : ` Of the test images: ${percent(after.accuracy)}${was}.`;
  return `After ${steps} steps of ${optimizer} ${own}${known}.${tested}`;
}

/** @param {Answer} answer */
const answer = ({ digit, confidence }) => `${digit}, ${percent(confidence, 1)} sure`;
