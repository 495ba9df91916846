/**
 * A trainer worker from the page's side. With a `config` it is a run, which trains and then answers
 * drawings with what it has learned; without one it holds an opened model.
 */

import { Answers } from './answers.js';
import { exchangePorts } from './trainer/exchange.js';

/** @import { Connection } from './dataset.js' */
/** @import { CheckpointMessage, DigitSteps, ExaminationMessage, ExplainedMessage, FromTrainer, HelpMessage, Inside, InsideMessage, Look, LookedMessage, ModelMessage, PredictedMessage, RunConfig, RunState, Stroke, ToTrainer } from './protocol.js' */

/**
 * Heard for every message of the worker, in order, but for the answers that a method returns.
 * @callback RunListener
 * @param {FromTrainer} message
 * @param {Run} run
 */

/**
 * @typedef {object} RunOptions
 * @property {RunListener} listen
 * @property {RunConfig} [config]
 * @property {Uint8Array | null} [weights] safetensors to begin with; fresh ones from the seed when absent
 * @property {number} [first_step] steps done before, when it goes on from a checkpoint
 * @property {number} [first_seconds] of training before, likewise
 */

export class Run {
  #listen;
  #weights;
  #first_step;
  #first_seconds;
  /** @type {Worker[]} that share the run's batches, from its start to its end */
  #helpers = [];
  /** @type {Worker | null} */
  #worker;
  #answers = new Answers();
  /** The number of the newest evaluation that was asked for. */
  #evaluation = 0;
  /** @type {Connection[]} that its worker was given */
  #connections = [];
  /** Whether the worker is reading a drawing; the newest one waits, those between are dropped. */
  #reading = false;
  /** @type {Stroke[] | null} */
  #next_strokes = null;

  /** @param {RunOptions} options */
  constructor({ listen, config, weights = null, first_step = 0, first_seconds = 0 }) {
    this.#listen = listen;
    this.#weights = weights;
    this.#first_step = first_step;
    this.#first_seconds = first_seconds;
    this.config = config ?? null;
    /** @type {RunState | 'new' | 'failed' | 'crashed' | 'disposed'} `failed` keeps its model, and answers */
    this.state = 'new';
    /** @type {CheckpointMessage | null} the last one */
    this.checkpoint = null;
    /** @type {ExaminationMessage | null} the last one */
    this.examination = null;

    this.#worker = this.#employ((message) => this.#receive(message));
  }

  /** Whether there is a worker to talk to. */
  get alive() {
    return this.#worker !== null;
  }

  /** Whether training has begun and can go on. */
  get active() {
    return this.state === 'running' || this.state === 'paused';
  }

