/**
 * What happens, in order, for any number of listeners: each `for await` hears what comes from its
 * beginning on, and ends when nothing more can come.
 * @template T
 */
export class Events {
  /** @type {Set<Listener<T>>} */
  #listeners = new Set();
  /** @type {{error: Error | null} | null} */
  #end = null;

  /** @param {T} event */
  tell(event) {
    for (const listener of this.#listeners) listener.tell(event);
  }

  /** Nothing comes after this. @param {Error | null} error what every listener is thrown, if anything */
  end(error = null) {
    if (this.#end) return;
    this.#end = { error };
    for (const listener of this.#listeners) listener.end(error);
  }

  /** @returns {AsyncIterableIterator<T>} */
  [Symbol.asyncIterator]() {
    const listener = /** @type {Listener<T>} */ (
      new Listener(() => this.#listeners.delete(listener))
    );
    this.#listeners.add(listener);
    if (this.#end) listener.end(this.#end.error);
    return listener;
  }
}

/**
 * @template T
 * @typedef {object} Taker who waits for the next event
 * @property {(result: IteratorResult<T, undefined>) => void} resolve
 * @property {(error: Error) => void} reject
 */

/**
 * @template T
 * @implements {AsyncIterableIterator<T, undefined>}
 */
class Listener {
  #onLeave;
  /** @type {T[]} that nobody has taken yet */
  #untaken = [];
  /** @type {Taker<T>[]} in the order in which they came */
  #takers = [];
  /** @type {{error: Error | null} | null} */
  #end = null;

  /** @param {() => void} onLeave */
  constructor(onLeave) {
    this.#onLeave = onLeave;
  }

  /** @param {T} value */
  tell(value) {
    const taker = this.#takers.shift();
    if (taker) taker.resolve({ done: false, value });
    else this.#untaken.push(value);
  }

  /** @param {Error | null} error */
  end(error) {
    this.#onLeave();
    this.#end = { error };
    for (const taker of this.#takers.splice(0)) void this.next().then(taker.resolve, taker.reject);
  }

  /** @returns {Promise<IteratorResult<T, undefined>>} */
  async next() {
    if (this.#untaken.length > 0)
      return { done: false, value: /** @type {T} */ (this.#untaken.shift()) };
    if (!this.#end) return new Promise((resolve, reject) => this.#takers.push({ resolve, reject }));
    const { error } = this.#end;
    this.#end.error = null; // An iteration is thrown its error once; after that it is done.
    if (error) throw error;
    return { done: true, value: undefined };
  }

  /** The `for await` was left. @returns {Promise<IteratorResult<T, undefined>>} */
  async return() {
    this.#untaken = [];
    this.end(null);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}
