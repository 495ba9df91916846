/** What is read and shown: the drawing on the pad, or an image chosen in its place; never both. */

/** @import { Stroke } from '../engine/protocol.js' */
/** @typedef {{pixels: Uint8Array, title: string}} ChosenImage pixels: 28×28; title: such as "Test image 8, a 5" */

export class Subject {
  /** @type {Stroke[]} the visitor's drawing, which a chosen image leaves as it is */
  strokes = [];
  /** @type {ChosenImage | null} what is read in the drawing's place */
  image = null;

  /** @param {() => void} onChange something else is to be read */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** The drawing has changed, and is what is read. @param {Stroke[]} strokes */
  draw(strokes) {
    this.strokes = strokes;
    this.image = null;
    this.onChange();
  }

  /** @param {ChosenImage} image */
  choose(image) {
    this.image = image;
    this.onChange();
  }

  /** Whether there is nothing to be read. */
  get empty() {
    return this.image === null && this.strokes.length === 0;
  }
}
