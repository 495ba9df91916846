/**
 * The fields of the Train panel: the set-up of the next run. What can be chosen, and between which
 * bounds, comes from the crate's catalogue.
 */
import { find, make, say } from '../../ui/dom.js';
import { count } from '../../model/format.js';
import { symbol } from '../../model/optimizer_names.js';
import { RULES, presetHyperParameters, presetRun } from '../../model/settings.js';
import { NumberField } from '../../ui/number_field.js';
import { OptimizerRule } from './optimizer_rule.js';

/** @import { Catalogue, OptimizerName, Preset } from '../../engine/protocol.js' */
/** @import { Settings } from '../../model/settings.js' */
/** @typedef {'learning_rate' | 'batch_size' | 'epochs' | 'seed'} NumberName */
/**
 * @typedef {object} FormEvents
 * @property {() => void} onSubmit
 * @property {() => void} onChange a setting has changed
 * @property {() => void} onPreset a preset was chosen
 */

/** @type {Record<NumberName, {id: string, label: string}>} */
const NUMBERS = {
  learning_rate: { id: '#learning-rate', label: 'Learning rate' },
  batch_size: { id: '#batch-size', label: 'Batch size' },
  epochs: { id: '#epochs', label: 'Epochs' },
  seed: { id: '#seed', label: 'Seed' },
};
/** @type {OptimizerName} */
const FIRST_OPTIMIZER = 'adam';
const FIRST_SEED = 1;
/** What `Quick` makes of any preset. */
const QUICK_EPOCHS = 2;
/** Parts of a batch are summed in pairs, so there can be as many workers as a power of two. */
const WORKERS = [1, 2, 4, 8];

export class SetUpForm {
  /**
   * @param {ParentNode} root
   * @param {FormEvents} events
   */
  constructor(root, events) {
    this.events = events;
    this.form = find(root, '#controls', HTMLFormElement);
    this.preset = find(root, '#preset', HTMLSelectElement);
    this.quick = find(root, '#quick', HTMLInputElement);
    this.presetNote = find(root, '#preset-note', HTMLElement);
    this.optimizer = find(root, '#optimizer', HTMLSelectElement);
    this.workersBox = find(root, '#workers', HTMLSelectElement);
    this.#offerWorkers();
    this.rule = new OptimizerRule(root, () => this.#changed());
    this.fromModel = find(root, '#from-model', HTMLElement);
    this.fromModelBox = find(this.fromModel, 'input', HTMLInputElement);
    this.fromModelName = find(this.fromModel, 'span', HTMLElement);

    /** @type {Catalogue | null} */
    this.catalogue = null;
    /** Images to train on; 0 until the dataset is there. */
    this.trainSize = 0;
    this.fields = Object.fromEntries(
      Object.entries(NUMBERS).map(([name, { id, label }]) => [
        name,
        new NumberField(find(root, id, HTMLInputElement), {
          name: label,
          rule: () => this.#rule(/** @type {NumberName} */ (name)),
          suggestion: () => this.#suggestion(/** @type {NumberName} */ (name)),
          onEdit: () => this.#changed(),
        }),
      ]),
    );

    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      events.onSubmit();
    });
    this.preset.addEventListener('change', () => this.#choosePreset());
    this.quick.addEventListener('change', () => {
      this.fields.epochs.value = this.#presetValue(this.#preset(), 'epochs');
      this.#changed();
    });
    this.optimizer.addEventListener('change', () => this.#chooseOptimizer());
    this.workersBox.addEventListener('change', () => this.#changed());
    this.fromModelBox.addEventListener('change', () => events.onChange());
  }

  /** @param {Catalogue} catalogue */
  describe(catalogue) {
    this.catalogue = catalogue;
    const option = (/** @type {{name: string, label: string}} */ { name, label }) =>
      make('option', { value: name }, label);
    this.preset.replaceChildren(...catalogue.presets.map(option));
    this.optimizer.replaceChildren(...catalogue.optimizers.map(option));
    this.optimizer.value = FIRST_OPTIMIZER;
    this.fields.seed.value = FIRST_SEED;
    this.#fillFromPreset(['learning_rate', 'batch_size', 'epochs']);
    this.#note();
  }

  /**
   * Takes over settings; those that are missing follow from the preset.
   * @param {Partial<Settings>} settings
   */
  set(settings) {
    if (settings.preset) this.preset.value = settings.preset;
    this.quick.checked = settings.quick ?? false;
    if (settings.optimizer) this.optimizer.value = settings.optimizer;
    this.#fillFromPreset(['learning_rate', 'batch_size', 'epochs']);
    for (const [name, field] of Object.entries(this.fields)) {
      const value = settings[/** @type {NumberName} */ (name)];
      if (value !== undefined) field.value = value;
    }
    this.rule.set(settings.hyper_parameters ?? {});
    this.#note();
  }

  /** What the fields hold, or null with a sentence at each that can't be used. */
  settings() {
    const fields = [...Object.values(this.fields), ...this.rule.fields.values()];
    if (!this.catalogue || !fields.map((field) => field.check()).every(Boolean)) return null;
    const { learning_rate, batch_size, epochs, seed } = this.fields;
    /** @type {Settings} */
    const settings = {
      preset: this.preset.value,
      optimizer: /** @type {OptimizerName} */ (this.optimizer.value),
      learning_rate: learning_rate.value,
      batch_size: batch_size.value,
      epochs: epochs.value,
      seed: seed.value,
      hyper_parameters: this.rule.values(),
      quick: this.quick.checked,
    };
    return settings;
  }

  /** The preset that is chosen, whatever has been changed since. */
  get chosenPreset() {
    return this.#preset();
  }

  /** How many workers share the next run's batches. */
  get workers() {
    return Number(this.workersBox.value);
  }

  /** Brings the first field that can't be used into view. */
  focusProblem() {
    const problem = this.form.querySelector('[aria-invalid="true"]');
    if (!(problem instanceof HTMLElement)) return;
    this.rule.unfold(problem);
    problem.focus();
  }

  /** Whether the next run begins with the opened model's weights. */
  get startsFromModel() {
    return !this.fromModel.hidden && this.fromModelBox.checked;
  }

  /** @param {string | null} name of the opened model */
  offerModel(name) {
    this.fromModel.hidden = name === null;
    if (name !== null) say(this.fromModelName, `Start from the opened model, ${name}`);
  }

  /** @param {number} trainSize images in the training set; 0 for none */
  limit(trainSize) {
    this.trainSize = trainSize;
    if (this.catalogue) this.fields.batch_size.check();
  }

  /** As many as this machine has cores for; all of them unless the visitor chooses fewer. */
  #offerWorkers() {
    const offered = WORKERS.filter((n) => n <= Math.max(1, navigator.hardwareConcurrency));
    const options = offered.map((n) => make('option', { value: String(n) }, String(n)));
    this.workersBox.replaceChildren(...options);
    this.workersBox.value = String(offered.at(-1));
  }

  #note() {
    if (this.catalogue) say(this.presetNote, this.#presetText());
  }

  /** What the preset is for, why its settings of this optimizer are odd, and what was changed. */
  #presetText() {
    const preset = this.#preset();
    const { name, label } = this.#info();
    const numbers = /** @type {NumberName[]} */ (['learning_rate', 'batch_size', 'epochs']);
    const usual = Object.entries(presetHyperParameters(preset, name));
    const changed = [
      ...numbers
        .filter((number) => this.fields[number].value !== this.#presetValue(preset, number))
        .map((number) => NUMBERS[number].label.toLowerCase()),
      ...usual
        .filter(([hyper, value]) => this.rule.fields.get(hyper)?.value !== value)
        .map(([hyper]) => symbol(hyper)),
    ];
    const list = new Intl.ListFormat('en').format(changed);
    const note = presetRun(preset, name)?.note;
    return [
      preset.description,
      note ? `${label}: ${note}` : '',
      changed.length > 0 ? `(Changed: ${list}.)` : '',
    ]
      .filter(Boolean)
      .join(' ');
  }

  #changed() {
    this.events.onChange();
    this.#note();
  }

