/** The panels that look into the model that answers, into its past, and at the images. */
import { DatasetBrowser } from './images/browser.js';
import { Mistakes } from './mistakes/mistakes.js';
import { NetworkView } from './network/view.js';
import { Past } from './history/past.js';
import { Answers } from './race/answers.js';
import { Inside } from './inside/inside.js';
import { Why } from './draw/why.js';

/** @import { DatasetSource } from '../engine/dataset.js' */
/** @import { CheckpointMessage, ExaminationMessage, ReadingMessage, Stroke } from '../engine/protocol.js' */
/** @import { Notice } from '../model/notice.js' */
/** @import { RacePanel } from './race/panel.js' */
/** @import { Session } from '../model/session.js' */

/** @typedef {{set: 'train' | 'test', index: number, pixels: Uint8Array, label: number}} ChosenImage */
/**
 * @typedef {object} InsightEvents
 * @property {(reading: Pick<ReadingMessage, 'image' | 'probabilities'>) => void} onChosen an image was chosen rather than drawn, and read
 * @property {(message: ReadingMessage) => void} onReading a run as it was has read the drawing
 * @property {(notice: Notice) => void} onNotice
 */

export class Insight {
  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, session: Session, race: RacePanel}} parts
   * @param {InsightEvents} events
   */
  constructor(root, { dataset, session, race }, events) {
    this.session = session;
    this.events = events;
    this.why = new Why(root, (strokes) => session.answering.explain(strokes));
    this.answers = new Answers(root, () => race.lanes);
    this.network = new NetworkView(root, (image) => session.answering.look(image));
    const onChoose = (/** @type {ChosenImage} */ image) => void this.#choose(image);
    this.mistakes = new Mistakes(root, { dataset, onChoose });
    this.browser = new DatasetBrowser(root, { dataset, onChoose });
    this.past = new Past(root, {
      onRecall: (recalled) => session.recall(recalled),
      onAnswers: (answers) => this.mistakes.show(answers),
      onReading: events.onReading,
      onNotice: events.onNotice,
    });
    new Inside(root, () => (race.idle && session.current ? this.#presentLanes() : race.lanes));
  }

  /** @param {Stroke[]} strokes what is on the pad */
  drawn(strokes) {
    this.why.show(strokes);
  }

  /** @param {ReadingMessage} message of what is on the pad */
  read({ image }) {
    this.answers.show(image);
    this.network.show(image, 'The digit on the pad');
  }

  /** Another model answers, or the same one has learned. */
  modelChanged() {
    this.network.refresh();
  }

  /** @param {ExaminationMessage} examination @param {string} title of the model */
  examined(examination, title) {
    this.past.examined(examination, title);
  }

  /** @param {CheckpointMessage} message of the present run */
  checkpoint(message) {
    this.past.checkpoint(message);
  }

  /** Another run begins, or none is left. */
  begin() {
    this.past.begin();
  }

  /** Back from a run as it was to the present. */
  live() {
    this.past.live();
  }

  /** Other images from now on. */
  datasetChanged() {
    this.past.begin();
    this.mistakes.datasetChanged();
    this.browser.datasetChanged();
  }

  /** @param {ChosenImage} image */
  async #choose({ set, index, pixels, label }) {
    const source = set === 'train' ? 'Training' : 'Test';
    this.network.show(pixels, `${source} image ${index}, a ${label}`);
    try {
      const probabilities = await this.session.answering.predict(pixels);
      this.events.onChosen({ image: pixels, probabilities });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.events.onNotice({ about: 'model', text });
    }
  }

  /** The single run, as the panel that looks inside the race's runners sees it. */
  #presentLanes() {
    if (!this.session.current) return [];
    const { run, record } = this.session.current;
    return [{ run, label: `run ${record.name}`, optimizer: record.config.optimizer.name }];
  }
}
