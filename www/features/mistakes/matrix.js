/** The confusion matrix: a row for each true digit, a column for each predicted one. */
import { make, say } from '../../ui/dom.js';
import { count, percent } from '../../model/format.js';
import { Roving } from '../../ui/roving.js';
import { CLASSES, recall } from '../../model/confusion.js';

/** @import { Cell } from '../../model/confusion.js' */

const DIGITS = Array.from({ length: CLASSES }, (_, digit) => digit);
/** The strongest shade: what is written on it stays legible. */
const DARKEST = 0.5;

export class Matrix {
  /**
   * @param {HTMLTableElement} table
   * @param {(cell: Cell) => void} onChoose
   */
  constructor(table, onChoose) {
    const head = DIGITS.map((digit) =>
      make('th', { scope: 'col' }, make('span', { className: 'unseen' }, 'read as '), `${digit}`),
    );
    table
      .createTHead()
      .append(
        make(
          'tr',
          {},
          make('td'),
          ...head,
          make('th', { scope: 'col', className: 'recall' }, 'Recall'),
        ),
      );
    const rows = DIGITS.map((truth) => {
      const cells = DIGITS.map((guess) => {
        const button = make('button', { type: 'button' });
        button.classList.toggle('right', truth === guess);
        button.addEventListener('click', () => onChoose({ truth, guess }));
        return button;
      });
      return { cells, recall: make('td', { className: 'recall' }) };
    });
    table
      .createTBody()
      .append(
        ...rows.map(({ cells, recall }, truth) =>
          make(
            'tr',
            {},
            make('th', { scope: 'row' }, make('span', { className: 'unseen' }, 'a '), `${truth}`),
            ...cells.map((button) => make('td', {}, button)),
            recall,
          ),
        ),
      );
    this.rows = rows;
    new Roving(table).renew();
  }

  /** @param {number[][]} counts */
  show(counts) {
    const most = Math.max(1, ...counts.flatMap((row, truth) => row.filter((_, i) => i !== truth)));
    counts.forEach((row, truth) => {
      const share = recall(row, truth);
      row.forEach((images, guess) => {
        const button = this.rows[truth].cells[guess];
        say(button, images === 0 ? '' : String(images));
        button.ariaLabel = `${count(images)} of ${truth} read as ${guess}`;
        // By the root, so that one mistake differs from none where another cell has hundreds.
        const strength = truth === guess ? (share ?? 0) / 2 : Math.sqrt(images / most);
        button.style.setProperty('--strength', percent(strength * DARKEST, 1).replace(' ', ''));
      });
      say(this.rows[truth].recall, share === null ? '–' : percent(share, 1));
    });
  }

  /** @param {Cell | null} cell whose images are shown */
  mark(cell) {
    this.rows.forEach(({ cells }, truth) =>
      cells.forEach((button, guess) => {
        button.ariaPressed = String(cell?.truth === truth && cell.guess === guess);
      }),
    );
  }
}