  #choosePreset() {
    this.#fillFromPreset(['learning_rate', 'batch_size', 'epochs']);
    this.events.onPreset();
    this.#changed();
  }

  #chooseOptimizer() {
    this.#fillFromPreset(['learning_rate']);
    this.#changed();
  }

  /**
   * These numbers, and the optimizer's own hyper-parameters, which a preset can depart in too.
   * @param {NumberName[]} names
   */
  #fillFromPreset(names) {
    const preset = this.#preset();
    const info = this.#info();
    this.rule.show(info, presetHyperParameters(preset, info.name));
    for (const name of names) this.fields[name].value = this.#presetValue(preset, name);
  }

  /** @param {NumberName} name */
  #rule(name) {
    if (name !== 'batch_size' || this.trainSize === 0) return RULES[name];
    return {
      test: (/** @type {number} */ value) =>
        RULES.batch_size.test(value) && value <= this.trainSize,
      expected: `a whole number from 1 to ${count(this.trainSize)}, the images there are`,
    };
  }

  /** @param {NumberName} name */
  #suggestion(name) {
    return this.catalogue ? this.#presetValue(this.#preset(), name) : FIRST_SEED;
  }

  /** @param {Preset} preset @param {NumberName} name */
  #presetValue(preset, name) {
    if (name === 'learning_rate') return presetRun(preset, this.#info().name)?.learning_rate ?? NaN;
    if (name === 'epochs' && this.quick.checked) return QUICK_EPOCHS;
    return name === 'seed' ? FIRST_SEED : preset[name];
  }

  #preset() {
    return chosen(this.catalogue?.presets, this.preset.value);
  }

  #info() {
    return chosen(this.catalogue?.optimizers, this.optimizer.value);
  }
}

/**
 * @template {{name: string}} T
 * @param {readonly T[] | undefined} list
 * @param {string} name
 */
function chosen(list, name) {
  const found = list?.find((one) => one.name === name);
  if (!found) throw new Error(`The catalogue has no "${name}".`);
  return found;
}
