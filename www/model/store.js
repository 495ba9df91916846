/** What the page keeps in the browser (IndexedDB), so that it survives a reload. */
import { sentenceOf } from '../engine/index.js';
import { createStore, delMany, promisifyRequest, set, values } from 'idb-keyval';

/** @import { UseStore } from 'idb-keyval' */

/**
 * @template {{id: string, created: number}} T
 * @typedef {object} Kept what a store is for
 * @property {string} database
 * @property {string} name of the store in it
 * @property {string} what begins the sentence that says that they can't be kept
 * @property {(value: unknown) => value is T} isWhole whether it has the form of this version of the page
 */

/** @template {{id: string, created: number}} T created: in ms since 1970 */
export class Store {
  /** @type {UseStore | null} */
  #store = null;
  #kept;
  #complain;
  #complained = false;

  /**
   * @param {Kept<T>} kept
   * @param {(message: string) => void} complain told once if they can't be kept
   */
  constructor(kept, complain) {
    this.#kept = kept;
    this.#complain = complain;
    try {
      this.#store = createStore(kept.database, kept.name);
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * What is kept, oldest first. What an older version of the page kept in another form is left out.
   * @returns {Promise<T[]>}
   */
  async load() {
    const kept = await this.#try((store) => values(store));
    return (kept ?? []).filter(this.#kept.isWhole).sort((a, b) => a.created - b.created);
  }

  /**
   * Keeps an item, in place of what was kept of it before.
   * @param {T} item
   */
  async save(item) {
    await this.#try((store) => set(item.id, item, store));
  }

  /**
   * Changes a part of what is kept of an item, which another tab may have kept anew since; one that
   * is not kept stays so.
   * @param {string} id
   * @param {Partial<T>} part
   */
  async change(id, part) {
    await this.#try((store) =>
      store('readwrite', (items) => {
        const read = items.get(id);
        read.onsuccess = () => {
          if (read.result) items.put({ ...read.result, ...part }, id);
        };
        return promisifyRequest(items.transaction);
      }),
    );
  }

  /** @param {...string} ids */
  async remove(...ids) {
    await this.#try((store) => delMany(ids, store));
  }

  /**
   * Keeping things is a convenience: where it fails (a private window, a full disk), the page goes on.
   * @template R
   * @param {(store: UseStore) => Promise<R>} action
   */
  async #try(action) {
    if (!this.#store) return undefined;
    try {
      return await action(this.#store);
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (this.#complained) return;
    this.#complained = true;
    this.#complain(
      `${this.#kept.what} can't be kept in this browser (${sentenceOf(error)}); they are gone after a reload. ` +
        'Leave private browsing or free some disk space to keep them.',
    );
  }
}
