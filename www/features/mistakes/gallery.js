/** Test images with what they are and what they were read as; more of them on demand. */
import { IMAGE, nth } from '../../model/image.js';
import { makeTile, paint } from '../../ui/digit_image.js';
import { say } from '../../ui/dom.js';
import { Roving } from '../../ui/roving.js';

/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Tile } from '../../ui/digit_image.js' */
/** @import { Answers } from '../../model/confusion.js' */

/**
 * A test image that was chosen, with the digit that it was read as.
 * @typedef {{set: 'test', index: number, pixels: Uint8Array, label: number, predicted: number}} TestImage
 */

export const PAGE = 60;

export class Gallery {
  /** @type {(Tile & {image: TestImage})[]} */
  #tiles = [];
  /** Counts what was asked for: an answer to an earlier question is not shown. */
  #question = 0;
  /** @type {number | null} */
  #chosen = null;

  /**
   * @param {HTMLElement} root
   * @param {DatasetSource} dataset
   * @param {(image: TestImage) => void} onChoose
   */
  constructor(root, dataset, onChoose) {
    this.root = root;
    this.dataset = dataset;
    this.onChoose = onChoose;
    this.roving = new Roving(root);
  }

  /**
   * @param {number[]} indices all of them are shown
   * @param {Answers} answers
   * @returns {Promise<void>} rejected with a sentence
   */
  async show(indices, { predicted }) {
    const question = ++this.#question;
    const { pixels, labels } = await this.dataset.expect().images('test', indices);
    if (question !== this.#question || pixels.length !== indices.length * IMAGE) return;
    indices.forEach((index, i) => {
      this.#tiles[i] ??= this.#makeTile(i);
      this.#fill(this.#tiles[i], {
        set: 'test',
        index,
        pixels: nth(pixels, i),
        label: labels[i],
        predicted: predicted[index],
      });
    });
    for (const { button } of this.#tiles.splice(indices.length)) button.remove();
    this.roving.renew();
  }

  clear() {
    this.#question++;
    this.#chosen = null;
    for (const { button } of this.#tiles.splice(0)) button.remove();
  }

  /** @param {number} i its place */
  #makeTile(i) {
    const tile = makeTile();
    tile.button.addEventListener('click', () => this.#choose(this.#tiles[i].image));
    this.root.append(tile.button);
    return { ...tile, image: /** @type {TestImage} */ ({}) };
  }

  /**
   * A tile is filled anew rather than replaced: the focus stays where it is while a run is tested.
   * @param {Tile & {image: TestImage}} tile
   * @param {TestImage} image
   */
  #fill(tile, image) {
    const { index, pixels, label, predicted } = image;
    tile.image = image;
    paint(tile.canvas, pixels);
    say(tile.caption, `${label} → ${predicted}`);
    tile.button.ariaLabel = `Test image ${index}: a ${label}, read as ${predicted}`;
    tile.button.ariaPressed = String(index === this.#chosen);
    tile.button.classList.toggle('wrong', label !== predicted);
  }

  /** @param {TestImage} image */
  #choose(image) {
    this.#chosen = image.index;
    for (const tile of this.#tiles) tile.button.ariaPressed = String(tile.image === image);
    // The listener may keep or transfer the pixels.
    this.onChoose({ ...image, pixels: image.pixels.slice() });
  }
}
