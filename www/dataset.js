/** The data worker from the page's side. */

/** @import { DatasetMessage, FromDataWorker, ToDataWorker } from './protocol.js' */

export class DatasetSource {
  #listen;
  /** @type {Worker | null} */
  #worker = null;
  #races = 0;

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
   * New connections to the present dataset for the runners of a race, who are kept together.
   * @param {number} runners
   * @returns {{id: number, ports: MessagePort[]}} a port each, in order
   */
  connectRace(runners) {
    const id = ++this.#races;
    const channels = Array.from({ length: runners }, () => new MessageChannel());
    const ports = channels.map(({ port1 }) => port1);
    this.#send({ type: 'connect_race', id, ports }, ports);
    return { id, ports: channels.map(({ port2 }) => port2) };
  }

  /**
   * To be called when a runner's worker is lost or let go of, which can't say so itself.
   * @param {number} id of the race
   * @param {number} runner from 0
   */
  leaveRace(id, runner) {
    if (this.#worker) this.#send({ type: 'leave_race', id, runner });
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
