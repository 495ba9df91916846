/**
 * A race: for one seed after another, a worker for each entry, all on the same batches. Knows no
 * document; what comes of it is its record.
 */
import { batchesPerEpoch } from '../../engine/index.js';
import { Lane } from './lane.js';
import { emptyRecord, entryLabels } from './record.js';
import { StopWatch } from '../stop_watch.js';

/** @import { RunError } from '../../engine/index.js' */
/** @import { DatasetSource } from '../dataset_source.js' */
/** @import { Notice } from '../notice.js' */
/** @import { RacePlan } from './plan.js' */
/** @import { Entry, RaceRecord } from './record.js' */

/**
 * @typedef {object} RaceEvents
 * @property {(record: RaceRecord) => void} onChange at most 10 times a second
 * @property {() => void} onState
 * @property {(notice: Notice) => void} onNotice
 */
/** @typedef {'new' | 'running' | 'paused' | 'over'} RaceState */
/**
 * How far it is.
 * @typedef {object} RaceProgress
 * @property {number} round the present seed's place, from 1
 * @property {number} rounds
 * @property {number} step of the slowest runner that still runs
 * @property {number} total_steps of a runner
 * @property {number} fraction of all the race's steps
 * @property {number} seconds_left NaN while nothing is known
 */

const BETWEEN_CHANGES_MS = 100;

export class Race {
  #plan;
  #dataset;
  #events;
  #labels;
  /** @type {RaceState} */
  #state = 'new';
  #round = -1;
  /** Steps of earlier rounds. */
  #steps_before = 0;
  #watch = new StopWatch();
  #change_is_due = false;

  /**
   * @param {RacePlan} plan
   * @param {DatasetSource} dataset
   * @param {RaceEvents} events
   */
  constructor(plan, dataset, events) {
    this.#plan = plan;
    this.#dataset = dataset;
    this.#events = events;
    this.#labels = entryLabels(plan.entries);
    this.record = emptyRecord(plan);
    /** @type {Lane[]} of the present seed; they live on when the race is over */
    this.lanes = [];
  }

  get state() {
    return this.#state;
  }

  start() {
    if (this.#state === 'new') this.#beginRound(0);
  }

  pause() {
    if (this.#state !== 'running') return;
    for (const { run } of this.#running) run.pause();
    this.#watch.stop();
    this.#become('paused');
  }

  resume() {
    if (this.#state !== 'paused') return;
    for (const { run } of this.#running) run.resume();
    this.#watch.start();
    this.#become('running');
    this.#advance();
  }

  /** Ends it where it stands. @param {string} [outcome] why, of the runners that have not ended */
  stop(outcome) {
    if (this.#state !== 'running' && this.#state !== 'paused') return;
    for (const lane of this.#running) lane.stop(outcome);
    this.#finish();
  }

  /** Lets go of all workers. */
  dispose() {
    this.stop();
    this.#letGo();
    this.lanes = [];
  }

  /** @returns {RaceProgress} */
  get progress() {
    const { entries, seeds } = this.#plan;
    const total_steps = this.#stepsOfARun;
    const running = this.#running;
    const done = this.lanes.reduce((sum, { step }) => sum + step, this.#steps_before);
    const left =
      running.reduce((sum, { step }) => sum + total_steps - step, 0) +
      (seeds.length - 1 - this.#round) * entries.length * total_steps;
    return {
      round: this.#round + 1,
      rounds: seeds.length,
      step: Math.min(...(running.length > 0 ? running : this.lanes).map(({ step }) => step)),
      total_steps,
      fraction: this.#state === 'over' ? 1 : done / (done + left),
      seconds_left: done > 0 ? (left * this.#watch.seconds) / done : NaN,
    };
  }

  get #running() {
    return this.lanes.filter(({ running }) => running);
  }

  get #stepsOfARun() {
    return this.#plan.epochs * batchesPerEpoch(this.#config(this.#plan.entries[0], 0));
  }

  /** @param {Entry} entry @param {number} seed */
  #config({ optimizer, learning_rate }, seed) {
    const { batch_size, epochs, engine, train_size } = this.#plan;
    return { optimizer, learning_rate, batch_size, epochs, seed, engine, train_size };
  }

  /** @param {number} round */
  #beginRound(round) {
    this.#steps_before += this.lanes.reduce((sum, { step }) => sum + step, 0);
    this.#letGo();
    this.#round = round;
    const { entries, seeds } = this.#plan;
    const connections = this.#dataset.expect().connectRace(entries.length);
    this.lanes = entries.map((entry, i) => {
      const events = {
        onChange: () => this.#changed(),
        onEnd: (/** @type {Lane} */ lane, /** @type {RunError | null} */ problem) =>
          this.#laneEnded(lane, problem),
      };
      return new Lane(this.#config(entry, seeds[round]), i, connections[i], events);
    });
    this.record.runs.push(...this.lanes.map(({ record }) => record));
    this.#watch.start();
    this.#become('running');
  }

  /** @param {Lane} lane @param {RunError | null} problem */
  #laneEnded(lane, problem) {
    // Without images none of the others can go on.
    if (problem?.kind === 'data') {
      this.#events.onNotice({ about: 'race', text: `The race has stopped: ${problem.message}` });
      this.stop(problem.message);
    } else if (problem) {
      const label = this.#labels[lane.entry];
      const others = this.#running.length > 0 ? ' The others go on.' : '';
      this.#events.onNotice({
        about: `race ${label}`,
        text: `${label}, seed ${lane.record.seed}: ${problem.message.replace(/\.?$/, '.')}${others}`,
      });
    }
    this.#changed();
    this.#advance();
  }

  /** Goes on with the next seed when all runners are through with this one. */
  #advance() {
    if (this.#running.length > 0 || this.#state !== 'running') return;
    if (this.#round + 1 === this.#plan.seeds.length) this.#finish();
    else if (this.#sameData) this.#beginRound(this.#round + 1);
    else {
      this.#events.onNotice({
        about: 'race',
        text: `The race is over after ${this.#round + 1} of ${this.#plan.seeds.length} seeds: the images are no longer those that it began with.`,
      });
      this.#finish();
    }
  }

  /** Whether the next seed would be given the same images. */
  get #sameData() {
    const { present } = this.#dataset;
    const { dataset, train_size, test_size } = this.#plan;
    return (
      present?.name === dataset &&
      present.train_size === train_size &&
      present.test_size === test_size
    );
  }

  #finish() {
    this.#watch.stop();
    this.#become('over');
  }

  #letGo() {
    for (const { run } of this.lanes) run.dispose();
  }

  /** @param {RaceState} state */
  #become(state) {
    this.#state = state;
    this.#events.onState();
    this.#events.onChange(this.record);
  }

  /** Tells of changes, however many, at a pace that can be drawn. */
  #changed() {
    if (this.#change_is_due) return;
    this.#change_is_due = true;
    setTimeout(() => {
      this.#change_is_due = false;
      // Without lanes it has been let go of, and another may be shown.
      if (this.lanes.length > 0) this.#events.onChange(this.record);
    }, BETWEEN_CHANGES_MS);
  }
}
