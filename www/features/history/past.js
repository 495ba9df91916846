/**
 * The present run's past: its checkpoints as they come, and the one that the visitor has gone back to.
 */
import { sentenceOf } from '../../engine/index.js';
import { withCheckpoint } from '../../model/checkpoints.js';
import { count } from '../../model/format.js';
import { Recall } from '../../model/recall.js';
import { Timeline } from './timeline.js';

/** @import { CheckpointMessage, ExaminationMessage } from '../../engine/protocol.js' */
/** @import { Checkpoint } from '../../model/checkpoints.js' */
/** @import { Notice } from '../../model/notice.js' */
/** @import { StandIn } from '../../model/session.js' */

/**
 * What a model made of the test images.
 * @typedef {Pick<ExaminationMessage, 'accuracy' | 'predicted' | 'losses'> & {title: string}} Answers
 */
/**
 * @typedef {object} PastEvents
 * @property {(recalled: StandIn | null) => void} onRecall what answers from now on; null: the present
 * @property {(answers: Answers) => void} onAnswers of the model that answers
 * @property {(notice: Notice) => void} onNotice
 */

export class Past {
  /** @type {Checkpoint[]} */
  #checkpoints = [];
  /** @type {{examination: ExaminationMessage, title: string} | null} the present's */
  #latest = null;

  /**
   * @param {ParentNode} root
   * @param {PastEvents} events
   */
  constructor(root, events) {
    this.events = events;
    this.timeline = new Timeline(root, (checkpoint) => void this.#goTo(checkpoint));
    this.recall = new Recall((text) => {
      this.timeline.toLive();
      events.onNotice({ text });
    });
  }

  /** Another run begins, or none is left. */
  begin() {
    this.#checkpoints = [];
    this.timeline.show(this.#checkpoints);
  }

  /** Back to the present. */
  live() {
    this.timeline.toLive();
  }

  /**
   * @param {ExaminationMessage} examination
   * @param {string} title of the model
   */
  examined(examination, title) {
    this.#latest = { examination, title };
    if (this.timeline.isLive) this.events.onAnswers({ ...examination, title });
  }

  /** @param {CheckpointMessage} message that follows the examination of the same step */
  checkpoint({ step, bytes }) {
    if (this.#latest?.examination.step !== step) return;
    const { epoch, accuracy, predicted, losses } = this.#latest.examination;
    const checkpoint = { step, epoch, accuracy, predicted, losses, bytes };
    this.#checkpoints = withCheckpoint(this.#checkpoints, checkpoint);
    this.timeline.show(this.#checkpoints);
  }

  /** @param {Checkpoint | null} checkpoint null: the present */
  async #goTo(checkpoint) {
    if (!checkpoint) {
      this.recall.close();
      this.events.onRecall(null);
      if (this.#latest) this.examined(this.#latest.examination, this.#latest.title);
      return;
    }
    try {
      const model = await this.recall.open(checkpoint);
      if (!model) return;
      const title = `your run at step ${count(checkpoint.step)}`;
      this.events.onRecall({ model, name: title });
      this.events.onAnswers({ ...checkpoint, title });
    } catch (error) {
      if (this.timeline.isLive) return; // Let go of while it was being opened.
      this.events.onNotice({ text: sentenceOf(error) });
    }
  }
}
