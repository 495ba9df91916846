/**
 * The network at work (the paper's Figure 2): every layer's maps for one image, as they are now. A
 * map is a button; the arrow keys move over its units, as the pointer does.
 */
import { sentenceOf } from '../../engine/index.js';
import { find, make, say } from '../../ui/dom.js';
import { percent } from '../../model/format.js';
import { INPUT_SIDE, LAYERS, filtersOf, receptiveField, shapeOf, valuesOf } from './layers.js';
import { paintActivations, paintWeights } from './pictures.js';

/** @import { Look } from '../../engine/protocol.js' */
/** @import { Layer } from './layers.js' */

/** Five looks a second: ten took 7 % of the speed from two workers on two cores, which the page has to share. */
const INTERVAL_MS = 200;

/**
 * @typedef {object} MapView
 * @property {Layer} layer
 * @property {number} map
 * @property {HTMLButtonElement} button
 * @property {HTMLElement} picture holds the canvas, and is as large: a button may be larger
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} mark outlines the chosen unit
 */

export class NetworkView {
  /** @type {Uint8Array | null} */
  #image = null;
  #caption = '';
  /** @type {Look | null} */
  #look = null;
  /** @type {{view: MapView, row: number, column: number} | null} */
  #unit = null;
  #asking = false;
  /** Whether the image or the model has changed since the last look. */
  #stale = false;
  #asked_at = -Infinity;

  /**
   * @param {ParentNode} root
   * @param {(image: Uint8Array) => Promise<Look | null>} ask the model that reads the drawings; rejected with a sentence
   */
  constructor(root, ask) {
    this.ask = ask;
    this.details = find(root, '#network', HTMLDetailsElement);
    this.status = find(root, '#network-status', HTMLElement);
    this.unit = find(root, '#network-unit', HTMLElement);
    this.filters = find(root, '#network-filters', HTMLElement);
    this.body = find(root, '#network-layers', HTMLElement);
    this.maps = LAYERS.flatMap((layer) => this.#layOut(layer));
    this.field = make('span', { className: 'network-field', hidden: true });
    this.maps[0].picture.append(this.field);
    this.details.addEventListener('toggle', () => this.#update());
    this.#tell();
  }

  /**
   * Another image to look at.
   * @param {Uint8Array | null} image 784 pixels; null for none
   * @param {string} caption what it is
   */
  show(image, caption) {
    this.#image = image;
    this.#caption = caption;
    this.refresh();
  }

  /** The model has learned, or is another one. */
  refresh() {
    this.#stale = true;
    void this.#update();
  }

  async #update() {
    if (!this.details.open || !this.#stale || this.#asking) return;
    this.#stale = false;
    this.#asking = true;
    try {
      await rest(this.#asked_at + INTERVAL_MS - performance.now());
      this.#asked_at = performance.now();
      const caption = this.#caption;
      this.#look = this.#image && (await this.ask(this.#image));
      this.#paint();
      this.#tell(this.#look ? caption : undefined);
    } catch (error) {
      this.#look = null;
      this.#paint();
      say(this.status, sentenceOf(error));
    } finally {
      this.#asking = false;
    }
    void this.#update();
  }

  #paint() {
    const look = this.#look;
    this.body.hidden = look === null;
    if (!look) return;
    for (const { layer, map, canvas } of this.maps) {
      // One scale for all maps of a layer, so that they can be compared.
      const white = layer.name === 'probabilities' ? 1 : greatest(look[layer.name]);
      paintActivations(canvas, valuesOf(look, layer, map), layer.columns, white);
    }
    // The same unit's value, several times a second while the model learns.
    this.unit.ariaLive = 'off';
    this.#showUnit();
  }

  /** @param {string} [caption] */
  #tell(caption) {
    say(this.status, caption ?? 'Draw a digit, or choose an image below, to see it go through.');
  }

  /**
   * @param {Layer} layer
   * @returns {MapView[]}
   */
  #layOut(layer) {
    const room = make('div', { className: 'network-maps' });
    const views = Array.from({ length: layer.maps }, (_, map) => {
      const canvas = make('canvas', { width: layer.columns, height: layer.rows });
      const mark = make('span', { className: 'network-mark', hidden: true });
      const picture = make('span', { className: 'network-picture' }, canvas, mark);
      const button = make('button', { type: 'button', className: 'network-map' }, picture);
      const which = layer.maps > 1 ? `, map ${map + 1} of ${layer.maps}` : '';
      button.setAttribute('aria-label', `${layer.title}${which}, ${layer.rows}×${layer.columns}`);
      button.setAttribute('aria-describedby', this.unit.id);
      /** @type {MapView} */
      const view = { layer, map, button, picture, canvas, mark };
      this.#listen(view);
      room.append(button);
      return view;
    });
    const title = make('h3', {}, layer.title, ' ', make('span', {}, shapeOf(layer)));
    const outer = make('section', { className: `network-layer ${layer.name}` }, title, room);
    if (layer.name === 'probabilities') outer.append(digits());
    this.body.append(outer);
    return views;
  }

