/** @import { Augment } from './questions.js' */
/** @import { Augmentation } from '../protocol.js' */

const IMAGE = 28 * 28;

/** The visitor's own images, and their place in batches of the others. */
export class PersonalSet {
  #augment;
  /** @type {Uint8Array} */
  #pixels = new Uint8Array();
  /** @type {Uint8Array} */
  #labels = new Uint8Array();

  /** @param {Augment} augment */
  constructor(augment) {
    this.#augment = augment;
  }

  /**
   * Other images from now on.
   * @param {Uint8Array} pixels
   * @param {Uint8Array} labels
   */
  replace(pixels, labels) {
    this.#pixels = pixels;
    this.#labels = labels;
  }

  /**
   * Puts `count` of them, each in its turn, in the place of a batch's last images. A pure function
   * of the set and the numbers.
   * @param {{pixels: Uint8Array, labels: Uint8Array}} batch
   * @param {{count: number, augmentation?: Augmentation, seed: number, step: number}} options step: which batch this is
   */
  mixInto({ pixels, labels }, { count, augmentation = 'none', seed, step }) {
    const size = this.#labels.length;
    const places = Math.min(count, labels.length);
    if (size === 0 || places === 0) return;
    const first = labels.length - places;
    for (let i = 0; i < places; i++) {
      const own = (step * places + i) % size;
      labels[first + i] = this.#labels[own];
      pixels.set(this.#pixels.subarray(own * IMAGE, (own + 1) * IMAGE), (first + i) * IMAGE);
    }
    const changed = this.#augment(pixels.subarray(first * IMAGE), augmentation, seed, step);
    pixels.set(changed, first * IMAGE);
  }
}
