/** The command line of the scripts: `--name value` pairs and `--name` switches. */

import { parseArgs } from 'node:util';
import { Problem } from './run.js';
import { ENGINES } from './wasm.js';

/**
 * @typedef {import('./wasm.js').Engine} Engine
 */

/**
 * @template {import('node:util').ParseArgsConfig['options']} Options
 * @param {Options} options
 * @param {string} usage
 */
export function readOptions(options, usage) {
  try {
    return parseArgs({ options, strict: true }).values;
  } catch (error) {
    throw new Problem(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
  }
}

/** @param {string} name @returns {Engine} */
export function readEngine(name) {
  if (name in ENGINES) return /** @type {Engine} */ (name);
  throw new Problem(
    `There is no engine "${name}"; the engines are ${Object.keys(ENGINES).join(', ')}.`,
  );
}
