/** `npm start`: from a fresh clone, or from any state later, to the page at http://localhost:5173/. */

import path from 'node:path';
import { freePort, isFree } from './lib/free_port.js';
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
import { buildWasm, compileCrate } from './lib/wasm.js';

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
  const port = await choosePort(options.port);
  requireRust();
  await requireNpmPackages();
  await requireWasmTarget();
  // Each has stretches in which one core waits for the other: together they take less than in turn.
  await Promise.all([requireWasmTools(), compileCrate(engine)]);
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
 * @param {string} [asked] for by the visitor: then no other will do
 * @returns {Promise<number>}
 */
async function choosePort(asked) {
  if (asked === undefined) {
    const port = await freePort(PORT);
    if (port !== PORT)
      say(`Port ${PORT} is taken, perhaps by another \`npm start\`; this one takes ${port}.`);
    return port;
  }
  const port = Number(asked);
  if (!(Number.isInteger(port) && port > 0 && port < 65536))
    throw new Problem(`--port is "${asked}"; expected a whole number from 1 to 65535.`);
  if (await isFree(port)) return port;
  throw new Problem(
    `Port ${port} is taken: another program, perhaps another \`npm start\`, serves there. ` +
      'Stop it, or leave --port out, and a free one is taken.',
  );
}
