/** The page's address holds its set-up, so that it can be shared as it is. */
import { readRaceLink, writeRaceLink } from '../model/address/race_link.js';
import { readLink, writeLink } from '../model/address/settings_link.js';

/** @import { Catalogue } from '../engine/protocol.js' */
/** @import { RacePanel } from './race/panel.js' */
/** @import { TrainPanel } from './train/panel.js' */

export class AddressBar {
  #train;
  #race;

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
    const link = this.link(false);
    if (link !== null) window.history.replaceState(null, '', link);
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
