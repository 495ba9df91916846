/**
 * The training digits, a page at a time: in the paper's Figure 1 they are its data. Each is shown as
 * it stands in the file, or as the network is given it. It works only while it is open.
 */
import { sentenceOf } from '../../engine/index.js';
import { SIDE, nth, PADDED_SIDE, normalised, spread } from '../../model/image.js';
import { makeTile, paint } from '../../ui/digit_image.js';
import { find, make, say } from '../../ui/dom.js';
import { count } from '../../model/format.js';
import { Roving } from '../../ui/roving.js';
import { setUsable } from '../../ui/usable.js';

/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { ImagesMessage } from '../../engine/protocol.js' */
/** @typedef {{set: 'train', index: number, pixels: Uint8Array, label: number}} TrainImage */

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
/** Images in a row, and rows on a page: with all digits, each has a row. */
const ROW = 10;
const PAGE = 10 * ROW;

export class DatasetBrowser {
  /** @type {number | null} null for all digits */
  #digit = null;
  /** Pages turned. */
  #page = 0;
  /** Counts what was asked for: an answer to an earlier question is not shown. */
  #question = 0;
  #normalised = false;
  /** Whether what is shown is what is to be shown. */
  #fresh = false;
  /** @type {TrainImage[]} what is shown */
  #images = [];
  /** @type {number | null} the chosen image's place in the file */
  #chosen = null;

  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, onChoose: (image: TrainImage) => void}} events
   */
  constructor(root, { dataset, onChoose }) {
    this.dataset = dataset;
    this.onChoose = onChoose;
    this.details = find(root, '#browser', HTMLDetailsElement);
    this.status = find(root, '#browser-status', HTMLElement);
    this.back = find(root, '#browser-back', HTMLButtonElement);
    this.forward = find(root, '#browser-forward', HTMLButtonElement);
    this.grid = find(root, '#browser-grid', HTMLElement);
    this.pair = find(root, '#browser-pair', HTMLElement);
    this.pairTitle = find(root, '#browser-pair-title', HTMLElement);
    this.before = figureOf(root, '#browser-before');
    this.after = figureOf(root, '#browser-after');
    this.roving = new Roving(this.grid);
    this.tiles = Array.from({ length: PAGE }, (_, i) => this.#makeTile(i));
    this.grid.append(...this.tiles.map(({ button }) => button));

    const digits = find(root, '#browser-digits', HTMLElement);
    digits.append(
      choice('browser-digit', 'All', true, () => this.#choose(null)),
      ...DIGITS.map((digit) =>
        choice('browser-digit', String(digit), false, () => this.#choose(digit)),
      ),
    );
    const views = find(root, '#browser-views', HTMLElement);
    views.append(
      choice('browser-view', 'In the file', true, () => this.#view(false)),
      choice('browser-view', 'As the network is given it', false, () => this.#view(true)),
    );
    this.back.addEventListener('click', () => this.#turn(-1));
    this.forward.addEventListener('click', () => this.#turn(1));
    this.details.addEventListener('toggle', () => void this.#show());
    this.datasetChanged();
  }

  /** Other images: back to the first page. */
  datasetChanged() {
    this.#page = 0;
    this.#chosen = null;
    this.#renew();
  }

  /** @param {number | null} digit */
  #choose(digit) {
    this.#digit = digit;
    this.#page = 0;
    this.#renew();
  }

  /** @param {number} pages */
  #turn(pages) {
    this.#page = Math.max(0, this.#page + pages);
    this.#renew();
  }

  /** @param {boolean} after */
  #view(after) {
    this.#normalised = after;
    this.#paintAll();
  }

  #renew() {
    this.#fresh = false;
    this.#question++;
    void this.#show();
  }

  async #show() {
    if (!this.details.open || this.#fresh || !this.dataset.present) return;
    this.#fresh = true;
    const question = this.#question;
    try {
      const rows = await this.#ask();
      if (question === this.#question) this.#showRows(rows);
    } catch (error) {
      if (question !== this.#question) return;
      this.#fresh = false;
      say(this.status, sentenceOf(error));
    }
  }

  /** @returns {Promise<ImagesMessage[]>} one for each digit, or one for the page */
  #ask() {
    const [digit, page] = [this.#digit, this.#page];
    const dataset = this.dataset.expect();
    return Promise.all(
      digit === null
        ? DIGITS.map((each) => dataset.ofClass('train', each, page * ROW, ROW))
        : [dataset.ofClass('train', digit, page * PAGE, PAGE)],
    );
  }

  /** @param {ImagesMessage[]} rows */
  #showRows(rows) {
    const most = Math.max(...rows.map(({ total }) => total));
    const each = this.#digit === null ? ROW : PAGE;
    const first = this.#page * each;
    setUsable(this.back, this.#page > 0);
    setUsable(this.forward, first + each < most);
    const extent = `${count(Math.min(first + 1, most))} to ${count(Math.min(first + each, most))}`;
    say(
      this.status,
      this.#digit === null
        ? `Images ${extent} of each digit in the training set; the digit with the most has ${count(most)}.`
        : `Images ${extent} of the ${count(most)} of digit ${this.#digit} in the training set.`,
    );
    this.#images = rows.flatMap(({ indices, pixels, labels }) =>
      indices.map((index, i) => ({
        set: /** @type {const} */ ('train'),
        index,
        pixels: nth(pixels, i),
        label: labels[i],
      })),
    );
    this.#paintAll();
    this.roving.renew();
    this.#compare(this.#images.find(({ index }) => index === this.#chosen) ?? this.#images[0]);
  }

  #paintAll() {
    this.tiles.forEach(({ button, canvas }, i) => {
      const image = this.#images[i];
      button.hidden = !image;
      if (!image) return;
      if (this.#normalised) paint(canvas, normalised(image.pixels), 1);
      else paint(canvas, image.pixels);
      button.ariaLabel = `Training image ${image.index}: a ${image.label}`;
      button.ariaPressed = String(image.index === this.#chosen);
    });
  }

  /** @param {number} i its place */
  #makeTile(i) {
    const tile = makeTile();
    tile.caption.remove();
    tile.button.hidden = true;
    tile.button.addEventListener('click', () => {
      const image = this.#images[i];
      this.#chosen = image.index;
      for (const [j, { button }] of this.tiles.entries()) button.ariaPressed = String(i === j);
      this.#compare(image);
      this.onChoose({ ...image, pixels: image.pixels.slice() });
    });
    for (const event of /** @type {const} */ (['focus', 'pointerenter'])) {
      tile.button.addEventListener(event, () => this.#compare(this.#images[i]));
    }
    return tile;
  }

  /** Shows one image before and after, large. @param {TrainImage | undefined} image */
  #compare(image) {
    this.pair.hidden = !image;
    if (!image) return;
    const { index, label, pixels } = image;
    const input = normalised(pixels);
    say(this.pairTitle, `Training image ${count(index)}: a ${label}`);
    paint(this.before.canvas, pixels);
    paint(this.after.canvas, input, 1);
    const [bytes, numbers] = [spread(pixels), spread(input)];
    say(
      this.before.caption,
      `In the file: ${SIDE}×${SIDE} bytes, 0 to 255. Here ${bytes.least} to ${bytes.greatest}, mean ${bytes.mean.toFixed(1)}.`,
    );
    say(
      this.after.caption,
      `As the network is given it: ${PADDED_SIDE}×${PADDED_SIDE} numbers, 0 to 1, two zeros on each side. Here ${numbers.least} to ${Number(numbers.greatest.toFixed(3))}, mean ${numbers.mean.toFixed(3)}.`,
    );
  }
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
function figureOf(root, selector) {
  const figure = find(root, selector, HTMLElement);
  return {
    canvas: find(figure, 'canvas', HTMLCanvasElement),
    caption: find(figure, 'figcaption', HTMLElement),
  };
}

/**
 * @param {string} name of the group, in which one is chosen
 * @param {string} label
 * @param {boolean} checked
 * @param {() => void} onChoose
 */
function choice(name, label, checked, onChoose) {
  const input = make('input', { type: 'radio', name, checked });
  input.addEventListener('change', onChoose);
  return make('label', { className: 'choice' }, input, make('span', {}, label));
}
