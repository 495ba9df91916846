/**
 * `npm run bench`: one JSON object a line, measured in fresh browsers, in a real worker.
 * Every round measures each case once, so that a drift of the machine's speed meets all of them;
 * the medians are over all windows (or repetitions) of all rounds.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { inFreshBrowser } from './bench/browser.js';
import { figuresOf, prepare } from './bench/commands.js';
import { longestTask, secondsTo } from './bench/page.js';
import { summary } from './bench/statistics.js';
import { readEngine, readOptions } from './lib/options.js';
import { Problem, ROOT, runMain, say } from './lib/run.js';
import { startStaticServer } from './lib/static_server.js';
import { ENGINES } from './lib/wasm.js';

/** @typedef {import('./bench/bench.worker.js').BenchOptions} BenchOptions */
/** @typedef {import('./bench/bench.worker.js').Figures} Figures */
/** @typedef {Pick<BenchOptions, 'engine' | 'batch' | 'optimizer' | 'workers'>} Case */

const USAGE =
  'npm run bench -- [--engine flex|ndarray] [--batch 64,…] [--optimizer adam,…|all] [--workers 1,2] ' +
  "[--seconds 10] [--rounds 3] [--quick] [--beside 'COMMAND' …]";
const FULL = { rounds: 3, seconds: 10, warm_up: 2, windows: 7, page_seconds: 10 };
const QUICK = { rounds: 1, seconds: 2, warm_up: 0.5, windows: 7, page_seconds: 3 };
const OPTIMIZERS = ['sgd', 'adagrad', 'rmsprop', 'adam', 'adadelta'];
const GOOD = 0.97;

await runMain(async () => {
  const options = readOptions(
    {
      engine: { type: 'string', default: 'flex' },
      batch: { type: 'string', default: '64' },
      optimizer: { type: 'string', default: 'adam' },
      workers: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      beside: { type: 'string', multiple: true, default: [] },
    },
    USAGE,
  );
  const plan = { ...(options.quick ? QUICK : FULL) };
  if (options.seconds) plan.seconds = positive('seconds', String(options.seconds));
  if (options.rounds) plan.rounds = positive('rounds', String(options.rounds));
  const engine = readEngine(String(options.engine));
  const cases = casesOf(engine, {
    batch: String(options.batch),
    optimizer: String(options.optimizer),
    // The helpers' workers hold the default engine.
    workers: String(options.workers ?? (engine === 'flex' ? '1,2' : '1')),
  });

  const site = `target/bench/${engine}`;
  await prepare(engine, site);
  print({ name: 'size', engine, ...sizes(path.join(ROOT, ENGINES[engine].folder)) });

  const server = await startStaticServer(ROOT);
  /** @type {Map<Case, Figures[]>} */
  const measured = new Map(cases.map((one) => [one, []]));
  /** @type {number[]} */
  const tasks = [];
  /** @type {Map<number, number[]>} by the number of workers */
  const until_good = new Map(cases.map(({ workers }) => [workers, []]));
  try {
    for (let round = 1; round <= plan.rounds; round++) {
      for (const command of /** @type {string[]} */ (options.beside))
        for (const figures of await figuresOf(command))
          print({ name: 'beside', round, ...figures });
      for (const [one, all] of measured) all.push(await measure(server.url, { ...one, ...plan }));
      const url = `${server.url}${site}/?optimizer=adam&lr=0.001&batch=64&epochs=20&seed=${round}`;
      tasks.push(await inFreshBrowser((page) => longestTask(page, url, plan.page_seconds)));
      if (engine !== 'flex') continue;
      for (const [workers, times] of until_good)
        times.push(await inFreshBrowser((page) => secondsTo(page, url, workers, GOOD)));
    }
  } finally {
    await server.close();
  }
  for (const [one, figures] of measured) printCase(one, figures);
  print({ name: 'longest_task', engine, longest_task_ms: Math.round(Math.max(...tasks)) });
  for (const [workers, times] of until_good)
    if (times.length > 0)
      print({ name: 'train_to_97', engine, workers, ...summary('seconds', times, 2) });
});

/**
 * @param {string} root of the server
 * @param {Case & typeof FULL} options
 * @returns {Promise<Figures>}
 */
async function measure(root, options) {
  const figures = await inFreshBrowser(async (page) => {
    await page.goto(`${root}scripts/bench/`);
    return page.evaluate(runWorker, {
      package_url: `${root}${ENGINES[options.engine].folder}/lenet5_live.js`,
      data_url: `${root}public/`,
      ...options,
    });
  });
  if ('error' in figures) throw new Problem(`The benchmark's worker failed: ${figures.error}`);
  return figures;
}

/**
 * Runs in the page.
 * @param {BenchOptions} options
 * @returns {Promise<Figures | {error: string}>}
 */
function runWorker(options) {
  return new Promise((resolve) => {
    const worker = new Worker('./bench.worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: message });
    worker.postMessage(options);
  });
}

/** @param {Case} one @param {Figures[]} figures of all rounds */
function printCase(one, figures) {
  const all = (/** @type {(figures: Figures) => number[]} */ pick) => figures.flatMap(pick);
  print({
    name: 'train',
    ...one,
    ...summary(
      'samples_per_s',
      all(({ rates }) => rates),
      1,
    ),
    first_step_ms: summary(
      'median',
      all((f) => [f.first_step_ms]),
      1,
    ).median,
    memory_mib: Math.max(...all((f) => [f.memory_mib])),
    rounds: figures.length,
  });
  if (one.workers > 1) return; // The others are the leading worker's own affair.
  const evaluate_ms = all((f) => f.evaluate_ms);
  print({ name: 'evaluate', ...one, images: 10_000, ...summary('ms', evaluate_ms, 1) });
  const read_ms = all((f) => f.read_ms);
  print({ name: 'read', ...one, ...summary('ms', read_ms, 3) });
}

/** @param {object} figures */
function print(figures) {
  say(JSON.stringify(figures));
}

/** @param {string} folder of the wasm package */
function sizes(folder) {
  const wasm = readFileSync(path.join(folder, 'lenet5_live_bg.wasm'));
  return { wasm_bytes: wasm.length, gzipped_bytes: gzipSync(wasm, { level: 9 }).length };
}

/**
 * Every combination of what the options list.
 * @param {import('./lib/wasm.js').Engine} engine
 * @param {{batch: string, optimizer: string, workers: string}} lists
 * @returns {Case[]}
 */
function casesOf(engine, lists) {
  const numbers = (/** @type {'batch' | 'workers'} */ name) =>
    lists[name].split(',').map((text) => positive(name, text));
  const optimizers = lists.optimizer === 'all' ? OPTIMIZERS : lists.optimizer.split(',');
  const workers = numbers('workers');
  if (engine !== 'flex' && workers.some((n) => n > 1))
    throw new Problem('Several workers are measured with the engine flex only.');
  return numbers('batch').flatMap((batch) =>
    optimizers.flatMap((optimizer) =>
      workers.map((n) => ({
        engine,
        batch,
        optimizer: /** @type {BenchOptions['optimizer']} */ (optimizer),
        workers: n,
      })),
    ),
  );
}

/**
 * @param {string} name
 * @param {string} text
 */
function positive(name, text) {
  const value = Number(text);
  if (value > 0 && (name === 'seconds' || Number.isInteger(value))) return value;
  throw new Problem(`--${name} is "${text}"; expected a number over 0.\nUsage: ${USAGE}`);
}
