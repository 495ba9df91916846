/** The race out of the page, as CSV, JSON or a picture, and into it again. */
import { sentenceOf } from '../../engine/index.js';
import { find } from '../../ui/dom.js';
import { save } from '../../ui/save.js';
import { setUsable } from '../../ui/usable.js';
import { fileName } from '../../model/race/file_name.js';
import { png, printColour } from '../../charts/picture.js';
import { readRecordFile, toCsv, toJson } from '../../model/race/record.js';
import { chartSvg } from '../../charts/race_svg.js';

/** @import { Notice } from '../../model/notice.js' */
/** @import { Axes } from '../../model/race/axes.js' */
/** @import { Catalogue } from '../../engine/protocol.js' */
/** @import { RaceRecord } from '../../model/race/record.js' */

/**
 * @typedef {object} ExportsEvents
 * @property {(record: RaceRecord) => void} onOpen a race from a file; an Error that it throws is told
 * @property {(notice: Notice) => void} onNotice
 * @property {(about: string) => void} onSettle what was told about is in order again
 */

/** What the notices are about. */
const ABOUT = 'race-file';

export class Exports {
  /**
   * @param {ParentNode} root
   * @param {ExportsEvents} events
   */
  constructor(root, events) {
    const button = (/** @type {string} */ id) => find(root, id, HTMLButtonElement);
    this.input = find(root, '#race-file', HTMLInputElement);
    this.events = events;
    /** @type {RaceRecord | null} */
    this.record = null;
    /** @type {Axes} */
    this.axes = { x: 'updates', y: 'accuracy' };
    const picture = (/** @type {RaceRecord} */ record) => chartSvg(record, this.axes, printColour);
    this.savers = [
      this.#saver(button('#race-csv'), (record) => ({
        name: fileName(record, 'csv'),
        content: new Blob([toCsv(record)], { type: 'text/csv' }),
      })),
      this.#saver(button('#race-json'), (record) => ({
        name: fileName(record, 'json'),
        content: new Blob([toJson(record)], { type: 'application/json' }),
      })),
      this.#saver(button('#race-png'), async (record) => ({
        name: fileName(record, 'png', this.axes),
        content: await png(picture(record)),
      })),
      this.#saver(button('#race-svg'), (record) => ({
        name: fileName(record, 'svg', this.axes),
        content: new Blob([picture(record)], { type: 'image/svg+xml' }),
      })),
    ];
    this.openButton = button('#race-open');
    this.openButton.addEventListener('click', () => this.input.click());
    this.input.addEventListener('change', () => {
      const file = this.input.files?.[0];
      if (file) void this.#open(file);
    });
    /** @type {Catalogue | null} without it a file can't be checked */
    this.catalogue = null;
    setUsable(this.openButton, false);
    this.show(null, this.axes);
  }

  /** @param {Catalogue} catalogue */
  describe(catalogue) {
    this.catalogue = catalogue;
    setUsable(this.openButton, true);
  }

  /**
   * What there is to save.
   * @param {RaceRecord | null} record
   * @param {Axes} axes those of the chart
   */
  show(record, axes) {
    this.record = record;
    this.axes = axes;
    const nothing = !record || record.runs.length === 0;
    for (const button of this.savers) setUsable(button, !nothing);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {(record: RaceRecord) => Saved | Promise<Saved>} write
   * @typedef {{name: string, content: Blob}} Saved
   */
  #saver(button, write) {
    button.addEventListener('click', async () => {
      if (!this.record) return;
      try {
        const { name, content } = await write(this.record);
        save(content, name);
        this.events.onSettle(ABOUT);
      } catch (error) {
        this.#complain(`The race was not saved: ${sentenceOf(error)}`);
      }
    });
    return button;
  }

  /** @param {File} file */
  async #open(file) {
    try {
      if (!this.catalogue) throw new Error('the network is not loaded yet. Try again.');
      this.events.onOpen(await readRecordFile(file, this.catalogue.optimizers));
      this.events.onSettle(ABOUT);
    } catch (error) {
      this.#complain(`${file.name} was not opened: ${sentenceOf(error)}`);
    } finally {
      // Else the same file, mended and chosen again, would be no change.
      this.input.value = '';
    }
  }

  /** @param {string} text */
  #complain(text) {
    this.events.onNotice({ about: ABOUT, text });
  }
}
