/**
 * The models of this visit: the pretrained one, one opened from a file, and the present run's.
 * It starts, steers and replaces their workers, and knows which of them answers a drawing.
 */
import { optimizerLabel } from './optimizer_names.js';
import { count, percent } from './format.js';
import { Run } from '../engine/run.js';

/** @import { Catalogue, EvaluationMessage, ExaminationMessage, FromTrainer, ReadingMessage, RunConfig } from '../engine/protocol.js' */
/** @import { DatasetSource } from '../engine/dataset.js' */
/** @import { History, RunRecord } from './history.js' */
/** @import { Notice } from './notice.js' */
/** @import { Subject } from './subject.js' */

/** @typedef {'none' | 'running' | 'paused' | 'over'} RunPhase of the run that the buttons act on */
/**
 * @typedef {object} SessionEvents
 * @property {(catalogue: Catalogue) => void} onCatalogue
 * @property {(message: FromTrainer, record: RunRecord) => void} onRun what the present run reports
 * @property {() => void} onStart the present run is about to begin, or to go on
 * @property {() => void} onPhase the present run has begun, paused, ended, …
 * @property {(reading: ReadingMessage) => void} onReading of the drawing
 * @property {(reading: {image: Uint8Array, probabilities: Float32Array | null}) => void} onChosen of the image chosen in its place
 * @property {(examination: ExaminationMessage, model: string) => void} onExamination of the present run, and of the model
 *   that reads the drawings
 * @property {(name: string) => void} onAnswering another model answers, or the same one has learned
 * @property {(notice: Notice) => void} onNotice
 */

/**
 * A model that was not trained on this page's watch.
 * @typedef {{run: Run, name: string, loaded: boolean, bytes: Uint8Array | null,
 *   accuracy: number | null}} HeldModel
 */
/**
 * A model that answers in the place of the session's own, with what became of the test images.
 * @typedef {{run: Run, name: string, examination?: ExaminationMessage | null}} StandIn
 */

const PRETRAINED = 'pretrained.safetensors';

export class Session {
  /** Whether the chosen image is being read, and whether it is to be read once more after that. */
  #reading = false;
  #read_again = false;
  /** Counts the models that were asked for: one that is opened later than a newer one is let go of. */
  #openings = 0;

  /**
   * @param {{dataset: DatasetSource, history: History, subject: Subject}} parts
   * @param {SessionEvents} events
   */
  constructor({ dataset, history, subject }, events) {
    this.dataset = dataset;
    this.history = history;
    this.subject = subject;
    this.events = events;
    /** @type {{run: Run, record: RunRecord} | null} */
    this.current = null;
    /** @type {HeldModel | null} */
    this.opened = null;
    /** The answering model after a lesson. @type {StandIn | null} */
    this.taught = null;
    /** A run as it was; it comes before all others. @type {StandIn | null} */
    this.recalled = null;
    /** The one that was told last. @type {ExaminationMessage | null} */
    this.examination = null;
    /** @type {HeldModel} */
    this.pretrained = this.#hold('the pretrained model');
  }

  /** @returns {RunPhase} */
  get phase() {
    if (!this.current) return 'none';
    const { state } = this.current.run;
    return state === 'running' || state === 'paused' ? state : 'over';
  }

  /** Fetches the model that answers until there is another. */
  async begin() {
    const model = this.pretrained;
    try {
      const response = await fetch(new URL(PRETRAINED, this.dataset.base_url));
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      await model.run.open(bytes, model.name);
      model.loaded = true;
      this.evaluate();
      this.#answeringChanged();
    } catch (error) {
      // A crash has been told of already, with its own way out.
      if (!model.run.alive) return;
      this.events.onNotice({
        about: 'pretrained',
        text: `The pretrained model could not be loaded (${sentence(error)}). Train one, or try again.`,
        action: { label: 'Retry', run: () => void this.begin() },
      });
    }
  }

