/**
 * What the model gets wrong: the confusion matrix of the test set, and the images behind it. It
 * works only while it is open.
 */
import { sentenceOf } from '../../engine/index.js';
import { find, say } from '../../ui/dom.js';
import { count, percent } from '../../model/format.js';
import { accuracy, confusion, members, misread } from '../../model/confusion.js';
import { Gallery, PAGE } from './gallery.js';
import { Matrix } from './matrix.js';

/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Answers, Cell } from '../../model/confusion.js' */
/** @import { TestImage } from './gallery.js' */

/**
 * @typedef {object} Examined what became of each test image, in file order
 * @property {Uint8Array} predicted
 * @property {Float32Array} losses
 * @property {number} accuracy
 * @property {string} title whose answers these are
 */

export class Mistakes {
  /** @type {Examined | null} */
  #examined = null;
  /** @type {Uint8Array | null} the present test set's labels, once somebody needed them */
  #labels = null;
  /** @type {Answers | null} what is shown */
  #answers = null;
  /** @type {Cell | null} null for all that was misread */
  #cell = null;
  /** How many images the gallery may show. */
  #limit = PAGE;

  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, onChoose: (image: TestImage) => void}} events
   */
  constructor(root, { dataset, onChoose }) {
    this.dataset = dataset;
    this.details = find(root, '#mistakes', HTMLDetailsElement);
    this.body = find(root, '#mistakes-body', HTMLElement);
    this.status = find(root, '#mistakes-status', HTMLElement);
    this.title = find(root, '#mistakes-title', HTMLElement);
    this.choice = find(root, '#mistakes-choice', HTMLElement);
    this.all = find(root, '#mistakes-all', HTMLButtonElement);
    this.more = find(root, '#mistakes-more', HTMLButtonElement);
    this.matrix = new Matrix(find(root, '#confusion', HTMLTableElement), (cell) =>
      this.#open(cell),
    );
    this.gallery = new Gallery(find(root, '#mistakes-gallery', HTMLElement), dataset, (image) => {
      const { index, label, predicted } = image;
      say(this.choice, `Test image ${count(index)} is chosen: a ${label}, read as ${predicted}.`);
      onChoose(image);
    });
    this.all.addEventListener('click', () => this.#open(null));
    this.more.addEventListener('click', () => {
      this.#limit += PAGE;
      void this.#showImages();
    });
    this.details.addEventListener('toggle', () => void this.#show());
    this.#clear();
  }

  /** @param {Examined} examined the newest answers of the model that is looked at */
  show(examined) {
    this.#examined = examined;
    void this.#show();
  }

  /** Other images: what is shown was said of those before. */
  datasetChanged() {
    this.#examined = null;
    this.#labels = null;
    this.#clear();
  }

  async #show() {
    const examined = this.#examined;
    if (!this.details.open || !examined) return;
    try {
      const labels = this.#labels ?? (await this.dataset.expect().labels('test'));
      if (examined !== this.#examined) return;
      this.#labels = labels;
      this.#showAnswers(examined, { ...examined, labels });
    } catch (error) {
      if (examined === this.#examined) this.#fail(error);
    }
  }

  /** @param {Examined} examined @param {Answers} answers */
  #showAnswers({ accuracy: told, title }, answers) {
    const { predicted, labels } = answers;
    // A run keeps the images it began with when the visitor opens others.
    const same = predicted.length === labels.length && Math.abs(accuracy(answers) - told) < 1e-6;
    if (!same) {
      this.#clear();
      say(this.status, `The answers of ${title} are for images that are no longer open.`);
      return;
    }
    this.#answers = answers;
    this.body.hidden = false;
    const wrong = misread(answers).length;
    const right = percent(told);
    say(
      this.status,
      `${begun(title)}: ${count(wrong)} of ${count(labels.length)} misread, ${right} right.`,
    );
    this.matrix.show(confusion(answers));
    void this.#showImages();
  }

  /** @param {Cell | null} cell */
  #open(cell) {
    this.#cell = cell;
    this.#limit = PAGE;
    void this.#showImages();
  }

  async #showImages() {
    const answers = this.#answers;
    if (!answers) return;
    const cell = this.#cell;
    const found = cell ? members(answers, cell) : misread(answers);
    const shown = found.slice(0, this.#limit);
    this.matrix.mark(cell);
    this.all.hidden = cell === null;
    this.more.hidden = shown.length === found.length;
    say(this.more, `Show ${Math.min(PAGE, found.length - shown.length)} more`);
    say(this.title, titleOf(cell, found.length, shown.length));
    try {
      await this.gallery.show(shown, answers);
    } catch (error) {
      if (answers === this.#answers) this.#fail(error);
    }
  }

  #clear() {
    this.#answers = null;
    this.#cell = null;
    this.#limit = PAGE;
    this.gallery.clear();
    this.body.hidden = true;
    say(this.choice, '');
    say(this.status, 'No model has been tested on these images yet.');
  }

  /** @param {unknown} error */
  #fail(error) {
    say(this.status, sentenceOf(error));
  }
}

/**
 * @param {Cell | null} cell
 * @param {number} all
 * @param {number} shown
 */
function titleOf(cell, all, shown) {
  const images = all === 1 ? '1 image' : `${count(all)} images`;
  const what =
    cell === null
      ? `Misread: ${images}`
      : cell.truth === cell.guess
        ? `A ${cell.truth}, read right: ${images}`
        : `A ${cell.truth}, read as ${cell.guess}: ${images}`;
  if (all === 0) return what;
  return shown < all ? `${what}; the ${shown} worst, worst first` : `${what}, worst first`;
}

/** As a sentence begins. @param {string} text */
const begun = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
