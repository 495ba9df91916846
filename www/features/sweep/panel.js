/**
 * The learning-rate sweep on the page: what to sweep, how far it is, and what has come of it. Batch
 * size and seed are the Train panel's.
 */
import { find, make, say } from '../../ui/dom.js';
import { soon } from '../../ui/soon.js';
import { count, duration, setting } from '../../model/format.js';
import { NumberField } from '../../ui/number_field.js';
import { save } from '../../ui/save.js';
import { setUsable } from '../../ui/usable.js';
import { Sweep } from '../../model/sweep/sweep.js';
import { SweepChart } from './chart.js';
import { FIRST_SWEEP, sweepRates, sweepRules } from '../../model/sweep/grid.js';
import { best, byOptimizer, sweepCsv } from '../../model/sweep/points.js';
import { SweepTable } from './table.js';

/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Settings } from '../../model/settings.js' */
/** @import { Turns } from '../../model/turns.js' */
/** @import { Notices } from '../../ui/notices.js' */
/** @import { Catalogue, Engine, OptimizerConfig, OptimizerInfo } from '../../engine/protocol.js' */
/** @import { Entry } from '../../model/race/record.js' */
/** @import { SweepRange } from '../../model/sweep/grid.js' */
/** @import { SweepPoint, SweepSettings } from '../../model/sweep/points.js' */

/**
 * @typedef {object} SweepPanelEvents
 * @property {() => Settings | null} settings the Train panel's; null when one can't be used, which then has the focus
 * @property {(entries: Entry[]) => void} onRace the best rates, for the race to take over
 */

/** @type {Record<keyof SweepRange, {id: string, label: string}>} */
const FIELDS = {
  from: { id: '#sweep-from', label: 'From' },
  to: { id: '#sweep-to', label: 'To' },
  count: { id: '#sweep-count', label: 'Rates' },
  epochs: { id: '#sweep-epochs', label: 'Sweep epochs' },
};
const BETWEEN_DRAWINGS_MS = 250;

