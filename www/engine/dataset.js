/** A dataset, in a data worker of its own, from the page's side. */
import { Answers } from './answers.js';
import { asyncDispose, Closing } from './closing.js';
import { makeDataWorker, WorkerLink } from './worker_link.js';

/** @import { Augmentation, DatasetMessage, FromDataWorker, ImagesMessage, LabelsMessage, OwnImages, SetName, ToDataWorker } from './protocol.js' */
/** @import { Addresses } from './worker_link.js' */

/** @typedef {string | URL | Iterable<File>} Source the folder that holds mnist/, or IDX files, raw or gzipped */
/**
 * @typedef {object} OpeningOptions
 * @property {(received: number, total: number) => void} [onDownload] in bytes, at most 10 times a second
 * @property {AbortSignal} [signal] gives it up
 */
/**
 * A trainer worker's way to a dataset.
 * @typedef {object} Connection
 * @property {MessagePort} port for the worker
 * @property {() => void} leave to be called when the worker has no more use for it, or is lost or let go of
 * @property {(message: string) => void} [onLost] the data worker has failed: nothing will come any more
 */

const LET_GO = 'The images have been let go of.';

/** The data can't be had. */
export class DatasetError extends Error {
  /** @param {string} message @param {boolean} can_retry whether another attempt may succeed */
  constructor(message, can_retry) {
    super(message);
    this.can_retry = can_retry;
  }
}

export class Dataset {
  #onDownload;
  /** @type {WorkerLink<ToDataWorker, FromDataWorker>} */
  #link;
  #answers = new Answers();
  #closing = new Closing();
  /** @type {{resolve: (message: DatasetMessage) => void, reject: (error: Error) => void} | null} */
  #opening = null;
  /** @type {Map<number, Connection>} that trainer workers still use */
  #connections = new Map();
  #last_connection = 0;
  #wanted = true;

