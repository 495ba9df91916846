import { MNIST } from '../dataset_name.js';
import { Connections } from './connections.js';
import { DownloadError } from './download.js';
import { Holding } from './holding.js';
import { readIdxFiles } from './idx_files.js';
import { downloadMnist } from './mnist.js';
import { mixInto } from './own_images.js';
import { answerQuestion } from './questions.js';
import { RaceDesk } from './race_desk.js';

/** @import { DataAnswer, DataRequest, FromDataWorker, OwnImages, WantBatchMessage } from '../protocol.js' */
/** @import { Assigned } from './idx_files.js' */
/** @typedef {import('../../../pkg/lenet5_live.js').Dataset} Dataset */
/** @import { Question } from './questions.js' */
/** @typedef {Pick<typeof import('../../../pkg/lenet5_live.js'), 'Dataset' | 'augment'>} Wasm */
/** @typedef {{train: Dataset, test: Dataset}} Sets */
/** @typedef {{own?: OwnImages, last_of_turn?: boolean}} Service what a port gets beside the dataset; the second in a race */

const REPORT_INTERVAL_MS = 100;
/** Of a visitor's pair without a test pair, the last tenth is for testing. */
const HELD_OUT = 0.1;

/** Owns the present dataset, and serves it to trainer workers. */
export class DataServer {
  #wasm;
  #post;
  #onCrash;
  /** @type {Holding<Dataset> | null} */
  #holding = null;
  #connections = new Connections();
  #latest = 0;

  /**
   * @param {Wasm} wasm
   * @param {(message: FromDataWorker) => void} post
   * @param {(error: Error) => void} onCrash
   */
  constructor(wasm, post, onCrash) {
    this.#wasm = wasm;
    this.#post = post;
    this.#onCrash = onCrash;
  }

