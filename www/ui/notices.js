/** Sentences about what went wrong, each with the way out where there is one. */
import { find, make } from './dom.js';

/** @import { Notice } from '../model/notice.js' */

export class Notices {
  /** @param {ParentNode} root */
  constructor(root) {
    this.list = find(root, '#notices', HTMLElement);
  }

  /** @param {Notice} notice */
  tell({ text, kind = 'error', action, about = text }) {
    this.settle(about);
    const close = make(
      'button',
      { type: 'button', className: 'quiet', ariaLabel: 'Dismiss', onclick: () => item.remove() },
      '×',
    );
    const item = make('div', { className: `notice ${kind}` }, make('p', {}, text));
    item.setAttribute('role', kind === 'error' ? 'alert' : 'status');
    item.dataset.about = about;
    if (action) {
      const act = () => {
        item.remove();
        action.run();
      };
      item.append(make('button', { type: 'button', onclick: act }, action.label));
    }
    item.append(close);
    this.list.append(item);
  }

  /** @param {string} about what is in order again */
  settle(about) {
    for (const item of [...this.list.children]) {
      if (item instanceof HTMLElement && item.dataset.about === about) item.remove();
    }
  }
}
