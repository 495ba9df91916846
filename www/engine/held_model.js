/** A model in a trainer worker of its own, from the page's side. */
import { Answers } from './answers.js';
import { asyncDispose, Closing } from './closing.js';
import { makeTrainerWorker, trainerLost, WorkerLink } from './worker_link.js';

/** @import { Dataset } from './dataset.js' */
/** @import { Catalogue, DigitSteps, EvaluatedMessage, ExplainedMessage, FromTrainer, Inside, InsideMessage, Look, LookedMessage, ModelMessage, PredictedMessage, ReadingMessage, Stroke, ToTrainer } from './protocol.js' */
/** @import { Connection } from './dataset.js' */
/** @import { Addresses } from './worker_link.js' */

export class HeldModel {
  /** @type {WorkerLink<ToTrainer, FromTrainer>} */
  #link;
  #answers = new Answers();
  #closing = new Closing();
  /** @type {Set<Connection>} that its worker uses */
  #connections = new Set();
  /** @type {{resolve: (catalogue: Catalogue) => void, reject: (error: Error) => void}} */
  #readiness = { resolve: () => {}, reject: () => {} };

  /** Use `createModel` or `createRun`. @param {Addresses} addresses */
  constructor(addresses) {
    /**
     * What there is to choose from: optimizers, presets, augmentations; once the worker is ready.
     * @type {Promise<Catalogue>}
     */
    this.ready = new Promise((resolve, reject) => (this.#readiness = { resolve, reject }));
    this.ready.catch(() => {}); // `closed` tells whoever does not ask.
    this.#link = new WorkerLink(makeTrainerWorker(addresses), addresses, {
      onMessage: (message) => this.#receive(message),
      onLost: (reason) => this.end(trainerLost(reason)),
    });
  }

  /** Resolved when its worker is gone: with what was wrong, or with null when it was let go of. */
  get closed() {
    return this.#closing.promise;
  }

  /** Whether there is a worker to talk to. */
  get alive() {
    return this.#link.open;
  }

  /**
   * @param {Uint8Array} bytes safetensors
   * @returns {Promise<void>} rejected with a sentence, and the model that was there stays
   */
  async open(bytes) {
    await this.#ask((id) => ({ type: 'open_model', id, bytes }));
  }

  /**
   * The model as it is now.
   * @returns {Promise<Uint8Array<ArrayBuffer>>} safetensors; rejected with a sentence
   */
  async save() {
    /** @type {ModelMessage} */
    const { bytes } = await this.#ask((id) => ({ type: 'save_model', id }));
    return bytes;
  }

  /**
   * @param {Uint8Array} image 784 pixels
   * @returns {Promise<Float32Array | null>} ten probabilities, null without a model; rejected with a sentence
   */
  async predict(image) {
    /** @type {PredictedMessage} */
    const { probabilities } = await this.#ask((id) => ({ type: 'predict', id, image }));
    return probabilities;
  }

  /**
   * The model as it is now on the whole test set.
   * @param {Dataset} dataset
   * @returns {Promise<EvaluatedMessage>} rejected with a sentence
   */
  async evaluate(dataset) {
    const connection = dataset.connect();
    this.use(connection);
    try {
      const { port } = connection;
      return await this.#ask((id) => ({ type: 'evaluate_model', id, port }), [port]);
    } finally {
      this.#leave(connection);
    }
  }

  /**
   * Reads a drawing.
   * @param {Stroke[]} strokes
   * @returns {Promise<ReadingMessage>} rejected with a sentence
   */
  read(strokes) {
    return this.#ask((id) => ({ type: 'read', id, strokes }));
  }

  /**
   * How a drawing becomes an image.
   * @param {Stroke[]} strokes
   * @returns {Promise<DigitSteps | null>} null when there is nothing drawn; rejected with a sentence
   */
  async explain(strokes) {
    /** @type {ExplainedMessage} */
    const { steps } = await this.#ask((id) => ({ type: 'explain', id, strokes }));
    return steps;
  }

  /**
   * What every layer makes of an image.
   * @param {Uint8Array} image 784 pixels
   * @returns {Promise<Look | null>} null without a model; rejected with a sentence
   */
  async look(image) {
    /** @type {LookedMessage} */
    const { look } = await this.#ask((id) => ({ type: 'look', id, image }));
    return look;
  }

  /**
   * What the last update did to each layer.
   * @returns {Promise<Inside | null>} null when there has been none; rejected with a sentence
   */
  async inside() {
    /** @type {InsideMessage} */
    const { inside } = await this.#ask((id) => ({ type: 'look_inside', id }));
    return inside;
  }

  /** Lets go of the worker and all that it holds. */
  dispose() {
    this.end(null);
  }

  async [asyncDispose]() {
    this.dispose();
  }

  // ---- for a run, which is a held model that trains

  /**
   * @protected
   * @param {ToTrainer} message
   * @param {Transferable[]} [transfer]
   */
  send(message, transfer = []) {
    this.#link.send(message, transfer);
  }

  /** Gives the connection back when the worker ends in any way. @protected @param {Connection} connection */
  use(connection) {
    connection.onLost = (message) => this.#link.send({ type: 'data_lost', message });
    this.#connections.add(connection);
  }

  /** Gives its connections back: it will not train any more. */
  leaveData() {
    for (const connection of this.#connections) this.#leave(connection);
  }

  /** Hears a message that answers no question. @protected @param {FromTrainer} _message */
  hear(_message) {}

  /**
   * The worker ends, once.
   * @protected
   * @param {string | null} reason what was wrong, or null when it is let go of
   * @returns {boolean} whether it was there
   */
  end(reason) {
    if (!this.#link.open) return false;
    this.#link.close();
    this.leaveData();
    const error = reason ?? 'The model has been let go of.';
    this.#answers.refuseAll(error);
    this.#readiness.reject(new Error(error));
    this.#closing.close(reason);
    return true;
  }

  /** @param {Connection} connection */
  #leave(connection) {
    if (this.#connections.delete(connection)) connection.leave();
  }

  /**
   * @param {(id: number) => ToTrainer} message
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  #ask(message, transfer = []) {
    if (!this.alive) return Promise.reject(new Error('This model is gone with its worker.'));
    return this.#answers.ask((id) => this.#link.send(message(id), transfer));
  }

  /** @param {FromTrainer} message */
  #receive(message) {
    if (message.type === 'ready') this.#readiness.resolve(message.catalogue);
    else if (message.type === 'crashed') this.end(message.message);
    else if (!('id' in message) || message.id === undefined) this.hear(message);
    else if (message.type === 'run_error') this.#answers.refuse(message.id, message.message);
    else this.#answers.give(message.id, message);
  }
}
