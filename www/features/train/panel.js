/** The Train panel: the set-up of the next run, and the buttons of the present one. */
import { AugmentationChoice } from './augmentation.js';
import { RunButtons } from './buttons.js';
import { SetUpForm } from './form.js';

/** @import { Catalogue, Engine, OptimizerConfig, RunConfig } from '../../engine/protocol.js' */
/** @import { DatasetSource } from '../../model/dataset_source.js' */
/** @import { Session } from '../../model/session.js' */
/** @import { Settings } from '../../model/settings.js' */

/**
 * @typedef {object} TrainEvents
 * @property {() => void} onTrain the present run is to go on, or a new one to begin
 * @property {() => void} onNew a new run is about to begin
 * @property {() => void} onReset the present run is to be let go of
 * @property {() => void} onPreset a preset was chosen
 * @property {() => void} onChange a setting has changed
 */

export class TrainPanel {
  #dataset;
  #session;
  #engine;
  #events;

  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, session: Session, engine?: Engine}} parts
   * @param {TrainEvents} events
   */
  constructor(root, { dataset, session, engine }, events) {
    this.#dataset = dataset;
    this.#session = session;
    this.#engine = engine;
    this.#events = events;
    const onChange = () => {
      this.show();
      events.onChange();
    };
    this.form = new SetUpForm(root, {
      // Return in a field submits too, whatever the button's state.
      onSubmit: () => this.buttons.offersTrain && this.#train(false),
      onPreset: events.onPreset,
      onChange,
    });
    this.buttons = new RunButtons(root, {
      onStep: () => this.#train(true),
      onPause: () => session.current.pause(),
      onReset: events.onReset,
    });
    this.augmentation = new AugmentationChoice(root, dataset, onChange);
    this.show();
  }

  /** @param {Catalogue} catalogue */
  describe(catalogue) {
    this.form.describe(catalogue);
    this.augmentation.describe(catalogue);
    this.show();
  }

  /** Takes over settings; those that are missing follow from the preset. @param {Partial<Settings>} settings */
  set(settings) {
    if (Object.keys(settings).length > 0) this.form.set(settings);
    this.augmentation.value = settings.augmentation;
  }

  /** All that is set, or null with a sentence at each field that can't be used. @returns {Settings | null} */
  settings() {
    const settings = this.form.settings();
    return settings && { ...settings, augmentation: this.augmentation.value };
  }

  /** Like `settings`; and what stands in the way has the focus. */
  usableSettings() {
    const settings = this.settings();
    if (!settings) this.form.focusProblem();
    return settings;
  }

  /** The optimizer and its rate, for a race or a lesson; null when a field can't be used. */
  optimizer() {
    const settings = this.usableSettings();
    return settings && { optimizer: optimizerOf(settings), learning_rate: settings.learning_rate };
  }

  /** The images have come, or others, or they are lost. */
  datasetChanged() {
    this.buttons.downloaded();
    this.form.limit(this.#dataset.present?.train_size ?? 0);
    this.augmentation.datasetChanged();
    this.show();
  }

  /** Shows where the present run stands. */
  show() {
    const { phase, record } = this.#session.current;
    const settings = this.settings();
    const differs =
      settings !== null &&
      record !== null &&
      JSON.stringify(this.#config(settings)) !== JSON.stringify(record.config);
    const network = this.form.catalogue !== null;
    this.buttons.show({ phase, differs, network, images: this.#dataset.present !== null });
  }

  /** @param {boolean} step one batch, rather than all of the run */
  #train(step) {
    const settings = this.settings();
    const { current, held } = this.#session;
    this.#events.onTrain();
    if (current.run?.active) return current.goOn(step);
    if (!settings) return this.form.focusProblem();
    this.#events.onNew();
    const beginning = this.form.startsFromModel ? held.opened : null;
    current.begin(this.#config(settings), { beginning, step });
  }

  /**
   * @param {Settings} settings
   * @returns {RunConfig}
   */
  #config(settings) {
    const { learning_rate, batch_size, epochs, seed, augmentation } = settings;
    return {
      optimizer: optimizerOf(settings),
      learning_rate,
      batch_size,
      epochs,
      seed,
      augmentation,
      engine: this.#engine,
      train_size: this.#dataset.present?.train_size ?? 0,
      workers: this.form.workers,
    };
  }
}

/** @param {Settings} settings */
const optimizerOf = ({ optimizer, hyper_parameters }) =>
  /** @type {OptimizerConfig} */ ({ name: optimizer, ...hyper_parameters });
