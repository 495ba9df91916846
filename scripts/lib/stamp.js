/** Remembering what a generated folder was made from, so that it is made again only when that changed. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.js';

/**
 * A hash of the contents, not of the times: a checkout of another branch and back builds nothing.
 * @param {string[]} inputs files and folders, relative to the project's folder
 * @param {string[]} [facts] anything else that the result depends on
 */
export function fingerprint(inputs, facts = []) {
  const hash = createHash('sha256').update(facts.join('\n'));
  for (const file of inputs.flatMap(filesUnder)) {
    hash.update(`\n${file}\n`).update(readFileSync(path.join(ROOT, file)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} stampFile relative to the project's folder; deleted with the folder that it vouches for
 * @param {string} value
 */
export function isCurrent(stampFile, value) {
  const file = path.join(ROOT, stampFile);
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/**
 * @param {string} stampFile
 * @param {string} value
 */
export function writeStamp(stampFile, value) {
  const file = path.join(ROOT, stampFile);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, value);
}

/** @param {string} entry @returns {string[]} */
function filesUnder(entry) {
  const absolute = path.join(ROOT, entry);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [entry];
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesUnder(path.join(entry, name)));
}
