/** Workers that are lost: what they did is kept, and the page goes on. */

import binaryen from 'binaryen';
import { STROKES, draw } from './drawing.js';
import { pretrained } from './files.js';
import { expect, testWithFaults as test } from './faults.js';

/** @import { Page } from '@playwright/test' */
/** @import { StoredRun } from '../../www/model/stored_run.js' */
/** @import { LivePage } from './support.js' */

test.describe('a wasm instance that traps', () => {
  test.use({ expectedComplaint: /unreachable|panicked/ });

  test('the training code crashes: a sentence, and the page trains again', async ({
    live,
    page,
    server,
  }) => {
    // What several workers call and one alone does not.
    server.faults.set('.wasm', (wasm) => withTrap(wasm, 'trainer_gradients'));
    await live.open();
    const workers = page.getByRole('combobox', { name: 'Workers', exact: true });
    await workers.selectOption('2');
    await live.train.click();
    await live.says(
      /^The training code has crashed .* try a smaller one\. The run so far is kept\./,
    );
    await expect(live.answering).toContainText('the pretrained model');
    await draw(live, STROKES.seven);
    await expect(live.prediction).toHaveText(/^7/);

    await workers.selectOption('1');
    await live.train.click();
    await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(5);
    await expect(live.alerts).toHaveCount(0);
  });

  test('a model at which the code crashes is not opened, and the one before goes on', async ({
    live,
    page,
    server,
  }) => {
    await live.open();
    await expect(live.answering).toContainText('% right');
    // For the workers that are made from now on.
    server.faults.set('.wasm', (wasm) => withTrap(wasm, 'trainer_load'));
    await live.chooseModel(pretrained());
    await live.says(/^pretrained\.safetensors was not opened: The training code has crashed/);
    await expect(live.alerts).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Retry' })).toHaveCount(0);
    await expect(live.answering).toContainText('the pretrained model');
    await draw(live, STROKES.seven);
    await expect(live.prediction).toHaveText(/^7/);
  });
});

