/** The images of the visit: MNIST, or the visitor's own. One dataset at a time; a run keeps the one that it began with. */
import { DatasetError, openDataset } from '../engine/index.js';

/** @import { Dataset } from '../engine/index.js' */
/** @import { Notice } from './notice.js' */

/**
 * @typedef {object} DatasetEvents
 * @property {(received: number, total: number) => void} onDownload in bytes
 * @property {(dataset: Dataset) => void} onDataset the present one from now on
 * @property {(notice: Notice) => void} onProblem a dataset that was there stays, unless its worker is lost
 */

/** @typedef {string | File[]} Source a folder's address, or files */

export class DatasetSource {
  #events;
  /** Gives up what is being opened. */
  #opening = new AbortController();
  /** @type {Dataset | null} what a run started now is trained on */
  present = null;

  /**
   * @param {string} base_url of the folder that the site's files lie in
   * @param {DatasetEvents} events
   */
  constructor(base_url, events) {
    this.base_url = base_url;
    this.#events = events;
  }

  /** Fetches MNIST from the site's own files. */
  load() {
    return this.#replace(this.base_url);
  }

  /** Opens the visitor's own IDX files. @param {File[]} files */
  open(files) {
    return this.#replace(files);
  }

  /** The present dataset, or a sentence is thrown. */
  expect() {
    if (this.present) return this.present;
    throw new Error('There is no dataset yet. Load MNIST or open your own files first.');
  }

  /**
   * Puts another dataset in place of the present one, whole or not at all.
   * @param {Source} source
   */
  async #replace(source) {
    this.#opening.abort();
    const { signal } = (this.#opening = new AbortController());
    const { onDownload } = this.#events;
    try {
      const dataset = await openDataset(source, { signal, onDownload });
      if (signal.aborted) return dataset.dispose(); // Just before it would have been here.
      this.present?.dispose();
      this.present = dataset;
      void dataset.closed.then((reason) => this.#lost(dataset, source, reason));
      this.#events.onDataset(dataset);
    } catch (error) {
      if (signal.aborted) return; // The visitor has asked for something else since.
      if (!(error instanceof DatasetError)) throw error;
      // Without any images there is nothing else that one could press.
      this.#tell(error.message, error.can_retry ? source : this.present ? null : this.base_url);
    }
  }

  /**
   * @param {Dataset} dataset
   * @param {Source} source that it was opened from
   * @param {string | null} reason null when it was let go of
   */
  #lost(dataset, source, reason) {
    if (reason === null || dataset !== this.present) return;
    this.present = null;
    this.#tell(reason, source);
  }

  /** @param {string} text @param {Source | null} source what another attempt would open; null for none */
  #tell(text, source) {
    const retry = source === null ? undefined : () => void this.#replace(source);
    this.#events.onProblem({
      about: 'data',
      text,
      action: retry && { label: 'Retry', run: retry },
    });
  }
}
