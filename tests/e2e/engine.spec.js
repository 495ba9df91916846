/** The engine without the page: from its sources, on any plain file server. */

import { readFileSync } from 'node:fs';
import { ROOT } from '../../scripts/lib/run.js';
import { startStaticServer } from '../../scripts/lib/static_server.js';
import { expect, test as base } from './support.js';

const PAGE = 'docs/train.html';
const MOST_LINES = 15;

/** @type {typeof base} */
const test = base.extend({
  baseURL: async ({ browserName: _ }, use) => {
    const server = await startStaticServer(ROOT);
    await use(server.url);
    await server.close();
  },
});

test('the page of fifteen lines trains', async ({ page }) => {
  const lines = readFileSync(`${ROOT}/${PAGE}`, 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
  // A browser asks for it by itself; the fifteen lines have none.
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await page.goto(PAGE);
  await expect(page.getByText('It reads a 9 as [0,0,0,0,0,0,0,0,0,1].')).toBeVisible({
    timeout: 120_000,
  });
  const text = await page.locator('pre').innerText();
  const [, accuracy] = /([\d.]+) % right after 938 steps/.exec(text) ?? [];
  expect(Number(accuracy)).toBeGreaterThan(97);
});

test('the example of the README runs as it stands', async ({ page }) => {
  const blocks = readFileSync(`${ROOT}/README.md`, 'utf8').matchAll(/^```js\n([^]*?)^```$/gm);
  const [code] = [...blocks].map(([, block]) => block).filter((block) => /openDataset/.test(block));
  const script = `<script type="module">${code}; document.title = String(accuracy);</script>`;
  await page.route('**/example.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><title></title>${script}` }),
  );
  await page.goto('example.html');
  await expect
    .poll(async () => Number(await page.title()), { timeout: 120_000 })
    .toBeGreaterThan(0.9);
});

/** @typedef {typeof import('../../www/engine/index.js')} Engine */

/** An empty page, for a test's own code. @param {import('@playwright/test').Page} page */
async function openEmptyPage(page) {
  await page.route('**/empty.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Empty</title>' }),
  );
  await page.goto('empty.html');
}

test('a run steps, pauses, goes on and ends; what it saves answers and is evaluated alike', async ({
  page,
}) => {
  await openEmptyPage(page);
  const seen = await page.evaluate(async () => {
    const address = '/www/engine/index.js';
    /** @type {Engine} */
    const { createModel, createRun, openDataset } = await import(address);
    /** @type {number[]} */
    const downloads = [];
    const dataset = await openDataset('/public/', {
      onDownload: (received, total) => downloads.push(received / total),
    });
    const optimizer = /** @type {const} */ ({ name: 'sgd', momentum: 0.9 });
    const set_up = {
      optimizer,
      learning_rate: 0.05,
      batch_size: 32,
      epochs: 1,
      seed: 3,
      steps: 40,
    };
    const run = createRun(set_up, { dataset, paused: true });
    /** @type {string[]} */
    const heard = [];
    let last = { step: 0, accuracy: 0 };
    for await (const event of run) {
      if (event.type === 'state') heard.push(event.state);
      if (event.type === 'evaluation') last = event;
      if (heard.join() === 'paused' && event.type === 'state') run.step();
      if (heard.join() === 'paused,paused' && event.type === 'state') run.resume();
    }
    const bytes = await run.save();
    const model = createModel();
    await model.open(bytes);
    const { pixels } = await dataset.images('test', [0]);
    const answers = [await run.predict(pixels), await model.predict(pixels)].map(String);
    const accuracies = [await run.evaluate(dataset), await model.evaluate(dataset)].map(
      ({ accuracy }) => accuracy,
    );
    const catalogue = await model.ready;
    // Whoever is let go of answers no more; a dataset is there for as long as a run trains on it.
    const under_way = createRun({ ...set_up, steps: 60 }, { dataset });
    dataset.dispose();
    const refusal = await dataset.labels('test').catch((error) => error.message);
    let evaluations = 0;
    for await (const event of under_way) if (event.type === 'evaluation') evaluations++;
    const closed = await dataset.closed;
    for (const one of [run, model, under_way]) await one.dispose();
    const gone = await model.predict(pixels).catch((error) => error.message);
    return {
      downloads,
      heard,
      last,
      answers,
      accuracies,
      catalogue,
      refusal,
      evaluations,
      closed,
      gone,
    };
  });
  expect(seen.downloads.at(-1)).toBe(1);
  expect(seen.heard).toEqual(['paused', 'paused', 'running', 'finished']);
  expect(seen.last.step).toBe(40);
  expect(seen.answers[0]).toBe(seen.answers[1]);
  expect(seen.accuracies).toEqual([seen.last.accuracy, seen.last.accuracy]);
  expect(seen.catalogue.optimizers).toHaveLength(5);
  expect(seen.refusal).toMatch(/let go of/);
  expect(seen.evaluations).toBeGreaterThan(0);
  expect(seen.closed).toBeNull();
  expect(seen.gone).toMatch(/gone with its worker/);
  await expect.poll(() => page.workers().length).toBe(0);
});

