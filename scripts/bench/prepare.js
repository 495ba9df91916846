/** What the benchmark measures, built where it is missing. Apart from bench.js, whose output is figures only. */

import { prepareMnist } from '../lib/mnist.js';
import { readEngine, readOptions } from '../lib/options.js';
import {
  requireBrowser,
  requireNode,
  requireNpmPackages,
  requireRust,
  requireWasmTarget,
  requireWasmTools,
} from '../lib/requirements.js';
import { runMain } from '../lib/run.js';
import { buildSite } from '../lib/site.js';
import { buildWasm, optimizeWasm } from '../lib/wasm.js';

await runMain(async () => {
  const usage = 'node scripts/bench/prepare.js --engine flex|ndarray --folder FOLDER';
  const options = readOptions({ engine: { type: 'string' }, folder: { type: 'string' } }, usage);
  const engine = readEngine(String(options.engine));
  requireNode();
  requireRust();
  await requireNpmPackages();
  await requireWasmTarget();
  await requireWasmTools();
  await requireBrowser();
  await buildWasm(engine);
  await optimizeWasm(engine);
  prepareMnist();
  await buildSite(engine, options.folder);
});
