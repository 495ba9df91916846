/** The race's part of the page's address: what is raced, how often, and along which axes it is shown. */
import { X_NAMES, Y_NAMES } from '../race/axes.js';
import { entryKey } from '../race/record.js';
import { RULES, presetHyperParameters, presetRun, whole, within } from '../settings.js';
import { ignored } from './settings_link.js';

/** @import { Catalogue, OptimizerConfig, Preset } from '../../engine/protocol.js' */
/** @import { XName, YName } from '../race/axes.js' */
/** @import { Entry } from '../race/record.js' */

/**
 * @typedef {object} RaceChoice
 * @property {Entry[]} entries
 * @property {number} seeds
 * @property {XName} x
 * @property {YName} y
 * @property {boolean} run whether it starts as soon as it can
 */

/** More would each hold a network and a copy of the test set. */
export const MOST_ENTRIES = 12;
export const SEEDS_RULE = whole(1, 10);
const EXPECTED_ENTRY =
  'runners such as adam~0.001,sgd~0.1~momentum:0.9, each with its rate over 0 and its own hyper-parameters';

/** The choice of somebody who has changed nothing. */
export const FIRST_CHOICE = Object.freeze({ seeds: 1, x: 'updates', y: 'accuracy' });

/**
 * The race that an address asks for. Nonsense is ignored, with a sentence about each.
 * @param {string} search the address from its question mark
 * @param {Catalogue} catalogue
 * @param {Preset} preset gives the hyper-parameters that aren't named
 * @returns {{choice: Partial<RaceChoice>, complaints: string[]}}
 */
export function readRaceLink(search, catalogue, preset) {
  const parameters = new URLSearchParams(search);
  /** @type {Partial<RaceChoice>} */
  const choice = {};
  /** @type {string[]} */
  const complaints = [];

  /** @param {string} key @param {(text: string) => string} use returns what was expected, or '' */
  function read(key, use) {
    const text = parameters.get(key);
    const expected = text === null ? '' : use(text);
    if (text !== null && expected) complaints.push(ignored(key, text, expected));
  }

  read('race', (text) => {
    const entries = readEntries(text, catalogue, preset);
    if (typeof entries === 'string') return entries;
    choice.entries = entries;
    return '';
  });
  read('seeds', (text) => {
    if (!(text.trim() !== '' && SEEDS_RULE.test(Number(text)))) return SEEDS_RULE.expected;
    choice.seeds = Number(text);
    return '';
  });
  read('x', (text) => {
    if (!X_NAMES.some((name) => name === text)) return X_NAMES.join(', ');
    choice.x = /** @type {XName} */ (text);
    return '';
  });
  read('y', (text) => {
    if (!Y_NAMES.some((name) => name === text)) return Y_NAMES.join(', ');
    choice.y = /** @type {YName} */ (text);
    return '';
  });
  read('run', (text) => {
    if (!['', '1'].includes(text)) return 'no value, or 1';
    choice.run = true;
    return '';
  });
  return { choice, complaints };
}

/**
 * What is to follow the set-up's part of the address, with its first ampersand. It leaves out what
 * is as the preset, or the page, has it.
 * @param {RaceChoice} choice
 * @param {Preset} preset
 */
export function writeRaceLink({ entries, seeds, x, y, run }, preset) {
  const same =
    entries.length > 0 && entries.map(entryKey).join() === preset.runs.map(entryKey).join();
  // By hand: URLSearchParams would escape the signs that make the list readable.
  const parts = [
    same || entries.length === 0 ? '' : `race=${entries.map((e) => writeEntry(e, preset)).join()}`,
    seeds === FIRST_CHOICE.seeds ? '' : `seeds=${seeds}`,
    x === FIRST_CHOICE.x ? '' : `x=${x}`,
    y === FIRST_CHOICE.y ? '' : `y=${y}`,
    run ? 'run' : '',
  ];
  return parts.map((part) => part && `&${part}`).join('');
}

/** @param {Entry} entry @param {Preset} preset */
function writeEntry({ optimizer, learning_rate }, preset) {
  const { name, ...own } = optimizer;
  const usual = presetHyperParameters(preset, name);
  const parts = Object.entries(own)
    .filter(([key, value]) => value !== usual[key])
    .map(([key, value]) => `${key}:${number(value)}`);
  return [name, number(learning_rate), ...parts].join('~');
}

/** Without the plus sign of 1e+21, which an address takes for a space. @param {number} value */
const number = (value) => String(value).replace('e+', 'e');

/**
 * @param {string} text
 * @param {Catalogue} catalogue
 * @param {Preset} preset
 * @returns {Entry[] | string} or what was expected
 */
function readEntries(text, catalogue, preset) {
  const entries = text.split(',').map((part) => readEntry(part, catalogue, preset));
  if (entries.length > MOST_ENTRIES) return `at most ${MOST_ENTRIES} runners`;
  if (!entries.every((entry) => entry !== null)) return EXPECTED_ENTRY;
  return new Set(entries.map(entryKey)).size < entries.length ? 'each runner once' : entries;
}

/**
 * @param {string} text
 * @param {Catalogue} catalogue
 * @param {Preset} preset
 * @returns {Entry | null}
 */
function readEntry(text, { optimizers }, preset) {
  const [name, rate, ...parts] = text.split('~');
  const info = optimizers.find((one) => one.name === name);
  const usual = info && presetRun(preset, info.name)?.optimizer;
  if (!info || !usual) return null;
  const learning_rate = readNumber(rate);
  if (!RULES.learning_rate.test(learning_rate)) return null;
  /** @type {Record<string, number>} */
  const own = {};
  for (const part of parts) {
    const [key, value, ...more] = part.split(':');
    const hyper = info.hyper_parameters.find((one) => one.name === key);
    if (!hyper || more.length > 0 || Object.hasOwn(own, key)) return null;
    if (!within(hyper).test(readNumber(value))) return null;
    own[key] = readNumber(value);
  }
  return { optimizer: /** @type {OptimizerConfig} */ ({ ...usual, ...own }), learning_rate };
}

/** @param {string | undefined} text NaN where it is not a finite number */
function readNumber(text = '') {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : NaN;
}
