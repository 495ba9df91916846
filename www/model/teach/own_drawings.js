/** The visitor's own drawings with what they are: a small set, kept in the browser. */
import { IMAGE } from '../image.js';
import { Store } from '../store.js';
import { uniqueId } from '../unique_id.js';

/** @import { OwnImages } from '../../engine/protocol.js' */

/**
 * @typedef {object} OwnDrawing
 * @property {string} id
 * @property {number} created in ms since 1970
 * @property {Uint8Array} pixels the 784 that the network is given
 * @property {number} label the digit that it is
 */

/** The oldest goes when there is one more. */
export const MOST = 60;

const KEPT = {
  database: 'lenet5-live-drawings',
  name: 'drawings',
  what: 'Your drawings',
  isWhole: isOwnDrawing,
};

export class OwnDrawings {
  /** @param {(message: string) => void} complain told once if they can't be kept */
  constructor(complain) {
    this.store = new Store(KEPT, complain);
    /** @type {OwnDrawing[]} oldest first */
    this.all = [];
  }

  /** Brings back those of earlier visits. */
  async restore() {
    this.all = [...(await this.store.load()), ...this.all];
    this.trim();
  }

  /**
   * One more; the oldest stay until `trim`, for nobody knows yet whether this one does.
   * @param {Uint8Array} pixels
   * @param {number} label
   * @returns {OwnDrawing}
   */
  add(pixels, label) {
    const drawing = { id: uniqueId(), created: Date.now(), pixels, label };
    this.#join([...this.all, drawing], drawing);
    return drawing;
  }

  /**
   * Lets the oldest go that are too many.
   * @returns {OwnDrawing[]} those
   */
  trim() {
    const oldest = this.all.slice(0, Math.max(0, this.all.length - MOST));
    for (const { id } of oldest) this.remove(id);
    return oldest;
  }

  /** Takes back what `trim` let go. @param {OwnDrawing[]} oldest */
  takeBack(oldest) {
    this.#join([...oldest, ...this.all], ...oldest);
  }

  /** @param {OwnDrawing[]} all @param {...OwnDrawing} fresh */
  #join(all, ...fresh) {
    this.all = all;
    for (const drawing of fresh) void this.store.save(drawing);
  }

  /** @param {string} id */
  remove(id) {
    this.all = this.all.filter((drawing) => drawing.id !== id);
    void this.store.remove(id);
  }

  /**
   * All of them, for batches to have some of.
   * @param {number} per_batch
   * @returns {OwnImages}
   */
  forBatches(per_batch) {
    const pixels = new Uint8Array(this.all.length * IMAGE);
    this.all.forEach((drawing, i) => pixels.set(drawing.pixels, i * IMAGE));
    return { pixels, labels: Uint8Array.from(this.all, ({ label }) => label), per_batch };
  }
}

/**
 * @param {any} value
 * @returns {value is OwnDrawing}
 */
export function isOwnDrawing(value) {
  return (
    typeof value?.id === 'string' &&
    Number.isFinite(value.created) &&
    value.pixels instanceof Uint8Array &&
    value.pixels.length === IMAGE &&
    Number.isInteger(value.label) &&
    value.label >= 0 &&
    value.label <= 9
  );
}
