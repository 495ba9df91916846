/** Training time before the first evaluation, which takes a second itself: two until it is seen. */
const FIRST_AFTER_SECONDS = 0.5;

/** Says when a run is evaluated: early once, then every half epoch and at the end of each. */
export class EvaluationSchedule {
  #batches;
  #early_done = false;

  /** @param {number} batches in an epoch */
  constructor(batches) {
    this.#batches = batches;
  }

  /**
   * To be asked after each batch.
   * @param {number} done batches done in this epoch
   * @param {number} seconds of training in this run
   */
  due(done, seconds) {
    const early = !this.#early_done && seconds >= FIRST_AFTER_SECONDS;
    const regular = done === this.#batches || done === Math.ceil(this.#batches / 2);
    if (early || regular) this.#early_done = true;
    return early || regular;
  }
}
