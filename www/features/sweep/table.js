/** A sweep's table: each optimizer's best rate, and what it reached there. */
import { find, make, say } from '../../ui/dom.js';
import { percent, setting } from '../../model/format.js';
import { lineSample } from '../../charts/line_sample.js';
import { best, isTried } from '../../model/sweep/points.js';

/** @import { SweepLine } from './chart.js' */

export class SweepTable {
  /** @param {ParentNode} root */
  constructor(root) {
    this.body = find(root, '#sweep-table tbody', HTMLTableSectionElement);
    this.edge = find(root, '#sweep-edge', HTMLElement);
  }

  /** @param {SweepLine[]} lines */
  show(lines) {
    this.body.replaceChildren(...lines.map(row));
    const at_edge = lines.filter(({ points }) => points.every(isTried) && best(points)?.at_edge);
    const labels = new Intl.ListFormat('en').format(at_edge.map(({ label }) => label));
    say(
      this.edge,
      at_edge.length > 0
        ? `The best rate of ${labels} is the first or the last tried: a wider range may hold a better one.`
        : '',
    );
  }
}

/** @param {SweepLine} line */
function row({ points, label, number }) {
  const found = best(points)?.point;
  const tried = points.filter(isTried);
  const diverged = tried.filter(({ outcome }) => outcome === 'diverged').length;
  const share = `${tried.length} of ${points.length}${diverged > 0 ? `, ${diverged} diverged` : ''}`;
  const number_cell = (/** @type {string} */ text) => make('td', { className: 'number' }, text);
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, lineSample(points[0].optimizer.name, number), ` ${label}`),
    number_cell(found ? setting(found.learning_rate) : '–'),
    number_cell(found?.accuracy != null ? percent(found.accuracy) : '–'),
    number_cell(share),
  );
}
