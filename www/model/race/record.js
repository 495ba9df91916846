/**
 * A race as plain data: what every runner was given and what became of it. The JSON form is also
 * written by the crate's command line, so that a race run there can be opened here.
 */
import { optimizerLabel, symbol } from '../optimizer_names.js';
import { setting } from '../format.js';
import { FORMAT, VERSION } from './record_reader.js';

export { imagesAfter } from './images.js';
export { toCsv } from './record_csv.js';
export { readRecord, readRecordFile } from './record_reader.js';

/** @import { OptimizerConfig } from '../../engine/protocol.js' */

/**
 * @typedef {object} RaceRecord
 * @property {typeof FORMAT} format
 * @property {typeof VERSION} version
 * @property {string} app_version
 * @property {string} dataset
 * @property {number} train_size
 * @property {number} test_size
 * @property {string | null} preset the name of the one that the runners are, if any
 * @property {RaceRun[]} runs seed by seed, the entries of each in order
 */
/**
 * @typedef {object} RaceRun
 * @property {OptimizerConfig} optimizer
 * @property {number} learning_rate
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} seed
 * @property {string} outcome '' while it runs, 'finished', 'stopped', or the sentence that ended it
 * @property {RaceEvaluation[]} evaluations of the whole test set
 * @property {RaceLoss[]} losses the first is that of step 1 alone
 */
/**
 * @typedef {object} RaceEvaluation
 * @property {number} step
 * @property {number} epoch epochs done, with the fraction
 * @property {number} seconds of the runner's own computing
 * @property {number} loss NaN where it was not finite, as at the end of a run that has diverged
 * @property {number} accuracy
 */
/**
 * The mean training loss of the steps since the entry before, up to and with this step.
 * @typedef {{step: number, seconds: number, loss: number}} RaceLoss loss: NaN where it was not finite
 */
/** One runner's set-up. @typedef {{optimizer: OptimizerConfig, learning_rate: number}} Entry */
/**
 * One line of the race: an entry with its runs, one a seed.
 * @typedef {object} Summary
 * @property {string} key the same for the same set-up
 * @property {string} label the optimizer, and what tells it from others of its name
 * @property {OptimizerConfig} optimizer
 * @property {number} learning_rate
 * @property {RaceRun[]} runs
 * @property {number} number its place among the entries, from 1: it decides the dash
 * @property {number} turn how many of the same optimizer come before it: it decides the shade
 */

/**
 * A record without runs.
 * @param {Pick<RaceRecord, 'app_version' | 'dataset' | 'train_size' | 'test_size' | 'preset'>} about
 * @returns {RaceRecord}
 */
export const emptyRecord = ({ app_version, dataset, train_size, test_size, preset }) => ({
  format: FORMAT,
  version: VERSION,
  app_version,
  dataset,
  train_size,
  test_size,
  preset,
  runs: [],
});

/**
 * JSON has no NaN: a loss that is not finite is written as null.
 * @param {RaceRecord} record
 */
export const toJson = (record) => `${JSON.stringify(record)}\n`;

/**
 * @param {Entry} entry
 * @returns {string} the same for the same set-up, whatever the order of its keys
 */
export function entryKey({ optimizer, learning_rate }) {
  const pairs = Object.entries({ ...optimizer, learning_rate });
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Names for entries that stand side by side: two of one optimizer also get what they differ in.
 * @param {readonly Entry[]} entries
 */
export function entryLabels(entries) {
  /** @type {Map<string, Set<number>>} the values of each optimizer's settings */
  const values = new Map();
  const place = (/** @type {Entry} */ { optimizer }, /** @type {string} */ setting) =>
    `${optimizer.name} ${setting}`;
  for (const entry of entries) {
    for (const [name, value] of settingsOf(entry)) {
      const key = place(entry, name);
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  return entries.map((entry) => {
    const differing = settingsOf(entry).filter(
      ([name]) => Number(values.get(place(entry, name))?.size) > 1,
    );
    const parts = differing.map(([name, value]) => `${sign(name)} ${setting(value)}`);
    return [optimizerLabel(entry.optimizer.name), ...parts].join(' ');
  });
}

/**
 * An entry's numbers by name.
 * @param {Entry} entry
 * @returns {[string, number][]}
 */
export function settingsOf({ optimizer: { name: _, ...own }, learning_rate }) {
  return [['learning_rate', learning_rate], ...Object.entries(own)];
}

/** @param {string} name */
const sign = (name) => (name === 'learning_rate' ? 'η' : symbol(name));

/**
 * The race's lines.
 * @param {RaceRecord} record
 * @returns {Summary[]}
 */
export function summaries({ runs }) {
  /** @type {Map<string, RaceRun[]>} */
  const groups = new Map();
  for (const run of runs) {
    const key = entryKey(run);
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  const entries = [...groups.values()].map(([first]) => first);
  const labels = entryLabels(entries);
  /** @type {Map<string, number>} of each optimizer so far */
  const turns = new Map();
  return [...groups].map(([key, group], i) => {
    const { optimizer, learning_rate } = group[0];
    const turn = turns.get(optimizer.name) ?? 0;
    turns.set(optimizer.name, turn + 1);
    return { key, label: labels[i], optimizer, learning_rate, runs: group, number: i + 1, turn };
  });
}
