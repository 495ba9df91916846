/** Holds a run while it is paused; lets one batch through for a single step. */
export class Gate {
  /** @type {'running' | 'paused' | 'stepping'} */
  #state;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {boolean} paused */
  constructor(paused) {
    this.#state = paused ? 'paused' : 'running';
  }

  get paused() {
    return this.#state === 'paused';
  }

  pause() {
    this.#state = 'paused';
  }

  resume() {
    this.#open('running');
  }

  singleStep() {
    this.#open('stepping');
  }

  /** Returns once the run is not paused. */
  async passage() {
    while (this.paused) await new Promise((resolve) => this.#waiting.push(() => resolve(null)));
  }

  /**
   * To be called after each batch.
   * @returns {boolean} whether it was a single step, and so the run is paused now
   */
  batchDone() {
    if (this.#state !== 'stepping') return false;
    this.#state = 'paused';
    return true;
  }

  /** @param {'running' | 'stepping'} state */
  #open(state) {
    this.#state = state;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
