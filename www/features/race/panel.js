/** The Race panel: what is raced, its buttons, and whoever shows what comes of it. */
import { find, say } from '../../ui/dom.js';
import { NumberField } from '../../ui/number_field.js';
import { isUsable, setUsable } from '../../ui/usable.js';
import { AxisBoxes } from './axis_boxes.js';
import { RaceChart } from '../../charts/race_chart.js';
import { Entries } from './entries.js';
import { Exports } from './exports.js';
import { LinkBox } from './link_box.js';
import { racePlan } from '../../model/race/plan.js';
import { Race } from '../../model/race/race.js';
import { RULES } from '../../model/settings.js';
import { FIRST_CHOICE, SEEDS_RULE } from '../../model/address/race_link.js';
import { RaceStatus } from './race_status.js';
import { summaries } from '../../model/race/record.js';
import { Results } from './results.js';

/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Settings } from '../../model/settings.js' */
/** @import { Notice } from '../../model/notice.js' */
/** @import { Turns } from '../../model/turns.js' */
/** @import { Notices } from '../../ui/notices.js' */
/** @import { Catalogue, Engine, Preset } from '../../engine/protocol.js' */
/** @import { NotedEntry } from './entries.js' */
/** @import { RaceChoice } from '../../model/address/race_link.js' */
/** @import { Entry, RaceRecord } from '../../model/race/record.js' */

/**
 * @typedef {object} RacePanelEvents
 * @property {() => Settings | null} settings the Train panel's; null when one can't be used, which then has the focus
 * @property {() => Entry | null} setUp the Train panel's optimizer and rate, likewise
 * @property {() => void} onChange the choice has changed
 * @property {(starts: boolean) => string | null} link the page's whole address
 */

