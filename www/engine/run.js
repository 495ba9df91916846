/** A run from the page's side: a model that trains in a worker of its own, and answers what it has learned. */
import { Events } from './events.js';
import { HeldModel } from './held_model.js';
import { Helpers } from './helpers.js';

/** @import { Connection, Dataset } from './dataset.js' */
/** @import { CheckpointMessage, ExaminationMessage, FromTrainer, RunConfig, RunErrorMessage, RunEvent, RunState } from './protocol.js' */
/** @import { Addresses } from './worker_link.js' */

/**
 * @typedef {object} RunMeans what a run needs beside its configuration, and nothing that decides its bits
 * @property {Dataset} [dataset] to train and be evaluated on; or
 * @property {Connection} [connection] to one, of a race or with images of one's own: the run gives it back
 * @property {boolean} [race] the connection is one of a race
 * @property {Uint8Array | null} [weights] safetensors to begin with; fresh ones from the seed when absent
 * @property {number} [first_step] steps done before, when it goes on from a checkpoint
 * @property {number} [first_seconds] of training before, likewise
 * @property {boolean} [paused] it waits for `resume` or `step`
 */

/** Why a run can't go on. Its model keeps its last finite state, and answers; but for a crash. */
export class RunError extends Error {
  /** @param {RunErrorMessage['kind'] | 'crashed'} kind @param {string} message a sentence */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export class Run extends HeldModel {
  /** @type {Events<RunEvent>} */
  #events = new Events();
  #helpers;

  /**
   * Use `createRun`.
   * @param {RunConfig} config
   * @param {RunMeans & Addresses} means
   */
  constructor(config, means) {
    checkWorkers(config);
    const connection = means.connection ?? means.dataset?.connect();
    if (!connection) throw new Error('A run needs a dataset. Open one, and give it as `dataset`.');
    super(means);
    const { race = false, paused = false } = means;
    const { weights = null, first_step = 0, first_seconds = 0 } = means;
    this.config = config;
    /** @type {RunState | 'failed' | 'crashed' | 'disposed'} `failed` keeps its model, and answers */
    this.state = paused ? 'paused' : 'running';
    /** What it would go on from. @type {Omit<CheckpointMessage, 'type' | 'bytes'> & {bytes: Uint8Array | null}} */
    this.checkpoint = { step: first_step, seconds: first_seconds, bytes: weights };
    /** @type {ExaminationMessage | null} the last one */
    this.examination = null;

    this.use(connection);
    this.#helpers = new Helpers(config, weights, means, (message) => this.end(message));
    const { port } = connection;
    const { helpers, partners } = this.#helpers.ports;
    this.send(
      {
        type: 'start',
        ...{ config, weights, first_step, first_seconds },
        ...{ paused, race, port, helpers, partners },
      },
      [port, ...helpers, ...partners],
    );
  }

  /** Whether it trains, or can go on. */
  get active() {
    return this.state === 'running' || this.state === 'paused';
  }

  pause() {
    this.send({ type: 'pause' });
  }

  resume() {
    this.send({ type: 'resume' });
  }

  /** One batch, then paused. */
  step() {
    this.send({ type: 'single_step' });
  }

  /**
   * What happens from now on, in order; over when the run has finished or is let go of.
   * @returns {AsyncIterableIterator<RunEvent>} rejected with a RunError when it can't go on
   */
  [Symbol.asyncIterator]() {
    return this.#events[Symbol.asyncIterator]();
  }

  /** @override @protected @param {FromTrainer} message */
  hear(message) {
    if (message.type === 'run_error') {
      if (this.active) this.state = 'failed';
      this.#over(new RunError(message.kind, message.message));
    } else if (isEvent(message)) {
      if (message.type === 'state') this.state = message.state;
      else if (message.type === 'checkpoint') this.checkpoint = message;
      else if (message.type === 'examination') this.examination = message;
      this.#events.tell(message);
      if (!this.active) this.#over(null);
    }
  }

  /** @override @protected @param {string | null} reason */
  end(reason) {
    if (!super.end(reason)) return false;
    this.state = reason === null ? 'disposed' : 'crashed';
    this.#over(reason === null ? null : new RunError('crashed', reason));
    return true;
  }

  /** It will not train any more. @param {RunError | null} error */
  #over(error) {
    this.#helpers.dismiss();
    this.leaveData();
    this.#events.end(error);
  }
}

/** Before there is a worker that would be left behind. @param {RunConfig} config */
function checkWorkers({ workers = 1 }) {
  if (!Number.isInteger(Math.log2(workers)))
    throw new Error(`There are to be ${workers} workers; expected a power of two: 1, 2, 4, …`);
}

/** @param {FromTrainer} message @returns {message is RunEvent} */
function isEvent(message) {
  return ['state', 'progress', 'evaluation', 'examination', 'checkpoint'].includes(message.type);
}
