/** The lines of the race's chart: one an entry, over its seeds the mean and the band around it. */
import { dash } from './line_style.js';
import { imagesAfter, summaries } from '../model/race/record.js';

/** @import { Axes } from '../model/race/axes.js' */
/** @import { RaceRecord, RaceRun, Summary } from '../model/race/record.js' */

/**
 * @typedef {object} RaceLine
 * @property {Summary} summary
 * @property {number[]} dash
 * @property {number[]} x ascending
 * @property {number[]} y the mean over the seeds that have come so far
 * @property {[low: number[], high: number[]] | null} band null for a single run
 */

/** @typedef {{steps: number[], x: number[], y: number[]}} Curve a run's points by step */

/** More than a chart has pixels to show, so that a long race is drawn as quickly as a short one. */
const MOST_POINTS = 256;
/** What a logarithmic axis shows of a loss that has been rounded to nothing. */
const LEAST_LOSS = 1e-7;

/**
 * @param {RaceRecord} record
 * @param {Axes} axes
 * @returns {RaceLine[]} also those without a point yet, so that a line keeps its place
 */
export function raceLines(record, axes) {
  return summaries(record).map((summary) => {
    const curves = summary.runs
      .map((run) => curve(run, record, axes))
      .filter(({ steps }) => steps.length > 0);
    return { summary, dash: dash(summary.number), ...combined(curves) };
  });
}

/**
 * A line's last point; null before its first.
 * @param {RaceLine} line
 */
export function lineEnd({ x, y }) {
  const last = x.length - 1;
  return last < 0 ? null : { x: x[last], y: y[last] };
}

/**
 * A line's value at a place: the last up to there, since lines have their points at different places.
 * @param {RaceLine} line
 * @param {number} x
 */
export function valueAt(line, x) {
  const last = line.x.findLastIndex((place) => place <= x);
  return last < 0 ? null : line.y[last];
}

/**
 * @param {RaceRun} run
 * @param {RaceRecord} record
 * @param {Axes} axes
 * @returns {Curve}
 */
function curve(run, { train_size, test_size }, axes) {
  const points =
    axes.y === 'loss'
      ? run.losses.map((at) => ({ ...at, y: Math.max(at.loss, LEAST_LOSS) }))
      : run.evaluations.map((at) => ({
          ...at,
          // No error at all would be infinitely far down: it is drawn as half an image.
          y: axes.y === 'accuracy' ? at.accuracy : Math.max(1 - at.accuracy, 0.5 / test_size),
        }));
  const shown = thinned(points.filter(({ y }) => Number.isFinite(y)));
  return {
    steps: shown.map(({ step }) => step),
    x: shown.map(({ step, seconds }) => {
      if (axes.x === 'seconds') return seconds;
      return axes.x === 'images' ? imagesAfter(step, run, train_size) : step;
    }),
    y: shown.map(({ y }) => y),
  };
}

/**
 * Every second point, or fourth and so on, and the last. As points come, those kept stay.
 * @template T
 * @param {T[]} points
 */
export function thinned(points, most = MOST_POINTS) {
  let every = 1;
  while (points.length / every > most) every *= 2;
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

/**
 * The runs of one entry as one line. Where they were not looked at at the same steps, a value lies
 * on the straight line between its neighbours.
 * @param {Curve[]} curves each with a point at least
 * @returns {Pick<RaceLine, 'x' | 'y' | 'band'>}
 */
function combined(curves) {
  if (curves.length === 0) return { x: [], y: [], band: null };
  if (curves.length === 1) return { x: curves[0].x, y: curves[0].y, band: null };
  const steps = thinned([...new Set(curves.flatMap((one) => one.steps))].sort((a, b) => a - b));
  const end = steps[steps.length - 1];
  // Seconds differ between seeds. Those of a seed under way end early: a mean with them would go back.
  const clocks = curves.filter((one) => one.steps[one.steps.length - 1] === end);
  // All of them began at nothing.
  const xs = clocks.map((one) => resampled([0, ...one.steps], [0, ...one.x], steps));
  const ys = curves.map((one) => resampled(one.steps, one.y, steps));
  /** @type {{x: number[], y: number[], band: [number[], number[]]}} */
  const line = { x: [], y: [], band: [[], []] };
  let before = -Infinity;
  for (let i = 0; i < steps.length; i++) {
    const x = across(xs, i).mean;
    const { mean, least, most } = across(ys, i);
    if (Number.isNaN(mean) || x <= before) continue;
    before = x;
    line.x.push(x);
    line.y.push(mean);
    line.band[0].push(least);
    line.band[1].push(most);
  }
  return line;
}

/**
 * A curve's values at other steps; beyond its ends they are not a number.
 * @param {number[]} steps
 * @param {number[]} values
 * @param {number[]} wanted ascending, as steps are
 */
function resampled(steps, values, wanted) {
  const last = steps.length - 1;
  let next = 0;
  return wanted.map((step) => {
    while (next < last && steps[next] < step) next++;
    if (steps[next] === step) return values[next];
    if (steps[next] < step || next === 0) return NaN;
    const part = (step - steps[next - 1]) / (steps[next] - steps[next - 1]);
    return values[next - 1] + part * (values[next] - values[next - 1]);
  });
}

/**
 * A row of columns that hold numbers or, where there is none, NaN.
 * @param {number[][]} columns
 * @param {number} row
 */
function across(columns, row) {
  let [sum, count, least, most] = [0, 0, Infinity, -Infinity];
  for (const column of columns) {
    const value = column[row];
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { mean: sum / count, least, most };
}
