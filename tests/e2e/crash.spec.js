/** Workers that are lost: what they did is kept, and the page goes on. */

import { STROKES, draw } from './drawing.js';
import { expect, testWithFaults as test } from './faults.js';

/** @import { Page } from '@playwright/test' */

const PAGE_BYTES = 65_536;
/** Enough for all of MNIST, and for training in batches of 64. */
const MEMORY_BYTES = 256 * 2 ** 20;
/** A step on so many keeps some gigabytes. */
const TOO_MANY = 20_000;

test.describe('out of memory', () => {
  test.use({ expectedComplaint: /memory allocation|unreachable|panicked/ });

  test('the training code crashes: a sentence, and the page trains again', async ({
    live,
    server,
  }) => {
    server.faults.set('.wasm', (wasm) => withLessMemory(wasm, MEMORY_BYTES));
    await live.open();
    await live.set({ optimizer: 'Adam', batch_size: TOO_MANY });
    await live.train.click();
    await live.says(
      /^The training code has crashed .* try a smaller one\. The run so far is kept\./,
    );
    await expect(live.answering).toContainText('the pretrained model');
    await draw(live, STROKES.seven);
    await expect(live.prediction).toHaveText(/^7/);

    await live.set({ batch_size: 64 });
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
 * The same wasm module with a bound on its memory: that of a small machine.
 * @param {Buffer} wasm
 * @param {number} most bytes
 */
function withLessMemory(wasm, most) {
  const MEMORY_SECTION = 5;
  let at = 8; // After the magic number and the version.
  while (wasm[at] !== MEMORY_SECTION) {
    const [size, content] = readUnsigned(wasm, at + 1);
    at = content + size;
  }
  const [size, content] = readUnsigned(wasm, at + 1);
  // One memory: its number, whether it is bounded, its least size and the bound.
  const [least] = readUnsigned(wasm, content + 2);
  const section = [1, 1, ...unsigned(least), ...unsigned(most / PAGE_BYTES)];
  return Buffer.concat([
    wasm.subarray(0, at),
    Buffer.from([MEMORY_SECTION, ...unsigned(section.length), ...section]),
    wasm.subarray(content + size),
  ]);
}

/**
 * An LEB128 number, seven bits a byte.
 * @param {Buffer} bytes
 * @param {number} at
 * @returns {[value: number, next: number]}
 */
function readUnsigned(bytes, at) {
  let [value, factor] = [0, 1];
  for (; ; at++, factor *= 128) {
    value += (bytes[at] & 0x7f) * factor;
    if (bytes[at] < 0x80) return [value, at + 1];
  }
}

/** @param {number} value @returns {number[]} */
function unsigned(value) {
  return value < 128 ? [value] : [(value % 128) | 128, ...unsigned(Math.floor(value / 128))];
}
