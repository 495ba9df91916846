/** @import { FromHelper, ToHelper } from '../protocol.js' */
/** @import { Model } from './model.js' */
/** @typedef {ReturnType<Model['train']>} TrainMetrics */

/**
 * The trainers that share each batch of one run: this worker's own and its helpers', every one with
 * a copy of the model. Each computes its part of a batch; the sum goes to all, and all take the same
 * step with it. It is the step that one trainer would take alone, bit for bit.
 */
export class Crew {
  #model;
  #helpers;
  /** @type {Float32Array | null} of the step before; the helpers take it with their next part */
  #sum = null;

  /**
   * @param {Model} model
   * @param {MessagePort[]} ports to the helpers
   */
  constructor(model, ports) {
    this.#model = model;
    this.#helpers = ports.map((port) => new Helper(port));
  }

  /**
   * @param {Uint8Array} pixels
   * @param {Uint8Array} labels
   * @returns {Promise<TrainMetrics>}
   */
  async train(pixels, labels) {
    if (this.#helpers.length === 0) return this.#model.train(pixels, labels);
    const batch_size = labels.length;
    const part = this.#partsOf(pixels, labels);
    const answers = this.#helpers.map((helper, n) =>
      helper.compute({ sum: this.#sum?.slice() ?? null, batch_size, ...part(n + 1) }),
    );
    const own = part(0);
    const gradients = this.#model.gradients(own.pixels, own.labels, batch_size);
    const sum = pairwiseSum([gradients, ...(await Promise.all(answers)).filter((g) => g !== null)]);
    this.#sum = sum;
    return this.#model.update(sum, batch_size);
  }

  dismiss() {
    for (const helper of this.#helpers) helper.dismiss();
  }

  /** @param {Uint8Array} pixels @param {Uint8Array} labels */
  #partsOf(pixels, labels) {
    const image = pixels.length / labels.length;
    return (/** @type {number} */ worker) => {
      const [start, end] = this.#model.part(labels.length, this.#helpers.length + 1, worker);
      return {
        pixels: pixels.slice(start * image, end * image),
        labels: labels.slice(start, end),
      };
    };
  }
}

/** The crew's end of the port to one helper. */
class Helper {
  #port;
  /** @type {{resolve: (gradients: Float32Array | null) => void, reject: (error: Error) => void} | null} */
  #waiter = null;

  /** @param {MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.onmessage = ({ data }) => this.#receive(data);
  }

  /**
   * @param {Omit<ToHelper, 'type'>} part
   * @returns {Promise<Float32Array | null>} null when the part is empty
   */
  compute(part) {
    const buffers = [
      part.pixels.buffer,
      part.labels.buffer,
      ...(part.sum ? [part.sum.buffer] : []),
    ];
    this.#port.postMessage({ type: 'part', ...part }, /** @type {ArrayBuffer[]} */ (buffers));
    return new Promise((resolve, reject) => (this.#waiter = { resolve, reject }));
  }

  dismiss() {
    this.#port.close();
  }

  /** @param {FromHelper} message */
  #receive(message) {
    if (message.type === 'gradients') this.#waiter?.resolve(message.gradients);
    else this.#waiter?.reject(new Error(message.message));
  }
}

/**
 * Serves a crew as a helper: takes the step that the others have taken, then computes its part.
 * @param {Model} model created as the crew's
 * @param {MessagePort} port
 */
export function help(model, port) {
  /** @param {FromHelper} message @param {ArrayBufferLike[]} [buffers] */
  const post = (message, buffers = []) =>
    port.postMessage(message, /** @type {ArrayBuffer[]} */ (buffers));
  let batch_size_before = 0;

  /** @param {MessageEvent<ToHelper>} event */
  port.onmessage = ({ data: { sum, pixels, labels, batch_size } }) => {
    try {
      if (sum) model.update(sum, batch_size_before);
      batch_size_before = batch_size;
      const gradients = labels.length > 0 ? model.gradients(pixels, labels, batch_size) : null;
      post({ type: 'gradients', gradients }, gradients ? [gradients.buffer] : []);
    } catch (error) {
      post({
        type: 'helper_error',
        message: error instanceof Error ? error.message : String(error),
      });
    }
  };
}

/**
 * Neighbours first, then neighbouring pairs, and so on, as the crate sums a batch's shards. Adds
 * into the first; a Float32Array rounds each sum as an f32 addition does.
 * @param {Float32Array[]} terms at least one
 */
export function pairwiseSum(terms) {
  for (let width = 1; width < terms.length; width *= 2) {
    for (let left = 0; left + width < terms.length; left += 2 * width) {
      const [to, from] = [terms[left], terms[left + width]];
      for (let i = 0; i < to.length; i++) to[i] += from[i];
    }
  }
  return terms[0];
}
