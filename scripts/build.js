/** `npm run build`: the static site in dist/, for any plain file server, under any path; the packages in pkg/. */

import { prepareMnist } from './lib/mnist.js';
import { readEngine, readOptions } from './lib/options.js';
import {
  requireNode,
  requireNpmPackages,
  requireRust,
  requireWasmTarget,
} from './lib/requirements.js';
import { runMain } from './lib/run.js';
import { buildSite } from './lib/site.js';
import { buildEngineTypes } from './lib/types.js';
import { buildWasmWithTools, optimizeWasm } from './lib/wasm.js';

await runMain(async () => {
  requireNode();
  const options = readOptions(
    { engine: { type: 'string', default: 'flex' } },
    'npm run build [-- --engine flex|ndarray]',
  );
  const engine = readEngine(String(options.engine));
  requireRust();
  await requireNpmPackages();
  await requireWasmTarget();
  await buildWasmWithTools(engine);
  await optimizeWasm(engine);
  await buildEngineTypes();
  prepareMnist();
  await buildSite(engine);
});
