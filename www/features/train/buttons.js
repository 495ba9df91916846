/** The buttons of the present run, and what can be said to them; the images' download, which they wait for. */
import { find, say } from '../../ui/dom.js';
import { isUsable, setUsable } from '../../ui/usable.js';
import { megabytes } from '../../model/format.js';

/** @import { RunPhase } from '../../model/current_run.js' */

/**
 * What the buttons depend on.
 * @typedef {object} RunState
 * @property {RunPhase} phase
 * @property {boolean} differs whether the settings are other than the run's
 * @property {boolean} network whether there is one to train
 * @property {boolean} images whether there are some to train on
 */
/**
 * @typedef {object} ButtonEvents
 * @property {() => void} onPause
 * @property {() => void} onStep
 * @property {() => void} onReset
 */

export class RunButtons {
  /**
   * @param {ParentNode} root
   * @param {ButtonEvents} events
   */
  constructor(root, events) {
    const button = (/** @type {string} */ id) => find(root, id, HTMLButtonElement);
    this.buttons = {
      train: button('#train'),
      pause: button('#pause'),
      step: button('#step'),
      reset: button('#reset'),
    };
    this.note = find(root, '#train-note', HTMLElement);
    this.download = find(root, '#download', HTMLElement);
    this.buttons.pause.addEventListener('click', () => events.onPause());
    this.buttons.step.addEventListener('click', () => events.onStep());
    this.buttons.reset.addEventListener('click', () => events.onReset());
  }

  /** Whether Train can be pressed: it is the form's own, and Return in a field presses it too. */
  get offersTrain() {
    return isUsable(this.buttons.train);
  }

  /** @param {RunState} state */
  show(state) {
    const { phase, network, images } = state;
    const { train, pause, step, reset } = this.buttons;
    const ready = network && images;
    setUsable(train, ready && phase !== 'running');
    setUsable(step, ready);
    setUsable(pause, phase === 'running');
    setUsable(reset, phase !== 'none');
    say(this.note, noteText(state));
  }

  /** @param {number} received bytes @param {number} total bytes */
  downloading(received, total) {
    this.download.hidden = false;
    const bar = find(this.download, 'progress', HTMLProgressElement);
    bar.max = total;
    bar.value = received;
    say(
      find(this.download, 'p', HTMLElement),
      `Fetching the images: ${megabytes(received)} of ${megabytes(total)} MB`,
    );
  }

  /** The images won't come, or have come. */
  downloaded() {
    this.download.hidden = true;
  }
}

/** @param {RunState} state */
function noteText({ phase, differs, network, images }) {
  if ((phase === 'running' || phase === 'paused') && differs)
    return 'The changed settings apply to the next run: press Reset, then Train, to begin it.';
  if (phase === 'running') return 'Training. Settings changed now apply to the next run.';
  if (phase === 'paused') return 'Paused. Train goes on; Step trains one batch.';
  if (!network) return 'Loading the network…';
  if (!images) return 'Train waits for the images.';
  if (phase === 'over') return 'This run is over. Train begins a new one.';
  return 'Train starts from random weights; Step trains on one batch.';
}
