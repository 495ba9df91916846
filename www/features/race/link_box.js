/** `Copy link`: the address of the whole set-up, on the clipboard or, where that is refused, to be copied by hand. */
import { find, say } from '../../ui/dom.js';

export class LinkBox {
  /**
   * @param {ParentNode} root
   * @param {(starts: boolean) => string | null} link null when the set-up can't be used
   */
  constructor(root, link) {
    this.link = link;
    this.starts = find(root, '#race-link-starts', HTMLInputElement);
    this.note = find(root, '#race-link-note', HTMLElement);
    this.field = find(root, '#race-link-text', HTMLElement);
    this.text = find(this.field, 'input', HTMLInputElement);
    const button = find(root, '#race-copy-link', HTMLButtonElement);
    button.addEventListener('click', () => void this.#copy());
  }

  /** The link that was copied is no longer that of the set-up. */
  outdate() {
    this.field.hidden = true;
    say(this.note, '');
  }

  async #copy() {
    const link = this.link(this.starts.checked);
    if (link === null) return;
    try {
      await navigator.clipboard.writeText(link);
      this.field.hidden = true;
      say(this.note, 'The link is on the clipboard.');
    } catch {
      // Refused, or not there at all: an insecure origin has no clipboard.
      this.field.hidden = false;
      this.text.value = link;
      this.text.select();
      say(this.note, 'The clipboard can’t be written; copy the link from here.');
    }
  }
}
