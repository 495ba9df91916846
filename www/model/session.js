/** The models of this visit, which of them answers, and what it makes of the drawing or of the chosen image. */
import { sentenceOf } from '../engine/index.js';
import { CurrentRun } from './current_run.js';
import { count, percent } from './format.js';
import { HeldModels } from './held_models.js';
import { Newest } from './newest.js';
import { optimizerLabel } from './optimizer_names.js';

/** @import { HeldModel } from '../engine/index.js' */
/** @import { ExaminationMessage, ReadingMessage, RunEvent } from '../engine/protocol.js' */
/** @import { CurrentRunEvents } from './current_run.js' */
/** @import { DatasetSource } from './dataset_source.js' */
/** @import { HeldModelsEvents } from './held_models.js' */
/** @import { History, RunRecord } from './history.js' */
/** @import { Subject } from './subject.js' */
/** @import { Turns } from './turns.js' */

/**
 * @typedef {object} AnsweringEvents
 * @property {(reading: ReadingMessage) => void} onReading of the drawing
 * @property {(reading: {image: Uint8Array, probabilities: Float32Array | null}) => void} onChosen of the image chosen in its place
 * @property {(examination: ExaminationMessage, model: string) => void} onExamination of the present run, and of the model
 *   that reads the drawings
 * @property {(name: string) => void} onAnswering another model answers, or the same one has learned
 */
/** @typedef {AnsweringEvents & Omit<CurrentRunEvents, 'onChange'> & Omit<HeldModelsEvents, 'onChange'>} SessionEvents */
/**
 * A model that answers in the place of the session's own, with what became of the test images.
 * @typedef {{model: HeldModel, name: string, examination?: ExaminationMessage | null}} StandIn
 */

export class Session {
  #events;
  /** Questions to the model that answers; another is not kept waiting for what the one before has to compute. */
  #readings = new Newest();
  /** @type {HeldModel | null} that was asked last */
  #asked = null;
  /** The answering model after a lesson. @type {StandIn | null} */
  #taught = null;
  /** A run as it was; it comes before all others. @type {StandIn | null} */
  #recalled = null;

  /**
   * @param {{dataset: DatasetSource, history: History, subject: Subject, turns: Turns}} parts
   * @param {SessionEvents} events
   */
  constructor({ dataset, history, subject, turns }, events) {
    this.#events = events;
    this.subject = subject;
    /** The one that was told last. @type {ExaminationMessage | null} */
    this.examination = null;
    const onChange = () => this.#answeringChanged();
    const onEvent = (/** @type {RunEvent} */ event, /** @type {RunRecord} */ record) => {
      if (event.type === 'examination') this.#examined(event, `run ${record.name}`);
      events.onEvent(event, record);
    };
    this.current = new CurrentRun({ dataset, history, turns }, { ...events, onEvent, onChange });
    this.held = new HeldModels(dataset, { ...events, onChange });
  }

  /** @param {StandIn | null} recalled a run as it was; null: the present again */
  recall(recalled) {
    this.#recalled = recalled;
    this.#answeringChanged();
  }

  /** @param {StandIn | null} taught null: what it was taught from */
  teach(taught) {
    this.#taught = taught;
    this.#answeringChanged();
  }

  /** Other images: what the models reached on those before says nothing now. */
  datasetChanged() {
    // A chosen image was one of those before.
    if (this.subject.image) this.subject.draw(this.subject.strokes);
    this.examination = null;
    if (this.#taught) this.#taught.examination = null;
    this.held.datasetChanged();
    this.#answeringChanged();
  }

  /** Has the subject read by the model that answers. */
  read() {
    if (this.#asked !== this.answering) this.#readings = new Newest();
    this.#asked = this.answering;
    void this.#readings.ask(() => this.#read());
  }

  /** The model that answers, as a file. */
  async save() {
    const { model, file } = this.#answerer;
    return { name: `${file}.safetensors`, bytes: await model.save() };
  }

  /** What reads the drawings now. @returns {HeldModel} */
  get answering() {
    return this.#answerer.model;
  }

  /**
   * The model that answers, with its names: in a sentence, over its mistakes, of its file.
   * @returns {StandIn & {title: string, file: string}}
   */
  get #answerer() {
    for (const one of [this.#recalled, this.#taught])
      if (one?.model.alive) return { ...one, title: one.name, file: fileName(one.name) };
    const { run, record } = this.current;
    if (run?.alive && record) {
      const { name } = record.config.optimizer;
      return {
        model: run,
        name: `your run: ${optimizerLabel(name)}, step ${count(record.step)}`,
        examination: run.examination,
        title: `run ${record.name}`,
        file: `lenet5-${name}-step${record.step}`,
      };
    }
    const { model, name, examination } = this.held.present;
    // In a narrow column the sign stays with its figure.
    const right = examination
      ? `, ${percent(examination.accuracy, 1).replace(' ', '\u00a0')} right`
      : '';
    return { model, name: `${name}${right}`, examination, title: name, file: fileName(name) };
  }

  async #read() {
    const { image, strokes } = this.subject;
    const model = this.answering;
    const is_current = () => image === this.subject.image && model === this.answering;
    try {
      if (image) {
        const probabilities = await model.predict(image.pixels);
        if (is_current()) this.#events.onChosen({ image: image.pixels, probabilities });
      } else {
        const reading = await model.read(strokes);
        if (is_current()) this.#events.onReading(reading);
      }
    } catch (error) {
      // Of a worker that is lost whoever holds it tells.
      if (!is_current() || !model.alive) return;
      const text = sentenceOf(error);
      this.#events.onNotice({ about: 'model', text });
    }
  }

  /** Tells what there is to know of the model that answers, and has it read the subject. */
  #answeringChanged() {
    const { name, examination, title } = this.#answerer;
    this.#events.onAnswering(name);
    if (examination) this.#examined(examination, title);
    if (!this.subject.empty) this.read();
  }

  /** @param {ExaminationMessage} examination @param {string} title of the model */
  #examined(examination, title) {
    if (examination === this.examination) return;
    this.examination = examination;
    this.#events.onExamination(examination, title);
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