test.describe('a worker that dies of an error of its own', () => {
  test.use({ expectedComplaint: /struck down/ });

  test('the run goes on from its last checkpoint', async ({ live, page }) => {
    await live.open();
    // Longer than the test, however fast the machine is.
    await live.set({ optimizer: 'Adam', seed: 4, epochs: 50 });
    await live.train.click();
    await expect(live.testAccuracy).toHaveText(/%/, { timeout: 20_000 });
    const steps = await live.steps();
    await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(steps + 20);
    await strikeDown(page, 'trainer', -1);
    await live.says(
      /^The training worker has failed \(.*struck down.*\)\. The run so far is kept\./,
    );
    const going_on = page.getByRole('button', { name: /^Go on from step [\d,]+$/ });
    const checkpoint = async () => Number((await going_on.innerText()).replace(/\D/g, ''));
    const first = await checkpoint();
    expect(first).toBeGreaterThan(0);

    // Struck down once more, before or after it has made a checkpoint of its own.
    const another = page.waitForEvent('worker');
    await going_on.click();
    await another;
    await strikeDown(page, 'trainer', -1);
    await live.says(/struck down/);
    const from = await checkpoint();
    expect(from).toBeGreaterThanOrEqual(first);
    const evaluated = (await keptRun(live)).evaluations.filter(({ step }) => step <= from);
    const trained = evaluated.at(-1)?.seconds ?? NaN;

    await going_on.click();
    await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(from + 30);
    expect(await live.rows.count()).toBe(1);
    await live.pause.click();
    await expect(live.train).toBeEnabled();
    // What came before the checkpoint stays, whatever has been evaluated since; and its time counts.
    const { evaluations, seconds } = await keptRun(live);
    expect(evaluations.slice(0, evaluated.length)).toEqual(evaluated);
    expect(seconds).toBeGreaterThan(trained);
    const best = Math.max(...evaluated.map(({ accuracy }) => accuracy));
    const shown = await live.cells(live.rows.last());
    expect(parseFloat(shown.best)).toBeGreaterThanOrEqual(Number((100 * best).toFixed(2)));
    // What it had learned is there: the loss is not that of a fresh network, ln 10.
    expect(parseFloat(await live.loss.innerText())).toBeLessThan(1.5);
    await expect(live.answering).toContainText('your run: Adam');
  });

  test('a run and a lesson that wait for images end with the worker that has them', async ({
    live,
    page,
  }) => {
    await live.open();
    await live.set({ epochs: 1000 });
    await live.trainFor(5);
    await strikeDown(page, 'data', 0);
    await live.says(/^Run 1 Adam: The data worker has failed \(.*struck down.*\)/);
    await expect(live.pause).toBeDisabled();
    const data = page.getByRole('alert').filter({ hasText: /^The data worker has failed/ });
    await data.getByRole('button', { name: 'Retry' }).click();
    await live.ready();
    await live.reset.click();

    await draw(live, STROKES.seven);
    await expect(live.prediction).toHaveText(/^7/);
    await page.getByText('Teach it', { exact: true }).click();
    // It hears nothing of the lesson, and then it is gone.
    await strikeDown(page, 'data', 0, 3000);
    const digits = page.getByRole('group', { name: 'What you drew' });
    await digits.getByRole('button', { name: '7', exact: true }).click();
    await expect(page.getByRole('status', { name: 'Lesson' })).toHaveText(
      /^Not learned: The data worker has failed \(.*struck down/,
      { timeout: 20_000 },
    );
    await expect(page.getByRole('group', { name: 'Your drawings' })).toBeEmpty();
  });

  test('the pretrained model is started again', async ({ live, page }) => {
    await live.open();
    await draw(live, STROKES.seven);
    await expect(live.prediction).toHaveText(/^7/);
    await strikeDown(page, 'trainer', 0);
    await live.says(/struck down.*Drawings are not read until it is started again/);
    await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
    await live.clear.click();
    await draw(live, STROKES.one);
    await expect(live.prediction).toHaveText(/^1/);
  });

  test('the data are loaded again', async ({ live, page }) => {
    await live.open();
    await strikeDown(page, 'data', 0);
    await live.says(/^The data worker has failed \(.*struck down.*\)\. .*load the data again/);
    await expect(live.train).toBeDisabled();
    await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
    await live.ready();
    await live.stepAfresh();
  });
});

/**
 * Throws an error in a worker.
 * @param {Page} page
 * @param {'trainer' | 'data'} kind
 * @param {number} place among those of its kind, in the order of their making
 * @param {number} [deaf] milliseconds before, in which it does nothing else
 */
async function strikeDown(page, kind, place, deaf = 0) {
  const found = () =>
    page
      .workers()
      .filter((one) => one.url().includes(`/${kind}.worker`))
      .at(place);
  // A test hears of a worker some time after the page has it.
  await expect.poll(() => found() !== undefined, { message: `a ${kind} worker` }).toBe(true);
  const worker = found();
  if (!worker) throw new Error(`There is no ${kind} worker.`);
  await worker.evaluate((deaf) => {
    setTimeout(() => {
      const end = performance.now() + deaf;
      while (performance.now() < end);
      throw new Error('struck down');
    });
  }, deaf);
}

/**
 * The one run that the browser keeps.
 * @param {LivePage} live
 * @returns {Promise<StoredRun>}
 */
async function keptRun(live) {
  const [run] = await live.keptRuns();
  return run;
}

/**
 * The same wasm module with a function that traps, as one does in which the code has panicked.
 * @param {Buffer} wasm
 * @param {string} name of the function's export
 */
function withTrap(wasm, name) {
  const { Features } = binaryen;
  const module = binaryen.readBinary(wasm);
  // What the module was built with; more would be written in a format that browsers do not know yet.
  module.setFeatures(
    Features.SIMD128 |
      Features.BulkMemory |
      Features.BulkMemoryOpt |
      Features.NontrappingFPToInt |
      Features.SignExt |
      Features.MutableGlobals |
      Features.ReferenceTypes |
      Features.Multivalue,
  );
  const { value } = binaryen.getExportInfo(module.getExport(name));
  const { params, results } = binaryen.getFunctionInfo(module.getFunction(value));
  module.removeFunction(value);
  module.addFunction(value, params, results, [], module.unreachable());
  return Buffer.from(module.emitBinary());
}