  /** Use `openDataset`. @param {Addresses & Pick<OpeningOptions, 'onDownload'>} options */
  constructor({ onDownload, ...addresses }) {
    this.#onDownload = onDownload;
    this.name = '';
    this.train_size = 0;
    this.test_size = 0;
    this.#link = new WorkerLink(makeDataWorker(addresses), addresses, {
      onMessage: (message) => this.#receive(message),
      onLost: (reason) => this.#crash(reason),
    });
  }

  /**
   * @param {Source} source
   * @param {OpeningOptions & Addresses} options
   * @returns {Promise<Dataset>} rejected with a DatasetError, or with the signal's reason
   */
  static async open(source, { signal, ...options }) {
    signal?.throwIfAborted();
    const dataset = new Dataset(options);
    const abort = () => dataset.#opening?.reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    try {
      const { name, train_size, test_size } = await dataset.#open(source);
      Object.assign(dataset, { name, train_size, test_size });
      return dataset;
    } catch (error) {
      dataset.dispose();
      throw error;
    } finally {
      dataset.#opening = null;
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Resolved when its worker is gone: with what was wrong, or with null when it was let go of. */
  get closed() {
    return this.#closing.promise;
  }

  /**
   * Images by their place in the file.
   * @param {SetName} set
   * @param {number[]} indices
   * @returns {Promise<ImagesMessage>} rejected with a sentence
   */
  images(set, indices) {
    return this.#ask((id) => ({ type: 'get_images', id, set, indices }));
  }

  /**
   * Images of one digit, in file order.
   * @param {SetName} set
   * @param {number} label
   * @param {number} offset how many to leave out
   * @param {number} count how many at most
   * @returns {Promise<ImagesMessage>} `total` is how many there are of the digit; rejected with a sentence
   */
  ofClass(set, label, offset, count) {
    return this.#ask((id) => ({ type: 'get_class', id, set, label, offset, count }));
  }

  /**
   * @param {SetName} set
   * @returns {Promise<Uint8Array>} all labels, in file order; rejected with a sentence
   */
  async labels(set) {
    /** @type {LabelsMessage} */
    const { labels } = await this.#ask((id) => ({ type: 'get_labels', id, set }));
    return labels;
  }

  /**
   * Training images as a run with this augmentation gets them.
   * @param {Augmentation} augmentation
   * @param {number} seed
   * @param {number[]} indices
   * @returns {Promise<ImagesMessage>} rejected with a sentence
   */
  augmented(augmentation, seed, indices) {
    return this.#ask((id) => ({ type: 'get_augmented', id, augmentation, seed, indices }));
  }

  /**
   * A connection for one trainer worker.
   * @param {OwnImages} [own] to be mixed into its batches
   * @returns {Connection} throws a sentence when the dataset is gone
   */
  connect(own) {
    this.#expectOpen();
    const { port1, port2 } = new MessageChannel();
    const { id, connection } = this.#connection(port2);
    this.#link.send({ type: 'connect', connection: id, port: port1, own }, [port1]);
    return connection;
  }

  /**
   * Connections for the runners of a race, who are kept together.
   * @param {number} runners
   * @returns {Connection[]} one each, in order; throws a sentence when the dataset is gone
   */
  connectRace(runners) {
    this.#expectOpen();
    const first_connection = this.#last_connection + 1;
    const channels = Array.from({ length: runners }, () => new MessageChannel());
    const ports = channels.map(({ port1 }) => port1);
    this.#link.send({ type: 'connect_race', first_connection, ports }, ports);
    return channels.map(({ port2 }) => this.#connection(port2).connection);
  }

  /** Lets go of it: nothing more is asked of it. Its worker ends when the last connection is left. */
  dispose() {
    this.#wanted = false;
    this.#answers.refuseAll(LET_GO);
    this.#closeUnused();
  }

  async [asyncDispose]() {
    this.dispose();
  }

  /** @param {Source} source @returns {Promise<DatasetMessage>} */
  #open(source) {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      if (typeof source === 'string' || source instanceof URL)
        this.#link.send({ type: 'load', base_url: new URL(source, location.href).href });
      else this.#link.send({ type: 'open', files: [...source] });
    });
  }

  /** @param {MessagePort} port */
  #connection(port) {
    const id = ++this.#last_connection;
    const leave = () => {
      if (!this.#connections.delete(id)) return;
      port.close(); // Of no effect once it has been given to a worker.
      this.#link.send({ type: 'disconnect', connection: id });
      this.#closeUnused();
    };
    /** @type {Connection} */
    const connection = { port, leave };
    this.#connections.set(id, connection);
    return { id, connection };
  }

  #expectOpen() {
    if (!this.#wanted || !this.#link.open) throw new Error(LET_GO);
  }

  #closeUnused() {
    if (this.#wanted || this.#connections.size > 0) return;
    this.#link.close();
    this.#closing.close(null);
  }

  /**
   * @param {(id: number) => ToDataWorker} question
   * @returns {Promise<any>}
   */
  async #ask(question) {
    this.#expectOpen();
    return this.#answers.ask((id) => this.#link.send(question(id)));
  }

  /** @param {FromDataWorker} message */
  #receive(message) {
    if (message.type === 'download') this.#onDownload?.(message.received, message.total);
    else if (message.type === 'dataset') this.#opening?.resolve(message);
    else if (message.type === 'dataset_error')
      this.#opening?.reject(new DatasetError(message.message, message.can_retry));
    else if (message.type === 'refusal') this.#answers.refuse(message.id, message.message);
    else this.#answers.give(message.id, message);
  }

  /** @param {string} reason */
  #crash(reason) {
    const message = `The data worker has failed (${reason}). Check the connection and load the data again.`;
    this.#link.close();
    this.#answers.refuseAll(message);
    this.#opening?.reject(new DatasetError(message, true));
    for (const connection of [...this.#connections.values()]) connection.onLost?.(message);
    this.#closing.close(message);
  }
}
