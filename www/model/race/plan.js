/** What a race is made of: who races, on which seeds, and all that is the same for everybody. */
import { MAX_SEED } from '../../engine/index.js';
import { entryKey } from './record.js';

/** @import { Dataset } from '../../engine/index.js' */
/** @import { Engine, Preset } from '../../engine/protocol.js' */
/** @import { Settings } from '../settings.js' */
/** @import { Entry } from './record.js' */

/**
 * @typedef {object} RacePlan
 * @property {Entry[]} entries
 * @property {number[]} seeds
 * @property {number} batch_size
 * @property {number} epochs
 * @property {string | null} preset
 * @property {number} train_size
 * @property {number} test_size
 * @property {string} dataset its name
 * @property {Engine} [engine]
 * @property {string} app_version
 */

/**
 * @param {Entry[]} entries
 * @param {number} seeds how many, from that of the settings on
 * @param {Pick<Settings, 'batch_size' | 'epochs' | 'seed'>} settings the same for all
 * @param {{dataset: Dataset, preset: Preset | null, engine?: Engine, app_version: string}} means
 * @returns {RacePlan}
 */
export function racePlan(entries, seeds, settings, { dataset, preset, engine, app_version }) {
  const { batch_size, epochs, seed } = settings;
  const { name, train_size, test_size } = dataset;
  return {
    entries,
    seeds: Array.from({ length: seeds }, (_, i) => (seed + i) % (MAX_SEED + 1)),
    batch_size,
    epochs,
    preset: preset && isOf(preset, entries, batch_size) ? preset.name : null,
    train_size,
    test_size,
    dataset: name,
    engine,
    app_version,
  };
}

/**
 * Whether these are the preset's runners.
 * @param {Preset} preset
 * @param {Entry[]} entries
 * @param {number} batch_size
 */
function isOf({ batch_size: usual, runs }, entries, batch_size) {
  return batch_size === usual && entries.map(entryKey).join() === runs.map(entryKey).join();
}
