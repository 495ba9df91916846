/**
 * The race on one chart. It is shown the record whenever something is new; drawing follows at its
 * own pace. The names at the lines' ends are its legend.
 */
import uPlot from 'uplot';
import { find, make, say } from '../ui/dom.js';
import { soon } from '../ui/soon.js';
import { LEADER, colourProperty, shade } from './line_style.js';
import { X_AXES, Y_AXES, chartTitle } from './axes.js';
import { spread } from './ends.js';
import { LineChart } from './line_chart.js';
import { lineEnd, raceLines, valueAt } from './race_lines.js';

/** @import { Axes } from '../model/race/axes.js' */
/** @import { Axis } from './axes.js' */
/** @import { Theme } from './line_chart.js' */
/** @import { RaceLine } from './race_lines.js' */
/** @import { RaceRecord, Summary } from '../model/race/record.js' */

/** Milliseconds between two drawings at least, so that they never crowd out the pointer. */
const BETWEEN_DRAWINGS = 125;
/** How much of a line's colour its band has; its edges are not drawn. */
const BAND = { fill: 0.16, edge: 0 };
/** From the plot to the names, and between two of them, in ems; of the chart's width at most. */
const NAMES = { gap: 1.1, height: 1.25, most: 0.42 };
/** CSS pixels that an axis gives to each mark. */
const ROOM = { x: 64, y: 40 };

export class RaceChart {
  /** @param {ParentNode} root */
  constructor(root) {
    const figure = find(root, '#race-chart', HTMLElement);
    this.title = find(figure, 'b', HTMLElement);
    this.readout = find(figure, '.readout', HTMLElement);
    this.plotRoot = find(figure, '.plot', HTMLElement);
    /** @type {RaceRecord | null} */
    this.record = null;
    /** @type {Axes} */
    this.axes = { x: 'updates', y: 'accuracy' };
    /** @type {RaceLine[]} */
    this.lines = [];
    this.chart = new LineChart(this.plotRoot, {
      key: () => `${this.axes.x} ${this.axes.y}`,
      options: (theme) => this.#options(theme),
      band: () => BAND,
      draw: (plot, theme) => this.#name(plot, theme),
      read: (plot) => this.#read(plot),
    });
    this.drawSoon = soon(() => this.#draw(), BETWEEN_DRAWINGS);
  }

  /**
   * Draws the race soon: however often it is asked, it draws a few times a second.
   * @param {RaceRecord | null} record null for an empty chart
   * @param {Axes} axes
   */
  show(record, axes) {
    this.record = record;
    this.axes = axes;
    this.drawSoon();
  }

  #draw() {
    const { axes, record } = this;
    this.lines = record ? raceLines(record, axes) : [];
    this.chart.show(
      this.lines.map(({ summary, ...line }) => ({
        ...line,
        key: `${summary.key} ${summary.turn}`,
        label: summary.label,
        colour: (style) => colour(summary, style),
      })),
    );
  }

