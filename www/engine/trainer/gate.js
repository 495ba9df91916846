/**
 * Holds a run while it is paused; lets one batch through for a single step, with the evaluation
 * that may follow it.
 */
export class Gate {
  /** @type {'running' | 'paused' | 'stepping' | 'stepped'} */
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

  /** To be called after each batch. */
  batchDone() {
    if (this.#state === 'stepping') this.#state = 'stepped';
  }

  /**
   * To be called before the next batch. A step asked for during an evaluation is still to come.
   * @returns {boolean} whether a single step has ended, and so the run is paused now
   */
  settle() {
    if (this.#state !== 'stepped') return false;
    this.#state = 'paused';
    return true;
  }

  /** @param {'running' | 'stepping'} state */
  #open(state) {
    this.#state = state;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
