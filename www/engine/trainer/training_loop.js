import { Crew } from './crew.js';
import { evaluate, postEvaluation } from './evaluation.js';
import { Gate } from './gate.js';
import { batchesPerEpoch, lastStep, places } from './plan.js';
import { Progress } from './progress.js';
import { EvaluationSchedule, RaceSchedule } from './schedule.js';

/** @import { FromTrainer, StartMessage, TestSetMessage } from '../protocol.js' */
/** @import { BatchQueue } from './batch_queue.js' */
/** @import { Model } from './model.js' */
/** @import { Place } from './plan.js' */

/** @typedef {(message: FromTrainer, buffers?: ArrayBufferLike[]) => void} Post */

/** Steps run for so long before waiting messages are heard. */
const SLICE_MS = 50;

/** One run, from its first batch to its last. Nothing in it that depends on time touches the model. */
export class TrainingLoop {
  #model;
  #crew;
  #post;
  #yield;
  #step;
  #batches;
  #last_step;
  #places;
  #gate;
  #data;
  #schedule;
  #race;
  #progress;
  /** Of training before this worker's. */
  #first_seconds;
  #slice_end = 0;
  /** Whether a batch is being trained. */
  #training = false;
  /** @type {Place} the batch that was trained last */
  #place = { epoch: 0, index: -1 };

  /**
   * @param {Model} model created for this run
   * @param {StartMessage} start
   * @param {BatchQueue} data new; whoever opened it closes it
   * @param {Post} post
   * @param {() => Promise<void>} yieldMacrotask
   */
  constructor(
    model,
    { config, first_step = 0, first_seconds = 0, paused = false, race = false, ...ports },
    data,
    post,
    yieldMacrotask,
  ) {
    const { helpers = [], partners = [] } = ports;
    this.#first_seconds = first_seconds;
    this.#progress = new Progress(first_seconds);
    this.#model = model;
    this.#crew = new Crew(model, helpers, partners);
    this.#step = first_step;
    this.#post = post;
    this.#yield = yieldMacrotask;
    this.#batches = batchesPerEpoch(config);
    this.#last_step = lastStep(config);
    this.#places = places(config, first_step);
    this.#gate = new Gate(paused);
    this.#data = data;
    data.begin(config, places(config, first_step));
    this.#race = race;
    this.#schedule = new (race ? RaceSchedule : EvaluationSchedule)(this.#batches);
  }

  pause() {
    this.#gate.pause();
    // A batch that the helpers are computing is finished first; the run is paused after it.
    if (!this.#training) this.#tellPaused();
  }

  resume() {
    this.#gate.resume();
    this.#postState();
  }

  singleStep() {
    this.#gate.singleStep();
  }

  /** Trains to the end; throws what stopped it before. */
  async run() {
    this.#postState();
    try {
      const test_set = await this.#data.testSet();
      for (const place of this.#places) {
        await this.#trainBatch(place);
        const { seconds } = this.#progress;
        const due = this.#schedule.due(this.#step, seconds - this.#first_seconds);
        if (due || this.#step === this.#last_step) await this.#evaluate(test_set);
        if (this.#gate.settle()) this.pause();
      }
    } finally {
      this.#report();
      this.#crew.dismiss();
    }
    this.#post({ type: 'state', state: 'finished' });
  }

  /** @param {Place} place */
  async #trainBatch(place) {
    const asked = performance.now();
    const batch = await this.#data.next();
    // In a race it is the others' turns that are waited for.
    const waited = this.#race ? 0 : performance.now() - asked;
    await this.#breathe(this.#slice_end);
    const began = performance.now();
    this.#training = true;
    const metrics = await this.#crew.train(batch, this.#data.upcoming);
    this.#training = false;
    this.#progress.add(metrics, (waited + performance.now() - began) / 1000);
    this.#step++;
    this.#place = place;
    if (this.#gate.paused) this.#tellPaused();
    this.#gate.batchDone();
  }

  /** @param {TestSetMessage} test_set */
  async #evaluate(test_set) {
    this.#report();
    const result = await evaluate(this.#model, test_set, () => this.#breathe(0));
    const step = this.#step;
    const epoch = this.#place.epoch + (this.#place.index + 1) / this.#batches;
    const { seconds } = this.#progress;
    postEvaluation(this.#post, { step, epoch, seconds }, result);
    const bytes = this.#model.save();
    this.#post({ type: 'checkpoint', step, seconds, bytes }, [bytes.buffer]);
  }

  /**
   * Hears waiting messages when the slice is over, and waits while the run is paused.
   * @param {number} slice_end
   */
  async #breathe(slice_end) {
    if (performance.now() >= slice_end) {
      if (this.#progress.due(performance.now())) this.#report();
      await this.#yield();
      this.#slice_end = performance.now() + SLICE_MS;
    }
    await this.#gate.passage();
  }

  #report() {
    const taken = this.#progress.take(performance.now());
    if (taken.losses.length === 0) return;
    const { epoch, index } = this.#place;
    this.#post(
      {
        type: 'progress',
        step: this.#step,
        epoch,
        index: index + 1,
        batches: this.#batches,
        ...taken,
      },
      [taken.losses.buffer, taken.accuracies.buffer],
    );
  }

  #tellPaused() {
    this.#report();
    this.#postState();
  }

  #postState() {
    this.#post({ type: 'state', state: this.#gate.paused ? 'paused' : 'running' });
  }
}
