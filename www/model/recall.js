/** A model that is kept as a file, brought back in a worker of its own. */
import { createModel } from '../engine/index.js';

/** @import { HeldModel } from '../engine/index.js' */
/** @typedef {{bytes: Uint8Array}} Kept safetensors */

export class Recall {
  #onLost;
  /** @type {HeldModel | null} */
  #model = null;
  /** What was asked for last; an older one that arrives later is dropped. @type {Kept | null} */
  #wanted = null;

  /** @param {(message: string) => void} [onLost] its worker has crashed */
  constructor(onLost = () => {}) {
    this.#onLost = onLost;
  }

  /**
   * Opens a kept model.
   * @param {Kept} kept
   * @returns {Promise<HeldModel | null>} with that model; null when another was asked for meanwhile, or none. Rejected with a sentence
   */
  async open(kept) {
    this.#wanted = kept;
    if (!this.#model?.alive) this.#model = this.#make();
    const model = this.#model;
    try {
      await model.open(kept.bytes);
    } catch (error) {
      if (this.#wanted === kept) throw error;
    }
    return this.#wanted === kept ? model : null;
  }

  /** Lets go of the model and its worker. */
  close() {
    this.#wanted = null;
    this.#model?.dispose();
    this.#model = null;
  }

  #make() {
    const model = createModel();
    void model.closed.then((reason) => {
      if (reason !== null) this.#onLost(reason);
    });
    return model;
  }
}
