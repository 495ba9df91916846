/** The run that the Train panel's buttons act on: it starts, steers and replaces its worker, and writes it down. */
import { createRun, RunError } from '../engine/index.js';
import { follow } from './follow.js';
import { count } from './format.js';

/** @import { Run, RunMeans } from '../engine/index.js' */
/** @import { RunConfig, RunEvent } from '../engine/protocol.js' */
/** @import { DatasetSource } from './dataset_source.js' */
/** @import { History, RunRecord } from './history.js' */
/** @import { Notice } from './notice.js' */
/** @import { Turns } from './turns.js' */

/** @typedef {'none' | 'running' | 'paused' | 'over'} RunPhase */
/** @typedef {{name: string, bytes: Uint8Array | null}} Beginning the model that a run begins with */
/**
 * @typedef {object} CurrentRunEvents
 * @property {(event: RunEvent, record: RunRecord) => void} onEvent
 * @property {() => void} onStop it can't go on
 * @property {() => void} onPhase it has begun, paused, ended, …
 * @property {() => void} onChange it answers from now on, or no longer, or has learned
 * @property {(notice: Notice) => void} onNotice
 */

export class CurrentRun {
  #dataset;
  #history;
  #turns;
  #events;
  /** @type {Run | null} */
  run = null;
  /** What is written down of it; null when there is none. @type {RunRecord | null} */
  record = null;
  /** Whether its worker has been asked to pause and has not answered: a batch can take seconds. */
  #pausing = false;

  /**
   * @param {{dataset: DatasetSource, history: History, turns: Turns}} parts
   * @param {CurrentRunEvents} events
   */
  constructor({ dataset, history, turns }, events) {
    this.#dataset = dataset;
    this.#history = history;
    this.#turns = turns;
    this.#events = events;
    turns.join('run', this);
  }

  /** @returns {RunPhase} */
  get phase() {
    if (!this.run) return 'none';
    const { state } = this.run;
    return state === 'running' || state === 'paused' ? state : 'over';
  }

  /**
   * A new run in place of the one before.
   * @param {RunConfig} config
   * @param {{beginning: Beginning | null, step: boolean}} options step: one batch, then it waits
   */
  begin(config, { beginning, step }) {
    this.reset();
    const dataset = this.#dataset.present?.name ?? '';
    const record = this.#history.begin(config, dataset, beginning?.name);
    this.#start(record, { weights: beginning?.bytes }, step);
  }

  /** Goes on with a paused run. @param {boolean} step one batch, then it waits again */
  goOn(step) {
    this.#turns.begin('run');
    if (step) this.run?.step();
    else if (this.run) this.#resume(this.run);
  }

  /** @param {Run} run */
  #resume(run) {
    this.#pausing = false;
    run.resume();
  }

  /** Whether it computes now. */
  running() {
    return this.phase === 'running' && !this.#pausing;
  }

  pause() {
    if (this.phase === 'running') this.#pausing = true;
    this.run?.pause();
  }

  /** Goes on with it, if it is paused: others have come to their end. */
  resume() {
    if (this.run?.active) this.#resume(this.run);
  }

  /** Lets go of it; its record stays. */
  reset() {
    const { run, record } = this;
    if (!run || !record) return;
    this.#history.keep(record);
    run.dispose();
    this.run = this.record = null;
    if (record.step === 0) this.#history.remove(record);
    this.#events.onChange();
    this.#phaseChanged();
  }

  /**
   * @param {RunRecord} record
   * @param {Pick<RunMeans, 'weights' | 'first_step' | 'first_seconds'>} from
   * @param {boolean} step
   */
  #start(record, from, step) {
    const dataset = this.#dataset.present;
    if (!dataset)
      return this.#events.onNotice({
        about: 'run',
        text: 'The run waits for the images: load them first.',
      });
    this.#turns.begin('run');
    const run = createRun(record.config, { ...from, dataset, paused: step });
    this.run = run;
    this.record = record;
    if (step) run.step();
    void this.#follow(run, record);
    void run.closed.then((reason) => {
      if (reason !== null && this.run === run) this.#crashed(reason, run, record);
    });
    this.#events.onChange();
    this.#phaseChanged();
  }

  /** @param {Run} run @param {RunRecord} record */
  async #follow(run, record) {
    try {
      await follow(run, (event) => this.#hear(event, record));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      if (error.kind === 'crashed') return; // Told of by itself, as one after the run's end is.
      const text = `Run ${record.name}: ${error.message.replace(/\.?$/, '.')}`;
      this.#events.onNotice({ about: 'run', text });
      this.#stopped(record);
    }
  }

  /** @param {RunEvent} event @param {RunRecord} record */
  #hear(event, record) {
    if (event.type === 'state') this.#pausing = false;
    if (event.type === 'progress') this.#history.progress(record, event);
    else if (event.type === 'evaluation') this.#history.evaluation(record, event);
    this.#events.onEvent(event, record);
    if (event.type === 'progress') this.#events.onChange();
    else if (event.type === 'state' || event.type === 'evaluation') {
      this.#history.keep(record);
      this.#phaseChanged();
    }
  }

  /** @param {string} reason @param {Run} run @param {RunRecord} record */
  #crashed(reason, run, record) {
    this.#pausing = false;
    this.#events.onChange();
    this.#offerToGoOn(`${reason} The run so far is kept.`, run, record);
    this.#stopped(record);
  }

  /** @param {string} text @param {Run} run that is lost @param {RunRecord} record */
  #offerToGoOn(text, run, record) {
    const { step, seconds, bytes } = run.checkpoint;
    const label = step === 0 ? 'Begin it again' : `Go on from step ${count(step)}`;
    const goOn = () => {
      if (this.record !== record || this.run?.alive) return;
      const { name, train_size } = this.#dataset.present ?? {};
      if (name !== record.dataset || train_size !== record.config.train_size) {
        const open = `Run ${record.name} goes on with the images that it began with: open ${record.dataset} first.`;
        return this.#offerToGoOn(open, run, record);
      }
      this.#history.rewind(record, { step, seconds });
      this.#start(record, { weights: bytes, first_step: step, first_seconds: seconds }, false);
    };
    this.#events.onNotice({ about: 'run', text, action: { label, run: goOn } });
  }

  #phaseChanged() {
    if (!this.run?.active) this.#turns.end('run');
    this.#events.onPhase();
  }

  /** @param {RunRecord} record */
  #stopped(record) {
    this.#history.keep(record);
    this.#events.onStop();
    this.#phaseChanged();
  }
}
