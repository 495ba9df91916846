/**
 * A run's past: a slider over its checkpoints. What is chosen answers in the run's place until `Live`.
 */
import { find, say } from '../../ui/dom.js';
import { count, percent } from '../../model/format.js';
import { setUsable } from '../../ui/usable.js';

/** @import { Checkpoint } from '../../model/checkpoints.js' */

export class Timeline {
  /** @type {readonly Checkpoint[]} */
  #checkpoints = [];
  /** @type {Checkpoint | null} null while the run itself is shown */
  #chosen = null;

  /**
   * @param {ParentNode} root
   * @param {(checkpoint: Checkpoint | null) => void} onChoose null: the run as it is now
   */
  constructor(root, onChoose) {
    this.onChoose = onChoose;
    this.room = find(root, '#timeline', HTMLElement);
    this.slider = find(root, '#history', HTMLInputElement);
    this.live = find(root, '#history-live', HTMLButtonElement);
    this.text = find(root, '#history-text', HTMLOutputElement);
    this.slider.addEventListener('input', () => {
      this.#choose(this.#checkpoints[this.slider.valueAsNumber] ?? null);
    });
    this.live.addEventListener('click', () => {
      this.#choose(null);
    });
    this.show([]);
  }

  /** Whether the run is shown as it is now. */
  get isLive() {
    return this.#chosen === null;
  }

  /** Back to the run as it is now. */
  toLive() {
    if (this.#chosen) this.#choose(null);
  }

  /** @param {readonly Checkpoint[]} checkpoints of the present run, by step */
  show(checkpoints) {
    this.#checkpoints = checkpoints;
    // One that was thinned out while it was looked at can still be looked at.
    if (checkpoints.length === 0 && this.#chosen) this.#choose(null);
    this.#write();
  }

  /** @param {Checkpoint | null} checkpoint */
  #choose(checkpoint) {
    this.#chosen = checkpoint;
    this.#write();
    this.onChoose(checkpoint);
  }

  #write() {
    const last = this.#checkpoints.length - 1;
    this.room.hidden = last < 0;
    if (last < 0) return;
    this.slider.max = String(last);
    const at = this.#chosen ? this.#checkpoints.indexOf(this.#chosen) : last;
    if (at >= 0) this.slider.value = String(at);
    setUsable(this.live, !this.isLive);
    const text = this.#chosen
      ? `step ${count(this.#chosen.step)}, epoch ${this.#chosen.epoch.toFixed(1)}: ${percent(this.#chosen.accuracy)} right`
      : 'live';
    say(this.text, text);
    this.slider.setAttribute('aria-valuetext', text);
  }
}
