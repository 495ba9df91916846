/** A run as it was at one of its checkpoints: a model in a worker of its own. */
import { Run } from './run.js';

/** @import { FromTrainer } from './protocol.js' */
/** @import { Checkpoint } from './checkpoints.js' */

export class Recall {
  /** @type {Run | null} */
  #run = null;
  /** What was asked for last; an older one that arrives later is dropped. @type {Checkpoint | null} */
  #wanted = null;

  /** @param {(message: FromTrainer) => void} listen heard for every message of its worker */
  constructor(listen) {
    this.listen = listen;
  }

  /**
   * Opens a checkpoint.
   * @param {Checkpoint} checkpoint
   * @returns {Promise<Run | null>} with that model; null when another was asked for meanwhile. Rejected with a sentence
   */
  async open(checkpoint) {
    this.#wanted = checkpoint;
    if (!this.#run?.alive) this.#run = new Run({ listen: this.listen });
    const run = this.#run;
    await run.open(checkpoint.bytes);
    return this.#wanted === checkpoint ? run : null;
  }

  /** Lets go of the model and its worker. */
  close() {
    this.#wanted = null;
    this.#run?.dispose();
    this.#run = null;
  }
}
