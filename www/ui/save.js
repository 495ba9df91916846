/** Files out of the page, into the visitor's downloads. */
import { make } from './dom.js';

/** @param {Blob} content @param {string} name */
export function save(content, name) {
  const href = URL.createObjectURL(content);
  make('a', { href, download: name }).click();
  // The download has its own hold of the blob by then.
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
