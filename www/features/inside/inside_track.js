/** What has been seen inside a run: the sizes of its updates over steps, and its present rates. */
import { wholeDecades } from '../../charts/decades.js';

/** @import { Inside, InsideLayer } from '../../engine/protocol.js' */

/** @typedef {InsideLayer['name']} LayerName */

/** The network's layers that have parameters, from the image to the digit. */
export const LAYERS = /** @type {readonly LayerName[]} */ (
  Object.freeze(['conv1', 'conv2', 'fc1', 'fc2', 'fc3'])
);

/** More points than a small chart has pixels to show. */
const MOST_POINTS = 240;

/** Update ratios over steps; however long the run, it keeps a few hundred, evenly apart. */
export class Track {
  #gap = 0;

  constructor() {
    /** @type {Inside[]} the last one is the newest */
    this.points = [];
  }

  /** @param {Inside} inside */
  add(inside) {
    // A run that goes on from a checkpoint takes steps that were seen before.
    while ((this.points.at(-1)?.step ?? -1) >= inside.step) this.points.pop();
    const before = this.points.at(-2);
    if (before && this.points[this.points.length - 1].step - before.step < this.#gap)
      this.points.pop();
    this.points.push(inside);
    if (this.points.length > MOST_POINTS) this.#thin();
  }

  get newest() {
    return this.points.at(-1) ?? null;
  }

  /** Where it was first looked at. */
  get first() {
    return this.points.at(0) ?? null;
  }

  /**
   * One layer's ratios; those that a logarithmic axis has no place for are left out.
   * @param {LayerName} name
   * @returns {[step: number, ratio: number][]}
   */
  ratios(name) {
    return this.points.flatMap(({ step, layers }) => {
      const ratio = layers.find((layer) => layer.name === name)?.update_ratio ?? NaN;
      return ratio > 0 && Number.isFinite(ratio) ? [[step, ratio]] : [];
    });
  }

  #thin() {
    const [first, last] = [this.points[0], this.points[this.points.length - 1]];
    this.#gap = (2 * (last.step - first.step)) / MOST_POINTS;
    let kept = -Infinity;
    this.points = this.points.filter(({ step }) => {
      const keep = step - kept >= this.#gap || step === last.step;
      if (keep) kept = step;
      return keep;
    });
  }
}

/**
 * How many parameters have a rate in each bin.
 * @param {Inside} inside
 * @param {LayerName | ''} name '' for all layers together
 * @returns {number[]}
 */
export function histogram({ layers, edges }, name) {
  /** @type {number[]} */
  const counts = Array(edges.length - 1).fill(0);
  for (const layer of layers) {
    if (name !== '' && layer.name !== name) continue;
    layer.rates.forEach((n, i) => (counts[i] += n));
  }
  return counts;
}

/**
 * The rate that half of the parameters are below, to within a bin; null for an empty histogram.
 * @param {readonly number[]} edges
 * @param {readonly number[]} counts
 */
export function median(edges, counts) {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  let below = 0;
  const bin = counts.findIndex((n) => (below += n) >= total / 2);
  return Math.sqrt(edges[bin] * edges[bin + 1]);
}

/**
 * The range of the bins that hold something, in whole decades.
 * @param {readonly number[]} edges
 * @param {readonly (readonly number[])[]} histograms
 * @returns {[low: number, high: number]}
 */
export function decades(edges, histograms) {
  const used = edges
    .slice(1)
    .map((_, i) => i)
    .filter((i) => histograms.some((counts) => counts[i] > 0));
  if (used.length === 0) return [edges[0], edges[edges.length - 1]];
  return wholeDecades(edges[used[0]], edges[used[used.length - 1] + 1]);
}

/**
 * The outline of a histogram, its highest bin 1.
 * @param {readonly number[]} edges
 * @param {readonly number[]} counts
 * @returns {[x: number, y: number][]}
 */
export function stairs(edges, counts) {
  const [first, last] = [counts.findIndex((n) => n > 0), counts.findLastIndex((n) => n > 0)];
  if (first < 0) return [];
  const most = Math.max(...counts);
  const steps = counts.slice(first, last + 1).flatMap((n, i) => {
    const y = n / most;
    return /** @type {[number, number][]} */ ([
      [edges[first + i], y],
      [edges[first + i + 1], y],
    ]);
  });
  return [[edges[first], 0], ...steps, [edges[last + 1], 0]];
}
