/**
 * The way of a drawing to what the network is given, as six small pictures with their numbers. The
 * steps are the crate's own; they are asked for only while somebody can see them.
 */
import { sentenceOf } from '../../engine/index.js';
import { SIDE, PADDED_SIDE, normalised } from '../../model/image.js';
import { paint } from '../../ui/digit_image.js';
import { find, make, say } from '../../ui/dom.js';

/** @import { DigitSteps, Stroke } from '../../engine/protocol.js' */

/** A picture's side in device pixels: enough for a screen of two to a CSS pixel. */
const PICTURE = 256;
/** The pad's side in the strokes' unit. */
const PAD = 500;
/** The box that a digit fills in 28×28. */
const BOX = 20;
const MARGIN = (SIDE - BOX) / 2;
const MIDDLE = SIDE / 2;
const MARK_WIDTH = 3;
const CROSS = 1.2;

/** @typedef {(context: CanvasRenderingContext2D, steps: DigitSteps, strokes: Stroke[], mark: string) => void} Painter */
/**
 * @typedef {object} Step
 * @property {string} title
 * @property {Painter} paint
 * @property {(steps: DigitSteps, strokes: Stroke[]) => string} describe
 */

/** @type {Step[]} */
const STEPS = [
  {
    title: 'Your strokes',
    paint: (context, { bounds: [left, top, right, bottom] }, strokes, mark) => {
      fit(context, PAD);
      drawStrokes(context, strokes, 8);
      frame(context, [left, top, right - left, bottom - top], mark);
    },
    describe: ({ bounds: [left, top, right, bottom] }, strokes) => {
      const points = strokes.reduce((sum, { length }) => sum + length, 0);
      return `${plural(strokes.length, 'stroke')}, ${plural(points, 'point')}, in a box of ${Math.round(right - left)}×${Math.round(bottom - top)} of the pad’s ${PAD}`;
    },
  },
  {
    title: 'Scaled',
    paint: (context, { points }, strokes, mark) => {
      fit(context, SIDE);
      drawStrokes(context, regroup(points, strokes), 0.4);
      frame(context, [MARGIN, MARGIN, BOX, BOX], mark);
    },
    describe: ({ bounds: [left, top, right, bottom], scale }) =>
      right - left === 0 && bottom - top === 0
        ? 'a dot has no size: nothing to scale'
        : `×${scale.toPrecision(3)}, so that the longer side fills ${BOX} pixels, the pen’s width included`,
  },
  {
    title: `Drawn in ${BOX}×${BOX}`,
    paint: (context, { boxed }, _strokes, mark) => {
      pixels(context, boxed);
      fit(context, SIDE);
      frame(context, [MARGIN, MARGIN, BOX, BOX], mark);
    },
    describe: ({ boxed }) => `one pen for every drawing; ink for ${inkOf(boxed)} pixels`,
  },
  {
    title: 'Centre of mass',
    paint: (context, { boxed, centre_of_mass: [x, y] }, _strokes, mark) => {
      pixels(context, boxed);
      fit(context, SIDE);
      cross(context, [x, y], mark);
      frame(context, [MIDDLE - 0.5, MIDDLE - 0.5, 1, 1], mark);
    },
    describe: ({ centre_of_mass: [x, y], shift: [dx, dy] }) =>
      `at (${x.toFixed(1)}, ${y.toFixed(1)}): moved by ${signed(dx)} across and ${signed(dy)} down to (${MIDDLE}, ${MIDDLE})`,
  },
  {
    title: `The image, ${SIDE}×${SIDE}`,
    paint: (context, { image }, _strokes, mark) => {
      pixels(context, image);
      fit(context, SIDE);
      cross(context, [MIDDLE, MIDDLE], mark);
    },
    describe: ({ image }) => `drawn anew there, like MNIST’s; 0 to ${Math.max(...image)}`,
  },
  {
    title: `Padded, ${PADDED_SIDE}×${PADDED_SIDE}`,
    paint: (context, { image }, _strokes, mark) => {
      const margin = (PADDED_SIDE - SIDE) / 2;
      pixels(context, normalised(image), 1);
      fit(context, PADDED_SIDE);
      frame(context, [margin, margin, SIDE, SIDE], mark);
    },
    describe: () => 'two zeros on each side, divided by 255: what conv1 is given',
  },
];

export class Why {
  /** @type {Stroke[]} */
  #strokes = [];
  #asking = false;
  /** Whether there is something that has not been shown. */
  #stale = false;