  /**
   * Goes on with a paused run; else begins a new one.
   * @param {RunConfig} config
   * @param {{fromModel: boolean, step: boolean}} options step: one batch, then it waits
   */
  train(config, { fromModel, step }) {
    if (this.current?.run.active) {
      this.events.onStart();
      if (step) this.current.run.step();
      else this.current.run.resume();
      return;
    }
    this.reset();
    const model = fromModel ? this.opened : null;
    const dataset = this.dataset.present?.name ?? '';
    const record = this.history.begin(config, dataset, model?.name);
    const weights = model?.bytes ?? null;
    const run = new Run({ listen: (message) => this.#hear(message, record), config, weights });
    this.#start(run, record, step);
  }

  pause() {
    this.current?.run.pause();
  }

  /** Goes on with a paused run. */
  resume() {
    if (this.phase === 'paused') this.current?.run.resume();
  }

  /** Lets go of the present run; its record stays. */
  reset() {
    if (!this.current) return;
    const { run, record } = this.current;
    this.history.keep(record);
    run.dispose();
    this.current = null;
    if (record.step === 0) this.history.remove(record);
    this.#answeringChanged();
    this.events.onPhase();
  }

  /** @param {StandIn | null} recalled a run as it was; null: the present again */
  recall(recalled) {
    this.recalled = recalled;
    this.#answeringChanged();
  }

  /** @param {StandIn | null} taught null: what it was taught from */
  teach(taught) {
    this.taught = taught;
    this.#answeringChanged();
  }

  /** Has the subject read by the model that answers. */
  read() {
    if (this.subject.image) void this.#readChosen();
    else this.answering.read(this.subject.strokes);
  }

  /** One question at a time, the newest last. */
  async #readChosen() {
    this.#read_again = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#read_again) {
      this.#read_again = false;
      const { image } = this.subject;
      const run = this.answering;
      const is_current = () => image === this.subject.image && run === this.answering;
      if (!image) break;
      try {
        const probabilities = await run.predict(image.pixels);
        if (is_current()) this.events.onChosen({ image: image.pixels, probabilities });
      } catch (error) {
        if (is_current()) this.events.onNotice({ about: 'model', text: sentence(error) });
      }
    }
    this.#reading = false;
  }

  /**
   * @param {string} name
   * @param {Uint8Array} bytes
   * @returns {Promise<boolean>} false when another was opened meanwhile; rejected with a sentence, and everything is
   *   as before
   */
  async open(name, bytes) {
    const model = this.#hold(name);
    const opening = ++this.#openings;
    try {
      await model.run.open(bytes, name);
    } catch (error) {
      model.run.dispose();
      throw error;
    }
    if (opening !== this.#openings) {
      model.run.dispose();
      return false;
    }
    model.loaded = true;
    model.bytes = bytes;
    this.opened?.run.dispose();
    this.opened = model;
    this.evaluate();
    this.#answeringChanged();
    return true;
  }

  /** The model that answers, as a file. */
  async save() {
    const { run, file } = this.#answerer;
    return { name: `${file}.safetensors`, bytes: await run.save() };
  }

  /** Tests the models that haven't been tested on the present dataset. */
  evaluate() {
    if (!this.dataset.present) return;
    for (const model of [this.pretrained, this.opened]) {
      if (!model?.loaded || model.accuracy !== null || !model.run.alive) continue;
      model.run.evaluate(this.dataset.connect());
    }
  }

  /** Another dataset: what the models reached on the one before says nothing now. */
  datasetChanged() {
    this.pretrained.accuracy = null;
    if (this.opened) this.opened.accuracy = null;
    if (this.taught) this.taught.examination = null;
    this.evaluate();
    this.#answeringChanged();
  }

