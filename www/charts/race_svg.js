/** The race's chart as a picture that stands alone: an SVG on white, for print and for slides. */
import { optimizerLabel, symbol } from '../model/optimizer_names.js';
import { setting } from '../model/format.js';
import { X_AXES, Y_AXES, chartTitle } from './axes.js';
import { spread } from './ends.js';
import { LEADER } from './line_style.js';
import { lineEnd, raceLines } from './race_lines.js';
import { settingsOf } from '../model/race/record.js';

/** @import { Axes } from '../model/race/axes.js' */
/** @import { Axis } from './axes.js' */
/** @import { RaceLine } from './race_lines.js' */
/** @import { RaceRecord, RaceRun, Summary } from '../model/race/record.js' */

/** @typedef {(line: Pick<Summary, 'optimizer' | 'turn'>) => string} Colours a line's colour, as SVG writes it */
/** @typedef {(value: number) => number} Scale from a value to its place in the picture */

export const WIDTH = 960;
const PLOT_HEIGHT = 440;
const TEXT = 14;
const [INK, INK_SOFT, RULE] = ['#1a1c20', '#5a5f69', '#dedbd3'];
const MARGIN = { top: 74, left: 70, below: 58 };
/** Nothing measures text here: about as wide as a letter of a sans serif is, in ems. */
const LETTER = 0.58;
/** Of the names at the lines' ends, and of the settings below, in ems. */
const NAME = { gap: 1.1, height: 1.25, most: 22 };
/** Letters of a dataset's name, which may be a file's. */
const LONGEST = 40;
const KEY = { height: 1.6, sample: 3, columns: 2 };

/**
 * @param {RaceRecord} record
 * @param {Axes} axes
 * @param {Colours} colours
 */
