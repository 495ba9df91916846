/**
 * A chart of lines on uPlot, in one figure: it is given lines with their looks, follows the size and the
 * theme of the page, and knows nothing of training.
 */
import uPlot from 'uplot';
import { onThemeChange } from '../ui/theme.js';

/**
 * A line as it is drawn.
 * @typedef {object} ChartLine
 * @property {string} key what makes it another line: uPlot keeps its looks for good
 * @property {string} label
 * @property {(style: CSSStyleDeclaration) => string} colour
 * @property {number[]} [dash]
 * @property {number[]} x
 * @property {number[]} y
 * @property {[low: number[], high: number[]] | null} [band] over the same x
 */
/**
 * The page's colours and type as they are now.
 * @typedef {object} Theme
 * @property {CSSStyleDeclaration} style
 * @property {number} size of the type, in CSS pixels
 * @property {string} font
 * @property {uPlot.Axis} axis what the two axes have in common
 */
/**
 * @typedef {object} ChartLook
 * @property {() => string} [key] what makes it another chart
 * @property {(theme: Theme) => Pick<uPlot.Options, 'axes' | 'scales' | 'padding'>} options
 * @property {(lines: number) => {fill: number, edge: number}} band how much of a line's colour its band has, and the band's
 *   edges, among so many lines
 * @property {boolean} [points] whether each value is marked
 * @property {(plot: uPlot, theme: Theme) => void} [draw] over the lines
 * @property {(plot: uPlot) => void} read tells the values at the cursor, or at the lines' ends
 */

/** A cursor that reads and neither zooms nor marks; the chart writes its own legend. */
const QUIET = Object.freeze({
  legend: { show: false },
  cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
});
/** In CSS pixels. */
const LINE_WIDTH = 2.25;
const POINT_SIZE = 6;

export class LineChart {
  #root;
  #look;
  /** @type {readonly ChartLine[]} */
  #lines = [];
  /** @type {uPlot | null} */
  #plot = null;
  /** What the plot was built with. */
  #built = '';

  /** @param {HTMLElement} root that the plot fills @param {ChartLook} look */
  constructor(root, look) {
    this.#root = root;
    this.#look = look;
    new ResizeObserver(() => {
      if (this.#plot) this.#plot.setSize(this.#size);
      else this.#draw();
    }).observe(root);
    onThemeChange(() => {
      this.#built = '';
      this.#draw();
    });
  }

  /** @param {readonly ChartLine[]} lines */
  show(lines) {
    this.#lines = lines;
    this.#draw();
  }

  get #size() {
    return { width: this.#root.clientWidth, height: this.#root.clientHeight };
  }

  #draw() {
    // Without a size it can't be drawn; when it gets one, the observer asks again.
    if (this.#root.clientWidth === 0) return;
    const data = joined(this.#lines);
    const built = JSON.stringify([
      this.#look.key?.(),
      ...this.#lines.map(({ key, label, band }) => [key, label, Boolean(band)]),
    ]);
    if (this.#plot && built === this.#built) this.#plot.setData(data);
    else {
      this.#plot?.destroy();
      this.#built = built;
      this.#plot = new uPlot(this.#options(), data, this.#root);
    }
    this.#look.read(this.#plot);
  }

  /** @returns {uPlot.Options} */
  #options() {
    const theme = themeOf(this.#root);
    const { points = false, draw, read, options } = this.#look;
    const share = this.#look.band(this.#lines.length);
    /** @type {uPlot.Series[]} */
    const series = [{}];
    /** @type {uPlot.Band[]} */
    const bands = [];
    for (const { label, colour, dash, band } of this.#lines) {
      const stroke = colour(theme.style);
      if (band) {
        bands.push({ series: [series.length + 1, series.length], fill: faint(stroke, share.fill) });
        const edge = { stroke: faint(stroke, share.edge), width: 1, points: { show: false } };
        series.push(edge, edge);
      }
      const marks = points ? { show: true, size: POINT_SIZE, fill: stroke } : { show: false };
      series.push({ label, stroke, width: LINE_WIDTH, dash, points: marks });
    }
    return {
      ...this.#size,
      ...QUIET,
      ...options(theme),
      series,
      bands,
      hooks: {
        draw: draw ? [(plot) => draw(plot, theme)] : [],
        setCursor: [(plot) => read(plot)],
      },
    };
  }
}

/** uPlot keeps them for good, so that another theme is another plot. @param {HTMLElement} root @returns {Theme} */
function themeOf(root) {
  const style = getComputedStyle(root);
  const size = parseFloat(style.fontSize);
  const font = `${size}px ${style.fontFamily}`;
  const grid = { stroke: style.getPropertyValue('--rule'), width: 1 };
  const stroke = style.getPropertyValue('--ink-soft');
  const axis = { stroke, grid, ticks: { ...grid, size: 4 }, font, labelFont: font };
  return { style, size, font, axis };
}

/**
 * The lines' columns over all their x together, as uPlot wants them: a band's edges before its line.
 * @param {readonly Pick<ChartLine, 'x' | 'y' | 'band'>[]} lines
 * @returns {uPlot.AlignedData}
 */
function joined(lines) {
  if (lines.length === 0) return [[]];
  /** @type {uPlot.AlignedData[]} */
  const tables = lines.map(({ x, y, band }) => (band ? [x, ...band, y] : [x, y]));
  return uPlot.join(tables);
}

/** @param {string} colour @param {number} alpha */
const faint = (colour, alpha) =>
  alpha === 0 ? 'transparent' : `color-mix(in srgb, ${colour} ${alpha * 100}%, transparent)`;
