/** Training time before the first evaluation, which takes a second itself: two until it is seen. */
const FIRST_AFTER_SECONDS = 0.5;
/** In a race the first evaluations come closer together, where the curves are steep. */
const FIRST_STEPS_OF_RACE = [50, 100, 200, 400];

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
   * @param {number} step steps done in all
   * @param {number} seconds of training in this run
   */
  due(step, seconds) {
    const early = !this.#early_done && seconds >= FIRST_AFTER_SECONDS;
    const regular = ofEpoch(step, this.#batches);
    if (early || regular) this.#early_done = true;
    return early || regular;
  }
}

/** The same for a runner of a race: by steps alone, so that all are evaluated at the same ones. */
export class RaceSchedule {
  #batches;

  /** @param {number} batches in an epoch */
  constructor(batches) {
    this.#batches = batches;
  }

  /**
   * To be asked after each batch.
   * @param {number} step steps done in all
   */
  due(step) {
    return FIRST_STEPS_OF_RACE.includes(step) || ofEpoch(step, this.#batches);
  }
}

/**
 * Whether an epoch is half done after this step, or done.
 * @param {number} step
 * @param {number} batches in an epoch
 */
function ofEpoch(step, batches) {
  const done = ((step - 1) % batches) + 1;
  return done === batches || done === Math.ceil(batches / 2);
}
