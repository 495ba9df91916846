/** The table of runs: each can be hidden from the charts, or removed. */
import { find, make, say } from '../../ui/dom.js';
import { count, percent, seconds, setting } from '../../model/format.js';
import { optimizerLabel, symbol } from '../../model/optimizer_names.js';
import { MOST_RUNS, testAccuracy } from '../../model/history.js';
import { lineSample } from '../../charts/line_sample.js';

/** @import { RunRecord } from '../../model/history.js' */

/**
 * @typedef {object} RunsEvents
 * @property {(run: RunRecord, hidden: boolean) => void} onHide
 * @property {(...runs: RunRecord[]) => void} onRemove
 */
/**
 * A row, and those of its cells that change while the run goes on.
 * @typedef {{row: HTMLTableRowElement, shown: HTMLInputElement, steps: HTMLElement,
 *   seconds: HTMLElement, best: HTMLElement, last: HTMLElement}} Row
 */

export class RunsTable {
  /**
   * @param {ParentNode} root
   * @param {RunsEvents} events
   */
  constructor(root, events) {
    this.body = find(root, '#runs tbody', HTMLTableSectionElement);
    this.empty = find(root, '.runs-empty', HTMLElement);
    this.scroller = find(root, '.runs .scroll', HTMLElement);
    this.events = events;
    this.limit = make('span', {}, `The oldest goes when there are more than ${MOST_RUNS}. `);
    this.all = make(
      'p',
      { className: 'runs-all note', hidden: true },
      this.limit,
      make('button', { type: 'button', onclick: () => this.#removeAll() }, 'Remove all runs'),
    );
    this.empty.after(this.all);
    /** @type {Map<RunRecord, Row>} */
    this.rows = new Map();
  }

  /** @param {readonly RunRecord[]} runs */
  show(runs) {
    for (const [run, { row }] of this.rows) {
      if (runs.includes(run)) continue;
      row.remove();
      this.rows.delete(run);
    }
    runs.forEach((run, i) => {
      let row = this.rows.get(run);
      if (!row) {
        row = this.#makeRow(run);
        this.rows.set(run, row);
        this.body.insertBefore(row.row, this.body.rows[i] ?? null);
      }
      write(row, run);
    });
    this.empty.hidden = runs.length > 0;
    this.all.hidden = runs.length < 2;
    this.limit.hidden = runs.length < MOST_RUNS;
  }

  #removeAll() {
    const runs = [...this.rows.keys()];
    if (!confirm(`Remove all ${runs.length} runs? They can't be brought back.`)) return;
    this.events.onRemove(...runs);
    this.scroller.focus({ preventScroll: true });
  }

  /**
   * @param {RunRecord} run
   * @returns {Row}
   */
  #makeRow(run) {
    const shown = make('input', {
      type: 'checkbox',
      ariaLabel: `Show run ${run.name} on the charts`,
      onchange: () => this.events.onHide(run, !shown.checked),
    });
    const remove = make(
      'button',
      {
        type: 'button',
        className: 'quiet',
        ariaLabel: `Remove run ${run.name}`,
        title: 'Remove this run',
        onclick: () => {
          this.events.onRemove(run);
          this.scroller.focus({ preventScroll: true });
        },
      },
      '×',
    );
    const number = () => make('td', { className: 'number' });
    const cells = { steps: number(), seconds: number(), best: number(), last: number() };
    const row = make(
      'tr',
      {},
      make(
        'td',
        {},
        make(
          'label',
          {},
          shown,
          lineSample(run.config.optimizer.name, run.number),
          ` ${run.number}`,
        ),
      ),
      make('th', { scope: 'row' }, optimizerLabel(run.config.optimizer.name)),
      make('td', { className: 'settings' }, describe(run)),
      make('td', { className: 'number' }, String(run.config.seed)),
      cells.steps,
      cells.seconds,
      cells.best,
      cells.last,
      make('td', {}, remove),
    );
    return { row, shown, ...cells };
  }
}

/** @param {Row} row @param {RunRecord} run */
function write(row, run) {
  const accuracy = testAccuracy(run);
  row.shown.checked = !run.hidden;
  row.row.classList.toggle('hidden-run', run.hidden);
  say(row.steps, count(run.step));
  say(row.seconds, seconds(run.seconds));
  say(row.best, accuracy ? percent(accuracy.best) : '–');
  say(row.last, accuracy ? percent(accuracy.last) : '–');
}

/**
 * The settings that made the run, in the notation of the rule shown.
 * @param {RunRecord} run
 */
function describe({ config, dataset, started_from }) {
  const { name: _, ...own } = config.optimizer;
  return [
    `η ${setting(config.learning_rate)}`,
    `batch ${config.batch_size}`,
    `epochs ${config.epochs}`,
    ...Object.entries(own).map(([key, value]) => `${symbol(key)} ${setting(value)}`),
    dataset,
    ...(config.augmentation ? [`augmented: ${config.augmentation}`] : []),
    ...(started_from ? [`from ${started_from}`] : []),
  ].join(', ');
}