  get #held() {
    return this.opened ?? this.pretrained;
  }

  /** What reads the drawings now. @returns {Run} */
  get answering() {
    return this.#answerer.run;
  }

  /**
   * The model that answers, with its names: in a sentence, over its mistakes, of its file.
   * @returns {StandIn & {title: string, file: string}}
   */
  get #answerer() {
    for (const model of [this.recalled, this.taught])
      if (model?.run.alive) return { ...model, title: model.name, file: fileName(model.name) };
    if (this.current?.run.alive) {
      const { run, record } = this.current;
      const { name } = record.config.optimizer;
      return {
        run,
        name: `your run: ${optimizerLabel(name)}, step ${count(record.step)}`,
        examination: run.examination,
        title: `run ${record.name}`,
        file: `lenet5-${name}-step${record.step}`,
      };
    }
    const { run, name, accuracy } = this.#held;
    // In a narrow column the sign stays with its figure.
    const right = accuracy === null ? '' : `, ${percent(accuracy, 1).replace(' ', '\u00a0')} right`;
    const { examination } = run;
    return { run, name: `${name}${right}`, examination, title: name, file: fileName(name) };
  }

  /** Tells what there is to know of the model that answers, and has it read the subject. */
  #answeringChanged() {
    const { name, examination, title } = this.#answerer;
    this.events.onAnswering(name);
    if (examination) this.#examined(examination, title);
    if (!this.subject.empty) this.read();
  }

  /** @param {ExaminationMessage} examination @param {string} title of the model */
  #examined(examination, title) {
    if (examination === this.examination) return;
    this.examination = examination;
    this.events.onExamination(examination, title);
  }

  /**
   * @param {Run} run
   * @param {RunRecord} record
   * @param {boolean} step
   */
  #start(run, record, step) {
    this.current = { run, record };
    this.events.onStart();
    run.start(this.dataset.connect(), { paused: step });
    if (step) run.step();
    this.#answeringChanged();
    this.events.onPhase();
  }

  /** @param {FromTrainer} message @param {RunRecord} record */
  #hear(message, record) {
    if (message.type === 'reading') return this.events.onReading(message);
    if (message.type === 'examination') {
      return this.#examined(message, `run ${record.name}`);
    }
    if (message.type === 'progress') this.history.progress(record, message);
    else if (message.type === 'evaluation') this.history.evaluation(record, message);
    else if (message.type === 'crashed') this.#crashed(message.message);
    else if (message.type === 'run_error') {
      this.events.onNotice({
        about: 'run',
        text: `Run ${record.name}: ${message.message.replace(/\.?$/, '.')}`,
      });
    }
    this.events.onRun(message, record);
    if (message.type === 'progress') this.#answeringChanged();
    else if (message.type !== 'ready') {
      if (message.type !== 'checkpoint') this.history.keep(record);
      this.events.onPhase();
    }
  }

  /** @param {string} message */
  #crashed(message) {
    const current = this.current;
    if (!current) return;
    this.#answeringChanged();
    const from = current.run.resumption;
    this.events.onNotice({
      about: 'run',
      text: `${message} The run so far is kept.`,
      action: {
        label: from.step === 0 ? 'Begin it again' : `Go on from step ${count(from.step)}`,
        run: () => {
          if (this.current !== current) return;
          this.history.rewind(current.record, from);
          this.#start(current.run.continuation(), current.record, false);
        },
      },
    });
  }

  /**
   * A worker for a model that is opened rather than trained.
   * @param {string} name
   * @returns {HeldModel}
   */
  #hold(name) {
    /** @type {HeldModel} */
    const model = {
      run: new Run({ listen: (message) => this.#hearHeld(message, model) }),
      name,
      loaded: false,
      bytes: null,
      accuracy: null,
    };
    return model;
  }

  /** @param {FromTrainer} message @param {HeldModel} model */
  #hearHeld(message, model) {
    if (message.type === 'ready') this.events.onCatalogue(message.catalogue);
    else if (message.type === 'reading') this.events.onReading(message);
    else if (message.type === 'evaluation') this.#tested(message, model);
    else if (message.type === 'examination') {
      if (model.run === this.answering) this.#examined(message, model.name);
    } else if (message.type === 'run_error') {
      // That the images are lost is told by whoever has lost them.
      if (message.kind === 'data' && !this.dataset.present) return;
      this.events.onNotice({ about: model.name, text: message.message });
    } else if (message.type === 'crashed' && this.#holds(model)) {
      this.events.onNotice({
        about: model.name,
        text: `${message.message} Drawings are not read until it is started again.`,
        action: { label: 'Retry', run: () => this.#replace(model) },
      });
    }
  }

  /** Whether a model is in use, rather than being opened or replaced by another. @param {HeldModel} model */
  #holds(model) {
    return model === this.pretrained || model === this.opened;
  }

  /** @param {EvaluationMessage} evaluation @param {HeldModel} model */
  #tested({ accuracy }, model) {
    model.accuracy = accuracy;
    if (!this.current) this.#answeringChanged();
  }

  /** @param {HeldModel} model whose worker is lost */
  #replace(model) {
    if (!this.#holds(model)) return; // Another was opened since.
    model.run = new Run({ listen: (message) => this.#hearHeld(message, model) });
    model.loaded = false;
    if (model === this.pretrained) void this.begin();
    else if (model.bytes) {
      const reopened = model.run.open(model.bytes, model.name).then(() => {
        model.loaded = true;
        this.evaluate();
        this.#answeringChanged();
      });
      reopened.catch((error) => this.events.onNotice({ text: sentence(error) }));
    }
  }
}

/** A name that isn't ours may be long, or nothing that a file can be called. @param {string} name of a model */
const fileName = (name) =>
  name
    .replace('the ', '')
    .replace('.safetensors', '')
    .replaceAll(/[^\w.]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 60) || 'model';

/** @param {unknown} error */
const sentence = (error) => (error instanceof Error ? error.message : String(error));
