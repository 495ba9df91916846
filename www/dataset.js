/** The data worker from the page's side. */

/** @import { DatasetMessage, FromDataWorker, ToDataWorker } from './protocol.js' */

export class DatasetSource {
  #listen;
  /** @type {Worker | null} */
  #worker = null;

  /** @param {(message: FromDataWorker) => void} listen heard for every message of the worker */
  constructor(listen) {
    this.#listen = listen;
    /** @type {DatasetMessage | null} what a run started now is trained on */
    this.present = null;
  }

  /** Fetches MNIST from the page's own origin. */
  load() {
    this.#send({ type: 'load', base_url: new URL('.', document.baseURI).href });
  }

  /**
   * Opens the visitor's own IDX files.
   * @param {Iterable<File>} files
   */
  open(files) {
    this.#send({ type: 'open', files: [...files] });
  }

  /**
   * A new connection to the present dataset, for one trainer worker.
   * @returns {MessagePort}
   */
  connect() {
    const { port1, port2 } = new MessageChannel();
    this.#send({ type: 'connect', port: port1 }, [port1]);
    return port2;
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
    if (message.type === 'dataset') this.present = message;
    this.#listen(message);
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
    this.#listen({ type: 'dataset_error', message, can_retry: true });
  }
}
