/**
 * The runs that the page knows: the one under way and those before it, kept in the store.
 */
import { Curve } from './curve.js';
import { optimizerLabel } from './optimizer_names.js';
import { uniqueId } from './unique_id.js';

/** @import { EvaluationMessage, ProgressMessage, RunConfig } from '../engine/protocol.js' */
/** @import { Store } from './store.js' */
/** @import { StoredRun } from './stored_run.js' */

/**
 * @typedef {object} OfThePage
 * @property {number} number counts from 1
 * @property {string} name tells runs apart on the charts
 * @property {Curve} curve
 * @property {string} [started_from] the opened model whose weights it began with
 */
/** @typedef {Omit<StoredRun, 'curve'> & OfThePage} RunRecord */

/** Milliseconds between two times that a run under way is written down. */
const BETWEEN_KEEPING = 2000;
/** Runs that are kept: when there is one more, the oldest goes. */
export const MOST_RUNS = 100;

export class History {
  /**
   * @param {Store<StoredRun>} store
   * @param {(runs: readonly RunRecord[]) => void} onChange
   */
  constructor(store, onChange) {
    this.store = store;
    this.onChange = onChange;
    /** @type {RunRecord[]} in the order in which they were begun */
    this.runs = [];
    this.lastNumber = 0;
    this.keptAt = 0;
  }

  /** Brings back the runs of earlier visits. */
  async restore() {
    const kept = await this.store.load();
    const restored = kept.map((run) => this.#numbered({ ...run, curve: new Curve(run.curve) }));
    this.runs = [...restored, ...this.runs];
    this.#replace(this.runs.slice(-MOST_RUNS));
  }

  /**
   * @param {RunConfig} config
   * @param {string} dataset
   * @param {string} [started_from]
   */
  begin(config, dataset, started_from) {
    const run = this.#numbered({
      id: uniqueId(),
      created: Date.now(),
      dataset,
      started_from,
      config,
      step: 0,
      seconds: 0,
      hidden: false,
      evaluations: [],
      curve: new Curve(),
    });
    this.#replace([...this.runs, run].slice(-MOST_RUNS));
    return run;
  }

  /** @param {RunRecord} run @param {ProgressMessage} progress */
  progress(run, { step, batches, losses, seconds }) {
    const first = step - losses.length + 1;
    losses.forEach((loss, i) => run.curve.add((first + i) / batches, loss));
    run.step = step;
    run.seconds = seconds;
    this.onChange(this.runs);
    // A page may be closed at any time, and is given no time to write then.
    if (performance.now() - this.keptAt > BETWEEN_KEEPING) this.keep(run);
  }

  /** @param {RunRecord} run @param {EvaluationMessage} evaluation */
  evaluation(run, { step, epoch, seconds, loss, accuracy }) {
    run.evaluations.push({ step, epoch, seconds, loss, accuracy });
    this.onChange(this.runs);
    this.keep(run);
  }

  /**
   * Takes a run back to its checkpoint.
   * @param {RunRecord} run
   * @param {{step: number, seconds: number}} to
   */
  rewind(run, { step, seconds }) {
    const batches = Math.ceil(run.config.train_size / run.config.batch_size);
    run.evaluations = run.evaluations.filter((evaluation) => evaluation.step <= step);
    run.curve.rewind(step / batches);
    run.step = step;
    run.seconds = seconds;
    this.onChange(this.runs);
  }

  /** @param {RunRecord} run @param {boolean} hidden */
  hide(run, hidden) {
    run.hidden = hidden;
    this.onChange(this.runs);
    // No more than that: the run may be another tab's, which has gone on with it.
    void this.store.change(run.id, { hidden });
  }

  /** @param {...RunRecord} runs */
  remove(...runs) {
    this.#replace(this.runs.filter((other) => !runs.includes(other)));
  }

  /** @param {RunRecord[]} runs those that stay, and new ones */
  #replace(runs) {
    const gone = this.runs.filter((run) => !runs.includes(run));
    this.runs = runs;
    this.onChange(this.runs);
    if (gone.length > 0) void this.store.remove(...gone.map(({ id }) => id));
  }

  /**
   * Writes a run down as it is now; one that has done nothing, or has been removed, is not worth it.
   * @param {RunRecord} run
   */
  keep(run) {
    if (run.step === 0 || !this.runs.includes(run)) return;
    this.keptAt = performance.now();
    const { number: _, name: __, curve, ...kept } = run;
    void this.store.save({ ...kept, curve: { width: curve.width, columns: curve.columns } });
  }

  /** @param {Omit<RunRecord, 'number' | 'name'>} run @returns {RunRecord} */
  #numbered(run) {
    const number = ++this.lastNumber;
    return { ...run, number, name: `${number} ${optimizerLabel(run.config.optimizer.name)}` };
  }
}

/**
 * @param {RunRecord} run
 * @returns {{best: number, last: number} | null} null before the first evaluation
 */
export function testAccuracy({ evaluations }) {
  const last = evaluations.at(-1);
  if (!last) return null;
  return { best: Math.max(...evaluations.map(({ accuracy }) => accuracy)), last: last.accuracy };
}