test.describe('addresses that lead nowhere, and other faults', () => {
  test.use({ expectedComplaint: /404|nowhere/ });

  test('what is wrong is thrown, with its kind', async ({ page }) => {
    await openEmptyPage(page);
    const errors = await page.evaluate(async () => {
      const address = '/www/engine/index.js';
      /** @type {Engine} */
      const { createRun, openDataset } = await import(address);
      const sgd = /** @type {const} */ ({ name: 'sgd', momentum: 0 });
      const set_up = { optimizer: sgd, learning_rate: 0.1, batch_size: 64, epochs: 1, seed: 1 };
      /** @param {Promise<unknown>} promise */
      const said = (promise) =>
        promise.then(
          () => 'nothing',
          (error) => `${error.kind ?? error.can_retry ?? error.name}: ${error.message}`,
        );
      /** @param {Awaited<ReturnType<Engine['createRun']>>} run */
      const toItsEnd = async (run) => {
        for await (const event of run) void event;
      };
      const nonsense = [new File(['no images at all'], 'nonsense-images-idx3-ubyte')];
      const bad_file = await said(openDataset(nonsense));
      const no_folder = await said(openDataset('/public/nowhere/'));
      const abort = new AbortController();
      const opening = openDataset('/public/', { signal: abort.signal });
      abort.abort();
      const aborted = await said(opening);
      const dataset = await openDataset('/public/');
      const diverged = await said(
        toItsEnd(createRun({ ...set_up, learning_rate: 1e30 }, { dataset })),
      );
      const invalid = await said(toItsEnd(createRun({ ...set_up, batch_size: 0 }, { dataset })));
      const without_data = await said((async () => createRun(set_up, {}))());
      return { bad_file, no_folder, aborted, diverged, invalid, without_data };
    });
    expect(errors.bad_file).toMatch(/^false: There is 1 file\. Choose two files/);
    expect(errors.no_folder).toMatch(/^true: .*manifest/);
    expect(errors.aborted).toMatch(/^AbortError|^20: /);
    expect(errors.diverged).toMatch(/^diverged: /);
    expect(errors.invalid).toMatch(/^invalid: The batch size is 0/);
    expect(errors.without_data).toMatch(/A run needs a dataset/);
  });

  test('the addresses of the workers and of the wasm are the page’s to say', async ({ page }) => {
    await openEmptyPage(page);
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).search));
    const lost = await page.evaluate(async () => {
      const address = '/www/engine/index.js';
      /** @type {Engine} */
      const { createModel, openDataset } = await import(address);
      const wasm_url = '/pkg/lenet5_live_bg.wasm?elsewhere';
      const worker_url = '/www/engine/trainer.worker.js?elsewhere';
      await createModel({ worker_url, wasm_url }).ready;
      const data = { worker_url: '/www/engine/data.worker.js?elsewhere', wasm_url };
      const dataset = await openDataset('/public/', data);
      const no_worker = createModel({ worker_url: '/nowhere.js' });
      const no_wasm = createModel({ wasm_url: '/nowhere.wasm' });
      const unready = await no_wasm.ready.catch((error) => error.message);
      return [dataset.train_size, await no_worker.closed, await no_wasm.closed, unready];
    });
    expect(lost[0]).toBe(60_000);
    expect(lost[1]).toMatch(/^The training worker has failed \(.*could not be loaded\)/);
    expect(lost[2]).toMatch(/^The wasm module could not be loaded/);
    expect(lost[3]).toBe(lost[2]);
    // Three scripts or modules by our addresses, at least: two workers, and the wasm.
    expect(asked.filter((search) => search === '?elsewhere').length).toBeGreaterThan(2);
  });
});
