const REPORT_INTERVAL_MS = 100;
/** The rate is that of the last so many seconds of training. */
const RATE_WINDOW_SECONDS = 1;

/** Collects the metrics of the steps between two reports, and the speed. */
export class Progress {
  /** @type {number[]} */
  #losses = [];
  /** @type {number[]} */
  #accuracies = [];
  #seconds;
  #images = 0;
  #reported_at = -Infinity;
  #marks;

  /** @param {number} [seconds] of training before */
  constructor(seconds = 0) {
    this.#seconds = seconds;
    this.#marks = [{ seconds, images: 0 }];
  }

  /** Seconds of training: steps and, outside a race, batches waited for. */
  get seconds() {
    return this.#seconds;
  }

  /**
   * @param {{loss: number, correct: number, size: number}} metrics of one step
   * @param {number} seconds that it took
   */
  add({ loss, correct, size }, seconds) {
    this.#losses.push(loss);
    this.#accuracies.push(correct / size);
    this.#seconds += seconds;
    this.#images += size;
  }

  /** @param {number} now in ms */
  due(now) {
    return this.#losses.length > 0 && now - this.#reported_at >= REPORT_INTERVAL_MS;
  }

  /**
   * What has come together since the last report.
   * @param {number} now in ms
   */
  take(now) {
    this.#reported_at = now;
    const present = { seconds: this.#seconds, images: this.#images };
    this.#marks.push(present);
    while (
      this.#marks.length > 2 &&
      present.seconds - this.#marks[1].seconds >= RATE_WINDOW_SECONDS
    )
      this.#marks.shift();
    const since = this.#marks[0];
    const elapsed = present.seconds - since.seconds;
    return {
      seconds: present.seconds,
      images_per_second: elapsed > 0 ? (present.images - since.images) / elapsed : 0,
      losses: Float32Array.from(this.#losses.splice(0)),
      accuracies: Float32Array.from(this.#accuracies.splice(0)),
    };
  }
}
