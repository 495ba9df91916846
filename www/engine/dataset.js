/** The data worker from the page's side. */
import { Answers } from './answers.js';

/** @import { Augmentation, DatasetMessage, DatasetNews, FromDataWorker, ImagesMessage, LabelsMessage, OwnImages, SetName, ToDataWorker } from './protocol.js' */

/**
 * A trainer worker's way to the dataset of the moment when it was opened.
 * @typedef {object} Connection
 * @property {MessagePort} port for the worker
 * @property {() => void} leave closes the other end: to be called when the worker is lost or let go of
 * @property {((reason: string) => void) | null} onLost heard when the data worker is lost; its owner sets it
 */

export class DatasetSource {
  #listen;
  /** @type {Worker | null} */
  #worker = null;
  #connections = 0;
  /** @type {Map<number, Connection>} those that nobody has left */
  #open = new Map();
  #answers = new Answers();

  /**
   * @param {(message: DatasetNews) => void} listen heard for all but the answers that a method returns
   * @param {string} base_url of the folder that the site's files lie in
   */
  constructor(listen, base_url) {
    this.base_url = base_url;
    this.#listen = listen;
    /** @type {DatasetMessage | null} what a run started now is trained on */
    this.present = null;
  }

  /** Fetches MNIST from the site's own files. */
  load() {
    this.#send({ type: 'load', base_url: this.base_url });
  }

  /**
   * Opens the visitor's own IDX files.
   * @param {Iterable<File>} files
   */
  open(files) {
    this.#send({ type: 'open', files: [...files] });
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
   * A new connection to the present dataset, for one trainer worker.
   * @param {OwnImages} [own] to be mixed into its batches
   * @returns {Connection}
   */
  connect(own) {
    const { port1, port2 } = new MessageChannel();
    const connection = ++this.#connections;
    this.#send({ type: 'connect', connection, port: port1, own }, [port1]);
    return this.#connection(connection, port2);
  }

  /**
   * New connections to the present dataset for the runners of a race, who are kept together.
   * @param {number} runners
   * @returns {Connection[]} one each, in order
   */
  connectRace(runners) {
    const channels = Array.from({ length: runners }, () => new MessageChannel());
    const ports = channels.map(({ port1 }) => port1);
    const first_connection = this.#connections + 1;
    this.#connections += runners;
    this.#send({ type: 'connect_race', first_connection, ports }, ports);
    return channels.map(({ port2 }, i) => this.#connection(first_connection + i, port2));
  }

  /** @param {number} connection @param {MessagePort} port @returns {Connection} */
  #connection(connection, port) {
    const leave = () => {
      this.#open.delete(connection);
      port.close(); // Of no effect once it has been given to a worker.
      // A data worker that is lost has taken its ends along.
      this.#worker?.postMessage({ type: 'disconnect', connection });
    };
    /** @type {Connection} */
    const opened = { port, leave, onLost: null };
    this.#open.set(connection, opened);
    return opened;
  }

  /**
   * @param {(id: number) => ToDataWorker} question
   * @returns {Promise<any>}
   */
  #ask(question) {
    return this.#answers.ask((id) => this.#send(question(id)));
  }

  /**
   * @param {ToDataWorker} message
   * @param {Transferable[]} [transfer]
   */
  #send(message, transfer = []) {
    this.#worker ??= this.#makeWorker();
    this.#worker.postMessage(message, transfer);
  }

  #makeWorker() {
    const worker = new Worker(new URL('./data.worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(event.message || 'it could not be loaded');
    };
    worker.onmessageerror = () => this.#crash('it sent an unreadable message');
    return worker;
  }

  /** @param {FromDataWorker} message */
  #receive(message) {
    if ('id' in message) return this.#answered(message);
    if (message.type === 'dataset') this.present = message;
    this.#listen(message);
  }

  /** @param {Extract<FromDataWorker, {id: number}>} message */
  #answered(message) {
    if (message.type === 'refusal') this.#answers.refuse(message.id, message.message);
    else this.#answers.give(message.id, message);
  }

  /**
   * The dataset is lost with its worker; loading makes a new one of each.
   * @param {string} reason
   */
  #crash(reason) {
    this.#worker?.terminate();
    this.#worker = null;
    this.present = null;
    const message = `The data worker has failed (${reason}). Check the connection and load the data again.`;
    this.#answers.refuseAll(message);
    for (const { onLost } of this.#open.values()) onLost?.(message);
    this.#listen({ type: 'dataset_error', message, can_retry: true });
  }
}
