/** Asking a worker and awaiting its answer: numbers the questions, and ends the waiting when the worker is lost. */

/**
 * @typedef {object} Waiting what a method waits for
 * @property {(message: any) => void} resolve
 * @property {(error: Error) => void} reject
 */

export class Answers {
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  #last_id = 0;

  /**
   * @param {(id: number) => void} send posts the question, under that number
   * @returns {Promise<any>} the message that answers it; rejected with a sentence
   */
  ask(send) {
    return new Promise((resolve, reject) => {
      const id = ++this.#last_id;
      this.#waiting.set(id, { resolve, reject });
      send(id);
    });
  }

  /**
   * @param {number} id
   * @param {unknown} message
   * @returns {boolean} whether somebody has waited for it
   */
  give(id, message) {
    return this.#end(id, ({ resolve }) => resolve(message));
  }

  /**
   * @param {number} id
   * @param {string} reason a sentence
   * @returns {boolean} whether somebody has waited for it
   */
  refuse(id, reason) {
    return this.#end(id, ({ reject }) => reject(new Error(reason)));
  }

  /**
   * No answer will come any more.
   * @param {string} reason a sentence
   */
  refuseAll(reason) {
    for (const id of [...this.#waiting.keys()]) this.refuse(id, reason);
  }

  /** @param {number} id @param {(waiting: Waiting) => void} end */
  #end(id, end) {
    const waiting = this.#waiting.get(id);
    if (!waiting) return false;
    this.#waiting.delete(id);
    end(waiting);
    return true;
  }
}
