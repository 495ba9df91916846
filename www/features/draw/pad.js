/**
 * The drawing pad. It keeps strokes as vectors, in a box of SIZE units whatever its size on screen:
 * the digit is made from them, and resizing or undoing redraws them without loss.
 */
import { SIDE } from '../../model/image.js';
import { paint } from '../../ui/digit_image.js';
import { find, make, say } from '../../ui/dom.js';
import { onThemeChange } from '../../ui/theme.js';
import { isUsable, setUsable } from '../../ui/usable.js';

/** @typedef {import('../../engine/protocol.js').Stroke} Stroke */
/** @import { ChosenImage } from '../../model/subject.js' */

/** The pad's side in its own units. */
const SIZE = 500;
const PEN = 22;
/** Of a drawing: minutes of a pen that never rests. Each point is read again whenever one is added. */
const MOST_POINTS = 10_000;
const FULL = `There is no room for more on the pad: a drawing has at most ${MOST_POINTS} points. Undo a stroke, or clear it.`;

export class DrawingPad {
  /**
   * @param {ParentNode} root
   * @param {(strokes: Stroke[]) => void} onChange heard at most once a frame
   */
  constructor(root, onChange) {
    this.canvas = find(root, '#pad', HTMLCanvasElement);
    this.undoButton = find(root, '#undo', HTMLButtonElement);
    this.clearButton = find(root, '#clear', HTMLButtonElement);
    this.hint = find(root, '.pad-hint', HTMLElement);
    this.chosen = find(root, '#chosen', HTMLElement);
    this.chosenTitle = find(root, '#chosen-title', HTMLElement);
    this.backButton = find(root, '#back', HTMLButtonElement);
    this.picture = make('canvas', { width: SIDE, height: SIDE });
    this.onChange = onChange;
    /** @type {Stroke[]} */
    this.strokes = [];
    /** How many points the strokes have. */
    this.points = 0;
    this.full = make('p', { className: 'note', hidden: true });
    this.full.setAttribute('role', 'status');
    this.chosen.before(this.full);
    /** The strokes that are being drawn, by pointer: two fingers draw two. @type {Map<number, Stroke>} */
    this.growing = new Map();
    /** What is shown in the drawing's place. @type {ChosenImage | null} */
    this.image = null;
    this.frame = 0;
    /** Whether the strokes have changed since `onChange` last heard of them. */
    this.changed = false;

    this.canvas.addEventListener('pointerdown', (event) => this.#begin(event));
    this.canvas.addEventListener('pointermove', (event) => this.#extend(event));
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
      this.canvas.addEventListener(end, (event) => this.growing.delete(event.pointerId));
    }
    // iOS scrolls and magnifies on touch events whatever touch-action says.
    this.canvas.addEventListener('touchstart', (event) => event.preventDefault(), {
      passive: false,
    });
    this.undoButton.addEventListener('click', () => this.undo());
    this.clearButton.addEventListener('click', () => this.clear());
    this.backButton.addEventListener('click', () => {
      // The button goes with the image; the focus stays beside the pad.
      if (isUsable(this.clearButton)) this.clearButton.focus();
      this.#strokesChanged();
    });
    document.addEventListener('keydown', (event) => {
      const typing = event.target instanceof HTMLInputElement;
      const undoes = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey);
      if (!undoes || typing || event.shiftKey || this.strokes.length === 0) return;
      event.preventDefault();
      this.undo();
    });
    new ResizeObserver(() => this.#redraw()).observe(this.canvas);
    onThemeChange(() => this.#redraw());
    this.#redraw();
  }

  /** Shows an image in the drawing's place; null: the drawing. @param {ChosenImage | null} image */
  show(image) {
    if (image === this.image) return;
    this.image = image;
    this.chosen.hidden = image === null;
    if (image) {
      say(this.chosenTitle, image.title);
      paint(this.picture, image.pixels);
    }
    this.#redraw();
  }

  undo() {
    // A stroke goes only where it is seen to go: on a chosen image, Undo leads back to the drawing.
    if (this.image) return this.#strokesChanged();
    this.points -= this.strokes.pop()?.length ?? 0;
    this.growing.clear();
    this.#strokesChanged();
  }

  clear() {
    this.strokes = [];
    this.points = 0;
    this.growing.clear();
    this.#strokesChanged();
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    if (this.points >= MOST_POINTS) return this.#tellFull();
    /** @type {Stroke} */
    const stroke = [this.#point(event)];
    this.points++;
    this.growing.set(event.pointerId, stroke);
    this.strokes.push(stroke);
    this.#strokesChanged();
  }

  /** @param {PointerEvent} event */
  #extend(event) {
    const stroke = this.growing.get(event.pointerId);
    if (!stroke) return;
    // A pen reports more often than the screen is drawn; the browser keeps what lay in between.
    const between = event.getCoalescedEvents?.() ?? [];
    const samples = between.length > 0 ? between : [event];
    const taken = samples.slice(0, MOST_POINTS - this.points);
    for (const sample of taken) stroke.push(this.#point(sample));
    this.points += taken.length;
    if (taken.length < samples.length) this.#tellFull();
    if (taken.length > 0) this.#strokesChanged();
  }

  #tellFull() {
    this.full.hidden = false;
    say(this.full, FULL);
  }

  /**
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  #point(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * SIZE) / box.width,
      ((event.clientY - box.top) * SIZE) / box.height,
    ];
  }

  #strokesChanged() {
    this.changed = true;
    this.#redraw();
  }

  #redraw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.#paint();
      if (!this.changed) return;
      this.changed = false;
      this.onChange(this.strokes);
    });
  }

  #paint() {
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio);
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const empty = this.strokes.length === 0;
    if (this.points < MOST_POINTS) {
      this.full.hidden = true;
      say(this.full, '');
    }
    this.hint.hidden = !empty || this.image !== null;
    for (const button of [this.undoButton, this.clearButton]) setUsable(button, !empty);

    const context = this.canvas.getContext('2d');
    if (!context || side === 0) return;
    context.setTransform(side / SIZE, 0, 0, side / SIZE, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    if (this.image) {
      context.imageSmoothingEnabled = false;
      context.drawImage(this.picture, 0, 0, SIZE, SIZE);
      return;
    }
    context.strokeStyle = getComputedStyle(this.canvas).color;
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = 'round';
    for (const stroke of this.strokes) {
      context.beginPath();
      context.moveTo(...stroke[0]);
      for (const point of stroke) context.lineTo(...point);
      context.stroke();
    }
  }
}
