/** Workers that are lost: what they did is kept, and the page goes on. */

import binaryen from 'binaryen';
import { STROKES, draw } from './drawing.js';
import { expect, testWithFaults as test } from './faults.js';

/** @import { Page } from '@playwright/test' */

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
});

test.describe('a worker that dies of an error of its own', () => {
  test.use({ expectedComplaint: /struck down/ });

  test('the run goes on from its last checkpoint', async ({ live, page }) => {
    await live.open();
    await live.set({ optimizer: 'Adam', seed: 4, epochs: 1 });
    await live.train.click();
    await expect(live.testAccuracy).toHaveText(/%/, { timeout: 20_000 });
    const steps = await live.steps();
    await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(steps + 20);
    await strikeDown(page, 'trainer', -1);
    await live.says(
      /^The training worker has failed \(.*struck down.*\)\. The run so far is kept\./,
    );
    const { best } = await live.cells(live.rows.last());

    const going_on = page.getByRole('button', { name: /^Go on from step \d+$/ });
    const from = Number((await going_on.innerText()).replace(/\D/g, ''));
    expect(from).toBeGreaterThan(0);
    await going_on.click();
    await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(from + 30);
    expect(await live.rows.count()).toBe(1);
    expect((await live.cells(live.rows.last())).best).toBe(best);
    // What it had learned is there: the loss is not that of a fresh network, ln 10.
    expect(parseFloat(await live.loss.innerText())).toBeLessThan(1.5);
    await expect(live.answering).toContainText('your run: Adam');
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
 */
async function strikeDown(page, kind, place) {
  const worker = page
    .workers()
    .filter((one) => one.url().includes(`/${kind}.worker`))
    .at(place);
  if (!worker) throw new Error(`There is no ${kind} worker.`);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('struck down');
    });
  });
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
