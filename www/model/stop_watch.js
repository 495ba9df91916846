/** Time that counts only while something goes on. */
export class StopWatch {
  #before = 0;
  /** @type {number | null} */
  #since = null;

  get seconds() {
    const now = this.#since === null ? 0 : performance.now() - this.#since;
    return (this.#before + now) / 1000;
  }

  start() {
    this.#since ??= performance.now();
  }

  stop() {
    if (this.#since === null) return;
    this.#before += performance.now() - this.#since;
    this.#since = null;
  }
}
