/** @import { Stroke } from '../protocol.js' */
/** @typedef {typeof import('../../../pkg/lenet5_live.js')} Wasm */
/** @typedef {import('../../../pkg/lenet5_live.js').TrainerConfig} TrainerConfig */
/** @typedef {import('../../../pkg/lenet5_live.js').Trainer} Trainer */

/** The wasm instance has panicked: nothing that it holds can be trusted any more. */
export class Crash extends Error {}

/** The one trainer of this worker. Every call into wasm goes through here, and fails in one way. */
export class Model {
  #wasm;
  #onCrash;
  /** @type {Trainer | null} */
  #trainer = null;
  /** @type {Crash | null} */
  #crash = null;

  /**
   * @param {Wasm} wasm
   * @param {(message: string) => void} onCrash told once
   */
  constructor(wasm, onCrash) {
    this.#wasm = wasm;
    this.#onCrash = onCrash;
  }

  get exists() {
    return this.#trainer !== null;
  }

  catalogue() {
    return this.#call(() => this.#wasm.catalogue());
  }

  /**
   * A new trainer in place of the one before. When the configuration or the weights are
   * refused, the one before stays.
   * @param {TrainerConfig} config
   * @param {Uint8Array | null} weights safetensors
   */
  create({ optimizer, learning_rate, seed, engine }, weights) {
    this.#call(() => {
      const trainer = new this.#wasm.Trainer({ optimizer, learning_rate, seed, engine });
      try {
        if (weights) trainer.load(weights);
      } catch (error) {
        // A trainer of a lost instance can't be freed.
        if (!isCrash(error)) trainer.free();
        throw error;
      }
      this.#trainer?.free();
      this.#trainer = trainer;
    });
  }

  /** @param {Uint8Array} bytes safetensors, into the present trainer */
  load(bytes) {
    this.#call(() => this.#present().load(bytes));
  }

  /** @returns {Uint8Array<ArrayBuffer>} safetensors */
  save() {
    const bytes = this.#call(() => this.#present().save());
    return /** @type {Uint8Array<ArrayBuffer>} */ (bytes); // The crate gives copies away.
  }

  /**
   * @param {Uint8Array} pixels
   * @param {Uint8Array} labels
   */
  train(pixels, labels) {
    return this.#call(() => this.#present().train_batch(pixels, labels));
  }

  /**
   * The images of a batch, from the first to the one after the last, that one of several workers computes.
   * @param {number} batch_size
   * @param {number} workers
   * @param {number} worker from 0
   */
  part(batch_size, workers, worker) {
    return this.#call(() => this.#wasm.batch_part(batch_size, workers, worker));
  }

  /** Room for the gradient of a part of a batch. */
  gradientArray() {
    return new Float32Array(this.#call(() => this.#wasm.gradient_size()));
  }

  /**
   * Writes the gradient of a part of a batch, to be summed with the others'.
   * @param {Uint8Array} pixels
   * @param {Uint8Array} labels
   * @param {number} batch_size
   * @param {Float32Array} to
   */
  gradients(pixels, labels, batch_size, to) {
    this.#call(() => this.#present().gradients(pixels, labels, batch_size, to));
  }

  /**
   * A step with the sum of all parts' gradients.
   * @param {Float32Array} sum
   * @param {number} batch_size
   */
  update(sum, batch_size) {
    return this.#call(() => this.#present().update(sum, batch_size));
  }

  /**
   * @param {Uint8Array} pixels
   * @param {Uint8Array} labels
   */
  evaluate(pixels, labels) {
    return this.#call(() => this.#present().evaluate(pixels, labels));
  }

  /** What the last update did to each layer; null when there has been none. */
  inside() {
    return this.#call(() => this.#trainer?.inside() ?? null);
  }

  /**
   * What every layer makes of an image; null without a model.
   * @param {Uint8Array} image
   */
  look(image) {
    return this.#call(() => this.#trainer?.look(image) ?? null);
  }

  /**
   * The ten probabilities; null without a model.
   * @param {Uint8Array} image
   */
  predict(image) {
    return this.#call(() => this.#trainer?.predict(image) ?? null);
  }

  /**
   * How a drawing becomes an image; null when there is nothing drawn.
   * @param {Stroke[]} strokes
   */
  explain(strokes) {
    return this.#call(() => this.#wasm.digit_steps(...flat(strokes)) ?? null);
  }

  /**
   * What the network is given for a drawing, and what it makes of it.
   * @param {Stroke[]} strokes
   * @returns {{image: Uint8Array | null, probabilities: Float32Array | null}}
   */
  read(strokes) {
    return this.#call(() => {
      const image = this.#wasm.digit_from_strokes(...flat(strokes)) ?? null;
      return { image, probabilities: image && (this.#trainer?.predict(image) ?? null) };
    });
  }

  #present() {
    if (this.#trainer) return this.#trainer;
    throw new Error('There is no model yet. Train one, or open a safetensors file.');
  }

  /**
   * The crate throws an Error with a sentence; anything that WebAssembly itself throws is a panic.
   * @template T
   * @param {() => T} call
   * @returns {T}
   */
  #call(call) {
    if (this.#crash) throw this.#crash;
    try {
      return call();
    } catch (error) {
      if (!isCrash(error)) throw error;
      const message =
        `The training code has crashed (${error.message}); the browser's console may say why. ` +
        'If the batch size is large, memory has run out: try a smaller one.';
      this.#crash = new Crash(message, { cause: error });
      this.#onCrash(message);
      throw this.#crash;
    }
  }
}

/**
 * All points, and how many each stroke has.
 * @param {Stroke[]} strokes
 * @returns {[points: Float32Array, lengths: Uint32Array]}
 */
function flat(strokes) {
  return [Float32Array.from(strokes.flat(2)), Uint32Array.from(strokes, (stroke) => stroke.length)];
}

/**
 * A trap, or a stack or memory that is used up.
 * @param {unknown} error
 * @returns {error is Error}
 */
function isCrash(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}