export class RacePanel {
  /** @type {Race | null} */
  #race = null;
  /** @type {RaceRecord | null} the race's, or one that was opened */
  #record = null;
  /** @type {Catalogue | null} */
  #catalogue = null;
  /** @type {Preset | null} */
  #preset = null;
  /** Whether the link asks for a race, which waits for the images. */
  #is_awaited = false;
  /** @type {Set<string>} what notices were about that the next race settles */
  #told = new Set();

  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, turns: Turns, notices: Notices, engine?: Engine}} parts
   * @param {RacePanelEvents} events
   */
  constructor(root, { dataset, turns, notices, engine }, events) {
    const button = (/** @type {string} */ id) => find(root, id, HTMLButtonElement);
    this.dataset = dataset;
    this.turns = turns;
    this.notices = notices;
    this.engine = engine;
    this.events = events;
    this.buttons = {
      start: button('#race-start'),
      pause: button('#race-pause'),
      stop: button('#race-stop'),
    };
    this.note = find(root, '#race-start-note', HTMLElement);
    this.axes = new AxisBoxes(root, () => {
      this.#show();
      this.#changed();
    });
    this.status = new RaceStatus(root);
    this.chart = new RaceChart(root);
    this.results = new Results(root);
    this.exports = new Exports(root, {
      onOpen: (record) => this.#open(record),
      onNotice: (notice) => notices.tell(notice),
      onSettle: (about) => notices.settle(about),
    });
    this.link = new LinkBox(root, events.link);
    this.entries = new Entries(root, {
      onChange: () => this.#changed(),
      onAdd: () => events.setUp(),
      onRefusal: (text) => this.#tell({ text, kind: 'note' }),
    });
    this.seeds = new NumberField(find(root, '#race-seeds', HTMLInputElement), {
      name: 'Seeds',
      rule: () => SEEDS_RULE,
      suggestion: () => FIRST_CHOICE.seeds,
      onEdit: () => this.#changed(),
    });
    this.seeds.value = FIRST_CHOICE.seeds;

    this.buttons.start.addEventListener('click', () => this.#start());
    this.buttons.pause.addEventListener('click', () => {
      if (this.running()) this.pause();
      else this.resume();
    });
    this.buttons.stop.addEventListener('click', () => this.#race?.stop());
    turns.join('race', this);
    this.#update();
  }

  /** @param {Catalogue} catalogue */
  describe(catalogue) {
    this.#catalogue = catalogue;
    this.results.describe(catalogue);
    this.exports.describe(catalogue);
    this.#show();
    this.#update();
  }

  /** Takes over a preset's runners. @param {Preset} preset */
  fill(preset) {
    this.#preset = preset;
    this.entries.set(preset.runs);
    this.#update();
  }

  /** Takes over others. @param {readonly NotedEntry[]} entries */
  enter(entries) {
    this.entries.set(entries);
    this.#changed();
  }

  /** Takes over what a link asks for; what it leaves out stays. @param {Partial<RaceChoice>} choice */
  set({ entries, seeds, x, y, run }) {
    if (entries) this.entries.set(entries);
    if (seeds !== undefined) this.seeds.value = seeds;
    this.axes.set({ x, y });
    this.#is_awaited = run ?? false;
    this.#show();
    this.datasetChanged();
  }

  /** @returns {RaceChoice | null} null when the number of seeds or a rate can't be used */
  get choice() {
    const entries = this.entries.chosen();
    if (
      !SEEDS_RULE.test(this.seeds.value) ||
      entries.some(({ learning_rate }) => !RULES.learning_rate.test(learning_rate))
    )
      return null;
    return { entries, seeds: this.seeds.value, ...this.axes.value, run: false };
  }

  running() {
    return this.#race?.state === 'running';
  }

  /** Whether no race is under way. */
  get idle() {
    return !this.#underWay;
  }

  /** The runners of the race, as others see them. */
  get lanes() {
    const { lanes = [], record } = this.#race ?? {};
    if (!record) return [];
    const lines = summaries({ ...record, runs: lanes.map((lane) => lane.record) });
    return lines.map(({ label, optimizer, number, turn }, i) => ({
      ...{ label, number, turn },
      optimizer: optimizer.name,
      run: lanes[i].run,
    }));
  }

  pause() {
    this.#race?.pause();
  }

  resume() {
    if (this.#race?.state !== 'paused') return;
    this.turns.begin('race');
    this.#race.resume();
  }

  /** Other settings in the Train panel. */
  settingsChanged() {
    this.link.outdate();
    this.#update();
  }

  /** Images have come, or others, or they are lost. */
  datasetChanged() {
    this.#update();
    if (!this.#is_awaited || !isUsable(this.buttons.start)) return;
    this.#is_awaited = false;
    this.#start();
  }

  #start() {
    const settings = this.events.settings();
    const { present } = this.dataset;
    if (!settings || !this.entries.check() || !present || !this.#catalogue) return;
    if (!this.seeds.check()) return this.seeds.input.focus();
    const plan = racePlan(this.entries.chosen(), this.seeds.value, settings, {
      dataset: present,
      preset: this.#preset,
      engine: this.engine,
      app_version: this.#catalogue.version,
    });
    for (const about of this.#told) this.notices.settle(about);
    this.#race?.dispose();
    const race = new Race(plan, this.dataset, {
      onChange: () => this.#show(),
      onState: () => {
        this.#update();
        if (race.state === 'over') this.turns.end('race');
      },
      onNotice: (notice) => this.#tell(notice),
    });
    this.#race = race;
    this.#record = race.record;
    this.turns.begin('race');
    race.start();
  }

  /** @param {Notice} notice */
  #tell(notice) {
    this.#told.add(notice.about ?? notice.text);
    this.notices.tell(notice);
  }

  /** @param {RaceRecord} record from a file */
  #open(record) {
    if (this.#underWay) throw new Error('A race is under way; stop it first.');
    this.#race?.dispose();
    this.#race = null;
    this.#record = record;
    this.status.showOpened(record);
    this.#show();
  }

  get #underWay() {
    return this.#race?.state === 'running' || this.#race?.state === 'paused';
  }

  #changed() {
    this.link.outdate();
    this.#update();
    this.events.onChange();
  }

  #show() {
    if (this.#race) this.status.show(this.#race);
    this.chart.show(this.#record, this.axes.value);
    this.results.show(this.#record);
    this.exports.show(this.#record, this.axes.value);
  }

  #update() {
    const reason = this.#hindrance();
    const { start, pause, stop } = this.buttons;
    setUsable(start, reason === '');
    for (const button of [pause, stop]) setUsable(button, this.#underWay);
    say(pause, this.#race?.state === 'paused' ? 'Go on with the race' : 'Pause the race');
    say(this.note, reason || this.#invitation());
  }

  /** Why no race can be started now, or ''. */
  #hindrance() {
    if (this.#underWay) return 'A race is under way; stop it to begin another.';
    if (!this.#catalogue) return 'Loading the network…';
    if (!this.dataset.present) return 'The race waits for the images.';
    if (this.entries.chosen().length === 0) return 'Check at least one runner to race.';
    return '';
  }

  #invitation() {
    const { length } = this.entries.chosen();
    return length === 1
      ? 'Starts the one runner checked.'
      : `Starts the ${length} runners checked.`;
  }
}
