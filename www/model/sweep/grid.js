/** The learning rates that a sweep tries, and what may be asked of one. */
import { setting } from '../format.js';

/** @import { NumberRule } from '../settings.js' */

/** @typedef {{from: number, to: number, count: number, epochs: number}} SweepRange */

/** Beyond these no rule here trains: a typing mistake rather than a rate. */
const LEAST_RATE = 1e-9;
const MOST_RATE = 1e6;
const DIGITS = 2;

/** A first sweep: the rates that people use of all five, two a decade. */
export const FIRST_SWEEP = /** @type {Readonly<SweepRange>} */ (
  Object.freeze({ from: 1e-4, to: 1, count: 9, epochs: 1 })
);

/**
 * What each field may hold, given where the sweep begins.
 * @param {number} from NaN where that is not a number
 * @returns {Record<keyof SweepRange, NumberRule>}
 */
export function sweepRules(from) {
  const rate = between(LEAST_RATE, MOST_RATE);
  return {
    from: rate,
    // A beginning that can't be used has its own sentence.
    to: rate.test(from) ? between(from, MOST_RATE, ', from where the sweep begins') : rate,
    count: whole(2, 20),
    epochs: whole(1, 100),
  };
}

/**
 * Rates from the first to the last, evenly spaced by their logarithms, as a person would write
 * them. Of those that are the same once rounded, one is kept.
 * @param {Pick<SweepRange, 'from' | 'to' | 'count'>} range
 * @returns {number[]} ascending
 */
export function sweepRates({ from, to, count }) {
  const ratio = to / from;
  const rates = Array.from({ length: count }, (_, i) =>
    Number((from * ratio ** (i / (count - 1))).toPrecision(DIGITS)),
  );
  return [...new Set(rates)];
}

/** @param {number} min @param {number} max @param {string} [why] @returns {NumberRule} */
const between = (min, max, why = '') => ({
  test: (value) => value >= min && value <= max,
  expected: `a number from ${setting(min)} to ${setting(max)}${why}`,
});

/** @param {number} min @param {number} max @returns {NumberRule} */
const whole = (min, max) => ({
  test: (value) => Number.isInteger(value) && value >= min && value <= max,
  expected: `a whole number from ${min} to ${max}`,
});
