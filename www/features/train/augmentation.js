/**
 * How a run's images are changed before it learns from them: the choice, and a preview of ten digits
 * as they are and as several epochs would get them.
 */
import { sentenceOf } from '../../engine/index.js';
import { nth } from '../../model/image.js';
import { paint } from '../../ui/digit_image.js';
import { find, make, say } from '../../ui/dom.js';

/** @import { Augmentation, AugmentationInfo, Catalogue } from '../../engine/protocol.js' */
/** @import { DatasetSource } from '../../model/dataset_source.js' */

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
/** Changed versions of each digit in the preview. */
const VERSIONS = 4;

export class AugmentationChoice {
  /** Gives the preview's random numbers. */
  #seed = 1;
  /** What the newest preview was asked for; answers to older ones are dropped. */
  #asked = 0;
  /** @type {readonly AugmentationInfo[]} */
  #choices = [];

  /**
   * @param {ParentNode} root
   * @param {DatasetSource} dataset
   * @param {() => void} onChange another one was chosen
   */
  constructor(root, dataset, onChange) {
    this.dataset = dataset;
    this.select = find(root, '#augmentation', HTMLSelectElement);
    this.note = find(root, '#augmentation-note', HTMLElement);
    this.details = find(root, '#augmentation-preview', HTMLDetailsElement);
    this.status = find(root, '#augmentation-status', HTMLElement);
    this.rows = find(root, '#augmentation-rows', HTMLElement);
    this.again = find(root, '#augmentation-again', HTMLButtonElement);
    this.canvases = Array.from({ length: VERSIONS + 1 }, (_, version) => {
      const row = DIGITS.map(() => make('canvas'));
      const name = version === 0 ? 'As they are' : `Changed, version ${version}`;
      const strip = make('div', { className: 'augmentation-row', role: 'img' }, ...row);
      strip.setAttribute('aria-label', name);
      this.rows.append(strip);
      return row;
    });
    this.select.addEventListener('change', () => {
      this.#describe();
      onChange();
    });
    this.details.addEventListener('toggle', () => void this.#preview());
    this.again.addEventListener('click', () => {
      this.#seed++;
      void this.#preview();
    });
  }

  /** @param {Catalogue} catalogue */
  describe({ augmentations }) {
    this.#choices = augmentations;
    const options = augmentations.map(({ name, label }) => make('option', { value: name }, label));
    this.select.replaceChildren(...options);
    this.#describe();
  }

  /** @returns {Augmentation | undefined} undefined for images as they are */
  get value() {
    const [first] = this.#choices;
    const chosen = /** @type {Augmentation} */ (this.select.value);
    return !first || chosen === first.name ? undefined : chosen;
  }

  set value(name) {
    if (name === undefined) return;
    this.select.value = name;
    this.#describe();
  }

  /** Other images from now on. */
  datasetChanged() {
    void this.#preview();
  }

  #describe() {
    const chosen = this.#choices.find(({ name }) => name === this.select.value);
    say(this.note, chosen?.description ?? '');
    void this.#preview();
  }

  async #preview() {
    if (!this.details.open) return;
    const asked = ++this.#asked;
    const augmentation = this.value ?? 'none';
    try {
      const dataset = this.dataset.expect();
      const firsts = await Promise.all(
        DIGITS.map((digit) => dataset.ofClass('train', digit, 0, 1)),
      );
      const indices = firsts.flatMap((images) => images.indices);
      const seeds = Array.from({ length: VERSIONS }, (_, i) => this.#seed * VERSIONS + i);
      const changed = await Promise.all(
        seeds.map((seed) => dataset.augmented(augmentation, seed, indices)),
      );
      const as_they_are = await dataset.images('train', indices);
      if (asked !== this.#asked) return;
      [as_they_are, ...changed].forEach(({ pixels }, version) => {
        indices.forEach((_, i) => paint(this.canvases[version][i], nth(pixels, i)));
      });
      say(this.status, '');
    } catch (error) {
      if (asked !== this.#asked) return;
      say(this.status, sentenceOf(error));
    }
  }
}
