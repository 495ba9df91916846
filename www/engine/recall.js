/** A model that is kept as a file, brought back in a worker of its own. */
import { Run } from './run.js';

/** @import { FromTrainer } from './protocol.js' */
/** @typedef {{bytes: Uint8Array}} Kept safetensors */

export class Recall {
  /** @type {Run | null} */
  #run = null;
  /** What was asked for last; an older one that arrives later is dropped. @type {Kept | null} */
  #wanted = null;

  /** @param {(message: FromTrainer) => void} listen heard for every message of its worker */
  constructor(listen) {
    this.listen = listen;
  }

  /**
   * Opens a kept model.
   * @param {Kept} kept
   * @returns {Promise<Run | null>} with that model; null when another was asked for meanwhile. Rejected with a sentence
   */
  async open(kept) {
    this.#wanted = kept;
    if (!this.#run?.alive) this.#run = new Run({ listen: this.listen });
    const run = this.#run;
    await run.open(kept.bytes);
    return this.#wanted === kept ? run : null;
  }

  /** Lets go of the model and its worker. */
  close() {
    this.#wanted = null;
    this.#run?.dispose();
    this.#run = null;
  }
}
