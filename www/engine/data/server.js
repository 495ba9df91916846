import { sentenceOf } from '../sentence.js';
import { MNIST } from '../dataset_name.js';
import { Connections } from './connections.js';
import { DownloadError } from './download.js';
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

/** Owns one dataset, and serves it to trainer workers. */
export class DataServer {
  #wasm;
  #post;
  #onCrash;
  /** @type {Sets | null} */
  #sets = null;
  #connections = new Connections();

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
    return this.#fill(async () => {
      const files = await downloadMnist(base_url, (received, total) => {
        const now = performance.now();
        if (received < total && now - reported < REPORT_INTERVAL_MS) return;
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
    return this.#fill(() => readIdxFiles(files));
  }

  /**
   * Shows the page something of the dataset.
   * @param {Question} question
   */
  ask(question) {
    try {
      this.#post(answerQuestion(question, present(this.#sets), this.#wasm.augment));
    } catch (error) {
      const { id } = question;
      this.#fail(error, (message) => this.#post({ type: 'refusal', id, message }));
    }
  }

  /**
   * @param {number} connection
   * @param {MessagePort} port
   * @param {OwnImages} [own] to be mixed into the batches
   */
  connect(connection, port, own) {
    this.#connections.open(connection, port, {
      hear: (request) => this.#answer(port, request, { own }),
    });
  }

  /**
   * Serves the runners of a race, in turns.
   * @param {number} first_connection that of the first port; the others follow in order
   * @param {MessagePort[]} ports one each
   * @param {number} slots runners that train at once
   */
  connectRace(first_connection, ports, slots) {
    const desk = new RaceDesk(ports.length, slots, (runner, request, last_of_turn) =>
      this.#answer(ports[runner], request, { last_of_turn }),
    );
    ports.forEach((port, runner) => {
      this.#connections.open(first_connection + runner, port, {
        hear: (request) => desk.hear(runner, request),
        onLeave: () => desk.leave(runner), // The others go on without it.
      });
    });
  }

  /** Its worker is lost or let go of. @param {number} connection */
  disconnect(connection) {
    this.#connections.close(connection);
  }

  /** @param {() => Promise<Assigned>} read */
  async #fill(read) {
    try {
      const assigned = await read();
      this.#sets = this.#decode(assigned);
      const { train, test } = this.#sets;
      this.#post({
        type: 'dataset',
        name: assigned.name,
        train_size: train.size,
        test_size: test.size,
      });
    } catch (error) {
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
    const test = test_files
      ? new this.#wasm.Dataset(test_files.images, test_files.labels)
      : train.split(Math.max(1, Math.floor(train.size * HELD_OUT)));
    return { train, test };
  }

  /**
   * @param {MessagePort} port
   * @param {DataRequest} request
   * @param {Service} service
   */
  #answer(port, request, service) {
    try {
      const sets = present(this.#sets);
      if (request.type === 'want_batch') this.#sendBatch(port, sets, request, service);
      else if (request.type === 'want_test_set') sendTestSet(port, sets);
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
   * A sentence from the crate goes to whoever asked; of a lost wasm instance the page tells all.
   * @param {unknown} error
   * @param {(message: string) => void} tell
   */
  #fail(error, tell) {
    if (!(error instanceof WebAssembly.RuntimeError)) {
      tell(sentenceOf(error));
      return;
    }
    this.#onCrash(error);
  }
}

/** @param {Sets | null} sets */
function present(sets) {
  if (sets) return sets;
  throw new Error('The dataset is not there yet. Wait until it is open.');
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
