/**
 * What the network makes of the drawing: the image it is given, its ten probabilities, the digit,
 * and which model says so.
 */
import { find, make, say } from './dom.js';
import { percent } from './format.js';

/** @typedef {import('./protocol.js').ReadingMessage} ReadingMessage */

const DIGITS = 10;
const SIDE = 28;

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

  /** @param {string} name of the model that answers from now on */
  by(name) {
    say(this.answering, name);
  }

  /** @param {Pick<ReadingMessage, 'image' | 'probabilities'>} reading */
  show({ image, probabilities }) {
    this.#showImage(image);
    const digit = probabilities ? probabilities.indexOf(Math.max(...probabilities)) : -1;
    this.bars.forEach(({ item, bar, value }, i) => {
      const p = probabilities?.[i] ?? 0;
      bar.style.setProperty('--p', p.toFixed(4));
      item.classList.toggle('best', i === digit);
      say(value, probabilities ? percent(p, 0).replace(' %', '') : '');
    });
    const confidence = probabilities ? percent(probabilities[digit], 1) : '';
    const text = probabilities ? `${digit} ${confidence}` : '';
    // The output is announced when it is written, so only a different reading is written.
    if (this.prediction.textContent === text) return;
    this.prediction.replaceChildren(
      ...(probabilities ? [make('b', {}, String(digit)), ' ', make('span', {}, confidence)] : []),
    );
  }

  /** @param {Uint8Array | null} image */
  #showImage(image) {
    const context = this.seen.getContext('2d');
    if (!context) return;
    const pixels = context.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      pixels.data.fill(image ? image[i] : 0, 4 * i, 4 * i + 3);
      pixels.data[4 * i + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
  }
}
