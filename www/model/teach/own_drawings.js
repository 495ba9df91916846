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
    this.all = [...(await this.store.load()), ...this.all].slice(-MOST);
  }

  /**
   * @param {Uint8Array} pixels
   * @param {number} label
   * @returns {OwnDrawing}
   */
  add(pixels, label) {
    const drawing = { id: uniqueId(), created: Date.now(), pixels, label };
    for (const { id } of this.all.slice(0, Math.max(0, this.all.length + 1 - MOST)))
      this.remove(id);
    this.all = [...this.all, drawing];
    void this.store.save(drawing);
    return drawing;
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
