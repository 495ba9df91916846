/** The visitor's own files: IDX images and labels, and models in and out. */
import { find, say } from '../../ui/dom.js';
import { MNIST } from '../../engine/dataset_name.js';
import { count } from '../../model/format.js';
import { save } from '../../ui/save.js';

/** @import { DatasetMessage } from '../../engine/protocol.js' */

/**
 * @typedef {object} FilesEvents
 * @property {(files: File[]) => void} onData
 * @property {() => void} onMnist
 * @property {(file: File) => void} onModel
 * @property {() => void} onDownload
 */

const MODEL_ENDING = '.safetensors';

export class Files {
  /**
   * @param {ParentNode} root
   * @param {FilesEvents} events
   */
  constructor(root, events) {
    const input = (/** @type {string} */ id) => find(root, id, HTMLInputElement);
    const button = (/** @type {string} */ id) => find(root, id, HTMLButtonElement);
    this.panel = find(root, '#files', HTMLDetailsElement);
    this.drop = find(root, '#drop', HTMLElement);
    this.datasetName = find(root, '#dataset-name', HTMLElement);
    this.trainSize = find(root, '#train-size', HTMLElement);
    this.useMnist = button('#use-mnist');
    this.modelNote = find(root, '#model-note', HTMLElement);
    this.events = events;

    const dataInput = input('#data-input');
    const modelInput = input('#model-input');
    button('#choose-data').addEventListener('click', () => dataInput.click());
    button('#open-model').addEventListener('click', () => modelInput.click());
    button('#download-model').addEventListener('click', () => events.onDownload());
    this.useMnist.addEventListener('click', () => events.onMnist());
    dataInput.addEventListener('change', () => this.#take(dataInput));
    modelInput.addEventListener('change', () => this.#take(modelInput));
    this.#listenForDrops();
  }

  /** @param {DatasetMessage} dataset */
  showDataset({ name, train_size, test_size }) {
    say(
      this.datasetName,
      `${name} (${count(train_size)} to train on, ${count(test_size)} to test)`,
    );
    say(this.trainSize, count(train_size));
    this.useMnist.hidden = name === MNIST;
  }

  /** @param {string} text */
  noteModel(text) {
    say(this.modelNote, text);
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes @param {string} name */
  download(bytes, name) {
    save(new Blob([bytes], { type: 'application/octet-stream' }), name);
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
    if (model) this.events.onModel(model);
    else if (files.length > 0) this.events.onData(files);
  }
}
