/** Past runs, kept in the browser (IndexedDB) so that they survive a reload. */
import { createStore, del, set, values } from 'idb-keyval';

/** @import { UseStore } from 'idb-keyval' */
/** @import { EvaluationMessage, RunConfig } from './protocol.js' */
/** @import { Column } from './curve.js' */

/**
 * @typedef {object} StoredRun
 * @property {string} id
 * @property {number} created in ms since 1970
 * @property {string} dataset its name
 * @property {RunConfig} config
 * @property {number} step steps done
 * @property {number} seconds of training
 * @property {boolean} hidden from the charts
 * @property {Omit<EvaluationMessage, 'type'>[]} evaluations in order
 * @property {{width: number, columns: Column[]}} curve the training loss
 */

export class RunStore {
  /** @type {UseStore | null} */
  #store = null;
  #complain;
  #complained = false;

  /** @param {(message: string) => void} complain told once if runs can't be kept */
  constructor(complain) {
    this.#complain = complain;
    try {
      this.#store = createStore('lenet5-live', 'runs');
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * The kept runs, oldest first. What an older version of the page kept in another form is left out.
   * @returns {Promise<StoredRun[]>}
   */
  async load() {
    const kept = await this.#try((store) => values(store));
    return (kept ?? []).filter(isStoredRun).sort((a, b) => a.created - b.created);
  }

  /**
   * Keeps a run, in place of what was kept of it before.
   * @param {StoredRun} run
   */
  async save(run) {
    await this.#try((store) => set(run.id, run, store));
  }

  /** @param {string} id */
  async remove(id) {
    await this.#try((store) => del(id, store));
  }

  /**
   * Keeping runs is a convenience: where it fails (a private window, a full disk), the page goes on.
   * @template T
   * @param {(store: UseStore) => Promise<T>} action
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
      `Runs can't be kept in this browser (${error instanceof Error ? error.message : error}); they are gone after a reload. ` +
        'Leave private browsing or free some disk space to keep them.',
    );
  }
}

/**
 * @param {any} value
 * @returns {value is StoredRun}
 */
export function isStoredRun(value) {
  return (
    typeof value?.id === 'string' &&
    Number.isFinite(value.created) &&
    typeof value.dataset === 'string' &&
    typeof value.config?.optimizer?.name === 'string' &&
    Number.isFinite(value.config.learning_rate) &&
    Number.isFinite(value.step) &&
    Number.isFinite(value.seconds) &&
    Array.isArray(value.evaluations) &&
    Array.isArray(value.curve?.columns) &&
    value.curve.width > 0
  );
}
