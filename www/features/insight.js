/** The panels that look into the model that answers, into its past, and at the images. */
import { DatasetBrowser } from './images/browser.js';
import { Mistakes } from './mistakes/mistakes.js';
import { NetworkView } from './network/view.js';
import { Past } from './history/past.js';
import { Answers } from './race/answers.js';
import { Inside } from './inside/inside.js';
import { Why } from './draw/why.js';

/** @import { ExaminationMessage, ReadingMessage, RunEvent } from '../engine/protocol.js' */
/** @import { DatasetSource } from '../model/dataset_source.js' */
/** @import { Notices } from '../ui/notices.js' */
/** @import { RacePanel } from './race/panel.js' */
/** @import { Session } from '../model/session.js' */
/** @import { Subject } from '../model/subject.js' */

/** @typedef {{set: 'train' | 'test', index: number, pixels: Uint8Array, label: number}} BrowsedImage */
export class Insight {
  /**
   * @param {ParentNode} root
   * @param {{dataset: DatasetSource, session: Session, race: RacePanel, subject: Subject, notices: Notices}} parts
   */
  constructor(root, { dataset, session, race, subject, notices }) {
    this.session = session;
    this.subject = subject;
    this.why = new Why(root, (strokes) => session.answering.explain(strokes));
    this.answers = new Answers(root, () => race.lanes);
    this.network = new NetworkView(root, (image) => session.answering.look(image));
    const onChoose = (/** @type {BrowsedImage} */ image) => this.#choose(image);
    this.mistakes = new Mistakes(root, { dataset, onChoose });
    this.browser = new DatasetBrowser(root, { dataset, onChoose });
    this.past = new Past(root, {
      onRecall: (recalled) => session.recall(recalled),
      onAnswers: (answers) => this.mistakes.show(answers),
      onNotice: (notice) => notices.tell(notice),
    });
    new Inside(root, () => (race.idle && session.current.run ? this.#presentLanes() : race.lanes));
  }

  /** Something else is to be read. */
  subjectChanged() {
    const { strokes, image } = this.subject;
    if (image) this.network.show(image.pixels, image.title);
    else this.why.show(strokes);
  }

  /** @param {Uint8Array} image that is chosen in the drawing's place, when it has been read */
  readChosen(image) {
    this.answers.show(image);
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

  /** @param {RunEvent} event of the present run */
  hear(event) {
    if (event.type === 'checkpoint') this.past.checkpoint(event);
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

  /** @param {BrowsedImage} image */
  #choose({ set, index, pixels, label }) {
    const source = set === 'train' ? 'Training' : 'Test';
    this.subject.choose({ pixels, title: `${source} image ${index}, a ${label}` });
  }

  /** The single run, as the panel that looks inside the race's runners sees it. */
  #presentLanes() {
    const { run, record } = this.session.current;
    if (!run || !record) return [];
    return [{ run, label: `run ${record.name}`, optimizer: record.config.optimizer.name }];
  }
}
