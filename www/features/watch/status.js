/** The figures of the run under way. */
import { find, say } from '../../ui/dom.js';
import { count, duration, loss, percent } from '../../model/format.js';
import { Smoothed } from '../../model/curve.js';

/** @import { ProgressMessage, RunConfig, RunEvent } from '../../engine/protocol.js' */

const NOTHING = '–';

export class Status {
  /** @param {ParentNode} root */
  constructor(root) {
    const output = (/** @type {string} */ id) => find(root, id, HTMLOutputElement);
    this.testAccuracy = output('#test-accuracy');
    this.trainAccuracy = output('#train-accuracy');
    this.loss = output('#loss');
    this.epoch = output('#epoch');
    this.speed = output('#speed');
    this.timeLeft = output('#time-left');
    this.epochProgress = find(root, '#epoch-progress', HTMLProgressElement);
    this.reset();
  }

  reset() {
    this.averages = { loss: new Smoothed(), accuracy: new Smoothed() };
    for (const output of [
      this.testAccuracy,
      this.trainAccuracy,
      this.loss,
      this.epoch,
      this.speed,
      this.timeLeft,
    ]) {
      say(output, NOTHING);
    }
    this.epochProgress.value = 0;
  }

  /**
   * What happens in the present run.
   * @param {RunEvent} event
   * @param {RunConfig} config
   */
  hear(event, config) {
    if (event.type === 'progress') this.#progress(event, config);
    else if (event.type === 'evaluation') say(this.testAccuracy, percent(event.accuracy));
  }

  /**
   * @param {ProgressMessage} progress
   * @param {RunConfig} config
   */
  #progress(progress, config) {
    const { step, epoch, index, batches, losses, accuracies } = progress;
    const averages = this.averages;
    if (!averages) return;
    let [lossNow, accuracyNow] = [NaN, NaN];
    for (const value of losses) lossNow = averages.loss.add(value);
    for (const value of accuracies) accuracyNow = averages.accuracy.add(value);
    if (losses.length > 0) say(this.loss, loss(lossNow));
    if (accuracies.length > 0) say(this.trainAccuracy, percent(accuracyNow, 1));
    say(this.epoch, `${Math.min(epoch + 1, config.epochs)} of ${count(config.epochs)}`);
    say(this.speed, progress.images_per_second > 0 ? count(progress.images_per_second) : NOTHING);
    this.epochProgress.max = batches;
    this.epochProgress.value = index;
    const images = (batches * config.epochs - step) * config.batch_size;
    const left = images / progress.images_per_second;
    say(this.timeLeft, step < batches * config.epochs ? duration(left) || NOTHING : 'done');
  }

  /** The run won't go on. */
  stopped() {
    say(this.speed, NOTHING);
    say(this.timeLeft, NOTHING);
  }
}
