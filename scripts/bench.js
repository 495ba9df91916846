/**
 * `npm run bench`: one JSON object a line, measured in fresh browsers, in a real worker.
 * The medians are over all windows (or repetitions) of all browsers.
 */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { summary } from './bench/statistics.js';
import { readEngine, readOptions } from './lib/options.js';
import { requireBrowser } from './lib/requirements.js';
import { Problem, ROOT, runMain, say } from './lib/run.js';
import { startStaticServer } from './lib/static_server.js';
import { ENGINES } from './lib/wasm.js';

/** @typedef {import('./bench/bench.worker.js').BenchOptions} BenchOptions */
/** @typedef {{first_step_ms: number, rates: number[], evaluate_ms: number[], read_ms: number[]}} Figures */

const USAGE =
  'npm run bench -- [--engine flex|ndarray] [--batch 64] [--optimizer adam] [--workers 1] [--seconds 10] [--browsers 3] [--quick]';
const FULL = { browsers: 3, seconds: 10, warm_up: 2, windows: 7, page_seconds: 10 };
const QUICK = { browsers: 1, seconds: 2, warm_up: 0.5, windows: 7, page_seconds: 3 };

await runMain(async () => {
  const options = readOptions(
    {
      engine: { type: 'string', default: 'flex' },
      batch: { type: 'string', default: '64' },
      optimizer: { type: 'string', default: 'adam' },
      workers: { type: 'string', default: '1' },
      seconds: { type: 'string' },
      browsers: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
    USAGE,
  );
  const plan = { ...(options.quick ? QUICK : FULL) };
  if (options.seconds) plan.seconds = positive('seconds', options.seconds);
  if (options.browsers) plan.browsers = positive('browsers', options.browsers);
  const engine = readEngine(String(options.engine));
  const optimizer = /** @type {BenchOptions['optimizer']} */ (options.optimizer);
  const batch = positive('batch', String(options.batch));
  const workers = positive('workers', String(options.workers));
  if (workers > 1 && engine !== 'flex')
    throw new Problem('Several workers are measured with the engine flex only.');

  const site = `target/bench/${engine}`;
  await prepare(engine, site);
  const tag = { engine, batch, optimizer, workers };
  const print = (/** @type {object} */ figures) => say(JSON.stringify(figures));
  print({ name: 'size', engine, ...sizes(path.join(ROOT, ENGINES[engine].folder)) });

  const server = await startStaticServer(ROOT);
  try {
    /** @type {Figures[]} */
    const measured = [];
    /** @type {number[]} */
    const tasks = [];
    for (let n = 0; n < plan.browsers; n++) {
      const figures = await inFreshBrowser(async (page) => {
        await page.goto(`${server.url}scripts/bench/`);
        return page.evaluate(runWorker, {
          package_url: `${server.url}${ENGINES[engine].folder}/lenet5_live.js`,
          data_url: `${server.url}public/`,
          engine,
          optimizer,
          batch,
          workers,
          ...plan,
        });
      });
      if ('error' in figures) throw new Problem(`The benchmark's worker failed: ${figures.error}`);
      measured.push(figures);
      const { longestTask } = await import('./bench/responsiveness.js');
      const url = `${server.url}${site}/?optimizer=${optimizer}&batch=${batch}&epochs=20`;
      tasks.push(await inFreshBrowser((page) => longestTask(page, url, plan.page_seconds)));
    }
    const all = (/** @type {(figures: Figures) => number[]} */ pick) => measured.flatMap(pick);
    print({
      name: 'train',
      ...tag,
      ...summary(
        'samples_per_s',
        all(({ rates }) => rates),
        1,
      ),
      first_step_ms: summary(
        'median',
        all((figures) => [figures.first_step_ms]),
        1,
      ).median,
      browsers: plan.browsers,
    });
    print({
      name: 'evaluate',
      ...tag,
      images: 10_000,
      ...summary(
        'ms',
        all((f) => f.evaluate_ms),
        1,
      ),
    });
    print({
      name: 'read',
      ...tag,
      ...summary(
        'ms',
        all((f) => f.read_ms),
        3,
      ),
    });
    print({ name: 'longest_task', ...tag, longest_task_ms: Math.round(Math.max(...tasks)) });
  } finally {
    await server.close();
  }
});

/**
 * Builds with its output on the error channel: the other one is for figures.
 * @param {string} engine
 * @param {string} folder
 * @returns {Promise<void>}
 */
function prepare(engine, folder) {
  const args = ['scripts/bench/prepare.js', '--engine', engine, '--folder', folder];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Problem('What is to be measured could not be built.')),
    );
  });
}

/** @param {string} folder of the wasm package */
function sizes(folder) {
  const wasm = readFileSync(path.join(folder, 'lenet5_live_bg.wasm'));
  return { wasm_bytes: wasm.length, gzipped_bytes: gzipSync(wasm, { level: 9 }).length };
}

/**
 * @template T
 * @param {(page: import('@playwright/test').Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function inFreshBrowser(use) {
  // Playwright is here only once the npm packages are.
  const { chromium } = await import('@playwright/test');
  const { args } = JSON.parse(readFileSync(path.join(ROOT, 'webdriver.json'), 'utf8'))[
    'goog:chromeOptions'
  ];
  const browser = await chromium.launch({
    executablePath: (await requireBrowser()).chromium,
    args,
  });
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
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

/**
 * @param {string} name
 * @param {string} text
 */
function positive(name, text) {
  const value = Number(text);
  if (value > 0 && (name === 'seconds' || Number.isInteger(value))) return value;
  throw new Problem(`--${name} is "${text}"; expected a number over 0.\nUsage: ${USAGE}`);
}
