/** @import { FromHelper, ToHelper } from '../protocol.js' */
/** @import { Model } from './model.js' */
/** @typedef {ReturnType<Model['train']>} TrainMetrics */
/** @typedef {{pixels: Uint8Array, labels: Uint8Array}} Batch */

/**
 * The trainers that share each batch of one run: this worker's own and its helpers', every one with
 * a copy of the model. Each computes its part of a batch; the sum goes to all, and all take the same
 * step with it. It is the step that one trainer would take alone, bit for bit.
 */
export class Crew {
  #model;
  #helpers;
  #sum;
  /** @type {{batch: Batch, answers: Promise<Float32Array | null>[]} | null} ahead of its turn */
  #begun = null;

  /**
   * @param {Model} model
   * @param {MessagePort[]} ports to the helpers
   */
  constructor(model, ports) {
    this.#model = model;
    this.#helpers = ports.map((port) => new Helper(port));
    this.#sum = ports.length > 0 ? model.gradientArray() : new Float32Array();
  }

  /**
   * @param {Batch} batch
   * @param {Batch | null} [next] the one after it, if it is there: the helpers begin with it while
   *   this worker finishes the step
   * @returns {Promise<TrainMetrics>}
   */
  async train(batch, next = null) {
    const { pixels, labels } = batch;
    if (this.#helpers.length === 0) return this.#model.train(pixels, labels);
    const answers = this.#begun?.batch === batch ? this.#begun.answers : this.#begin(batch);
    const own = this.#part(batch, 0);
    this.#model.gradients(own.pixels, own.labels, labels.length, this.#sum);
    const gradients = await Promise.all(answers);
    pairwiseSum([this.#sum, ...gradients.filter((part) => part !== null)]);
    this.#helpers.forEach((helper, n) => helper.step(this.#sum, gradients[n]));
    this.#begun = next && { batch: next, answers: this.#begin(next) };
    return this.#model.update(this.#sum, labels.length);
  }

  dismiss() {
    for (const helper of this.#helpers) helper.dismiss();
  }

  /** @param {Batch} batch that the helpers begin with */
  #begin(batch) {
    const { length } = batch.labels;
    const answers = this.#helpers.map((helper, n) =>
      helper.compute(this.#part(batch, n + 1), length),
    );
    // A helper that fails while the run is paused is heard of when its answer is waited for.
    for (const answer of answers) answer.catch(() => {});
    return answers;
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
   * @param {Batch} part
   * @param {number} batch_size
   * @returns {Promise<Float32Array | null>} null when the part is empty
   */
  compute({ pixels, labels }, batch_size) {
    this.#post({ type: 'part', pixels, labels, batch_size }, [pixels.buffer, labels.buffer]);
    return new Promise((resolve, reject) => (this.#waiter = { resolve, reject }));
  }

  /**
   * @param {Float32Array} sum
   * @param {Float32Array | null} array which the gradients came in, to carry the sum back: a new one
   *   every time would take longer to allocate than to send
   */
  step(sum, array) {
    const copy = array ?? new Float32Array(sum.length);
    copy.set(sum);
    this.#post({ type: 'step', sum: copy }, [copy.buffer]);
  }

  dismiss() {
    this.#port.close();
  }

  /** @param {ToHelper} message @param {ArrayBufferLike[]} buffers given away with it */
  #post(message, buffers) {
    this.#port.postMessage(message, /** @type {ArrayBuffer[]} */ (buffers));
  }

  /** @param {FromHelper} message */
  #receive(message) {
    if (message.type === 'gradients') this.#waiter?.resolve(message.gradients);
    else this.#waiter?.reject(new Error(message.message));
  }
}

/**
 * Serves a crew as a helper: computes its part of each batch, then takes the step that all take.
 * @param {Model} model created as the crew's
 * @param {MessagePort} port
 */
export function help(model, port) {
  let array = model.gradientArray();
  let batch_size = 0;
  /** @param {FromHelper} message @param {ArrayBufferLike[]} [buffers] */
  const post = (message, buffers = []) =>
    port.postMessage(message, /** @type {ArrayBuffer[]} */ (buffers));

  /** @param {ToHelper} message */
  function obey(message) {
    if (message.type === 'step') {
      array = /** @type {Float32Array<ArrayBuffer>} */ (message.sum);
      model.update(array, batch_size);
      return;
    }
    batch_size = message.batch_size;
    const { pixels, labels } = message;
    if (labels.length === 0) return post({ type: 'gradients', gradients: null });
    model.gradients(pixels, labels, batch_size, array);
    post({ type: 'gradients', gradients: array }, [array.buffer]);
  }

  /** @param {MessageEvent<ToHelper>} event */
  port.onmessage = ({ data }) => {
    try {
      obey(data);
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