export class SweepPanel {
  /** @type {Sweep | null} */
  #sweep = null;
  /** @type {readonly SweepPoint[]} */
  #points = [];
  /** @type {SweepSettings | null} of those points */
  #settings = null;
  /** @type {{info: OptimizerInfo, box: HTMLInputElement}[]} */
  #choices = [];
  #app_version = '';

  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, turns: Turns, notices: Notices, engine?: Engine}} parts
   * @param {SweepPanelEvents} events
   */
  constructor(root, { dataset, turns, notices, engine }, events) {
    const button = (/** @type {string} */ id) => find(root, id, HTMLButtonElement);
    this.dataset = dataset;
    this.turns = turns;
    this.notices = notices;
    this.engine = engine;
    this.events = events;
    this.details = find(root, '#sweep', HTMLDetailsElement);
    this.optimizers = find(root, '#sweep-optimizers', HTMLFieldSetElement);
    this.note = find(root, '#sweep-note', HTMLElement);
    this.status = find(root, '#sweep-progress', HTMLElement);
    this.bar = find(root, '#sweep-bar', HTMLProgressElement);
    this.chart = new SweepChart(root);
    this.table = new SweepTable(root);
    this.buttons = {
      start: button('#sweep-start'),
      stop: button('#sweep-stop'),
      race: button('#sweep-race'),
      csv: button('#sweep-csv'),
    };
    const fields = Object.entries(FIELDS).map(([key, { id, label }]) => {
      const name = /** @type {keyof SweepRange} */ (key);
      const field = new NumberField(find(root, id, HTMLInputElement), {
        name: label,
        rule: () => sweepRules(this.fields.from.value)[name],
        suggestion: () => this.#suggestion(name),
        onEdit: () => this.#edited(),
      });
      return [name, field];
    });
    this.drawSoon = soon(() => this.#draw(), BETWEEN_DRAWINGS_MS);
    this.fields = /** @type {Record<keyof SweepRange, NumberField>} */ (Object.fromEntries(fields));
    for (const [name, value] of Object.entries(FIRST_SWEEP)) {
      this.fields[/** @type {keyof SweepRange} */ (name)].value = value;
    }
    this.buttons.start.addEventListener('click', () => this.#start());
    this.buttons.stop.addEventListener('click', () => this.#sweep?.stop());
    this.buttons.race.addEventListener('click', () => this.events.onRace(this.#bestEntries()));
    this.buttons.csv.addEventListener('click', () => this.#save());
    turns.join('sweep', this);
    this.#update();
  }

  /** @param {Catalogue} catalogue */
  describe({ version, optimizers }) {
    this.#app_version = version;
    this.#choices = optimizers.map((info) => ({
      info,
      box: make('input', { type: 'checkbox', checked: true, onchange: () => this.#update() }),
    }));
    const labels = this.#choices.map(({ info, box }) =>
      make('label', { className: 'check' }, box, info.label),
    );
    this.optimizers.replaceChildren(make('legend', {}, 'Optimizers'), ...labels);
    this.#draw();
  }

  /** The dataset has come, or another, or it is lost with its worker. */
  datasetChanged() {
    this.#update();
  }

  /** Whether it computes now. */
  running() {
    return this.#sweep !== null && !this.#sweep.over && !this.#sweep.paused;
  }

  pause() {
    this.#sweep?.pause();
  }

  resume() {
    if (!this.#sweep?.paused) return;
    this.turns.begin('sweep');
    this.#sweep.resume();
  }

  get #chosen() {
    return this.#choices.filter(({ box }) => box.checked).map(({ info }) => defaults(info));
  }

  /** @returns {number[] | null} null where a field can't be used */
  #rates() {
    // All are asked, so that each has its sentence.
    const usable = Object.values(this.fields).map((field) => field.check());
    if (!usable.every(Boolean)) return null;
    const { from, to, count } = this.fields;
    return sweepRates({ from: from.value, to: to.value, count: count.value });
  }

  /** @param {keyof SweepRange} name */
  #suggestion(name) {
    const from = this.fields.from.value;
    return name === 'to' && from > FIRST_SWEEP.to ? from * 10 : FIRST_SWEEP[name];
  }

  #edited() {
    this.fields.to.check(); // It is bounded by where the sweep begins.
    this.#update();
  }

  #start() {
    const rates = this.#rates();
    if (!rates) {
      Object.values(this.fields)
        .find(({ input }) => input.getAttribute('aria-invalid') === 'true')
        ?.input.focus();
      return;
    }
    const settings = this.events.settings();
    const { present } = this.dataset;
    const optimizers = this.#chosen;
    if (!settings || !present || optimizers.length === 0) return;
    const { batch_size, seed } = settings;
    const { train_size, name } = present;
    const epochs = this.fields.epochs.value;
    this.#settings = {
      ...{ batch_size, epochs, seed },
      dataset: name,
      app_version: this.#app_version,
    };
    this.#sweep = new Sweep(
      { optimizers, rates, batch_size, epochs, seed, train_size, engine: this.engine },
      present,
      {
        onChange: this.drawSoon,
        onEnd: () => this.turns.end('sweep'),
        onNotice: (notice) => this.notices.tell(notice),
      },
    );
    this.#points = this.#sweep.points;
    this.turns.begin('sweep');
    this.#sweep.start();
    this.#draw();
  }

  #draw() {
    const lines = this.#choices.flatMap(({ info }, i) => {
      const points = byOptimizer(this.#points).find(([one]) => one.optimizer.name === info.name);
      return points ? [{ points, label: info.label, number: i + 1 }] : [];
    });
    this.chart.show(lines);
    this.table.show(lines);
    this.#update();
  }

  #update() {
    const running = this.#sweep !== null && !this.#sweep.over;
    const { start, stop, race, csv } = this.buttons;
    setUsable(start, !running && this.dataset.present !== null && this.#chosen.length > 0);
    setUsable(stop, running);
    setUsable(csv, this.#points.length > 0);
    setUsable(race, this.#bestEntries().length > 0);
    say(this.note, this.#noteText());
    say(this.status, this.#progressText());
    this.bar.hidden = !running;
    this.bar.value = this.#sweep?.progress.done ?? 0;
  }

  #noteText() {
    if (!this.dataset.present) return 'The sweep waits for the images.';
    if (this.#choices.length > 0 && this.#chosen.length === 0)
      return 'Choose at least one optimizer.';
    const rates = this.#rates();
    if (!rates) return '';
    const runs = rates.length * this.#chosen.length;
    return `${count(runs)} runs at ${new Intl.ListFormat('en').format(rates.map(setting))}.`;
  }

  #progressText() {
    if (!this.#sweep) return '';
    const { runs_done, seconds_left } = this.#sweep.progress;
    const done = `${count(runs_done)} of ${count(this.#points.length)} runs done`;
    if (this.#sweep.over) {
      const stopped = this.#points.some(({ outcome }) => outcome === 'stopped');
      return stopped ? 'The sweep was stopped.' : 'The sweep is done.';
    }
    const left = duration(seconds_left);
    if (this.#sweep.paused) return `${done}, paused`;
    return left ? `${done}, ${left} left` : done;
  }

  /** Each optimizer at its best rate. */
  #bestEntries() {
    return byOptimizer(this.#points).flatMap((points) => {
      const { point } = best(points) ?? {};
      return point ? [{ optimizer: point.optimizer, learning_rate: point.learning_rate }] : [];
    });
  }

  #save() {
    if (!this.#settings) return;
    const text = sweepCsv(this.#points, this.#settings);
    save(new Blob([text], { type: 'text/csv' }), 'lenet5-sweep.csv');
  }
}

/** @param {OptimizerInfo} info @returns {OptimizerConfig} */
function defaults({ name, hyper_parameters }) {
  const own = Object.fromEntries(hyper_parameters.map((hyper) => [hyper.name, hyper.default]));
  return /** @type {OptimizerConfig} */ ({ name, ...own });
}
