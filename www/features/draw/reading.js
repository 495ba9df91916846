/**
 * What the network makes of the drawing: the image it is given, its ten probabilities, the digit,
 * and which model says so.
 */
import { answerOf, doubt } from '../../model/confidence.js';
import { IMAGE } from '../../model/image.js';
import { paint } from '../../ui/digit_image.js';
import { find, make, say } from '../../ui/dom.js';
import { percent } from '../../model/format.js';

/** @import { Answer } from '../../model/confidence.js' */
/** @typedef {import('../../engine/protocol.js').ReadingMessage} ReadingMessage */

const DIGITS = 10;
const BLANK = new Uint8Array(IMAGE);

export class Reading {
  /** @param {ParentNode} root */
  constructor(root) {
    this.prediction = find(root, '#prediction', HTMLOutputElement);
    this.seen = find(root, '#seen', HTMLCanvasElement);
    this.answering = find(root, '#answering', HTMLElement);
    this.bars = Array.from({ length: DIGITS }, (_, digit) => {
      const bar = make('span', { className: 'bar' });
      const value = make('span', { className: 'value' });
      const item = make('li', {}, value, bar, make('span', { className: 'digit' }, String(digit)));
      return { item, bar, value };
    });
    find(root, '#bars', HTMLOListElement).append(...this.bars.map(({ item }) => item));
    this.show({ image: null, probabilities: null });
  }

  /**
   * A model that learns reads the drawing anew ten times a second: nobody wants to hear each.
   * @param {boolean} learning
   */
  learning(learning) {
    this.prediction.ariaLive = learning ? 'off' : 'polite';
  }

  /** @param {string} name of the model that answers from now on */
  by(name) {
    say(this.answering, name);
  }

  /** @param {Pick<ReadingMessage, 'image' | 'probabilities'>} reading */
  show({ image, probabilities }) {
    paint(this.seen, image ?? BLANK);
    const answer = probabilities && answerOf(probabilities);
    this.bars.forEach(({ item, bar, value }, i) => {
      const p = probabilities?.[i] ?? 0;
      bar.style.setProperty('--p', p.toFixed(4));
      item.classList.toggle('best', i === answer?.digit);
      say(value, probabilities ? percent(p, 0).replace(' %', '') : '');
    });
    const parts = answer ? describe(answer) : [];
    // The output is announced when it is written, so only a different reading is written.
    if (this.prediction.textContent === parts.map(({ textContent }) => textContent).join(' '))
      return;
    this.prediction.replaceChildren(...parts.flatMap((part, i) => (i > 0 ? [' ', part] : [part])));
  }
}

/** @param {Answer} answer */
function describe(answer) {
  const doubted = doubt(answer);
  return [
    make('b', {}, String(answer.digit)),
    make('span', {}, percent(answer.confidence, 1)),
    ...(doubted ? [make('span', { className: 'doubt' }, doubted)] : []),
  ];
}
