/** What wasm-pack's test runner tells the driver: webdriver.json, with the browser of this machine. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.js';

/**
 * @param {{ chromium: string }} browser
 * @returns {string} the file that was written
 */
export function writeWebdriverConfig({ chromium }) {
  const config = JSON.parse(readFileSync(path.join(ROOT, 'webdriver.json'), 'utf8'));
  config['goog:chromeOptions'].binary = chromium;
  const file = path.join(ROOT, 'target', 'webdriver.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(config));
  return file;
}
