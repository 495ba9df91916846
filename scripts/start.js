/** `npm start`: from a fresh clone, or from any state later, to the page at http://localhost:5173/. */

import { createServer as createSocket } from 'node:net';
import path from 'node:path';
import { prepareMnist } from './lib/mnist.js';
import { readEngine, readOptions } from './lib/options.js';
import {
  requireNode,
  requireNpmPackages,
  requireRust,
  requireWasmTarget,
  requireWasmTools,
} from './lib/requirements.js';
import { Problem, ROOT, runMain, say, secondsSince } from './lib/run.js';
import { buildWasm } from './lib/wasm.js';

const USAGE = 'npm start [-- --engine flex|ndarray] [--port 5173]';

await runMain(async () => {
  const start = performance.now();
  requireNode();
  const options = readOptions(
    {
      engine: { type: 'string', default: 'flex' },
      port: { type: 'string', default: '5173' },
    },
    USAGE,
  );
  const engine = readEngine(String(options.engine));
  const port = Number(options.port);
  await requireFreePort(port);
  requireRust();
  await requireNpmPackages();
  await requireWasmTarget();
  await requireWasmTools();
  await buildWasm(engine);
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

/**
 * Asked first, and not after minutes of compiling.
 * @param {number} port
 * @returns {Promise<void>}
 */
function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.on('error', () =>
      reject(
        new Problem(
          `Port ${port} is taken: another program, perhaps another \`npm start\`, serves there. ` +
            `Stop it, or choose another port: npm start -- --port ${port + 1}`,
        ),
      ),
    );
    socket.listen(port, 'localhost', () => socket.close(() => resolve()));
  });
}
