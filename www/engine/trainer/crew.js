import { sentenceOf } from '../sentence.js';
import { Exchange } from './exchange.js';

/** @import { HelpMessage, PartMessage } from '../protocol.js' */
/** @import { Model } from './model.js' */
/** @typedef {ReturnType<Model['train']>} TrainMetrics */
/** @typedef {{pixels: Uint8Array, labels: Uint8Array}} Batch */

/**
 * The trainers that share each batch of one run: this worker's own, which leads, and its helpers',
 * every one with a copy of the model. Each computes the gradient of its part of a batch; all
 * exchange them, and take the same step with the sum. It is the step that one trainer would take
 * alone, bit for bit.
 */
export class Crew {
  #model;
  #helpers;
  #exchange;
  #sum;
  /** @type {Batch | null} whose parts the helpers have already */
  #given = null;

  /**
   * @param {Model} model
   * @param {MessagePort[]} helpers ports to them
   * @param {MessagePort[]} partners ports to exchange gradients by
   */
  constructor(model, helpers, partners) {
    this.#model = model;
    this.#helpers = helpers;
    this.#exchange = new Exchange(partners);
    this.#sum = helpers.length > 0 ? model.gradientArray() : new Float32Array();
  }

  /**
   * @param {Batch} batch
   * @param {Batch | null} [next] the one after it, if it is there: the helpers go on with it by
   *   themselves
   * @returns {Promise<TrainMetrics>}
   */
  async train(batch, next = null) {
    const { pixels, labels } = batch;
    if (this.#helpers.length === 0) return this.#model.train(pixels, labels);
    if (this.#given !== batch) this.#give(batch);
    if (next) this.#give(next);
    this.#given = next;
    const own = this.#part(batch, 0);
    this.#model.gradients(own.pixels, own.labels, labels.length, this.#sum);
    await this.#exchange.sum(this.#sum);
    return this.#model.update(this.#sum, labels.length);
  }

  dismiss() {
    for (const port of this.#helpers) port.close();
    this.#exchange.close();
  }

  /** @param {Batch} batch whose parts the helpers are to compute */
  #give(batch) {
    this.#helpers.forEach((port, n) => {
      const { pixels, labels } = this.#part(batch, n + 1);
      /** @type {PartMessage} */
      const message = { type: 'part', pixels, labels, batch_size: batch.labels.length };
      const buffers = /** @type {ArrayBuffer[]} */ ([pixels.buffer, labels.buffer]);
      port.postMessage(message, buffers);
    });
  }

  /**
   * @param {Batch} batch
   * @param {number} worker 0 for this one
   * @returns {Batch} its part
   */
  #part({ pixels, labels }, worker) {
    const image = pixels.length / labels.length;
    const [start, end] = this.#model.part(labels.length, this.#helpers.length + 1, worker);
    return { pixels: pixels.slice(start * image, end * image), labels: labels.slice(start, end) };
  }
}

/**
 * Serves a crew as a helper: one step after another, as the parts of batches come.
 * @param {Model} model created as the crew's
 * @param {Pick<HelpMessage, 'port' | 'partners'>} ports
 */
export function help(model, { port, partners }) {
  const exchange = new Exchange(partners);
  const sum = model.gradientArray();

  /** @param {PartMessage} part */
  async function step({ pixels, labels, batch_size }) {
    const empty = labels.length === 0;
    if (!empty) model.gradients(pixels, labels, batch_size, sum);
    await exchange.sum(sum, empty);
    model.update(sum, batch_size);
  }

  let steps = Promise.resolve();
  /** @param {MessageEvent<PartMessage>} event */
  port.onmessage = ({ data }) => {
    steps = steps.then(() => step(data));
    steps.catch((error) => exchange.fail(sentenceOf(error)));
  };
}
