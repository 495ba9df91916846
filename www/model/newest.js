/** One question at a time: the newest waits for the one under way, and those between come to nothing. */
export class Newest {
  #busy = false;
  /** Tells the question that waits whether it is its turn. @type {((is_turn: boolean) => void) | null} */
  #waiting = null;

  /**
   * @template T
   * @param {() => Promise<T>} question asked when its turn comes
   * @returns {Promise<T | null>} null when a newer one came before its turn; rejected as the question is
   */
  async ask(question) {
    if (this.#busy && !(await this.#turn())) return null;
    this.#busy = true;
    try {
      return await question();
    } finally {
      const next = this.#waiting;
      this.#waiting = null;
      if (next) next(true);
      else this.#busy = false;
    }
  }

  /** @returns {Promise<boolean>} */
  #turn() {
    this.#waiting?.(false);
    return new Promise((resolve) => (this.#waiting = resolve));
  }
}
