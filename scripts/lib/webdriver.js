/** How wasm-pack's test runner is told of another browser than the one that it finds by itself. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.js';

/**
 * Nothing where neither is named: the tests are then the plain command, and the driver finds its browser.
 * @param {{ CHROMIUM?: string, CHROMEDRIVER?: string }} named environment variables
 * @param {string} [folder] for the driver's configuration
 * @returns {{ args: string[], env: Record<string, string> }} for `wasm-pack test --headless --chrome`
 */
export function namedBrowser({ CHROMIUM, CHROMEDRIVER }, folder = path.join(ROOT, 'target')) {
  const args = CHROMEDRIVER ? ['--chromedriver', CHROMEDRIVER] : [];
  if (!CHROMIUM) return { args, env: {} };
  const config = JSON.parse(readFileSync(path.join(ROOT, 'webdriver.json'), 'utf8'));
  config['goog:chromeOptions'].binary = CHROMIUM;
  const file = path.join(folder, 'webdriver.json');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(config));
  return { args, env: { WASM_BINDGEN_TEST_WEBDRIVER_JSON: file } };
}
