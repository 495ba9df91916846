/**
 * A run's training loss for a chart: every step is taken in, and what is kept never grows beyond
 * MOST_COLUMNS columns. Columns are a common grid over epochs, so several runs share one axis.
 */

/** Steps over which the smoothed loss averages, about. */
const SMOOTHING_STEPS = 50;
/** The average spans one step more for each so many behind it, up to that. */
const WIDENING = 8;
const MOST_COLUMNS = 1024;
/** The first columns' width in epochs; a power of two, so that doubling always meets the same grid. */
export const FINEST_WIDTH = 2 ** -12;

/**
 * An exponential moving average without a bias towards its start, as Adam corrects its own. The
 * first values change fastest, so it begins narrow and widens with the steps behind it.
 */
export class Smoothed {
  constructor(steps = SMOOTHING_STEPS) {
    this.steps = steps;
    this.count = 0;
    this.sum = 0;
    this.weight = 0;
  }

  /**
   * @param {number} value
   * @returns {number} the average so far
   */
  add(value) {
    this.count += 1;
    const keep = 1 - 1 / Math.min(this.steps, 2 + this.count / WIDENING);
    this.sum = keep * this.sum + (1 - keep) * value;
    this.weight = keep * this.weight + (1 - keep);
    return this.sum / this.weight;
  }
}

/**
 * What a run did within one column of the grid.
 * @typedef {object} Column
 * @property {number} at the column's place on the grid, in widths
 * @property {number} low the least raw value
 * @property {number} high the greatest
 * @property {number} smoothed the average at the column's end
 */

/** @param {Column} a @param {Column} b the later one @param {number} at @returns {Column} */
const merged = (a, b, at) => ({
  at,
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
  smoothed: b.smoothed,
});

/**
 * The same columns on a grid whose columns are `ratio` times as wide (a power of two).
 * @param {readonly Column[]} columns
 * @param {number} ratio
 */
export function widened(columns, ratio) {
  /** @type {Column[]} */
  const wide = [];
  for (const column of columns) {
    const at = Math.floor(column.at / ratio);
    const last = wide.at(-1);
    if (last?.at === at) wide[wide.length - 1] = merged(last, column, at);
    else wide.push({ ...column, at });
  }
  return wide;
}

export class Curve {
  /** @param {{width: number, columns: Column[]}} [kept] what was kept of a curve before */
  constructor({ width, columns } = { width: FINEST_WIDTH, columns: [] }) {
    this.width = width;
    this.columns = columns;
    this.average = new Smoothed();
  }

  /**
   * @param {number} epoch epochs done after this step, with the fraction
   * @param {number} value
   */
  add(epoch, value) {
    if (!Number.isFinite(value)) return;
    const smoothed = this.average.add(value);
    const at = Math.floor(epoch / this.width);
    const column = { at, low: value, high: value, smoothed };
    const last = this.columns.at(-1);
    if (last?.at === at) this.columns[this.columns.length - 1] = merged(last, column, at);
    else this.columns.push(column);
    if (this.columns.length > MOST_COLUMNS) {
      this.width *= 2;
      this.columns = widened(this.columns, 2);
    }
  }

  /**
   * Forgets what came after a checkpoint, which is about to be gone through again.
   * @param {number} epoch
   */
  rewind(epoch) {
    this.columns = this.columns.filter(({ at }) => (at + 1) * this.width <= epoch);
    // What the average has seen is about to be seen again.
    this.average = new Smoothed();
  }

  /** @param {number} width at least this curve's own */
  at(width) {
    return width === this.width ? this.columns : widened(this.columns, width / this.width);
  }
}
