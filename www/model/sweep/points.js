/** What a sweep has found: one point a run, by optimizer and learning rate. */
import { csv } from '../csv.js';

/** @import { OptimizerConfig } from '../../engine/protocol.js' */

/**
 * @typedef {object} SweepPoint
 * @property {OptimizerConfig} optimizer
 * @property {number} learning_rate
 * @property {string} outcome '' until it has begun, then "running", and in the end "finished",
 *   "diverged", "stopped", or the sentence that ended it
 * @property {number | null} accuracy on the test set at the end; null unless finished
 */
/**
 * @typedef {object} Best
 * @property {SweepPoint} point
 * @property {boolean} at_edge whether it is the first or the last rate tried: a better one may lie beyond
 */
/**
 * How it was found.
 * @typedef {object} SweepSettings
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} seed
 * @property {string} dataset
 * @property {string} app_version
 */

/** What guessing one of ten digits is worth: where a network that has diverged stands. */
export const CHANCE = 0.1;

/** @param {SweepPoint} point */
export const isOver = ({ outcome }) => outcome !== '' && outcome !== 'running';

/**
 * Whether it was trained to its end, or to where it could go no further.
 * @param {SweepPoint} point
 */
export const isTried = ({ outcome }) => outcome === 'finished' || outcome === 'diverged';

/**
 * Where the chart shows a point; null where there is nothing to show.
 * @param {SweepPoint} point
 */
export const height = ({ outcome, accuracy }) => (outcome === 'diverged' ? CHANCE : accuracy);

/**
 * The points of each optimizer, by ascending rate, in the order in which the optimizers were given.
 * @param {readonly SweepPoint[]} points
 * @returns {SweepPoint[][]}
 */
export function byOptimizer(points) {
  /** @type {Map<string, SweepPoint[]>} */
  const groups = new Map();
  for (const point of points) {
    const { name } = point.optimizer;
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  return [...groups.values()].map((group) =>
    group.sort((a, b) => a.learning_rate - b.learning_rate),
  );
}

/**
 * One optimizer's best rate so far; of equal ones the smallest. Null while none has finished.
 * @param {readonly SweepPoint[]} points of one optimizer, by ascending rate
 * @returns {Best | null}
 */
export function best(points) {
  /** @type {SweepPoint | null} */
  let found = null;
  for (const point of points) {
    if (point.accuracy !== null && point.accuracy > (found?.accuracy ?? -1)) found = point;
  }
  if (!found) return null;
  const at_edge = points.length > 1 && (found === points[0] || found === points.at(-1));
  return { point: found, at_edge };
}

/**
 * All of a sweep's points, with what made them.
 * @param {readonly SweepPoint[]} points
 * @param {SweepSettings} settings
 */
export function sweepCsv(points, { dataset, batch_size, epochs, seed, app_version }) {
  const rows = points.map(({ optimizer: { name, ...own }, learning_rate, accuracy, outcome }) => {
    const hyper_parameters = Object.entries(own).map(([key, value]) => `${key}=${value}`);
    return [
      ...[name, hyper_parameters.join(' '), learning_rate, accuracy ?? '', outcome],
      ...[batch_size, epochs, seed, dataset, app_version],
    ];
  });
  return csv([COLUMNS, ...rows]);
}

const COLUMNS = [
  ...['optimizer', 'hyper_parameters', 'learning_rate', 'test_accuracy', 'outcome'],
  ...['batch_size', 'epochs', 'seed', 'dataset', 'app_version'],
];
