/** @import { BatchMessage, DataAnswer, DataRequest, RunConfig, TestSetMessage } from '../protocol.js' */
/** @import { Place } from './plan.js' */

/** Batches asked for ahead of need: enough to hide the way to the data worker and back. */
const IN_FLIGHT = 8;

/** The data can't be had; the message comes from the data worker. */
export class DataError extends Error {}

/**
 * @template T
 * @typedef {{resolve: (value: T) => void, reject: (error: Error) => void}} Waiter
 */

/** The trainer's end of the port to the data worker: the test set, and batches in order. */
export class BatchQueue {
  #port;
  #config;
  #places;
  /** @type {BatchMessage[]} */
  #arrived = [];
  /** @type {Waiter<BatchMessage> | null} */
  #waiter = null;
  /** @type {Waiter<TestSetMessage> | null} */
  #test_waiter = null;
  /** @type {DataError | null} */
  #error = null;
  /** Whether the batch given last ends a turn: the next ones come after the others' turns. */
  #turn_ends = false;

  /**
   * @param {MessagePort} port
   * @param {Pick<RunConfig, 'seed' | 'batch_size' | 'augmentation'>} config
   * @param {Iterator<Place, void>} places what to ask for, in order
   */
  constructor(port, config, places) {
    this.#port = port;
    this.#config = config;
    this.#places = places;
    port.onmessage = ({ data }) => this.#receive(data);
    for (let n = 0; n < IN_FLIGHT; n++) this.#ask();
  }

  /**
   * The next batch in order. In a race, asking for it also says that what there was to do with the
   * one before is done.
   * @returns {Promise<BatchMessage>}
   */
  async next() {
    if (this.#turn_ends) this.#send({ type: 'turn_over' });
    const batch = this.#arrived.shift() ?? (await this.#arrival());
    this.#turn_ends = batch.last_of_turn === true;
    this.#ask();
    return batch;
  }

  /** The batch that `next` will give, if it is there already. */
  get upcoming() {
    return this.#arrived[0] ?? null;
  }

  /** @returns {Promise<TestSetMessage>} */
  testSet() {
    return new Promise((resolve, reject) => {
      if (this.#error) return reject(this.#error);
      this.#test_waiter = { resolve, reject };
      this.#send({ type: 'want_test_set' });
    });
  }

  /**
   * Nothing will come any more.
   * @param {string} message why
   */
  fail(message) {
    this.#error = new DataError(message);
    this.#waiter?.reject(this.#error);
    this.#test_waiter?.reject(this.#error);
  }

  close() {
    this.#send({ type: 'leave' });
    this.#port.close();
  }

  /** @returns {Promise<BatchMessage>} */
  #arrival() {
    return new Promise((resolve, reject) => {
      if (this.#error) reject(this.#error);
      else this.#waiter = { resolve, reject };
    });
  }

  #ask() {
    const { done, value: place } = this.#places.next();
    if (done || !place) return;
    const { seed, batch_size: size, augmentation } = this.#config;
    this.#send({ type: 'want_batch', seed, ...place, size, augmentation });
  }

  /** @param {DataRequest} request */
  #send(request) {
    this.#port.postMessage(request);
  }

  /** @param {DataAnswer} answer */
  #receive(answer) {
    if (answer.type === 'test_set') {
      this.#test_waiter?.resolve(answer);
      this.#test_waiter = null;
    } else if (answer.type === 'data_error') this.fail(answer.message);
    else if (this.#waiter) {
      this.#waiter.resolve(answer);
      this.#waiter = null;
    } else this.#arrived.push(answer);
  }
}