  /** @param {Theme} theme */
  #options({ size, font, axis }) {
    const [x, y] = [X_AXES[this.axes.x], Y_AXES[this.axes.y]];
    const room = nameRoom(this.lines, font) + size * NAMES.gap;
    /** @type {Pick<uPlot.Options, 'scales' | 'axes' | 'padding'>} */
    const options = {
      scales: {
        x: { time: false, range: () => x.range(this.lines.map((line) => line.x)) },
        y: { distr: y.log ? 3 : 1, range: () => y.range(heights(this.lines)) },
      },
      axes: [
        { ...axis, ...marked(x, 'width', ROOM.x), size: size * 2.2, ...named(x, size) },
        { ...axis, ...marked(y, 'height', ROOM.y), size: size * 4.4 },
      ],
      padding: [8, (plot) => Math.min(room, plot.width * NAMES.most), 0, 0],
    };
    return options;
  }

  /**
   * Writes the lines' names to the right of the plot, each led to its line's end.
   * @param {uPlot} plot
   * @param {Theme} theme
   */
  #name({ bbox, ctx, valToPos }, { style, size }) {
    const ratio = uPlot.pxRatio;
    const em = size * ratio;
    const right = bbox.left + bbox.width;
    const named = this.lines.flatMap((line) => {
      const end = lineEnd(line);
      if (!end) return [];
      return [{ ...line, x: valToPos(end.x, 'x', true), y: valToPos(end.y, 'y', true) }];
    });
    const places = spread(
      named.map(({ y }) => y),
      em * NAMES.height,
      bbox.top + em / 2,
      bbox.top + bbox.height - em / 2,
    );
    ctx.save();
    ctx.font = `${em}px ${style.fontFamily}`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.setLineDash([]);
    ctx.lineWidth = ratio;
    named.forEach(({ summary, x, y }, i) => {
      const left = right + em * NAMES.gap;
      ctx.strokeStyle = ctx.fillStyle = colour(summary, style);
      ctx.globalAlpha = LEADER;
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.lineTo(right + em * 0.2, y);
      ctx.lineTo(left - em * 0.2, places[i]);
      ctx.stroke();
      ctx.globalAlpha = 1;
      ctx.beginPath();
      ctx.arc(x, y, 3 * ratio, 0, 2 * Math.PI);
      ctx.fill();
      // Where there is little room the canvas sets a long name narrower.
      ctx.fillText(summary.label, left, places[i], Math.max(1, ctx.canvas.width - left - 1));
    });
    ctx.restore();
  }

  /**
   * The lines' values in words, at the cursor or else at their ends.
   * @param {uPlot} plot
   */
  #read(plot) {
    const [x, y] = [X_AXES[this.axes.x], Y_AXES[this.axes.y]];
    const at = plot.cursor.idx == null ? null : plot.data[0][plot.cursor.idx];
    const values = this.lines.flatMap((line) => {
      const value = at === null ? lineEnd(line)?.y : valueAt(line, at);
      return value == null ? [] : [{ summary: line.summary, value: y.write(value) }];
    });
    const title = chartTitle(this.axes);
    say(this.title, title);
    this.plotRoot.setAttribute(
      'aria-label',
      [title, ...values.map(({ summary, value }) => `${summary.label} ${value}`)].join('; '),
    );
    this.readout.replaceChildren(
      ...(at === null ? [] : [`${x.write(at)} ${x.unit}`]),
      ...values.map(({ summary, value }) => {
        const item = make('span', {}, `${summary.label} `, make('b', {}, value));
        item.style.color = shade(`var(${colourProperty(summary.optimizer.name)})`, summary.turn);
        return item;
      }),
    );
  }
}

/** @param {Pick<Summary, 'optimizer' | 'turn'>} summary @param {CSSStyleDeclaration} style */
const colour = ({ optimizer, turn }, style) =>
  shade(style.getPropertyValue(colourProperty(optimizer.name)).trim(), turn);

/** All that the vertical axis has to hold. @param {RaceLine[]} lines */
const heights = (lines) => lines.flatMap(({ y, band }) => (band ? [y, ...band] : [y]));

/**
 * @param {Axis} axis
 * @param {'width' | 'height'} along
 * @param {number} room
 * @returns {uPlot.Axis}
 */
const marked = (axis, along, room) => ({
  splits: (plot, _, low, high) => axis.marks(low, high, plot.bbox[along] / uPlot.pxRatio / room),
  filter: (_, values) => values,
  values: (_, values) => values.map(axis.mark),
});

/** @param {Axis} axis @param {number} size @returns {uPlot.Axis} */
const named = ({ label }, size) => ({ label, labelSize: size * 1.2, labelGap: -4 });

/**
 * The widest name, in CSS pixels.
 * @param {RaceLine[]} lines
 * @param {string} font
 */
function nameRoom(lines, font) {
  const context = document.createElement('canvas').getContext('2d');
  if (!context || lines.length === 0) return 0;
  context.font = font;
  return Math.max(...lines.map(({ summary }) => context.measureText(summary.label).width));
}
