/**
 * The pad's drawing, read by every model of the race. The runs are asked only while somebody can see
 * it, each again only while it learns or when there is another drawing.
 */
import { sentenceOf } from '../../engine/index.js';
import { answerOf, doubt } from '../../model/confidence.js';
import { find, make, say } from '../../ui/dom.js';
import { whileSeen } from '../../ui/while_seen.js';
import { percent } from '../../model/format.js';
import { lineSample } from '../../charts/line_sample.js';
import { colourProperty, shade } from '../../charts/line_style.js';

/** @import { InsideLane } from '../inside/inside.js' */

/**
 * @typedef {object} Row
 * @property {InsideLane} lane
 * @property {HTMLElement} item
 * @property {HTMLElement} digit
 * @property {HTMLElement} confidence
 * @property {HTMLElement[]} bars
 * @property {boolean} asking whether an answer is awaited
 * @property {Uint8Array | null} told the image of the last answer
 * @property {boolean} learning whether the run has trained since it was asked last
 */

const DIGITS = 10;
/** At most five questions a second to each run. */
const BETWEEN_LOOKS_MS = 200;

export class Answers {
  /** @type {Row[]} */
  #rows = [];
  /** @type {Uint8Array | null} */
  #image = null;

  /**
   * @param {ParentNode} root
   * @param {() => InsideLane[]} source the race's runners
   */
  constructor(root, source) {
    this.source = source;
    this.empty = find(root, '#answers-empty', HTMLElement);
    this.list = find(root, '#answers-list', HTMLUListElement);
    const panel = find(root, '#answers', HTMLDetailsElement);
    this.look = whileSeen(panel, BETWEEN_LOOKS_MS, () => this.#look());
  }

  /** @param {Uint8Array | null} image of what is on the pad */
  show(image) {
    this.#image = image;
    this.look();
  }

  #look() {
    this.#renew(this.source());
    this.list.hidden = this.#rows.length === 0;
    say(this.empty, this.#hint());
    this.empty.hidden = this.empty.textContent === '';
    for (const row of this.#rows) void this.#ask(row);
  }

  #hint() {
    if (this.#rows.length === 0) return 'No model has raced yet: start a race.';
    return this.#image ? '' : 'Draw a digit on the pad.';
  }

  /** @param {InsideLane[]} lanes */
  #renew(lanes) {
    const same =
      lanes.length === this.#rows.length &&
      lanes.every(({ run }, i) => run === this.#rows[i].lane.run);
    if (same) return;
    this.#rows = lanes.map(makeRow);
    this.list.replaceChildren(...this.#rows.map(({ item }) => item));
  }

  /** @param {Row} row */
  async #ask(row) {
    const image = this.#image;
    if (row.asking || (row.told === image && !row.learning)) return;
    row.asking = true;
    // Asked of a run that trains, the answer is out of date at once.
    row.learning = row.lane.run.state === 'running';
    try {
      fill(row, image && (await row.lane.run.predict(image.slice())));
    } catch (error) {
      fill(row, null);
      say(row.confidence, sentenceOf(error));
    }
    row.told = image;
    row.asking = false;
  }
}

/** @param {InsideLane} lane @param {number} i @returns {Row} */
function makeRow(lane, i) {
  const { label, optimizer, number = i + 1, turn = 0 } = lane;
  const digit = make('b');
  const confidence = make('span', { className: 'note' });
  const bars = Array.from({ length: DIGITS }, () => make('span'));
  const chart = make('span', { className: 'answer-bars', ariaHidden: 'true' }, ...bars);
  chart.style.setProperty('--line', shade(`var(${colourProperty(optimizer)})`, turn));
  const name = make(
    'span',
    { className: 'answer-name' },
    lineSample(optimizer, number, turn),
    label,
  );
  const item = make('li', {}, name, ' ', digit, ' ', chart, confidence);
  const told = null;
  return { lane, item, digit, confidence, bars, told, asking: false, learning: true };
}

/** @param {Row} row @param {Float32Array | null} probabilities */
function fill({ digit, confidence, bars }, probabilities) {
  const answer = probabilities && answerOf(probabilities);
  say(digit, answer ? String(answer.digit) : '–');
  const text = answer ? [percent(answer.confidence, 1), doubt(answer)].filter(Boolean) : [];
  say(confidence, text.join(', '));
  bars.forEach((bar, i) => bar.style.setProperty('--p', (probabilities?.[i] ?? 0).toFixed(3)));
}
