/** `npm start`: from a fresh clone, or from any state later, to the page at http://localhost:5173/. */

import path from 'node:path';
import { choosePort } from './lib/free_port.js';
import { prepareMnist } from './lib/mnist.js';
import { readEngine, readOptions } from './lib/options.js';
import {
  requireNode,
  requireNpmPackages,
  requireRust,
  requireWasmTarget,
} from './lib/requirements.js';
import { ROOT, runMain, say, secondsSince } from './lib/run.js';
import { buildWasm, buildWasmWithTools } from './lib/wasm.js';

const USAGE = 'npm start [-- --engine flex|ndarray] [--port 5173]';
/** The one that is taken when it is free. */
const PORT = 5173;

await runMain(async () => {
  const start = performance.now();
  requireNode();
  const options = readOptions(
    {
      engine: { type: 'string', default: 'flex' },
      port: { type: 'string' },
    },
    USAGE,
  );
  const engine = readEngine(String(options.engine));
  // Asked first, and not after minutes of compiling.
  const port = await choosePort(PORT, options.port);
  requireRust();
  await requireNpmPackages();
  await requireWasmTarget();
  await buildWasmWithTools(engine);
  prepareMnist();
  await serve(engine, port);
  say(
    `Ready after ${secondsSince(start)}: http://localhost:${port}/ (engine ${engine}; Ctrl+C stops it)`,
  );
});

/**
 * Serves the page, and compiles the crate again whenever its sources change.
 * @param {import('./lib/wasm.js').Engine} engine
 * @param {number} port
 */
async function serve(engine, port) {
  process.env.VITE_ENGINE = engine;
  // Vite is here only once the npm packages are.
  const { createServer } = await import('vite');
  const server = await createServer({ root: ROOT, server: { port } });
  await server.listen();

  const sources = path.join(ROOT, 'src') + path.sep;
  let compiling = Promise.resolve();
  server.watcher.on('all', (_event, file) => {
    if (!file.startsWith(sources)) return;
    compiling = compiling
      .then(() => buildWasm(engine))
      .then(() => server.ws.send({ type: 'full-reload' }))
      .catch((error) => say(`${error.message} The page keeps the last version that compiled.`));
  });
}
