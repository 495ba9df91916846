import { sentenceOf } from '../sentence.js';
import { BatchQueue, DataError } from './batch_queue.js';
import { help } from './crew.js';
import { evaluate } from './evaluation.js';
import { Crash } from './model.js';
import { checkPlan } from './plan.js';
import { TrainingLoop } from './training_loop.js';

/** @import { EvaluateModelMessage, ExplainMessage, HelpMessage, LookInsideMessage, LookMessage, PredictMessage, ReadMessage, SaveModelMessage, OpenModelMessage, StartMessage, ToTrainer } from '../protocol.js' */
/** @import { Model } from './model.js' */
/** @import { Post } from './training_loop.js' */

/** What a model is opened into when there has been no run: the rule is never used. */
const TO_HOLD_A_MODEL = /** @type {const} */ ({
  optimizer: { name: 'sgd', momentum: 0 },
  learning_rate: 0.01,
  seed: 0,
});

/** Does what the page asks of a trainer worker. */
export class Commands {
  #model;
  #post;
  #yield;
  /** @type {TrainingLoop | null} */
  #loop = null;
  /** Connections to the data worker that are in use. @type {Set<BatchQueue>} */
  #data = new Set();
  /** Steps done before the present run, or the last. */
  #first_step = 0;

  /**
   * @param {Model} model
   * @param {Post} post
   * @param {() => Promise<void>} yieldMacrotask
   */
  constructor(model, post, yieldMacrotask) {
    this.#model = model;
    this.#post = post;
    this.#yield = yieldMacrotask;
  }

  /** @param {ToTrainer} message */
  async obey(message) {
    try {
      if (message.type === 'start') await this.#start(message);
      else if (message.type === 'help') this.#help(message);
      else if (message.type === 'pause') this.#loop?.pause();
      else if (message.type === 'resume') this.#loop?.resume();
      else if (message.type === 'single_step') this.#loop?.singleStep();
      else if (message.type === 'read') this.#read(message);
      else if (message.type === 'explain') this.#explain(message);
      else if (message.type === 'predict') this.#predict(message);
      else if (message.type === 'look') this.#look(message);
      else if (message.type === 'open_model') this.#open(message);
      else if (message.type === 'save_model') this.#save(message);
      else if (message.type === 'look_inside') this.#lookInside(message);
      else if (message.type === 'data_lost') this.#loseData(message.message);
      else await this.#evaluate(message);
    } catch (error) {
      if (error instanceof Crash) return; // Told already, by the model.
      const text = sentenceOf(error);
      const id = 'id' in message ? message.id : undefined;
      this.#post({ type: 'run_error', kind: kindOf(error, text), message: text, id });
    }
  }

  /** @param {StartMessage} message */
  #start(message) {
    return this.#withData(message.port, async (data) => {
      this.#refuseDuringRun();
      checkPlan(message.config);
      this.#model.create(message.config, message.weights);
      this.#first_step = message.first_step ?? 0;
      this.#loop = new TrainingLoop(this.#model, message, data, this.#post, this.#yield);
      try {
        await this.#loop.run();
      } finally {
        this.#loop = null;
      }
    });
  }

  /** @param {HelpMessage} message */
  #help({ config, weights, ...ports }) {
    this.#model.create(config, weights);
    help(this.#model, ports);
  }

  /** @param {ReadMessage} message */
  #read({ id, strokes }) {
    const { image, probabilities } = this.#model.read(strokes);
    this.#post({ type: 'reading', id, image, probabilities });
  }

  /** @param {ExplainMessage} message */
  #explain({ id, strokes }) {
    this.#post({ type: 'explained', id, steps: this.#model.explain(strokes) });
  }

  /** @param {PredictMessage} message */
  #predict({ id, image }) {
    this.#post({ type: 'predicted', id, probabilities: this.#model.predict(image) });
  }

  /** @param {LookMessage} message */
  #look({ id, image }) {
    this.#post({ type: 'looked', id, look: this.#model.look(image) });
  }

  /** @param {OpenModelMessage} message */
  #open({ id, bytes }) {
    this.#refuseDuringRun();
    if (this.#model.exists) this.#model.load(bytes);
    else this.#model.create(TO_HOLD_A_MODEL, bytes);
    this.#post({ type: 'model_opened', id });
  }

  /** @param {SaveModelMessage} message */
  #save({ id }) {
    const bytes = this.#model.save();
    this.#post({ type: 'model', id, bytes }, [bytes.buffer]);
  }

  /** @param {LookInsideMessage} message */
  #lookInside({ id }) {
    const inside = this.#model.inside();
    // The crate counts from 1 in a run that goes on, too.
    if (inside) inside.step += this.#first_step;
    this.#post({ type: 'inside', id, inside });
  }

  /** @param {EvaluateModelMessage} message */
  #evaluate({ id, port }) {
    return this.#withData(port, async (data) => {
      this.#refuseDuringRun();
      const result = await evaluate(this.#model, await data.testSet(), this.#yield);
      const { predicted, losses } = result;
      this.#post({ type: 'evaluated', id, ...result }, [predicted.buffer, losses.buffer]);
    });
  }

  /**
   * @param {MessagePort} port
   * @param {(data: BatchQueue) => Promise<void>} use
   */
  async #withData(port, use) {
    const data = new BatchQueue(port);
    this.#data.add(data);
    try {
      await use(data);
    } finally {
      this.#data.delete(data);
      data.close();
    }
  }

  /** @param {string} message */
  #loseData(message) {
    for (const data of this.#data) data.fail(message);
  }

  /** Other weights in the middle of a run would make it a run of nothing. */
  #refuseDuringRun() {
    if (this.#loop)
      throw new Error('A run is under way in this worker. Let it finish, or reset it.');
  }
}

/**
 * @param {unknown} error
 * @param {string} message
 */
function kindOf(error, message) {
  if (error instanceof DataError) return 'data';
  return message.startsWith('diverged') ? 'diverged' : 'invalid';
}
