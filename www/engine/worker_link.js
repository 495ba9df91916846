/** A worker from the page's side. Whoever opens a link closes it, and the worker ends with it. */

/** @import { InitMessage } from './protocol.js' */

/**
 * Where a page has put the engine's files, when not where the engine itself lies.
 * @typedef {object} Addresses
 * @property {string | URL} [worker_url] of the worker's script
 * @property {string | URL} [wasm_url] of the crate's WebAssembly
 */
/**
 * @template Heard
 * @typedef {object} LinkEvents
 * @property {(message: Heard) => void} onMessage
 * @property {(reason: string) => void} onLost the worker can't be loaded, or has failed: part of a sentence
 */

/**
 * @template Sent, Heard
 */
export class WorkerLink {
  /** @type {Worker | null} */
  #worker;

  /**
   * @param {Worker} worker new
   * @param {Addresses} addresses
   * @param {LinkEvents<Heard>} events
   */
  constructor(worker, { wasm_url }, { onMessage, onLost }) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      if (this.open) onMessage(data); // Else it was on its way when the worker was let go of.
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (this.open) onLost(event.message || 'it could not be loaded');
    };
    worker.onmessageerror = () => {
      if (this.open) onLost('it sent an unreadable message');
    };
    /** @type {InitMessage} */
    const init = { type: 'init', wasm_url: wasm_url && new URL(wasm_url, location.href).href };
    worker.postMessage(init);
  }

  /** Whether there is a worker to talk to. */
  get open() {
    return this.#worker !== null;
  }

  /**
   * @param {Sent} message
   * @param {Transferable[]} [transfer]
   */
  send(message, transfer = []) {
    this.#worker?.postMessage(message, transfer);
  }

  close() {
    this.#worker?.terminate();
    this.#worker = null;
  }
}

/** What a run or a model says of its worker's end. @param {string} reason as `onLost` has it */
export const trainerLost = (reason) => `The training worker has failed (${reason}).`;

// A bundler finds the workers by these two expressions, as they stand.

/** @param {Addresses} addresses */
export function makeDataWorker({ worker_url }) {
  return worker_url
    ? new Worker(worker_url, { type: 'module' })
    : new Worker(new URL('./data.worker.js', import.meta.url), { type: 'module' });
}

/** @param {Addresses} addresses */
export function makeTrainerWorker({ worker_url }) {
  return worker_url
    ? new Worker(worker_url, { type: 'module' })
    : new Worker(new URL('./trainer.worker.js', import.meta.url), { type: 'module' });
}
