/** The page's address holds its set-up, so that it can be shared as it is. */
import { readRaceLink, writeRaceLink } from '../model/address/race_link.js';
import { readLink, writeLink } from '../model/address/settings_link.js';

/** @import { Catalogue } from '../engine/protocol.js' */
/** @import { RacePanel } from './race/panel.js' */
/** @import { TrainPanel } from './train/panel.js' */

/**
 * Safari throws at the hundredth change of the address within half a minute: so many are written at
 * once, and after that one a second.
 */
const AT_ONCE = 50;
const WINDOW_MS = 30_000;
const BETWEEN_MS = 1000;

export class AddressBar {
  #train;
  #race;
  /** When it was written within the last half minute. @type {number[]} */
  #written = [];
  /** Whether it will be written as it is then. */
  #waiting = false;

  /** @param {{train: TrainPanel, race: RacePanel}} panels whose set-up it holds */
  constructor({ train, race }) {
    this.#train = train;
    this.#race = race;
  }

  /**
   * Sets the page up as the address says.
   * @param {Catalogue} catalogue
   * @returns {string[]} a sentence about each nonsense in it
   */
  read(catalogue) {
    const { settings, complaints } = readLink(location.search, catalogue);
    this.#train.set(settings);
    const preset = this.#train.form.chosenPreset;
    this.#race.fill(preset);
    const asked = readRaceLink(location.search, catalogue, preset);
    this.#race.set(asked.choice);
    return [...complaints, ...asked.complaints];
  }

  /** The set-up has changed. */
  write() {
    if (this.#waiting) return;
    const now = performance.now();
    this.#written = this.#written.filter((at) => now - at < WINDOW_MS);
    const rest = BETWEEN_MS - (now - (this.#written.at(-1) ?? -Infinity));
    if (this.#written.length < AT_ONCE || rest <= 0) return this.#writeNow();
    this.#waiting = true;
    setTimeout(() => {
      this.#waiting = false;
      this.#writeNow();
    }, rest);
  }

  #writeNow() {
    const link = this.link(false);
    if (link === null) return;
    this.#written.push(performance.now());
    try {
      window.history.replaceState(null, '', link);
    } catch {
      // An address that can't be written is no reason to stop: the next change writes it, and Copy link has it.
    }
  }

  /**
   * The page's address with all of its set-up; null while something in it can't be used.
   * @param {boolean} starts whether opening it starts the race
   */
  link(starts) {
    const settings = this.#train.settings();
    const { form } = this.#train;
    const { choice } = this.#race;
    if (!settings || !choice || !form.catalogue) return null;
    const search =
      writeLink(settings, form.catalogue) +
      writeRaceLink({ ...choice, run: starts }, form.chosenPreset);
    return new URL(search, document.baseURI).href;
  }
}
