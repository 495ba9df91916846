/** What every line chart on uPlot has in common: its colours and type, its columns, its cursor. */
import uPlot from 'uplot';

/**
 * @typedef {object} Columns of a line over one x
 * @property {number[]} x
 * @property {number[]} y
 * @property {[low: number[], high: number[]] | null} [band]
 */

/** A cursor that reads and neither zooms nor marks; the chart writes its own legend. */
export const QUIET = Object.freeze({
  legend: { show: false },
  cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
});
/** Of a chart's lines, in CSS pixels. */
export const LINE_WIDTH = 2.25;

/** @param {HTMLElement} root that the plot fills */
export const sizeOf = (root) => ({ width: root.clientWidth, height: root.clientHeight });

/**
 * The page's colours and type as they are now: uPlot keeps them for good, so that another theme is
 * another plot.
 * @param {HTMLElement} root
 */
export function theme(root) {
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
 * @param {readonly Columns[]} lines
 * @returns {uPlot.AlignedData}
 */
export function joined(lines) {
  if (lines.length === 0) return [[]];
  /** @type {uPlot.AlignedData[]} */
  const tables = lines.map(({ x, y, band }) => (band ? [x, ...band, y] : [x, y]));
  return uPlot.join(tables);
}

/** @param {string} colour @param {number} alpha */
export const faint = (colour, alpha) =>
  `color-mix(in srgb, ${colour} ${alpha * 100}%, transparent)`;
