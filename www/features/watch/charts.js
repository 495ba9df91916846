/**
 * The two charts. They are shown the runs whenever a point is new; drawing follows at its own pace.
 */
import uPlot from 'uplot';
import { find, make } from '../../ui/dom.js';
import { soon } from '../../ui/soon.js';
import { onThemeChange } from '../../ui/theme.js';
import { loss as lossText, percent } from '../../model/format.js';
import { FINEST_WIDTH } from '../../model/curve.js';
import { LINE_WIDTH, QUIET, faint, joined, sizeOf, theme } from '../../charts/line_plot.js';
import { colourProperty, dash } from '../../charts/line_style.js';
import { accuracyRange, lossRange, roundBetween } from '../../charts/scales.js';

/** @import { RunRecord } from '../../model/history.js' */

/** Milliseconds between two drawings, so that charts never crowd out the pointer. */
const BETWEEN_DRAWINGS = 120;
/** The raw loss behind the smoothed one. */
const FAINT = { line: 0.22, band: 0.12 };

/**
 * @typedef {object} Line columns of y over one x
 * @property {RunRecord} run
 * @property {number[]} x
 * @property {number[]} y
 * @property {[low: number[], high: number[]]} [band] the raw values behind the line
 */

/** One uPlot in one figure: it is given lines, and knows nothing of training. */
class LineChart {
  /**
   * @param {HTMLElement} figure
   * @param {{format: (value: number) => string, end: () => number, scale: uPlot.Scale, axis?: uPlot.Axis,
   *   points: boolean}} look
   */
  constructor(figure, look) {
    this.plotRoot = find(figure, '.plot', HTMLElement);
    this.readout = find(figure, '.readout', HTMLElement);
    this.look = look;
    /** @type {Line[]} */
    this.lines = [];
    /** @type {uPlot | null} */
    this.plot = null;
    this.drawn = '';
    new ResizeObserver(() => this.plot?.setSize(sizeOf(this.plotRoot))).observe(this.plotRoot);
    onThemeChange(() => {
      this.drawn = '';
      this.show(this.lines);
    });
    this.show([]);
  }

  /** @param {Line[]} lines */
  show(lines) {
    this.lines = lines;
    const data = joined(lines);
    // uPlot keeps its series for good: another set of lines is another plot.
    const drawn = lines.map(({ run }) => run.number).join();
    if (this.plot && drawn === this.drawn) {
      this.plot.setData(data);
      this.#read(this.plot);
      return;
    }
    this.drawn = drawn;
    this.plot?.destroy();
    this.plot = new uPlot(this.#options(), data, this.plotRoot);
    this.#read(this.plot);
  }

  /** @returns {uPlot.Options} */
  #options() {
    const { style, size, axis } = theme(this.plotRoot);
    /** @type {uPlot.Series[]} */
    const series = [{}];
    /** @type {uPlot.Band[]} */
    const bands = [];
    // Several runs' raw losses lie over one another: each is fainter for it.
    const share = 1 / Math.sqrt(this.lines.length);
    for (const line of this.lines) {
      const stroke = style.getPropertyValue(colourProperty(line.run.config.optimizer.name)).trim();
      if (line.band) {
        const raw = {
          stroke: faint(stroke, FAINT.line * share),
          width: 1,
          points: { show: false },
        };
        bands.push({
          series: [series.length + 1, series.length],
          fill: faint(stroke, FAINT.band * share),
        });
        series.push(raw, raw);
      }
      series.push({
        label: line.run.name,
        stroke,
        width: LINE_WIDTH,
        dash: dash(line.run.number),
        points: this.look.points ? { show: true, size: 6, fill: stroke } : { show: false },
      });
    }
    return {
      ...sizeOf(this.plotRoot),
      ...QUIET,
      scales: { x: { time: false, range: () => [0, this.look.end()] }, y: this.look.scale },
      axes: [
        { ...axis, size: size * 2.2, label: 'epochs', labelSize: size * 1.2, labelGap: -4 },
        {
          ...axis,
          size: size * 4.8,
          values: (_, values) => values.map((v) => (v === null ? '' : this.look.format(v))),
          ...this.look.axis,
        },
      ],
      series,
      bands,
      padding: [8, 10, 0, 0],
      hooks: { setCursor: [(plot) => this.#read(plot)] },
    };
  }

  /**
   * The lines' names and values, at the cursor or else at their ends: the chart's legend.
   * @param {uPlot} plot
   */
  #read(plot) {
    const at = plot.cursor.idx ?? plot.data[0].length - 1;
    const entries = this.lines.flatMap(({ run, band }, i) => {
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
    /** @type {Line[]} */
    this.lossLines = [];
    this.drawSoon = soon(() => this.#draw(), BETWEEN_DRAWINGS);
    // Both charts end with the longest run, so that one can be read under the other.
    const end = () => Math.max(...this.lossLines.map(({ x }) => x.at(-1) ?? 0), 0) || 1;
    this.accuracy = new LineChart(find(root, '#accuracy-chart', HTMLElement), {
      format: (value) => percent(value, value > 0.99 && value < 1 ? 2 : 1).replace('.0 ', ' '),
      end,
      scale: { range: (_, min) => accuracyRange(min) },
      points: true,
    });
    this.loss = new LineChart(find(root, '#loss-chart', HTMLElement), {
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