  /** @param {string} base_url */
  load(base_url) {
    let reported = -Infinity;
    return this.#replace(async (is_latest) => {
      const files = await downloadMnist(base_url, (received, total) => {
        const now = performance.now();
        if (!is_latest() || (received < total && now - reported < REPORT_INTERVAL_MS)) return;
        reported = now;
        this.#post({ type: 'download', received, total });
      });
      return {
        name: MNIST,
        train: { images: files.train_images, labels: files.train_labels },
        test: { images: files.test_images, labels: files.test_labels },
      };
    });
  }

  /** @param {File[]} files */
  open(files) {
    return this.#replace(() => readIdxFiles(files));
  }

  /**
   * Shows the page something of the present dataset.
   * @param {Question} question
   */
  ask(question) {
    try {
      this.#post(answerQuestion(question, present(this.#holding?.sets), this.#wasm.augment));
    } catch (error) {
      const { id } = question;
      this.#fail(error, (message) => this.#post({ type: 'refusal', id, message }));
    }
  }

  /**
   * Serves the dataset of this moment: a run keeps its data when the visitor opens other files.
   * @param {number} connection
   * @param {MessagePort} port
   * @param {OwnImages} [own] to be mixed into the batches
   */
  connect(connection, port, own) {
    const holding = this.#holding?.share();
    this.#connections.open(connection, port, {
      hear: (request) => this.#answer(port, holding?.sets, request, { own }),
      onLeave: () => holding?.release(),
    });
  }

  /**
   * Serves the dataset of this moment to the runners of a race, in turns.
   * @param {number} first_connection that of the first port; the others follow in order
   * @param {MessagePort[]} ports one each
   * @param {number} slots runners that train at once
   */
  connectRace(first_connection, ports, slots) {
    const sets = this.#holding?.sets;
    const desk = new RaceDesk(ports.length, slots, (runner, request, last_of_turn) =>
      this.#answer(ports[runner], sets, request, { last_of_turn }),
    );
    ports.forEach((port, runner) => {
      const holding = this.#holding?.share();
      this.#connections.open(first_connection + runner, port, {
        hear: (request) => desk.hear(runner, request),
        onLeave: () => {
          desk.leave(runner); // The others go on without it.
          holding?.release();
        },
      });
    });
  }

  /** Its worker is lost or let go of. @param {number} connection */
  disconnect(connection) {
    this.#connections.close(connection);
  }

  /**
   * Puts another dataset in place of the present one, whole or not at all.
   * @param {(is_latest: () => boolean) => Promise<Assigned>} read
   */
  async #replace(read) {
    const request = ++this.#latest;
    const is_latest = () => request === this.#latest;
    try {
      const assigned = await read(is_latest);
      if (!is_latest()) return; // The visitor has asked for something else since.
      const sets = this.#decode(assigned);
      // Runs may still be served from the old ones; the last of them frees them.
      this.#holding?.release();
      this.#holding = new Holding(sets);
      const { train, test } = sets;
      this.#post({
        type: 'dataset',
        name: assigned.name,
        train_size: train.size,
        test_size: test.size,
      });
    } catch (error) {
      if (!is_latest()) return;
      const can_retry = error instanceof DownloadError;
      this.#fail(error, (message) => this.#post({ type: 'dataset_error', message, can_retry }));
    }
  }

  /**
   * @param {Assigned} assigned
   * @returns {Sets}
   */
  #decode({ train: train_files, test: test_files }) {
    const train = new this.#wasm.Dataset(train_files.images, train_files.labels);
    try {
      const test = test_files
        ? new this.#wasm.Dataset(test_files.images, test_files.labels)
        : train.split(Math.max(1, Math.floor(train.size * HELD_OUT)));
      return { train, test };
    } catch (error) {
      train.free();
      throw error;
    }
  }

  /**
   * @param {MessagePort} port
   * @param {Sets | undefined} sets
   * @param {DataRequest} request
   * @param {Service} service
   */
  #answer(port, sets, request, service) {
    try {
      if (request.type === 'want_batch') this.#sendBatch(port, present(sets), request, service);
      else if (request.type === 'want_test_set') sendTestSet(port, present(sets));
    } catch (error) {
      this.#fail(error, (message) => send(port, { type: 'data_error', message }, []));
    }
  }

  /**
   * @param {MessagePort} port
   * @param {Sets} sets
   * @param {WantBatchMessage} request
   * @param {Service} service
   */
  #sendBatch(port, { train }, { seed, epoch, index, size, augmentation }, { own, last_of_turn }) {
    const { pixels, labels } = train.batch(seed, epoch, index, size, augmentation);
    if (own) {
      const step = epoch * Math.ceil(train.size / size) + index;
      mixInto({ pixels, labels }, own, step, (chosen) =>
        this.#wasm.augment(chosen, augmentation ?? 'none', seed, step),
      );
    }
    send(port, { type: 'batch', epoch, index, pixels, labels, last_of_turn }, [
      pixels.buffer,
      labels.buffer,
    ]);
  }

  /**
   * A sentence from the crate goes to whoever asked; a lost wasm instance concerns everybody.
   * @param {unknown} error
   * @param {(message: string) => void} tell
   */
  #fail(error, tell) {
    if (!(error instanceof WebAssembly.RuntimeError)) {
      tell(error instanceof Error ? error.message : String(error));
      return;
    }
    const message = `The data worker has crashed (${error.message}). Load the data again.`;
    for (const port of this.#connections.ports) send(port, { type: 'data_error', message }, []);
    this.#onCrash(error);
  }
}

/** @param {Sets | undefined} sets */
function present(sets) {
  if (sets) return sets;
  throw new Error('There is no dataset yet. Load MNIST or open your own files first.');
}

/** @param {MessagePort} port @param {Sets} sets */
function sendTestSet(port, { test }) {
  const pixels = test.pixels(0, test.size);
  const labels = test.labels(0, test.size);
  send(port, { type: 'test_set', pixels, labels }, [pixels.buffer, labels.buffer]);
}

/**
 * @param {MessagePort} port
 * @param {DataAnswer} message
 * @param {ArrayBufferLike[]} buffers
 */
function send(port, message, buffers) {
  port.postMessage(message, /** @type {ArrayBuffer[]} */ (buffers));
}