  /** @param {MapView} view */
  #listen(view) {
    const { layer, button, canvas } = view;
    const point = (/** @type {PointerEvent} */ event) => {
      const box = canvas.getBoundingClientRect();
      const at = (/** @type {number} */ part, /** @type {number} */ count) =>
        Math.min(count - 1, Math.max(0, Math.floor(part * count)));
      const row = at((event.clientY - box.top) / box.height, layer.rows);
      this.#choose(view, row, at((event.clientX - box.left) / box.width, layer.columns));
    };
    // A finger is nowhere before it touches, and may not move then.
    button.addEventListener('pointerdown', point);
    button.addEventListener('pointermove', point);
    button.addEventListener('focus', () => {
      if (this.#unit?.view === view) return;
      this.#choose(view, Math.floor(layer.rows / 2), Math.floor(layer.columns / 2));
    });
    button.addEventListener('keydown', (event) => {
      const [down, right] = ARROWS[event.key] ?? [0, 0];
      if (!this.#unit || this.#unit.view !== view || (down === 0 && right === 0)) return;
      event.preventDefault();
      const row = Math.min(layer.rows - 1, Math.max(0, this.#unit.row + down));
      const column = Math.min(layer.columns - 1, Math.max(0, this.#unit.column + right));
      this.#choose(view, row, column);
    });
  }

  /** @param {MapView} view @param {number} row @param {number} column */
  #choose(view, row, column) {
    if (this.#unit) this.#unit.view.mark.hidden = true;
    this.#unit = { view, row, column };
    this.unit.ariaLive = 'polite';
    this.#showUnit();
  }

  #showUnit() {
    const look = this.#look;
    if (!this.#unit || !look) return;
    const { view, row, column } = this.#unit;
    const { layer, map, mark } = view;
    const { left, top, side } = receptiveField(layer, row, column);
    const [width, height] = [1 / layer.columns, 1 / layer.rows];
    place(mark, (column + 0.5) * width, (row + 0.5) * height, width, height);
    const share = side / INPUT_SIDE;
    place(this.field, left / INPUT_SIDE, top / INPUT_SIDE, share, share);
    const value = valuesOf(look, layer, map)[row * layer.columns + column];
    say(this.unit, describe(layer, map, row, column, value));
    this.#showFilters(filtersOf(look, layer, map));
  }

  /** @param {Float32Array[]} filters */
  #showFilters(filters) {
    const side = Math.sqrt(filters[0]?.length ?? 0);
    while (this.filters.children.length > filters.length) this.filters.lastChild?.remove();
    filters.forEach((weights, i) => {
      const canvas = this.filters.children[i] ?? this.filters.appendChild(make('canvas'));
      if (canvas instanceof HTMLCanvasElement) paintWeights(canvas, weights, side);
    });
  }
}

/** Rows down and columns right. @type {Record<string, [number, number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {Layer} layer
 * @param {number} map
 * @param {number} row
 * @param {number} column
 * @param {number} value
 */
function describe(layer, map, row, column, value) {
  const { title, name, maps, columns, stride, what, field } = layer;
  if (name === 'probabilities') return `Output ${column}: ${percent(value, 1)}, ${what}`;
  if (stride === 0)
    return `${title}, unit ${row * columns + column + 1} of ${shapeOf(layer)}: ${value.toFixed(3)}, ${what}; it sees all of the input`;
  const of = maps > 1 ? `, map ${map + 1} of ${maps}` : '';
  const sees = field > 1 ? `; it sees ${field}×${field} pixels of the input` : '';
  return `${title}${of}, row ${row}, column ${column}: ${value.toFixed(3)}, ${what}${sees}`;
}

/** The ten digits below the output. */
function digits() {
  const names = Array.from({ length: 10 }, (_, digit) => make('span', {}, String(digit)));
  return make('p', { className: 'network-digits', ariaHidden: 'true' }, ...names);
}

/** @param {Float32Array} values */
const greatest = (values) => values.reduce((most, value) => Math.max(most, value), 0);

/**
 * @param {HTMLElement} element
 * @param {number} left as parts of the picture, from 0 to 1; of a mark they are its middle
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
function place(element, left, top, width, height) {
  element.hidden = false;
  const parts = { left, top, width, height };
  for (const [side, part] of Object.entries(parts)) {
    element.style.setProperty(side, `${(100 * part).toFixed(3)}%`);
  }
}

/** @param {number} ms */
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
