/**
 * A small chart as SVG: lines and areas between two axes, with the lines' names at their ends. Its
 * colours are custom properties, so that it follows the page's from light to dark by itself.
 */
import { spread } from './ends.js';

/**
 * @typedef {object} Axis
 * @property {[low: number, high: number]} range
 * @property {boolean} [log]
 * @property {number[]} marks
 * @property {(value: number) => string} [format] of the marks; none are written without it
 * @property {string} [label]
 */
/**
 * @typedef {object} PlotLine
 * @property {(readonly [x: number, y: number])[]} points ascending in x
 * @property {string} colour of the stroke, and of the area
 * @property {number[]} [dash]
 * @property {string} [name] written at its end
 * @property {'line' | 'area' | 'faint'} [as] an area reaches down to the horizontal axis
 * @property {boolean} [dots] a dot at each point; hollow where `hollow` says so
 * @property {(x: number, y: number) => boolean} [hollow]
 */
/** @typedef {{x: Axis, y: Axis, lines: PlotLine[]}} PlotContent */

const SVG = 'http://www.w3.org/2000/svg';
/** Around the plot, in ems: for the marks and their labels. */
const MARGIN = { top: 0.7, right: 1.3, bottom: 1.5, label: 1.25, left: 3.6, left_bare: 1.3 };
/** Of the names at the lines' ends, in ems. */
const NAME = { width: 5.6, height: 1.2, gap: 1.1 };
const DOT = 3.5;

/**
 * From a value to its place on the screen.
 * @param {Axis} axis
 * @param {number} start where the range begins, in pixels
 * @param {number} end
 */
function scale({ range, log }, start, end) {
  const at = log ? Math.log10 : Number;
  const [low, high] = range.map(at);
  return (/** @type {number} */ value) =>
    start + ((at(value) - low) / (high - low || 1)) * (end - start);
}

export class Plot {
  /** @type {PlotContent | null} */
  #content = null;

  /**
   * @param {HTMLElement} root gives the chart its size
   * @param {string} label says what the chart shows
   */
  constructor(root, label) {
    this.root = root;
    this.svg = element('svg', { role: 'img', 'aria-label': label, class: 'small-plot' });
    root.append(this.svg);
    new ResizeObserver(() => this.#draw()).observe(root);
  }

  /** @param {PlotContent} content */
  show(content) {
    this.#content = content;
    this.#draw();
  }

  #draw() {
    const [width, height] = [this.root.clientWidth, this.root.clientHeight];
    if (!this.#content || width === 0 || height === 0) return; // Folded away; drawn once it is seen.
    const { x, y, lines } = this.#content;
    const em = parseFloat(getComputedStyle(this.root).fontSize);
    const named = lines.some(({ name }) => name);
    const box = {
      left: em * (y.format ? MARGIN.left : MARGIN.left_bare),
      right: width - em * (named ? NAME.width + NAME.gap : MARGIN.right),
      top: em * MARGIN.top,
      bottom: height - em * (MARGIN.bottom + (x.label ? MARGIN.label : 0)),
    };
    const to_x = scale(x, box.left, box.right);
    const to_y = scale(y, box.bottom, box.top);

    const grid = [
      ...x.marks.map((mark) => rule(to_x(mark), box.top, to_x(mark), box.bottom)),
      ...y.marks.map((mark) => rule(box.left, to_y(mark), box.right, to_y(mark))),
    ];
    const labels = [
      ...written(x).map(([mark, text]) => write(text, to_x(mark), box.bottom + em * 1.15)),
      ...written(y).map(([mark, text]) =>
        write(text, box.left - em * 0.4, to_y(mark) + em * 0.33, 'end'),
      ),
    ];
    if (x.label) labels.push(write(x.label, (box.left + box.right) / 2, height - em * 0.3));

    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.svg.replaceChildren(
      element('g', { class: 'grid' }, ...grid),
      ...labels,
      ...lines.flatMap((line) => drawLine(line, to_x, to_y, box.bottom)),
      ...(named ? names(lines, to_x, to_y, { ...box, em }) : []),
    );
  }
}

/** @param {Axis} axis @returns {[mark: number, text: string][]} */
function written({ marks, format }) {
  return format ? marks.map((mark) => [mark, format(mark)]) : [];
}

/**
 * @param {PlotLine} line
 * @param {(value: number) => number} to_x
 * @param {(value: number) => number} to_y
 * @param {number} bottom
 */
function drawLine({ points, colour, dash = [], as = 'line', dots, hollow }, to_x, to_y, bottom) {
  if (points.length === 0) return [];
  const places = points.map(([x, y]) => `${to_x(x).toFixed(1)},${to_y(y).toFixed(1)}`);
  const path = element('path', {
    class: as,
    d: `M${places.join('L')}`,
    'stroke-dasharray': dash.join(' '),
  });
  path.style.stroke = colour;
  if (as === 'area') {
    const [first, last] = [points[0][0], points[points.length - 1][0]];
    path.setAttribute(
      'd',
      `M${to_x(first).toFixed(1)},${bottom}L${places.join('L')}L${to_x(last).toFixed(1)},${bottom}Z`,
    );
    path.style.fill = colour;
  }
  if (!dots) return [path];
  return [
    path,
    ...points.map(([x, y]) => {
      const dot = element('circle', { cx: to_x(x), cy: to_y(y), r: DOT, class: 'dot' });
      dot.style.stroke = colour;
      if (!hollow?.(x, y)) dot.style.fill = colour;
      return dot;
    }),
  ];
}

/**
 * The lines' names to the right of the plot, each led to its line's end.
 * @param {PlotLine[]} lines
 * @param {(value: number) => number} to_x
 * @param {(value: number) => number} to_y
 * @param {{right: number, top: number, bottom: number, em: number}} box
 */
function names(lines, to_x, to_y, { right, top, bottom, em }) {
  const ends = lines.flatMap(({ points, colour, name }) => {
    const last = points.at(-1);
    return last && name ? [{ x: to_x(last[0]), y: to_y(last[1]), colour, name }] : [];
  });
  const places = spread(
    ends.map(({ y }) => y),
    em * NAME.height,
    top,
    bottom,
  );
  return ends.flatMap(({ x, y, colour, name }, i) => {
    const left = right + em * NAME.gap;
    const leader = element('path', {
      class: 'leader',
      d: `M${x + DOT},${y}H${right + em * 0.2}L${left - em * 0.15},${places[i]}`,
    });
    leader.style.stroke = colour;
    const text = write(name, left, places[i] + em * 0.33, 'start');
    text.style.fill = colour;
    text.classList.add('name');
    return [leader, text];
  });
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
const rule = (x1, y1, x2, y2) => element('path', { d: `M${x1},${y1}L${x2},${y2}` });

/**
 * @param {string} text @param {number} x @param {number} y
 * @param {'start' | 'middle' | 'end'} [anchor]
 */
function write(text, x, y, anchor = 'middle') {
  const node = element('text', { x, y, 'text-anchor': anchor });
  node.textContent = text;
  return node;
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number>} attributes
 * @param {...SVGElement} children
 * @returns {SVGElementTagNameMap[K]}
 */
function element(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
