/**
 * One tab stop for many buttons that stand in rows: arrow keys move among them, Home and End to the
 * ends of a row. Where a button stands is asked of the layout, which may wrap.
 */

/** @typedef {{button: HTMLButtonElement, box: DOMRect}} Placed */

/** How much the tops of buttons in one row may differ, in CSS pixels. */
const SAME_ROW = 2;

export class Roving {
  /** @param {HTMLElement} root its buttons are the cells, now and later */
  constructor(root) {
    this.root = root;
    root.addEventListener('keydown', (event) => this.#hear(event));
    root.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLButtonElement) this.#settle(target);
    });
  }

  /** To be called when there are other buttons: one of them can be reached by Tab. */
  renew() {
    const buttons = this.#buttons();
    this.#settle(buttons.find(({ tabIndex }) => tabIndex === 0) ?? buttons[0]);
  }

  #buttons() {
    return [...this.root.querySelectorAll('button')].filter(({ hidden }) => !hidden);
  }

  /** @param {HTMLButtonElement | undefined} stop */
  #settle(stop) {
    for (const button of this.#buttons()) button.tabIndex = button === stop ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #hear(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const placed = this.#buttons().map((button) => ({
      button,
      box: button.getBoundingClientRect(),
    }));
    const from = placed.find(({ button }) => button === event.target);
    const to = from && next(placed, from, event.key);
    if (!to) return;
    event.preventDefault();
    to.button.focus();
  }
}

/**
 * @param {Placed[]} all in the order of reading
 * @param {Placed} from
 * @param {string} key
 * @returns {Placed | undefined}
 */
function next(all, from, key) {
  const place = all.indexOf(from);
  const top = from.box.top;
  const row = all.filter(({ box }) => Math.abs(box.top - top) <= SAME_ROW);
  const aside = (/** @type {Placed} */ { box }) => Math.abs(box.left - from.box.left);
  const nearest = (/** @type {Placed[]} */ some, /** @type {number} */ line) =>
    some
      .filter(({ box }) => Math.abs(box.top - line) <= SAME_ROW)
      .reduce((a, b) => (aside(b) < aside(a) ? b : a));
  if (key === 'ArrowRight') return all[place + 1];
  if (key === 'ArrowLeft') return all[place - 1];
  if (key === 'Home') return row[0];
  if (key === 'End') return row.at(-1);
  if (key === 'ArrowDown') {
    const below = all.filter(({ box }) => box.top > top + SAME_ROW);
    return below.length > 0 ? nearest(below, Math.min(...below.map(lineOf))) : undefined;
  }
  if (key === 'ArrowUp') {
    const above = all.filter(({ box }) => box.top < top - SAME_ROW);
    return above.length > 0 ? nearest(above, Math.max(...above.map(lineOf))) : undefined;
  }
  return undefined;
}

/** @param {Placed} placed */
const lineOf = ({ box }) => box.top;
