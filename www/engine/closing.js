/**
 * `Symbol.asyncDispose`, by which `await using` lets go of things, where the browser has it already.
 * @type {typeof Symbol.asyncDispose}
 */
export const asyncDispose = /** @type {any} */ (Symbol.asyncDispose ?? Symbol('asyncDispose'));

/** The end of something that has a worker: a promise, and its one resolution. */
export class Closing {
  /** @type {(reason: string | null) => void} */
  #resolve = () => {};
  /** @type {Promise<string | null>} the sentence that says what was wrong, or null */
  promise = new Promise((resolve) => (this.#resolve = resolve));

  /** Once; of no effect after that. @param {string | null} reason */
  close(reason) {
    this.#resolve(reason);
  }
}
