/** @import { ExchangeMessage } from '../protocol.js' */

/**
 * A worker's end of the ports to those that it sums gradients with. Workers are the corners of a
 * cube: in round r each exchanges what it has with the worker whose rank differs in bit r, so that
 * after log₂(n) rounds all have the sum of all. The sums are those of neighbours first, then of
 * neighbouring pairs, as the crate sums a batch's shards; and a + b is b + a, to the bit.
 */
export class Exchange {
  /** @type {Partner[]} in the order of the rounds */
  #partners;

  /** @param {MessagePort[]} ports in the order of the rounds */
  constructor(ports) {
    this.#partners = ports.map((port) => new Partner(port));
  }

  /**
   * @param {Float32Array} own this worker's summand, which the sum of all is written to
   * @param {boolean} empty whether the summand is nothing: the last of many workers may have no
   *   image of a small batch
   */
  async sum(own, empty = false) {
    for (const partner of this.#partners) {
      const theirs = await partner.swap(empty ? null : own);
      if (theirs === null) continue;
      if (empty) own.set(theirs);
      // A Float32Array rounds each sum as an f32 addition does.
      else for (let i = 0; i < own.length; i++) own[i] += theirs[i];
      empty = false;
    }
  }

  /**
   * Tells the others that this worker can't go on.
   * @param {string} message
   */
  fail(message) {
    for (const partner of this.#partners) partner.fail(message);
  }

  close() {
    for (const partner of this.#partners) partner.close();
  }
}

class Partner {
  #port;
  /** @type {ExchangeMessage[]} */
  #arrived = [];
  /** @type {((message: ExchangeMessage) => void) | null} */
  #waiter = null;
  /**
   * What came in last, to carry what goes out next: a new array every time would take longer to
   * allocate than to send.
   * @type {Float32Array | null}
   */
  #carrier = null;

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => {
      if (!this.#waiter) return this.#arrived.push(data);
      this.#waiter(data);
      this.#waiter = null;
    };
  }

  /**
   * Sends its summand and waits for the partner's, which is to be read before the next swap.
   * @param {Float32Array | null} own
   * @returns {Promise<Float32Array | null>}
   */
  async swap(own) {
    if (own) {
      const copy = this.#carrier ?? new Float32Array(own.length);
      copy.set(own);
      this.#carrier = null;
      this.#post({ type: 'partial', gradients: copy }, [copy.buffer]);
    } else this.#post({ type: 'partial', gradients: null });
    const message = this.#arrived.shift() ?? (await this.#arrival());
    if (message.type === 'exchange_error') throw new Error(message.message);
    this.#carrier ??= message.gradients;
    return message.gradients;
  }

  /** @param {string} message */
  fail(message) {
    this.#post({ type: 'exchange_error', message });
  }

  close() {
    this.#port.close();
  }

  /** @returns {Promise<ExchangeMessage>} */
  #arrival() {
    return new Promise((resolve) => (this.#waiter = resolve));
  }

  /** @param {ExchangeMessage} message @param {ArrayBufferLike[]} [buffers] given away with it */
  #post(message, buffers = []) {
    this.#port.postMessage(message, /** @type {ArrayBuffer[]} */ (buffers));
  }
}

/**
 * The ports of a number of workers that are to exchange with one another.
 * @param {number} workers a power of two
 * @returns {MessagePort[][]} by rank, in the order of the rounds
 */
export function exchangePorts(workers) {
  /** @type {MessagePort[][]} */
  const ports = Array.from({ length: workers }, () => []);
  for (let bit = 1; bit < workers; bit *= 2) {
    for (let rank = 0; rank < workers; rank++) {
      if (rank & bit) continue;
      const { port1, port2 } = new MessageChannel();
      ports[rank].push(port1);
      ports[rank | bit].push(port2);
    }
  }
  return ports;
}