  /**
   * @param {Connection} connection to the data worker; the run closes it when its worker ends
   * @param {{paused?: boolean, race?: boolean}} [options] paused: it waits for `resume` or `step`;
   *   race: the connection is one of a race
   */
  start(connection, { paused = false, race = false } = {}) {
    if (!this.config) throw new Error('A run without a configuration can only hold a model.');
    this.state = paused ? 'paused' : 'running';
    const { port } = this.#connect(connection);
    const { helpers, partners } = this.#employHelpers(this.config);
    this.#send(
      {
        type: 'start',
        config: this.config,
        weights: this.#weights,
        first_step: this.#first_step,
        first_seconds: this.#first_seconds,
        paused,
        race,
        port,
        helpers,
        partners,
      },
      [port, ...helpers, ...partners],
    );
  }

  pause() {
    this.#send({ type: 'pause' });
  }

  resume() {
    this.#send({ type: 'resume' });
  }

  /** One batch, then paused. */
  step() {
    this.#send({ type: 'single_step' });
  }

  /**
   * Reads a drawing; the listener hears a `reading` of it, or of a newer one asked for meanwhile.
   * @param {Stroke[]} strokes
   */
  read(strokes) {
    if (this.#reading) {
      this.#next_strokes = strokes;
      return;
    }
    this.#reading = true;
    this.#send({ type: 'read', id: this.#answers.next(), strokes });
  }

  /**
   * The model as it is now.
   * @returns {Promise<Uint8Array<ArrayBuffer>>} safetensors; rejected with a sentence
   */
  async save() {
    /** @type {ModelMessage} */
    const { bytes } = await this.#ask((id) => ({ type: 'save_model', id }));
    return /** @type {Uint8Array<ArrayBuffer>} */ (bytes);
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
   * @param {Uint8Array} image 784 pixels
   * @returns {Promise<Float32Array | null>} ten probabilities, null without a model; rejected with a sentence
   */
  async predict(image) {
    /** @type {PredictedMessage} */
    const { probabilities } = await this.#ask((id) => ({ type: 'predict', id, image }));
    return probabilities;
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
   * @param {Uint8Array} bytes safetensors
   * @param {string} [name]
   * @returns {Promise<void>} rejected with a sentence, and the model that was there stays
   */
  async open(bytes, name) {
    await this.#ask((id) => ({ type: 'open_model', id, bytes, name }));
  }

  /**
   * Evaluates the model as it is; the listener hears an `evaluation`.
   * @param {Connection} connection to the data worker; the run closes it when its worker ends
   */
  evaluate(connection) {
    const { port } = this.#connect(connection);
    this.#evaluation = this.#answers.next();
    this.#send({ type: 'evaluate_model', question: this.#evaluation, port }, [port]);
  }

  /** Where a continuation begins: the last checkpoint's step, and the seconds of training up to it. */
  get resumption() {
    const { step = this.#first_step, seconds = this.#first_seconds } = this.checkpoint ?? {};
    return { step, seconds };
  }

  /**
   * A new run, not yet started, that goes on where this one's last checkpoint was made.
   * @param {RunListener} [listen]
   */
  continuation(listen = this.#listen) {
    return new Run({
      listen,
      config: this.config ?? undefined,
      weights: this.checkpoint?.bytes ?? this.#weights,
      first_step: this.resumption.step,
      first_seconds: this.resumption.seconds,
    });
  }

  /** Closes its connections: it will not train any more. A worker that is terminated can't do so itself. */
  leaveData() {
    for (const { leave } of this.#connections.splice(0)) leave();
  }

  /**
   * @param {Connection} connection
   * @returns {Connection}
   */
  #connect(connection) {
    // The worker hears of a batch that comes, and not of a data worker that is gone.
    connection.onLost = (message) => this.#send({ type: 'lose_data', message });
    this.#connections.push(connection);
    return connection;
  }

  /** Lets go of the worker and all that it holds. */
  dispose() {
    if (this.alive) this.#end('disposed', 'The run has been let go of.');
  }

  /**
   * A new trainer worker.
   * @param {(message: FromTrainer) => void} receive
   */
  #employ(receive) {
    const worker = new Worker(new URL('./trainer.worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => receive(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(`The training worker has failed (${event.message || 'it could not be loaded'}).`);
    };
    worker.onmessageerror = () => this.#crash('The training worker sent an unreadable message.');
    return worker;
  }

  /**
   * The other workers of this run.
   * @param {RunConfig} config
   * @returns {{helpers: MessagePort[], partners: MessagePort[]}} for the worker that leads
   */
  #employHelpers({ workers = 1 }) {
    const [partners, ...others] = exchangePorts(workers);
    const helpers = others.map((partners) => {
      const helper = this.#employ((message) => {
        if (message.type === 'crashed') this.#crash(message.message);
      });
      this.#helpers.push(helper);
      const { port1, port2 } = new MessageChannel();
      const config = /** @type {RunConfig} */ (this.config);
      /** @type {HelpMessage} */
      const message = { type: 'help', config, weights: this.#weights, port: port2, partners };
      helper.postMessage(message, [port2, ...partners]);
      return port1;
    });
    return { helpers, partners };
  }

  #dismissHelpers() {
    for (const helper of this.#helpers.splice(0)) helper.terminate();
  }

  /**
   * @param {ToTrainer} message
   * @param {Transferable[]} [transfer]
   */
  #send(message, transfer = []) {
    this.#worker?.postMessage(message, transfer);
  }

  /**
   * @param {(id: number) => ToTrainer} message
   * @returns {Promise<any>}
   */
  #ask(message) {
    if (!this.alive) return Promise.reject(new Error('This model is gone with its worker.'));
    return this.#answers.ask((id) => this.#send(message(id)));
  }

  /** @param {FromTrainer} message */
  #receive(message) {
    if (!this.alive) return; // It was on its way when the worker was let go of.
    if (message.type === 'crashed') return this.#crash(message.message);
    if (this.#answered(message)) return;
    // On its way when another evaluation was asked for: it may be of other images.
    if ('question' in message && message.question && message.question !== this.#evaluation) return;
    if (message.type === 'state') this.state = message.state;
    else if (message.type === 'checkpoint') this.checkpoint = message;
    else if (message.type === 'examination') this.examination = message;
    else if (message.type === 'run_error' && this.active) this.state = 'failed';
    else if (message.type === 'reading') this.#readNext();
    if (!this.active) this.#dismissHelpers();
    this.#listen(message, this);
  }

  /**
   * Whether the message is the answer to something that a method waits for.
   * @param {FromTrainer} message
   */
  #answered(message) {
    if (!('id' in message) || message.id === undefined) return false;
    if (message.type !== 'run_error') return this.#answers.give(message.id, message);
    if (this.#answers.refuse(message.id, message.message)) return true;
    this.#readNext(); // The only other question with an id is a drawing.
    return false;
  }

  #readNext() {
    this.#reading = false;
    const strokes = this.#next_strokes;
    this.#next_strokes = null;
    if (strokes) this.read(strokes);
  }

  /** @param {string} message */
  #crash(message) {
    if (!this.alive) return;
    this.#end('crashed', message);
    this.#listen({ type: 'crashed', message }, this);
  }

  /**
   * @param {'crashed' | 'disposed'} state
   * @param {string} reason
   */
  #end(state, reason) {
    this.#dismissHelpers();
    this.#worker?.terminate();
    this.#worker = null;
    this.state = state;
    this.leaveData();
    this.#answers.refuseAll(reason);
  }
}
