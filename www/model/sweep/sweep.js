/**
 * A learning-rate sweep: one run for each optimizer and rate, queued over as many workers as there
 * are cores. Only where each run ends counts.
 */
import { batchesPerEpoch, createRun, RunError } from '../../engine/index.js';
import { follow } from '../follow.js';
import { StopWatch } from '../stop_watch.js';
import { isOver } from './points.js';

/** @import { Connection, Dataset, Run } from '../../engine/index.js' */
/** @import { Notice } from '../notice.js' */
/** @import { Engine, OptimizerConfig, RunConfig, RunEvent } from '../../engine/protocol.js' */
/** @import { SweepPoint } from './points.js' */

/**
 * @typedef {object} SweepPlan
 * @property {OptimizerConfig[]} optimizers
 * @property {number[]} rates
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} seed
 * @property {number} train_size
 * @property {Engine} [engine]
 */
/**
 * @typedef {object} SweepEvents
 * @property {() => void} onChange points or progress have changed: as often as runs report
 * @property {() => void} onEnd nothing is left to do, however it ended
 * @property {(notice: Notice) => void} onNotice
 */
/** @typedef {{point: SweepPoint, connection: Connection}} Waiting a run that has not begun */
/**
 * @typedef {{point: SweepPoint, run: Run, step: number, accuracy: number | null}} UnderWay
 *   accuracy: the last one on the way
 */

/** More would each hold a copy of the test set and a network, and gain little. */
const MOST_WORKERS = 8;

export class Sweep {
  #plan;
  #events;
  /** @type {Waiting[]} */
  #queue;
  /** @type {Set<UnderWay>} */
  #running = new Set();
  /** Steps of runs that are over. */
  #steps_done = 0;
  #watch = new StopWatch();
  #paused = false;
  /** Runs at a time. */
  #workers = Math.min(MOST_WORKERS, Math.max(1, navigator.hardwareConcurrency));

  /**
   * @param {SweepPlan} plan
   * @param {Pick<Dataset, 'connect'>} dataset
   * @param {SweepEvents} events
   */
  constructor(plan, dataset, events) {
    this.#plan = plan;
    this.#events = events;
    // Rate by rate, so that all the lines of the chart grow together.
    /** @type {readonly SweepPoint[]} */
    this.points = plan.rates.flatMap((learning_rate) =>
      plan.optimizers.map((optimizer) => ({
        optimizer,
        learning_rate,
        outcome: '',
        accuracy: null,
      })),
    );
    // All at once: a connection keeps its dataset when the visitor opens another.
    this.#queue = this.points.map((point) => ({ point, connection: dataset.connect() }));
  }

  start() {
    this.#watch.start();
    for (let n = 0; n < this.#workers; n++) this.#next();
  }

  /** Holds the runs under way; none begins. */
  pause() {
    if (this.over || this.#paused) return;
    this.#paused = true;
    this.#watch.stop();
    for (const { run } of this.#running) run.pause();
    this.#events.onChange();
  }

  resume() {
    if (!this.#paused) return;
    this.#paused = false;
    this.#watch.start();
    for (const { run } of this.#running) run.resume();
    while (this.#running.size < this.#workers && this.#queue.length > 0) this.#next();
    this.#events.onChange();
  }

  get paused() {
    return this.#paused && !this.over;
  }

  /** Ends it where it is; what it has found stays. */
  stop() {
    for (const { point, connection } of this.#queue.splice(0)) {
      connection.leave();
      point.outcome = 'stopped';
    }
    for (const one of [...this.#running]) this.#end(one, 'stopped');
    this.#events.onEnd();
    this.#events.onChange();
  }

  /** Whether nothing is left to do. */
  get over() {
    return this.#queue.length === 0 && this.#running.size === 0;
  }

  /** How much is done, from 0 to 1, and how long the rest takes (Infinity while nobody can say). */
  get progress() {
    const each = this.#plan.epochs * batchesPerEpoch(this.#config(this.points[0]));
    let [under_way, left] = [0, this.#queue.length * each];
    for (const { step } of this.#running) {
      under_way += step;
      left += each - step;
    }
    // A run that has diverged is done with fewer steps: the speed is that of steps, not of runs.
    const steps = this.#steps_done + under_way;
    const total = this.points.length * each;
    return {
      done: 1 - left / total,
      seconds_left: steps > 0 ? (left * this.#watch.seconds) / steps : Infinity,
      runs_done: this.points.filter(isOver).length,
    };
  }

  /** The next run of the queue, if there is one. */
  #next() {
    if (this.#paused) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    const { point, connection } = waiting;
    const run = createRun(this.#config(point), { connection });
    /** @type {UnderWay} */
    const one = { point, run, step: 0, accuracy: null };
    this.#running.add(one);
    point.outcome = 'running';
    void this.#follow(one);
  }

  /** @param {UnderWay} one */
  async #follow(one) {
    try {
      await follow(one.run, (event) => this.#hear(event, one));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      this.#fail(error, one);
    }
    this.#events.onChange();
  }

  /** @param {RunEvent} event @param {UnderWay} one */
  #hear(event, one) {
    if (event.type === 'progress') one.step = event.step;
    else if (event.type === 'evaluation') one.accuracy = event.accuracy;
    else if (event.type === 'state' && event.state === 'finished') this.#end(one, 'finished');
    else return;
    this.#events.onChange();
  }

  /** @param {RunError} error @param {UnderWay} one */
  #fail({ kind, message }, one) {
    this.#end(one, kind === 'diverged' ? 'diverged' : message);
    if (kind === 'diverged' || kind === 'crashed') return;
    // Without data, or with settings that one run refuses, the others would fail alike.
    this.stop();
    this.#events.onNotice({ about: 'sweep', text: `The sweep has stopped: ${message}` });
  }

  /**
   * Lets go of a run's worker, and begins the next.
   * @param {UnderWay} one
   * @param {string} outcome
   */
  #end(one, outcome) {
    if (!this.#running.delete(one)) return;
    one.run.dispose();
    this.#steps_done += one.step;
    one.point.outcome = outcome;
    // An accuracy on the way is no result.
    if (outcome === 'finished') one.point.accuracy = one.accuracy;
    if (this.over) this.#events.onEnd();
    else this.#next();
  }

  /** @param {SweepPoint} point @returns {RunConfig} */
  #config({ optimizer, learning_rate }) {
    const { batch_size, epochs, seed, train_size, engine } = this.#plan;
    return { optimizer, learning_rate, batch_size, epochs, seed, train_size, engine };
  }
}
