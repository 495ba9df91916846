/** The choice of what the chart shows along its axes. */
import { find, make } from '../../ui/dom.js';
import { X_AXES, Y_AXES } from '../../charts/axes.js';

/** @import { Axes, XName, YName } from '../../model/race/axes.js' */

export class AxisBoxes {
  /**
   * @param {ParentNode} root
   * @param {() => void} onChange
   */
  constructor(root, onChange) {
    this.x = find(root, '#race-x', HTMLSelectElement);
    this.y = find(root, '#race-y', HTMLSelectElement);
    this.x.append(...Object.keys(X_AXES).map((name) => make('option', { value: name }, name)));
    this.y.append(
      ...Object.entries(Y_AXES).map(([name, { label }]) => make('option', { value: name }, label)),
    );
    for (const box of [this.x, this.y]) box.addEventListener('change', onChange);
  }

  /** @returns {Axes} */
  get value() {
    const [x, y] = [this.x.value, this.y.value];
    return { x: /** @type {XName} */ (x), y: /** @type {YName} */ (y) };
  }

  /** @param {Partial<Axes>} axes those that are left out stay */
  set({ x = this.value.x, y = this.value.y }) {
    this.x.value = x;
    this.y.value = y;
  }
}
