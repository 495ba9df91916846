/** The set-up in the page's address: read when it is opened, and written to share it. */
import { RULES, presetHyperParameters, within } from '../settings.js';

/** @import { Augmentation, Catalogue, OptimizerName } from '../../engine/protocol.js' */
/** @import { NumberRule, Settings } from '../settings.js' */

/** The numbers' names in the address, in the order in which they are written. */
const NUMBERS = /** @type {const} */ ([
  ['lr', 'learning_rate'],
  ['batch', 'batch_size'],
  ['epochs', 'epochs'],
  ['seed', 'seed'],
]);

/**
 * What an address asks for. Parameters that aren't ours are left alone; nonsense in ours is
 * ignored, with a sentence about each.
 * @param {string} search the address from its question mark
 * @param {Catalogue} catalogue
 * @returns {{settings: Partial<Settings>, complaints: string[]}}
 */
export function readLink(search, catalogue) {
  const parameters = new URLSearchParams(search);
  /** @type {Partial<Settings>} */
  const settings = {};
  /** @type {string[]} */
  const complaints = [];

  /** @param {string} key @param {string[]} names */
  function choice(key, names) {
    const value = parameters.get(key);
    if (value === null) return undefined;
    if (names.includes(value)) return value;
    complaints.push(ignored(key, value, names.join(', ')));
    return undefined;
  }

  /** @param {string} key @param {NumberRule} rule */
  function number(key, rule) {
    const text = parameters.get(key);
    if (text === null) return undefined;
    const value = text.trim() === '' ? NaN : Number(text);
    if (Number.isFinite(value) && rule.test(value)) return value;
    complaints.push(ignored(key, text, rule.expected));
    return undefined;
  }

  const { optimizers, presets } = catalogue;
  const preset = choice(
    'preset',
    presets.map(({ name }) => name),
  );
  if (preset !== undefined) settings.preset = preset;
  const optimizer = choice(
    'optimizer',
    optimizers.map(({ name }) => name),
  );
  if (optimizer !== undefined) settings.optimizer = /** @type {OptimizerName} */ (optimizer);
  for (const [key, name] of NUMBERS) {
    const value = number(key, RULES[name]);
    if (value !== undefined) settings[name] = value;
  }
  /** @type {Record<string, number>} */
  const hyper_parameters = {};
  for (const hyper of hyperParameters(catalogue, settings.optimizer)) {
    const value = number(hyper.name, within(hyper));
    if (value !== undefined) hyper_parameters[hyper.name] = value;
  }
  if (Object.keys(hyper_parameters).length > 0) settings.hyper_parameters = hyper_parameters;
  const augmentation = choice(
    'augment',
    catalogue.augmentations.map(({ name }) => name),
  );
  if (augmentation !== undefined) {
    settings.augmentation = /** @type {Augmentation} */ (augmentation);
  }
  if (choice('quick', ['1']) !== undefined) settings.quick = true;
  return { settings, complaints };
}

/**
 * The address of a set-up, from its question mark. Hyper-parameters are written when they differ
 * from the preset's.
 * @param {Settings} settings
 * @param {Catalogue} catalogue
 */
export function writeLink(settings, catalogue) {
  const parameters = new URLSearchParams({ optimizer: settings.optimizer });
  for (const [key, name] of NUMBERS) parameters.set(key, String(settings[name]));
  parameters.set('preset', settings.preset);
  if (settings.quick) parameters.set('quick', '1');
  if (settings.augmentation) parameters.set('augment', settings.augmentation);
  const usual = presetHyperParameters(
    catalogue.presets.find(({ name }) => name === settings.preset),
    settings.optimizer,
  );
  for (const { name } of hyperParameters(catalogue, settings.optimizer)) {
    const value = settings.hyper_parameters[name];
    if (value !== undefined && value !== usual[name]) parameters.set(name, String(value));
  }
  return `?${parameters}`;
}

/**
 * @param {Catalogue} catalogue
 * @param {OptimizerName | undefined} optimizer
 */
function hyperParameters({ optimizers }, optimizer) {
  return optimizers.find(({ name }) => name === optimizer)?.hyper_parameters ?? [];
}

/** Characters of a link's value that are shown: enough to find it. */
const MOST_SHOWN = 60;

/**
 * @param {string} key
 * @param {string} value
 * @param {string} expected
 */
export function ignored(key, value, expected) {
  const shown = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
  return `The link's ${key} is "${shown}"; expected ${expected}. It was ignored.`;
}
