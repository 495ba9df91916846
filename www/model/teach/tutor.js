/** The lessons of this visit, one upon the other, and the model that came of them. */
import { Recall } from '../recall.js';
import { giveLesson, lessonConfig } from './lesson.js';

/** @import { DatasetSource } from '../dataset_source.js' */
/** @import { Session, StandIn } from '../session.js' */
/** @import { Taught, Teaching } from './lesson.js' */
/** @import { OwnDrawings } from './own_drawings.js' */

/**
 * @typedef {object} TutorEvents
 * @property {(taught: StandIn | null) => void} onTaught what answers from now on; null: what it was taught from
 * @property {(message: string) => void} onLost the taught model is gone with its worker
 */

export class Tutor {
  /** @type {Taught[]} */
  #lessons = [];
  /** Counts how often they were let go of: a lesson that ends after that comes to nothing. */
  #ends = 0;
  #holder;

  /**
   * @param {{dataset: DatasetSource, session: Session, drawings: OwnDrawings}} parts
   * @param {TutorEvents} events
   */
  constructor({ dataset, session, drawings }, events) {
    this.dataset = dataset;
    this.session = session;
    this.drawings = drawings;
    this.events = events;
    this.#holder = new Recall((message) => {
      this.end();
      events.onLost(message);
    });
  }

  /** Whether there is a lesson to be undone. */
  get hasTaught() {
    return this.#lessons.length > 0;
  }

  /**
   * Teaches the model that answers all of the drawings; the taught one answers in its place.
   * @param {Teaching} teaching
   * @returns {Promise<Taught | null>} null when all was let go of meanwhile. Rejected with a sentence, and everything is as before
   */
  async teach(teaching) {
    const dataset = this.dataset.expect();
    const ends = this.#ends;
    const weights = await this.session.answering.save();
    const config = lessonConfig(teaching, dataset.train_size);
    const taught = await giveLesson(weights, config, dataset, this.drawings);
    if (ends !== this.#ends) return null;
    this.#lessons.push(taught);
    await this.#answer();
    return ends === this.#ends ? taught : null;
  }

  /** Back to what answered before the last lesson. */
  async undo() {
    this.#lessons.pop();
    await this.#answer();
  }

  /** Lets go of all lessons and their model. */
  end() {
    this.#ends++;
    if (!this.hasTaught) return;
    this.#lessons = [];
    void this.#answer();
  }

  /** Has the model of the last lesson answer. */
  async #answer() {
    const lesson = this.#lessons.at(-1);
    if (!lesson) {
      this.#holder.close();
      this.events.onTaught(null);
      return;
    }
    const model = await this.#holder.open(lesson);
    const times = this.#lessons.length === 1 ? 'a lesson' : `${this.#lessons.length} lessons`;
    if (model)
      this.events.onTaught({
        model,
        name: `the model after ${times}`,
        examination: lesson.examination,
      });
  }
}
