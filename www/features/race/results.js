/** The paper's Table 1 and Figure 3 beside the race's own, as they form. */
import { find, make, say } from '../../ui/dom.js';
import { percent } from '../../model/format.js';
import { MNIST } from '../../engine/index.js';
import { colourProperty, shade } from '../../charts/line_style.js';
import { emptyRecord } from '../../model/race/record.js';
import { standings } from '../../model/race/standings.js';

/** @import { Catalogue } from '../../engine/protocol.js' */
/** @import { RaceRecord, Summary } from '../../model/race/record.js' */
/** @import { Ours, Standing } from '../../model/race/standings.js' */

const NONE = '–';

/** @typedef {{paper: HTMLElement, ours: HTMLElement, range: HTMLElement, difference: HTMLElement}} Cells */
/** @typedef {{bar: HTMLElement, value: HTMLElement}} Bar */
/** @typedef {{cells: Cells, bars: {paper: Bar, ours: Bar}}} Shown */

export class Results {
  /** @param {ParentNode} root */
  constructor(root) {
    this.body = find(root, '#race-results tbody', HTMLTableSectionElement);
    this.figure = find(root, '#race-figure ol', HTMLOListElement);
    this.note = find(root, '#race-results-note', HTMLElement);
    /** @type {Catalogue | null} */
    this.catalogue = null;
    /** @type {RaceRecord | null} */
    this.record = null;
    /** @type {Shown[]} one a row */
    this.rows = [];
    this.made = '';
  }

  /** @param {Catalogue} catalogue it has the paper's figures */
  describe(catalogue) {
    this.catalogue = catalogue;
    this.show(this.record);
  }

  /** @param {RaceRecord | null} record null for the paper's figures alone */
  show(record) {
    this.record = record;
    if (!this.catalogue) return;
    const { paper_accuracy } = this.catalogue;
    const shown = record && record.runs.length > 0 ? record : paperAlone(this.catalogue);
    const lines = standings(shown, paper_accuracy);
    // A rewrite of the same rows would be laid out, and read aloud, again.
    const made = JSON.stringify(lines.map(({ summary }) => [summary.key, summary.label]));
    if (made !== this.made) {
      this.made = made;
      this.#makeRows(lines);
    }
    lines.forEach((line, i) => write(this.rows[i], line));
    say(this.note, note(lines, shown, this.catalogue));
  }

  /** @param {Standing[]} lines */
  #makeRows(lines) {
    const made = lines.map(({ summary }) => ({ ...makeRow(summary), ...makeGroup(summary) }));
    this.body.replaceChildren(...made.map(({ row }) => row));
    this.figure.replaceChildren(...made.map(({ group }) => group));
    this.rows = made;
  }
}

/**
 * The five without a race: what a race is to be held against.
 * @param {Catalogue} catalogue
 * @returns {RaceRecord}
 */
function paperAlone({ version, presets }) {
  const { runs, batch_size, epochs } = presets[0];
  const none = { seed: 0, outcome: '', evaluations: [], losses: [] };
  return {
    ...emptyRecord({
      app_version: version,
      dataset: MNIST,
      train_size: 0,
      test_size: 0,
      preset: null,
    }),
    runs: runs.map(({ optimizer, learning_rate }) => ({
      ...{ optimizer, learning_rate, batch_size, epochs },
      ...none,
    })),
  };
}

/** @param {Summary} summary */
function makeRow({ label }) {
  const cell = (/** @type {HTMLElement[]} */ ...content) =>
    make('td', { className: 'number' }, ...content);
  const [ours, range] = [make('span'), make('small')];
  const [paper, difference] = [cell(), cell()];
  const row = make(
    'tr',
    {},
    make('th', { scope: 'row' }, label),
    paper,
    cell(ours, range),
    difference,
  );
  return { cells: { paper, ours, range, difference }, row };
}

/** An optimizer's two bars, with what they show in words. @param {Summary} summary */
function makeGroup({ label, optimizer, turn }) {
  const bars = { paper: makeBar('paper'), ours: makeBar('ours') };
  const colour = shade(`var(${colourProperty(optimizer.name)})`, turn);
  bars.ours.bar.style.setProperty('--colour', colour);
  const pair = make('div', { className: 'pair' }, bars.paper.bar, bars.ours.bar);
  return { bars, group: make('li', {}, make('span', { className: 'name' }, label), pair) };
}

/** @param {'paper' | 'ours'} whose */
function makeBar(whose) {
  const value = make('span', { className: 'value' });
  const unseen = make('span', { className: 'unseen' }, `${whose}: `);
  return { bar: make('div', { className: `column ${whose}` }, unseen, value), value };
}

/** @param {Shown} shown @param {Standing} standing */
function write({ cells, bars }, { paper, ours }) {
  say(cells.paper, percent(paper, 1));
  say(cells.ours, ours ? percent(ours.mean) : NONE);
  const several = ours !== null && ours.seeds > 1;
  say(cells.range, several ? `${hundred(ours.least, 2)} to ${hundred(ours.most, 2)}` : '');
  say(cells.difference, ours ? points(ours.mean - paper) : NONE);
  say(bars.paper.value, hundred(paper, 1));
  say(bars.ours.value, ours ? hundred(ours.mean, 1) : NONE);
  bars.paper.bar.style.setProperty('--height', String(paper));
  bars.ours.bar.style.setProperty('--height', String(ours?.mean ?? 0));
}

/** In per cent, where the sign stands elsewhere. @param {number} fraction @param {number} digits */
const hundred = (fraction, digits) => (fraction * 100).toFixed(digits);

/** A difference of two accuracies, with its sign. @param {number} difference */
function points(difference) {
  const size = Math.abs(difference * 100).toFixed(2);
  if (Number(size) === 0) return size;
  return `${difference < 0 ? '−' : '+'}${size}`;
}

/** @param {Ours} ours */
const extent = ({ seeds, epoch }) =>
  `after ${Number(epoch.toFixed(2))} epochs, ${seeds === 1 ? 'one seed' : `the mean of ${seeds} seeds`}`;

/**
 * What one has to know to compare the two.
 * @param {Standing[]} lines
 * @param {RaceRecord} record
 * @param {Catalogue} catalogue
 */
function note(lines, { dataset }, { presets }) {
  const epochs = presets.find(({ name }) => name === 'paper')?.epochs;
  const sentences = [`The paper’s are after ${epochs} epochs on ${MNIST}.`];
  const evaluated = lines.flatMap(({ ours }) => (ours ? [ours] : []));
  if (evaluated.length > 0) {
    const furthest = evaluated.reduce((a, b) => (b.epoch > a.epoch ? b : a));
    sentences.push(`Ours: ${extent(furthest)}${dataset === MNIST ? '' : `, on ${dataset}`}.`);
  }
  for (const { summary, ours } of lines) {
    for (const fault of ours?.faults ?? []) sentences.push(`${summary.label}: ${fault}`);
  }
  return sentences.join(' ');
}
