/** The crate as WebAssembly: compiled, bound to JavaScript and optimised. */

import { renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { requireWasmTools } from './requirements.js';
import { ROOT, capture, run, runPackaged, say, secondsSince } from './run.js';
import { fingerprint, isCurrent, writeStamp } from './stamp.js';

/**
 * @typedef {'flex' | 'ndarray'} Engine
 */

/** Each engine's package folder and cargo features; vite.config.js serves the folder of the chosen one. */
export const ENGINES = Object.freeze({
  flex: { folder: 'pkg', features: /** @type {string[]} */ ([]) },
  ndarray: { folder: 'target/pkg-ndarray', features: ['ndarray'] },
});

/** What rustc was allowed to emit: wasm-opt refuses instructions that it was not told of. */
const WASM_FEATURES = [
  '--enable-simd',
  '--enable-bulk-memory',
  '--enable-nontrapping-float-to-int',
  '--enable-sign-ext',
  '--enable-mutable-globals',
  '--enable-reference-types',
  '--enable-multivalue',
];

/**
 * {@link buildWasm} on a machine that may lack the tools. They are compiled beside the crate: each has
 * stretches in which one core waits for the other.
 * @param {Engine} engine
 */
export async function buildWasmWithTools(engine) {
  await Promise.all([requireWasmTools(), compileCrate(engine)]);
  await buildWasm(engine);
}

/**
 * What wasm-pack compiles first, by the same command, so that it finds it done: this needs none of the tools.
 * @param {Engine} engine
 */
async function compileCrate(engine) {
  const { folder, features } = ENGINES[engine];
  if (isCurrent(`${folder}/.stamp`, fingerprintOf(engine))) return;
  const args = ['build', '--lib', '--release', '--target', 'wasm32-unknown-unknown'];
  await run('cargo', features.length ? [...args, '--features', features.join()] : args);
}

/**
 * Compiles the crate unless the package was made from the very sources that are there now.
 * @param {Engine} engine
 */
export async function buildWasm(engine) {
  const { folder, features } = ENGINES[engine];
  const stamp = fingerprintOf(engine);
  if (isCurrent(`${folder}/.stamp`, stamp)) return;

  say(
    `Compiling the crate to WebAssembly, engine ${engine}: minutes the first time, then seconds.`,
  );
  const start = performance.now();
  // Neither stamp vouches for what a build that is broken off leaves behind.
  for (const name of ['.stamp', '.optimized'])
    rmSync(path.join(ROOT, folder, name), { force: true });
  // wasm-pack would download a wasm-opt; the npm package binaryen has one, pinned by the lock file.
  const args = ['build', '--target', 'web', '--release', '--no-opt', '--out-dir', folder];
  await run('wasm-pack', features.length ? [...args, '--', '--features', features.join()] : args);
  writeStamp(`${folder}/.stamp`, stamp);
  say(`Compiled in ${secondsSince(start)}.`);
}

/**
 * Optimises a package that {@link buildWasm} has made, once. For the built site only: it takes longer
 * than everything else that `npm start` does after a change.
 * @param {Engine} engine
 */
export async function optimizeWasm(engine) {
  const { folder } = ENGINES[engine];
  const stamp = fingerprintOf(engine);
  if (isCurrent(`${folder}/.optimized`, stamp)) return;

  say('Optimising the WebAssembly (about half a minute).');
  const start = performance.now();
  const file = path.join(ROOT, folder, 'lenet5_live_bg.wasm');
  const before = statSync(file).size;
  // For size: rustc has optimised the kernels already, and -O3 makes them 2 % faster at a third more bytes.
  await runPackaged('wasm-opt', ['-Os', ...WASM_FEATURES, file, '-o', `${file}.optimized`]);
  renameSync(`${file}.optimized`, file);
  writeStamp(`${folder}/.optimized`, stamp);
  say(`Optimised from ${before} to ${statSync(file).size} bytes in ${secondsSince(start)}.`);
}

/** @param {Engine} engine */
function fingerprintOf(engine) {
  const inputs = ['src', 'Cargo.toml', 'Cargo.lock', '.cargo', 'scripts/lib/wasm.js'];
  return fingerprint(inputs, [engine, capture('rustc', ['--version']) ?? '']);
}