  /**
   * @param {ParentNode} root
   * @param {(strokes: Stroke[]) => Promise<DigitSteps | null>} explain rejected with a sentence
   */
  constructor(root, explain) {
    this.explain = explain;
    this.details = find(root, '#why', HTMLDetailsElement);
    this.empty = find(root, '#why-empty', HTMLElement);
    this.list = find(root, '#why-steps', HTMLOListElement);
    this.steps = STEPS.map((step) => {
      const canvas = make('canvas', { width: PICTURE, height: PICTURE, ariaHidden: 'true' });
      const text = make('span');
      const caption = make('p', {}, make('b', {}, step.title), ' ', text);
      this.list.append(make('li', {}, canvas, caption));
      return { ...step, context: canvas.getContext('2d'), text };
    });
    this.#show(null, []);
    this.details.addEventListener('toggle', () => this.#look());
  }

  /** @param {Stroke[]} strokes what is on the pad */
  show(strokes) {
    this.#strokes = strokes;
    this.#stale = true;
    this.#look();
  }

  async #look() {
    if (!this.details.open || !this.#stale || this.#asking) return;
    this.#stale = false;
    this.#asking = true;
    // The pad goes on with its own list while the answer is on its way.
    const strokes = this.#strokes.map((stroke) => [...stroke]);
    try {
      this.#show(strokes.length > 0 ? await this.explain(strokes) : null, strokes);
    } catch (error) {
      this.#show(null, []);
      say(this.empty, sentenceOf(error));
    } finally {
      this.#asking = false;
    }
    void this.#look();
  }

  /** @param {DigitSteps | null} found @param {Stroke[]} strokes */
  #show(found, strokes) {
    say(this.empty, 'Draw a digit to see what becomes of it.');
    this.empty.hidden = found !== null;
    this.list.hidden = found === null;
    if (!found) return;
    const mark = getComputedStyle(this.details).getPropertyValue('--mark');
    for (const { context, text, paint, describe } of this.steps) {
      say(text, describe(found, strokes));
      if (!context) continue;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = 'black';
      context.fillRect(0, 0, PICTURE, PICTURE);
      paint(context, found, strokes, mark);
    }
  }
}

/** Lets one unit be what fits into the picture so often. @param {CanvasRenderingContext2D} context @param {number} units */
function fit(context, units) {
  context.setTransform(PICTURE / units, 0, 0, PICTURE / units, 0, 0);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} values a square image
 * @param {number} [white]
 */
function pixels(context, values, white) {
  const small = document.createElement('canvas');
  paint(small, values, white);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, PICTURE, PICTURE);
}

/** @param {CanvasRenderingContext2D} context @param {Stroke[]} strokes @param {number} width in the present unit */
function drawStrokes(context, strokes, width) {
  context.strokeStyle = 'white';
  context.lineWidth = width;
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(...stroke[0]);
    for (const point of stroke) context.lineTo(...point);
    context.stroke();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {[x: number, y: number, width: number, height: number]} box
 * @param {string} mark
 */
function frame(context, box, mark) {
  context.strokeStyle = mark;
  context.lineWidth = MARK_WIDTH / context.getTransform().a;
  context.strokeRect(...box);
}

/** @param {CanvasRenderingContext2D} context @param {[number, number]} place @param {string} mark */
function cross(context, [x, y], mark) {
  context.strokeStyle = mark;
  context.lineWidth = MARK_WIDTH / context.getTransform().a;
  context.beginPath();
  context.moveTo(x - CROSS, y);
  context.lineTo(x + CROSS, y);
  context.moveTo(x, y - CROSS);
  context.lineTo(x, y + CROSS);
  context.stroke();
}

/**
 * Points that stand one after the other, as the strokes they belong to.
 * @param {Float32Array} points
 * @param {Stroke[]} strokes
 * @returns {Stroke[]}
 */
function regroup(points, strokes) {
  let next = 0;
  return strokes.map((stroke) =>
    stroke.map(() => {
      const [x, y] = points.subarray(2 * next, 2 * ++next);
      return /** @type {[number, number]} */ ([x, y]);
    }),
  );
}

/** How many white pixels an image's ink would fill. @param {Uint8Array} image */
const inkOf = (image) => Math.round(image.reduce((sum, pixel) => sum + pixel, 0) / 255);

/** @param {number} amount @param {string} noun */
const plural = (amount, noun) => `${amount} ${noun}${amount === 1 ? '' : 's'}`;

/** @param {number} value */
const signed = (value) => {
  const text = Math.abs(value).toFixed(1);
  return Number(text) === 0 ? '0' : `${value < 0 ? '−' : '+'}${text}`;
};
