/** A run's training losses, thinned out: means over so many steps each that few are kept. */

/** @import { ProgressMessage } from '../../engine/protocol.js' */
/** @import { RaceLoss } from './record.js' */

/** Entries of a whole run, about. */
const ENTRIES = 400;

export class LossMeans {
  /** @type {RaceLoss[]} */
  #to;
  #width;
  #sum = 0;
  #count = 0;
  /** Of the last step heard of. */
  #seconds = 0;
  #step = 0;

  /**
   * @param {RaceLoss[]} to the list that the means are added to
   * @param {number} total_steps of the run
   */
  constructor(to, total_steps) {
    this.#to = to;
    this.#width = Math.ceil(total_steps / ENTRIES);
  }

  /** @param {Pick<ProgressMessage, 'step' | 'seconds' | 'losses'>} progress */
  add({ step, seconds, losses }) {
    const [before, first] = [this.#seconds, step - losses.length + 1];
    losses.forEach((loss, i) => {
      this.#step = first + i;
      // A report holds the time of its last step only.
      this.#seconds = before + ((seconds - before) * (i + 1)) / losses.length;
      this.#sum += loss;
      this.#count += 1;
      // The first step's own loss is kept alone: it tells whether runs began alike.
      if (this.#step === 1 || this.#step % this.#width === 0) this.flush();
    });
  }

  /** Adds the mean of what has come since the entry before. */
  flush() {
    if (this.#count === 0) return;
    this.#to.push({
      step: this.#step,
      seconds: this.#seconds,
      loss: this.#sum / this.#count,
    });
    [this.#sum, this.#count] = [0, 0];
  }
}
