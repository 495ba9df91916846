/** @typedef {{free(): void}} Owned what lives in the wasm instance */

/**
 * A dataset that several use at once: the last one to let go of it frees it.
 * @template {Owned} T
 */
export class Holding {
  #users = 1;

  /** @param {{train: T, test: T}} sets */
  constructor(sets) {
    this.sets = sets;
  }

  /** One more user. */
  share() {
    this.#users++;
    return this;
  }

  /** One user less; to be called once by each, its maker too. */
  release() {
    if (--this.#users > 0) return;
    this.sets.train.free();
    this.sets.test.free();
  }
}