export function chartSvg(record, axes, colours) {
  const lines = raceLines(record, axes);
  const [x, y] = [X_AXES[axes.x], Y_AXES[axes.y]];
  const longest = Math.max(0, ...lines.map(({ summary }) => summary.label.length));
  const names = Math.min(longest, NAME.most) * LETTER * TEXT + (NAME.gap + 0.6) * TEXT;
  const box = {
    left: MARGIN.left,
    right: WIDTH - names,
    top: MARGIN.top,
    bottom: MARGIN.top + PLOT_HEIGHT,
  };
  const [low, high] = y.range(lines.flatMap((line) => [line.y, ...(line.band ?? [])]));
  const [from, to] = x.range(lines.map((line) => line.x));
  const to_x = scale(x, [from, to], box.left, box.right);
  const to_y = scale(y, [low, high], box.bottom, box.top);

  const x_marks = x.marks(from, to, (box.right - box.left) / 90);
  const y_marks = y.marks(low, high, PLOT_HEIGHT / 44);
  const rows = Math.ceil(lines.length / KEY.columns);
  const height = box.bottom + MARGIN.below + rows * KEY.height * TEXT + TEXT / 2;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${at(height)}" ` +
      `viewBox="0 0 ${WIDTH} ${at(height)}" font-family="Helvetica, Arial, sans-serif" font-size="${TEXT}">`,
    `<title>${escaped(`${headline(record)}: ${chartTitle(axes)}`)}</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    text(chartTitle(axes), 16, 28, { size: 19, weight: 600 }),
    text(headline(record), 16, 50, { fill: INK_SOFT }),
    ...x_marks.map((mark) => rule(to_x(mark), box.top, to_x(mark), box.bottom)),
    ...y_marks.map((mark) => rule(box.left, to_y(mark), box.right, to_y(mark))),
    ...x_marks.map((mark) =>
      text(x.mark(mark), to_x(mark), box.bottom + 20, { anchor: 'middle', fill: INK_SOFT }),
    ),
    ...y_marks.map((mark) =>
      text(y.mark(mark), box.left - 8, to_y(mark) + 5, { anchor: 'end', fill: INK_SOFT }),
    ),
    text(x.label, (box.left + box.right) / 2, box.bottom + 40, {
      anchor: 'middle',
      fill: INK_SOFT,
    }),
    ...lines.map((line) => band(line, to_x, to_y, colours)),
    ...lines.map((line) => curve(line, to_x, to_y, colours)),
    ...ends(lines, to_x, to_y, colours, box),
    ...lines.map(({ summary, dash }, i) => {
      const left = 16 + (Math.floor(i / rows) * (WIDTH - 32)) / KEY.columns;
      const middle = box.bottom + MARGIN.below + ((i % rows) + 0.5) * KEY.height * TEXT;
      return (
        stroke(`M${at(left)},${at(middle)}h${KEY.sample * TEXT}`, dash, colours(summary)) +
        text(settings(summary), left + (KEY.sample + 0.6) * TEXT, middle + 5, {})
      );
    }),
    '</svg>',
    '',
  ].join('\n');
}

/**
 * What the runs of a race share, in a line.
 * @param {RaceRecord} record
 */
export function headline({ dataset, preset, app_version, runs }) {
  const each = (/** @type {(run: RaceRun) => number} */ of) => [...new Set(runs.map(of))];
  const shared = [`LeNet-5 on ${cut(dataset)}`];
  if (runs.length > 0) {
    shared.push(`batch ${each((run) => run.batch_size).join(', ')}`);
    shared.push(`${each((run) => run.epochs).join(', ')} epochs`);
    shared.push(written(each((run) => run.seed)));
  }
  if (preset) shared.push(`preset ${preset}`);
  return [...shared, `version ${app_version}`].join(', ');
}

/** @param {number[]} seeds at least one */
function written(seeds) {
  const [first, last] = [seeds[0], seeds[seeds.length - 1]];
  if (seeds.length === 1) return `seed ${first}`;
  const inARow = seeds.every((seed, i) => seed === first + i);
  return `seeds ${inARow ? `${first} to ${last}` : seeds.join(', ')} (their mean and range)`;
}

/** @param {string} name */
const cut = (name) => (name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name);

/** @param {Summary} summary */
function settings(summary) {
  const numbers = settingsOf(summary).map(
    ([name, value]) => `${name === 'learning_rate' ? 'η' : symbol(name)} ${setting(value)}`,
  );
  return `${optimizerLabel(summary.optimizer.name)}: ${numbers.join(', ')}`;
}

/**
 * @param {Axis} axis
 * @param {[low: number, high: number]} range
 * @param {number} start @param {number} end
 * @returns {Scale}
 */
function scale({ log }, range, start, end) {
  const measure = log ? Math.log10 : Number;
  const [low, high] = range.map(measure);
  return (value) => start + ((measure(value) - low) / (high - low)) * (end - start);
}

/** @param {RaceLine} line @param {Scale} to_x @param {Scale} to_y @param {Colours} colours */
function band({ summary, x, band: edges }, to_x, to_y, colours) {
  if (!edges) return '';
  const [low, high] = edges.map((edge) => points(x, edge, to_x, to_y));
  const d = `M${[...low, ...high.reverse()].join('L')}Z`;
  return `<path d="${d}" fill="${escaped(colours(summary))}" fill-opacity="0.16"/>`;
}

/** @param {RaceLine} line @param {Scale} to_x @param {Scale} to_y @param {Colours} colours */
function curve({ summary, dash, x, y }, to_x, to_y, colours) {
  if (x.length === 0) return '';
  return stroke(`M${points(x, y, to_x, to_y).join('L')}`, dash, colours(summary));
}

/**
 * The lines' names to the right of the plot, each led to its line's end.
 * @param {RaceLine[]} lines
 * @param {Scale} to_x @param {Scale} to_y
 * @param {Colours} colours
 * @param {{right: number, top: number, bottom: number}} box
 */
function ends(lines, to_x, to_y, colours, { right, top, bottom }) {
  const named = lines.flatMap((line) => {
    const end = lineEnd(line);
    return end ? [{ summary: line.summary, x: to_x(end.x), y: to_y(end.y) }] : [];
  });
  const wanted = named.map(({ y }) => y);
  const places = spread(wanted, NAME.height * TEXT, top + TEXT / 2, bottom - TEXT / 2);
  return named.map(({ summary, x, y }, i) => {
    const fill = escaped(colours(summary));
    const left = right + NAME.gap * TEXT;
    const lead = `M${at(x)},${at(y)}H${at(right + 3)}L${at(left - 3)},${at(places[i])}`;
    return (
      `<path d="${lead}" fill="none" stroke="${fill}" stroke-opacity="${LEADER}"/>` +
      `<circle cx="${at(x)}" cy="${at(y)}" r="3" fill="${fill}"/>` +
      text(summary.label, left, places[i] + 5, { fill: colours(summary), weight: 600 })
    );
  });
}

/** @param {number[]} xs @param {number[]} ys @param {Scale} to_x @param {Scale} to_y */
const points = (xs, ys, to_x, to_y) => xs.map((x, i) => `${at(to_x(x))},${at(to_y(ys[i]))}`);

/** @param {string} d @param {number[]} dash @param {string} colour */
function stroke(d, dash, colour) {
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
  return `<path d="${d}" fill="none" stroke="${escaped(colour)}" stroke-width="2.25" stroke-linejoin="round"${dashes}/>`;
}

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
const rule = (x1, y1, x2, y2) =>
  `<path d="M${at(x1)},${at(y1)}L${at(x2)},${at(y2)}" stroke="${RULE}"/>`;

/**
 * @param {string} content
 * @param {number} x @param {number} y
 * @param {{anchor?: 'start' | 'middle' | 'end', fill?: string, size?: number, weight?: number}} how
 */
function text(content, x, y, { anchor = 'start', fill = INK, size = TEXT, weight = 400 }) {
  return (
    `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${escaped(fill)}" ` +
    `font-size="${size}" font-weight="${weight}">${escaped(content)}</text>`
  );
}

/** A tenth of a pixel is finer than any line. @param {number} value */
const at = (value) => String(Math.round(value * 10) / 10);

/** @type {Readonly<Record<string, string>>} */
const ENTITIES = Object.freeze({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' });

/**
 * Text as XML holds it. A dataset's name may be a file's, and XML has no place for control characters.
 * @param {string} value
 */
const escaped = (value) =>
  value
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll(/[&<>"]/g, (/** @type {string} */ sign) => ENTITIES[sign]);
