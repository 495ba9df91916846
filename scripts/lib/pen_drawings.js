/** The digits that people drew with a pen, and what a drawing pad may meet of them. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.js';

/** @typedef {[x: number, y: number][]} Stroke */
/** @typedef {{label: number, strokes: Stroke[]}} Drawing */

/** The side of the box that they were drawn in. */
export const BOX = 500;
/** Beside the project, on machines that have them; relative to its folder. */
export const PEN_DRAWINGS = path.join('..', 'shared', 'data', 'pen-digits', 'strokes.json');
const FILE = path.join(ROOT, PEN_DRAWINGS);

export const hasPenDrawings = existsSync(FILE);

/** @returns {Drawing[]} */
export const penDrawings = () => JSON.parse(readFileSync(FILE, 'utf8'));

const QUARTER = 0.25;
const FEW = [10, 5];
/** How far from the corner's edges; the pad's own border is within. */
const EDGE = 4;

/**
 * The same drawing, made otherwise.
 * @type {{name: string, change: (strokes: Stroke[]) => Stroke[]}[]}
 */
export const VARIATIONS = [
  {
    name: 'at 25 % of the size',
    change: (strokes) => {
      const middle = BOX / 2;
      return each(strokes, (c) => middle + (c - middle) * QUARTER);
    },
  },
  {
    name: 'in a corner',
    change: (strokes) => {
      const least = [0, 1].map((axis) => Math.min(...strokes.flat().map((point) => point[axis])));
      return each(strokes, (c, axis) => c - least[axis] + EDGE);
    },
  },
  ...FEW.map((few) => ({
    name: `with ${few} points a stroke`,
    change: (/** @type {Stroke[]} */ strokes) => strokes.map((stroke) => thin(stroke, few)),
  })),
];

/** @param {Stroke[]} strokes @param {(coordinate: number, axis: 0 | 1) => number} change */
const each = (strokes, change) =>
  strokes.map((stroke) =>
    stroke.map(([x, y]) => /** @type {[number, number]} */ ([change(x, 0), change(y, 1)])),
  );

/**
 * A few of a stroke's points, evenly in time, as a fast hand leaves them; its ends stay.
 * @param {Stroke} stroke
 * @param {number} few
 */
function thin(stroke, few) {
  if (stroke.length <= few) return stroke;
  return Array.from(
    { length: few },
    (_, i) => stroke[Math.round((i * (stroke.length - 1)) / (few - 1))],
  );
}
