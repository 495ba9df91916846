/** The visitor's own files: IDX images and labels, and models in and out. */
import { find, say } from '../../ui/dom.js';
import { MNIST, sentenceOf } from '../../engine/index.js';
import { count } from '../../model/format.js';
import { readModelFile } from '../../model/model_file.js';
import { save } from '../../ui/save.js';

/** @import { Dataset } from '../../engine/index.js' */
/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Session } from '../../model/session.js' */
/** @import { Notices } from '../../ui/notices.js' */

/**
 * @typedef {object} FilesEvents
 * @property {(name: string) => void} onModel one is open
 */

const MODEL_ENDING = '.safetensors';

export class Files {
  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, session: Session, notices: Notices}} parts
   * @param {FilesEvents} events
   */
  constructor(root, { dataset, session, notices }, events) {
    const input = (/** @type {string} */ id) => find(root, id, HTMLInputElement);
    const button = (/** @type {string} */ id) => find(root, id, HTMLButtonElement);
    this.panel = find(root, '#files', HTMLDetailsElement);
    this.drop = find(root, '#drop', HTMLElement);
    this.datasetName = find(root, '#dataset-name', HTMLElement);
    this.trainSize = find(root, '#train-size', HTMLElement);
    this.useMnist = button('#use-mnist');
    this.modelNote = find(root, '#model-note', HTMLElement);
    this.dataset = dataset;
    this.session = session;
    this.notices = notices;
    this.events = events;

    const dataInput = input('#data-input');
    const modelInput = input('#model-input');
    button('#choose-data').addEventListener('click', () => dataInput.click());
    button('#open-model').addEventListener('click', () => modelInput.click());
    button('#download-model').addEventListener('click', () => void this.#download());
    this.useMnist.addEventListener('click', () => void dataset.load());
    dataInput.addEventListener('change', () => this.#take(dataInput));
    modelInput.addEventListener('change', () => this.#take(modelInput));
    this.#listenForDrops();
  }

  /** @param {Dataset} dataset */
  showDataset({ name, train_size, test_size }) {
    say(
      this.datasetName,
      `${name} (${count(train_size)} to train on, ${count(test_size)} to test)`,
    );
    say(this.trainSize, count(train_size));
    this.useMnist.hidden = name === MNIST;
  }

  /** @param {File} file */
  async #open(file) {
    const { name } = file;
    try {
      if (!(await this.session.held.open(name, await readModelFile(file)))) return;
      const when = this.session.current.run
        ? '. It reads your drawings once the present run is reset.'
        : ', and reads your drawings.';
      say(this.modelNote, `${name} is open${when}`);
      this.notices.settle('model');
      this.events.onModel(name);
    } catch (error) {
      this.#fail(`${name} was not opened: ${sentenceOf(error)}`);
    }
  }

  /** The model that answers, as a file. */
  async #download() {
    try {
      const { bytes, name } = await this.session.save();
      save(new Blob([bytes], { type: 'application/octet-stream' }), name);
      this.notices.settle('model');
    } catch (error) {
      this.#fail(sentenceOf(error));
    }
  }

  /** @param {string} text */
  #fail(text) {
    this.notices.tell({ about: 'model', text });
  }

  /** @param {HTMLInputElement} input */
  #take(input) {
    this.#sort([...(input.files ?? [])]);
    // Else the same file, mended and chosen again, would be no change.
    input.value = '';
  }

  /** A file dropped anywhere on the page is meant for it: the browser would leave the page for it. */
  #listenForDrops() {
    const carriesFiles = (/** @type {DragEvent} */ event) =>
      event.dataTransfer?.types.includes('Files') ?? false;
    document.addEventListener('dragover', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.panel.open = true;
      this.drop.classList.add('over');
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) this.drop.classList.remove('over');
    });
    document.addEventListener('drop', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.drop.classList.remove('over');
      this.#sort([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** @param {File[]} files */
  #sort(files) {
    const model = files.find((file) => file.name.endsWith(MODEL_ENDING));
    if (model) void this.#open(model);
    else if (files.length > 0) void this.dataset.open(files);
  }
}
