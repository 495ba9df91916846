/**
 * The models that were not trained on this page's watch: the pretrained one, and one opened from a file.
 * It starts and replaces their workers, and has them tested on the images of the moment.
 */
import { createModel, sentenceOf } from '../engine/index.js';

/** @import { HeldModel } from '../engine/index.js' */
/** @import { Catalogue, ExaminationMessage } from '../engine/protocol.js' */
/** @import { DatasetSource } from './dataset_source.js' */
/** @import { Notice } from './notice.js' */

/**
 * @typedef {object} Held
 * @property {string} name
 * @property {HeldModel} model
 * @property {Uint8Array | null} bytes safetensors; null while there is no model in the worker
 * @property {unknown} tested_on the dataset that it was given to be tested on
 * @property {ExaminationMessage | null} examination of that, once it is done
 */
/**
 * @typedef {object} HeldModelsEvents
 * @property {(catalogue: Catalogue) => void} onCatalogue
 * @property {() => void} onChange another model, or more is known of it
 * @property {(notice: Notice) => void} onNotice
 */

const PRETRAINED = 'pretrained.safetensors';

export class HeldModels {
  #dataset;
  #events;
  /** @type {Held} */
  #pretrained;
  /** @type {Held | null} */
  #opened = null;
  /** Counts the models that were asked for, and names the newest that is open: an older one that comes later is let go of. */
  #openings = 0;
  #newest = 0;

  /**
   * @param {DatasetSource} dataset
   * @param {HeldModelsEvents} events
   */
  constructor(dataset, events) {
    this.#dataset = dataset;
    this.#events = events;
    this.#pretrained = this.#hold('the pretrained model');
  }

  /** What answers when no run does. */
  get present() {
    return this.#opened ?? this.#pretrained;
  }

  get opened() {
    return this.#opened;
  }

  /** Fetches the model that answers until there is another. */
  async begin() {
    const held = this.#pretrained;
    try {
      const response = await fetch(new URL(PRETRAINED, this.#dataset.base_url));
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      await held.model.open(bytes);
      held.bytes = bytes;
      this.#ready(held);
    } catch (error) {
      // A crash is told of by itself, with its own way out.
      if (!held.model.alive) return;
      this.#events.onNotice({
        about: 'pretrained',
        text: `The pretrained model could not be loaded (${sentenceOf(error)}). Train one, or try again.`,
        action: { label: 'Retry', run: () => void this.begin() },
      });
    }
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes safetensors
   * @returns {Promise<boolean>} false when a newer one was opened meanwhile; rejected with a sentence, and everything is
   *   as before
   */
  async open(name, bytes) {
    const held = this.#hold(name);
    const opening = ++this.#openings;
    try {
      await held.model.open(bytes);
    } catch (error) {
      held.model.dispose();
      throw error;
    }
    if (opening < this.#newest) {
      held.model.dispose();
      return false;
    }
    this.#newest = opening;
    held.bytes = bytes;
    this.#opened?.model.dispose();
    this.#opened = held;
    this.#ready(held);
    return true;
  }

  /** Other images: what was reached on those before says nothing now. */
  datasetChanged() {
    for (const held of this.#all) {
      held.examination = null;
      void this.#test(held);
    }
  }

  get #all() {
    return this.#opened ? [this.#pretrained, this.#opened] : [this.#pretrained];
  }

  /** @param {Held} held that has its model */
  #ready(held) {
    void this.#test(held);
    this.#events.onChange();
  }

  /** @param {Held} held */
  async #test(held) {
    const dataset = this.#dataset.present;
    if (!dataset || !held.bytes || held.tested_on === dataset || !held.model.alive) return;
    held.tested_on = dataset;
    // An answer about images that are no longer open, or of a worker that is no longer there, says nothing.
    const { model } = held;
    const is_current = () => dataset === this.#dataset.present && model === held.model;
    try {
      const { accuracy, predicted, losses } = await model.evaluate(dataset);
      if (!is_current()) return;
      const type = /** @type {const} */ ('examination');
      held.examination = { type, step: 0, epoch: 0, accuracy, predicted, losses };
      this.#events.onChange();
    } catch (error) {
      // That the images are lost is told by whoever has lost them.
      if (is_current() && model.alive)
        this.#events.onNotice({ about: held.name, text: sentenceOf(error) });
    }
  }

  /** @param {string} name @returns {Held} */
  #hold(name) {
    /** @type {Held} */
    const held = { name, model: createModel(), bytes: null, tested_on: null, examination: null };
    this.#watch(held);
    return held;
  }

  /** @param {Held} held whose worker is new */
  #watch(held) {
    const { model } = held;
    // One that never is ready is told of below; a fault of whoever hears of it is nobody's to hide.
    void model.ready.then(
      (catalogue) => this.#events.onCatalogue(catalogue),
      () => {},
    );
    void model.closed.then((reason) => {
      // One that is being opened is told of by whoever opens it.
      if (reason === null || model !== held.model || !this.#all.includes(held)) return;
      this.#events.onNotice({
        about: held.name,
        text: `${reason} Drawings are not read until it is started again.`,
        action: { label: 'Retry', run: () => void this.#replace(held) },
      });
    });
  }

  /** @param {Held} held whose worker is lost */
  async #replace(held) {
    if (held.model.alive || !this.#all.includes(held)) return;
    held.model = createModel();
    held.tested_on = null;
    this.#watch(held);
    if (!held.bytes) return this.begin();
    try {
      await held.model.open(held.bytes);
      this.#ready(held);
    } catch (error) {
      if (held.model.alive) this.#events.onNotice({ about: held.name, text: sentenceOf(error) });
    }
  }
}
