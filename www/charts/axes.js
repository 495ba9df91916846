/** What the race's chart can show along its axes: each one's name, ends, marks, and how it writes. */
import { count, loss, percent, setting } from '../model/format.js';
import { accuracyRange, lossRange, roundBetween } from './scales.js';

/** @import { Axes, XName, YName } from '../model/race/axes.js' */

/** @typedef {readonly (readonly number[])[]} Columns all the values that an axis has to hold */

/**
 * @typedef {object} Axis
 * @property {string} label
 * @property {string} unit follows a value
 * @property {boolean} log
 * @property {(columns: Columns) => [low: number, high: number]} range
 * @property {(low: number, high: number, room: number) => number[]} marks about as many as there is room for
 * @property {(value: number) => string} mark a mark's text, short
 * @property {(value: number) => string} write a value's text, exact
 */

const compact = new Intl.NumberFormat('en', { notation: 'compact' });

/** @param {number} value */
const short = (value) => (value < 100_000 ? count(value) : compact.format(value));
/** @param {number} fraction */
const perCent = (fraction) => `${Number((fraction * 100).toPrecision(4))} %`;

/** @param {number} value */
const tiny = (value) => setting(Number(value.toExponential(1)));

/** Where an axis of counts ends while there is nothing on it: its marks are whole numbers. */
const EMPTY_END = 1000;
/** @param {Columns} columns @returns {[number, number]} */
const fromZero = (columns) => [0, greatest(columns) || EMPTY_END];

/**
 * @param {string} label
 * @param {string} unit
 * @param {(value: number) => string} write
 * @returns {Axis}
 */
const counted = (label, unit, write) => ({
  label,
  unit,
  log: false,
  range: fromZero,
  marks: roundSteps,
  mark: short,
  write,
});

/** @type {Readonly<Record<XName, Axis>>} */
export const X_AXES = Object.freeze({
  updates: counted('updates', 'updates', count),
  images: counted('images', 'images', count),
  seconds: counted('seconds of own computing', 's', (value) => value.toFixed(1)),
});

/** @type {Readonly<Record<YName, Axis>>} */
export const Y_AXES = Object.freeze({
  accuracy: {
    label: 'test accuracy',
    unit: '',
    log: false,
    range: (columns) => accuracyRange(columns.some((c) => c.length > 0) ? least(columns) : null),
    marks: roundSteps,
    mark: perCent,
    write: (value) => percent(value),
  },
  error: {
    label: 'test error',
    unit: '',
    log: true,
    range: errorRange,
    marks: roundBetween,
    mark: perCent,
    write: (value) => percent(value),
  },
  loss: {
    label: 'training loss',
    unit: '',
    log: true,
    range: lossRange,
    marks: roundBetween,
    mark: (value) => (value >= 0.001 ? String(Number(value.toPrecision(3))) : tiny(value)),
    write: (value) => (value >= 0.001 ? loss(value) : tiny(value)),
  },
});

/** @param {Axes} axes */
export function chartTitle({ x, y }) {
  const { label } = Y_AXES[y];
  return `${label[0].toUpperCase()}${label.slice(1)} over ${X_AXES[x].label}`;
}

/**
 * Round values from low to high, a whole number of ones, twos or fives of a decade apart.
 * @param {number} low @param {number} high @param {number} room
 */
export function roundSteps(low, high, room) {
  const rough = (high - low) / Math.max(1, room);
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((digit) => digit * decade >= rough) ?? 10) * decade;
  const marks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    // Without the rounding 3 × 0.1 would be marked 0.30000000000000004.
    marks.push(Number((i * step).toPrecision(12)));
  }
  return marks;
}

/** @param {Columns} columns @returns {[number, number]} */
function errorRange(columns) {
  const high = greatest(columns);
  return high > 0 ? [least(columns) * 0.8, Math.min(1, high * 1.2)] : [0.005, 1];
}

/** @param {Columns} columns */
function least(columns) {
  let low = Infinity;
  for (const column of columns) for (const value of column) if (value < low) low = value;
  return low;
}

/** @param {Columns} columns */
function greatest(columns) {
  let high = -Infinity;
  for (const column of columns) for (const value of column) if (value > high) high = value;
  return Number.isFinite(high) ? high : 0;
}
