/** One runner of a race for one seed: its run, and what is written down of it. */
import { Run } from '../../engine/run.js';
import { batchesPerEpoch } from '../../engine/trainer/plan.js';
import { LossMeans } from './loss_means.js';
import { MOST_TEXT } from './record_reader.js';

/** @import { Connection } from '../../engine/dataset.js' */
/** @import { FromTrainer, RunConfig } from '../../engine/protocol.js' */
/** @import { RaceRun } from './record.js' */

/**
 * @typedef {object} LaneEvents
 * @property {() => void} onChange
 * @property {(lane: Lane, problem: string) => void} onEnd problem: the sentence that ended it, or ''
 */

export class Lane {
  /**
   * @param {RunConfig} config
   * @param {number} entry its place in the plan
   * @param {LaneEvents} events
   */
  constructor(config, entry, events) {
    this.entry = entry;
    this.events = events;
    this.step = 0;
    this.total_steps = config.epochs * batchesPerEpoch(config);
    const { optimizer, learning_rate, batch_size, epochs, seed } = config;
    const set_up = { optimizer, learning_rate, batch_size, epochs, seed };
    /** @type {RaceRun} */
    this.record = { ...set_up, outcome: '', evaluations: [], losses: [] };
    this.means = new LossMeans(this.record.losses, this.total_steps);
    this.run = new Run({ config, listen: (message) => this.#hear(message) });
  }

  /** Whether it still trains, or could. */
  get running() {
    return this.record.outcome === '';
  }

  /** @param {Connection} connection one of a race */
  start(connection) {
    this.run.start(connection, { race: true });
  }

  /** Ends it where it stands; its model stays. */
  stop() {
    if (!this.running) return;
    this.run.pause();
    this.run.leaveData();
    this.#end('stopped');
  }

  /**
   * Ends it because it can't go on.
   * @param {string} reason
   */
  fail(reason) {
    this.run.pause();
    this.run.leaveData();
    this.#end(reason);
  }

  /** @param {FromTrainer} message */
  #hear(message) {
    if (!this.running) return; // What was on its way when it was stopped.
    if (message.type === 'progress') {
      this.step = message.step;
      this.means.add(message);
      this.events.onChange();
    } else if (message.type === 'evaluation') {
      const { step, epoch, seconds, loss, accuracy } = message;
      this.record.evaluations.push({ step, epoch, seconds, loss, accuracy });
      this.events.onChange();
    } else if (message.type === 'state' && message.state === 'finished')
      this.#finish('finished', '');
    else if (message.type === 'run_error' || message.type === 'crashed')
      this.#finish(message.message, message.message);
  }

  /** @param {string} outcome @param {string} problem */
  #finish(outcome, problem) {
    this.#end(outcome);
    this.events.onEnd(this, problem);
  }

  /** @param {string} outcome */
  #end(outcome) {
    this.means.flush();
    this.record.outcome = outcome.slice(0, MOST_TEXT);
  }
}
