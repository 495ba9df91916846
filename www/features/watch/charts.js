/**
 * The two charts. They are shown the runs whenever a point is new; drawing follows at its own pace.
 */
import { find, make } from '../../ui/dom.js';
import { soon } from '../../ui/soon.js';
import { loss as lossText, percent } from '../../model/format.js';
import { FINEST_WIDTH } from '../../model/curve.js';
import { LineChart } from '../../charts/line_chart.js';
import { colourProperty, dash } from '../../charts/line_style.js';
import { accuracyRange, lossRange, roundBetween } from '../../charts/scales.js';

/** @import uPlot from 'uplot' */
/** @import { RunRecord } from '../../model/history.js' */

/** Milliseconds between two drawings, so that charts never crowd out the pointer. */
const BETWEEN_DRAWINGS = 120;
/** The raw loss behind the smoothed one. */
const FAINT = { edge: 0.22, fill: 0.12 };

/**
 * @typedef {object} RunLine columns of y over one x
 * @property {RunRecord} run
 * @property {number[]} x
 * @property {number[]} y
 * @property {[low: number[], high: number[]]} [band] the raw values behind the line
 */
/**
 * @typedef {object} RunsLook
 * @property {(value: number) => string} format
 * @property {() => number} end of the horizontal axis, in epochs
 * @property {uPlot.Scale} scale
 * @property {uPlot.Axis} [axis]
 * @property {boolean} points
 */

/** Some figure of the runs over their epochs, and its values in words. */
class RunsChart {
  /** @type {RunLine[]} */
  #lines = [];

  /** @param {HTMLElement} figure @param {RunsLook} look */
  constructor(figure, look) {
    this.readout = find(figure, '.readout', HTMLElement);
    this.look = look;
    this.chart = new LineChart(find(figure, '.plot', HTMLElement), {
      options: ({ axis, size }) => ({
        scales: { x: { time: false, range: () => [0, look.end()] }, y: look.scale },
        axes: [
          { ...axis, size: size * 2.2, label: 'epochs', labelSize: size * 1.2, labelGap: -4 },
          {
            ...axis,
            size: size * 4.8,
            values: (_, values) => values.map((v) => (v === null ? '' : look.format(v))),
            ...look.axis,
          },
        ],
        padding: [8, 10, 0, 0],
      }),
      // Several runs' raw losses lie over one another: each is fainter for it.
      band: (lines) => ({
        edge: FAINT.edge / Math.sqrt(lines),
        fill: FAINT.fill / Math.sqrt(lines),
      }),
      points: look.points,
      read: (plot) => this.#read(plot),
    });
    this.show([]);
  }

  /** @param {RunLine[]} lines */
  show(lines) {
    this.#lines = lines;
    this.chart.show(
      lines.map(({ run, ...line }) => ({
        ...line,
        key: String(run.number),
        label: run.name,
        colour: (style) => style.getPropertyValue(colourProperty(run.config.optimizer.name)).trim(),
        dash: dash(run.number),
      })),
    );
  }

  /**
   * The lines' names and values, at the cursor or else at their ends: the chart's legend.
   * @param {uPlot} plot
   */
  #read(plot) {
    const at = plot.cursor.idx ?? plot.data[0].length - 1;
    const entries = this.#lines.flatMap(({ run, band }, i) => {
      const ys = plot.data[(band ? 3 : 1) * (i + 1)];
      // The last value up to there: runs have their points at different places.
      for (let k = at; k >= 0; k--) {
        const y = ys[k];
        if (typeof y === 'number') return [entry(run, this.look.format(y))];
      }
      return [];
    });
    const place = entries.length > 0 ? `epoch ${plot.data[0][at].toFixed(2)}` : '';
    this.readout.replaceChildren(place, ...entries);
  }
}

/** @param {RunRecord} run @param {string} value */
function entry(run, value) {
  const item = make('span', {}, `${run.name} `, make('b', {}, value));
  item.style.color = `var(${colourProperty(run.config.optimizer.name)})`;
  return item;
}

export class Charts {
  /** @param {ParentNode} root */
  constructor(root) {
    /** @type {readonly RunRecord[]} */
    this.runs = [];
    /** @type {RunLine[]} */
    this.lossLines = [];
    this.drawSoon = soon(() => this.#draw(), BETWEEN_DRAWINGS);
    // Both charts end with the longest run, so that one can be read under the other.
    const end = () => Math.max(...this.lossLines.map(({ x }) => x.at(-1) ?? 0), 0) || 1;
    this.accuracy = new RunsChart(find(root, '#accuracy-chart', HTMLElement), {
      format: (value) => percent(value, value > 0.99 && value < 1 ? 2 : 1).replace('.0 ', ' '),
      end,
      scale: { range: (_, min) => accuracyRange(min) },
      points: true,
    });
    this.loss = new RunsChart(find(root, '#loss-chart', HTMLElement), {
      format: (value) => (value >= 0.001 ? String(Number(value.toPrecision(3))) : lossText(value)),
      end,
      scale: { distr: 3, range: () => lossRange(this.lossLines.map(({ y }) => y)) },
      axis: {
        splits: (_, __, low, high) => roundBetween(low, high),
        filter: (_, values) => values,
      },
      points: false,
    });
  }

  /**
   * Draws the runs that aren't hidden, soon: however often it is asked, it draws a few times a second.
   * @param {readonly RunRecord[]} runs
   */
  show(runs) {
    this.runs = runs;
    this.drawSoon();
  }

  #draw() {
    const shown = this.runs.filter((run) => !run.hidden);
    const width = Math.max(FINEST_WIDTH, ...shown.map((run) => run.curve.width));
    this.lossLines = shown.map((run) => {
      const columns = run.curve.at(width);
      return {
        run,
        x: columns.map(({ at }) => (at + 1) * width),
        y: columns.map(({ smoothed }) => smoothed),
        band: [columns.map(({ low }) => low), columns.map(({ high }) => high)],
      };
    });
    this.accuracy.show(
      shown.map((run) => ({
        run,
        x: run.evaluations.map(({ epoch }) => epoch),
        y: run.evaluations.map(({ accuracy }) => accuracy),
      })),
    );
    this.loss.show(this.lossLines);
  }
}
