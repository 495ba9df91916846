/** The runners to race: which of them, each one's set-up, and its rate. */
import { find, make, say } from '../../ui/dom.js';
import { setting } from '../../model/format.js';
import { optimizerLabel, symbol } from '../../model/optimizer_names.js';
import { lineSample } from '../../charts/line_sample.js';
import { RULES } from '../../model/settings.js';
import { NumberField } from '../../ui/number_field.js';
import { MOST_ENTRIES } from '../../model/address/race_link.js';
import { entryKey, entryLabels } from '../../model/race/record.js';

/** @import { Entry } from '../../model/race/record.js' */

/** @typedef {Entry & {note?: string}} NotedEntry with why its numbers are what they are */
/**
 * @typedef {object} EntriesEvents
 * @property {() => void} onChange
 * @property {() => Entry | null} onAdd gives the set-up to add; null when it can't be used
 * @property {(sentence: string) => void} onRefusal
 */
/**
 * @typedef {object} Row
 * @property {NotedEntry} entry as it was given; the rate is the field's
 * @property {NumberField} rate
 * @property {HTMLLIElement} item
 * @property {HTMLInputElement} box
 * @property {HTMLElement} sample
 * @property {HTMLElement} settings
 * @property {HTMLElement} rateLabel
 * @property {HTMLButtonElement} remove
 */

/** What a rate that is taken is multiplied by, to find one that is free. */
const STEPS = [1, 0.1, 10, 0.01, 100];

export class Entries {
  /** @type {Row[]} */
  #rows = [];
  #last_id = 0;

  /**
   * @param {ParentNode} root
   * @param {EntriesEvents} events
   */
  constructor(root, events) {
    this.events = events;
    const panel = find(root, '#race-entries', HTMLElement);
    this.list = make('ul', { className: 'entries', ariaLabel: 'Runners' });
    this.addButton = make(
      'button',
      { type: 'button', onclick: () => this.#add() },
      'Add the set-up above',
    );
    panel.append(this.list, this.addButton);
  }

  /**
   * Takes others in the place of all, and checks them.
   * @param {readonly NotedEntry[]} entries
   */
  set(entries) {
    this.#rows = entries.map((entry) => this.#makeRow(entry));
    this.list.replaceChildren(...this.#rows.map(({ item }) => item));
    this.#update();
  }

  /**
   * The runners that are checked, in order.
   * @returns {Entry[]}
   */
  chosen() {
    return this.#checked.map(entryOf);
  }

  /** Brings the first rate that can't be used into view. @returns {boolean} whether there is none */
  check() {
    const wrong = this.#checked.find(({ rate }) => !rate.check());
    wrong?.rate.input.focus();
    return wrong === undefined;
  }

  get #checked() {
    return this.#rows.filter(({ box }) => box.checked);
  }

  #add() {
    const entry = this.events.onAdd();
    if (!entry) return;
    const twin = this.#rows.find((row) => entryKey(entryOf(row)) === entryKey(entry));
    if (twin) {
      twin.box.checked = true;
      this.#changed();
      this.events.onRefusal(
        `${optimizerLabel(entry.optimizer.name)} with this set-up is among the runners.`,
      );
      return;
    }
    if (this.#rows.length >= MOST_ENTRIES) {
      this.events.onRefusal(
        `There are ${MOST_ENTRIES} runners, the most that a race can have. Remove one first.`,
      );
      return;
    }
    const row = this.#makeRow(entry);
    this.#rows.push(row);
    this.list.append(row.item);
    this.#changed();
  }

  /** @param {Row} row */
  #remove(row) {
    const at = this.#rows.indexOf(row);
    this.#rows.splice(at, 1);
    row.item.remove();
    (this.#rows[at]?.remove ?? this.addButton).focus();
    this.#changed();
  }

  #changed() {
    this.#update();
    this.events.onChange();
  }

  /** What a row says depends on the others: names, lines, and whether it is another's twin. */
  #update() {
    const checked = this.#checked;
    const labels = entryLabels(this.#rows.map(entryOf));
    this.#rows.forEach((row, i) => {
      const { name } = row.entry.optimizer;
      const place = checked.indexOf(row);
      const turn = checked.slice(0, place).filter((r) => r.entry.optimizer.name === name).length;
      // Without a line of its own where it isn't raced.
      row.sample.replaceChildren(...(place < 0 ? [] : [lineSample(name, place + 1, turn)]));
      // Seen, the rest of its label stands beside it.
      row.box.ariaLabel = labels[i];
      say(row.rateLabel, `Learning rate of ${labels[i]}`);
      say(row.settings, describe(row));
      row.remove.ariaLabel = `Remove ${labels[i]}`;
      row.item.classList.toggle('left-out', place < 0);
      row.rate.check();
    });
  }

  /** @param {NotedEntry} entry @returns {Row} */
  #makeRow(entry) {
    const id = `race-rate-${++this.#last_id}`;
    const onchange = () => this.#changed();
    const box = make('input', { type: 'checkbox', checked: true, onchange });
    const sample = make('span', { className: 'entry-line' });
    const name = make('span', {}, optimizerLabel(entry.optimizer.name));
    const settings = make('p', { className: 'note' });
    const rateLabel = make('label', { htmlFor: id, className: 'unseen' });
    const input = make('input', { id, type: 'number', step: 'any', inputMode: 'decimal' });
    const remove = make(
      'button',
      { type: 'button', className: 'quiet', onclick: () => this.#remove(row) },
      '×',
    );
    const field = make('div', { className: 'field' }, rateLabel, input);
    const item = make(
      'li',
      {},
      make('label', { className: 'entry-name' }, box, sample, name),
      make('span', { className: 'entry-rate', ariaHidden: 'true' }, 'η'),
      field,
      remove,
      settings,
    );
    const rate = new NumberField(input, {
      name: 'Learning rate',
      rule: () => this.#rateRule(row),
      suggestion: () => this.#freeRate(row),
      onEdit: onchange,
    });
    /** @type {Row} */
    const row = { entry, rate, item, box, sample, settings, rateLabel, remove };
    input.value = setting(entry.learning_rate);
    return row;
  }

  /** @param {Row} row */
  #rateRule(row) {
    if (!RULES.learning_rate.test(row.rate.value) || !this.#taken(row, row.rate.value))
      return RULES.learning_rate;
    return { test: () => false, expected: 'one that no other runner with this set-up has' };
  }

  /** @param {Row} row */
  #freeRate(row) {
    const rates = STEPS.map((step) => Number((row.entry.learning_rate * step).toPrecision(6)));
    return rates.find((rate) => !this.#taken(row, rate)) ?? rates[0];
  }

  /** Whether another runner that is checked has the same set-up with that rate. @param {Row} row @param {number} rate */
  #taken(row, rate) {
    const key = entryKey({ optimizer: row.entry.optimizer, learning_rate: rate });
    return (
      row.box.checked && this.#checked.some((one) => one !== row && entryKey(entryOf(one)) === key)
    );
  }
}

/** @param {Row} row @returns {Entry} */
const entryOf = ({ entry, rate }) => ({
  optimizer: entry.optimizer,
  learning_rate: rate.value,
});

/** A row's hyper-parameters, and why it has its rate while it has that. @param {Row} row */
function describe({ entry, rate }) {
  const { name: _, ...own } = entry.optimizer;
  const numbers = Object.entries(own).map(([key, value]) => `${symbol(key)} ${setting(value)}`);
  const note = rate.value === entry.learning_rate ? (entry.note ?? '') : '';
  return [`${numbers.join(', ')}.`, note].filter(Boolean).join(' ');
}
