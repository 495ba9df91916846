/** The engine's public types, made from its comments: pkg/engine/index.d.ts. */

import { runPackaged } from './run.js';

/** Needs the crate's own declarations, which are made with the package. */
export async function buildEngineTypes() {
  await runPackaged('tsc', ['--project', 'tsconfig.engine.json']);
}
