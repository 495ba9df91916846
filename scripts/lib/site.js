/** The static site, from the wasm package and the data that were made before. */

import { ROOT } from './run.js';

/**
 * @param {import('./wasm.js').Engine} engine
 * @param {string} [folder] relative to the project's folder
 */
export async function buildSite(engine, folder = 'dist') {
  process.env.VITE_ENGINE = engine;
  // Vite is here only once the npm packages are.
  const { build } = await import('vite');
  await build({ root: ROOT, build: { outDir: folder, emptyOutDir: true } });
}
