/** What a page holds: its heap, its workers, its ports, and the memory of the process that it lives in. */

import { readFileSync } from 'node:fs';

/** @import { CDPSession, Page } from '@playwright/test' */

/**
 * @typedef {object} Held
 * @property {number} heap_mib of the page's own thread, after a collection of garbage
 * @property {number} process_mib resident memory of the page's process: with the workers and their wasm
 * @property {number} workers
 * @property {number} ports of the page that are neither closed nor collected
 * @property {number} nodes of the document, with those that only scripts hold
 */

const MIB = 2 ** 20;

export class Holdings {
  #page;
  #session;
  #process_ids;

  /** @param {Page} page @param {CDPSession} session @param {() => Promise<number[]>} process_ids */
  constructor(page, session, process_ids) {
    this.#page = page;
    this.#session = session;
    this.#process_ids = process_ids;
  }

  /** To be called before the page is opened. @param {Page} page */
  static async watch(page) {
    await page.addInitScript(() => {
      const counted = /** @type {any} */ (window);
      /** @type {WeakRef<MessagePort>[]} */
      counted.ports = [];
      const Original = MessageChannel;
      window.MessageChannel = class extends Original {
        constructor() {
          super();
          counted.ports.push(new WeakRef(this.port1), new WeakRef(this.port2));
        }
      };
    });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const browser = await page.context().browser()?.newBrowserCDPSession();
    if (!browser) throw new Error('The page has no browser.');
    const processes = async () => {
      const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
      return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    };
    return new Holdings(page, session, processes);
  }

  /** @returns {Promise<Held>} */
  async read() {
    // What hangs on something collected goes the next time.
    for (let n = 0; n < 3; n++) await this.#session.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const metric = (/** @type {string} */ wanted) =>
      metrics.find(({ name }) => name === wanted)?.value ?? NaN;
    const ports = await this.#page.evaluate(
      () =>
        /** @type {any} */ (window).ports.filter((/** @type {WeakRef<MessagePort>} */ port) =>
          port.deref(),
        ).length,
    );
    const ids = await this.#process_ids();
    return {
      heap_mib: round(metric('JSHeapUsedSize') / MIB),
      process_mib: round(ids.reduce((sum, id) => sum + residentBytes(id), 0) / MIB),
      workers: this.#page.workers().length,
      ports,
      nodes: metric('Nodes'),
    };
  }
}

/** @param {number} id of a process */
function residentBytes(id) {
  const [, pages] = readFileSync(`/proc/${id}/statm`, 'utf8').split(' ').map(Number);
  return pages * 4096;
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;
