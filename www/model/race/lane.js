/** One runner of a race for one seed: its run, and what is written down of it. */
import { batchesPerEpoch, createRun, RunError } from '../../engine/index.js';
import { follow } from '../follow.js';
import { LossMeans } from './loss_means.js';
import { MOST_TEXT } from './record_reader.js';

/** @import { Connection } from '../../engine/index.js' */
/** @import { RunConfig, RunEvent } from '../../engine/protocol.js' */
/** @import { RaceRun } from './record.js' */

/**
 * @typedef {object} LaneEvents
 * @property {() => void} onChange
 * @property {(lane: Lane, problem: RunError | null) => void} onEnd problem: what ended it before its end
 */

export class Lane {
  /**
   * @param {RunConfig} config
   * @param {number} entry its place in the plan
   * @param {Connection} connection one of a race
   * @param {LaneEvents} events
   */
  constructor(config, entry, connection, events) {
    this.entry = entry;
    this.events = events;
    this.step = 0;
    this.total_steps = config.epochs * batchesPerEpoch(config);
    const { optimizer, learning_rate, batch_size, epochs, seed } = config;
    const set_up = { optimizer, learning_rate, batch_size, epochs, seed };
    /** @type {RaceRun} */
    this.record = { ...set_up, outcome: '', evaluations: [], losses: [] };
    this.means = new LossMeans(this.record.losses, this.total_steps);
    this.run = createRun(config, { connection, race: true });
    void this.#follow();
  }

  /** Whether it still trains, or could. */
  get running() {
    return this.record.outcome === '';
  }

  /** Ends it where it stands; its model stays. @param {string} [outcome] why */
  stop(outcome = 'stopped') {
    if (!this.running) return;
    this.run.pause();
    this.run.leaveData();
    this.#end(outcome);
  }

  async #follow() {
    try {
      await follow(this.run, (event) => this.#hear(event));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      if (this.running) this.#finish(error.message, error);
    }
  }

  /** @param {RunEvent} event */
  #hear(event) {
    if (!this.running) return; // What was on its way when it was stopped.
    if (event.type === 'progress') {
      this.step = event.step;
      this.means.add(event);
      this.events.onChange();
    } else if (event.type === 'evaluation') {
      const { step, epoch, seconds, loss, accuracy } = event;
      this.record.evaluations.push({ step, epoch, seconds, loss, accuracy });
      this.events.onChange();
    } else if (event.type === 'state' && event.state === 'finished') this.#finish('finished', null);
  }

  /** @param {string} outcome @param {RunError | null} problem */
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
