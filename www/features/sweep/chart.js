/** A sweep's chart: test accuracy against learning rate, a line for each optimizer. */
import { find } from '../../ui/dom.js';
import { percent, setting } from '../../model/format.js';
import { colourProperty, dash } from '../../charts/line_style.js';
import { powersOfTen } from '../../charts/decades.js';
import { Plot } from '../../charts/plot.js';
import { FIRST_SWEEP } from '../../model/sweep/grid.js';
import { CHANCE, height } from '../../model/sweep/points.js';

/** @import { SweepPoint } from '../../model/sweep/points.js' */

/**
 * One optimizer's points, by ascending rate.
 * @typedef {{points: SweepPoint[], label: string, number: number}} SweepLine number decides the dash
 */

const ACCURACY = {
  range: /** @type {[number, number]} */ ([0, 1]),
  marks: [0, 0.2, 0.4, 0.6, 0.8, 1],
  format: (/** @type {number} */ value) => percent(value, 0),
};
/** How far the axis reaches beyond the outermost rates, as a factor. */
const BEYOND = 1.2;
const MOST_MARKS = 8;

export class SweepChart {
  /** @param {ParentNode} root */
  constructor(root) {
    const room = find(root, '#sweep-chart', HTMLElement);
    this.plot = new Plot(room, 'Test accuracy against learning rate, a line for each optimizer');
    this.show([]);
  }

  /** @param {SweepLine[]} lines */
  show(lines) {
    const rates = lines.flatMap(({ points }) => points.map(({ learning_rate }) => learning_rate));
    if (rates.length === 0) rates.push(FIRST_SWEEP.from, FIRST_SWEEP.to);
    /** @type {[number, number]} */
    const range = [Math.min(...rates) / BEYOND, Math.max(...rates) * BEYOND];
    const chance = range.map((rate) => /** @type {const} */ ([rate, CHANCE]));
    this.plot.show({
      x: {
        range,
        log: true,
        marks: powersOfTen(range, MOST_MARKS),
        format: setting,
        label: 'learning rate',
      },
      y: ACCURACY,
      lines: [
        { points: chance, colour: 'var(--ink-soft)', as: 'faint' },
        ...lines.map(({ points, label, number }) => ({
          ...placed(points),
          colour: `var(${colourProperty(points[0].optimizer.name)})`,
          dash: dash(number),
          name: label,
          dots: true,
        })),
      ],
    });
  }
}

/** @param {SweepPoint[]} points */
function placed(points) {
  const shown = points.filter((point) => height(point) !== null);
  const diverged = new Set(
    shown.filter(({ outcome }) => outcome === 'diverged').map((p) => p.learning_rate),
  );
  return {
    points: shown.map((point) => /** @type {const} */ ([point.learning_rate, height(point) ?? 0])),
    hollow: (/** @type {number} */ rate) => diverged.has(rate),
  };
}
