/** What the model gets wrong: the matrix, the cells' images, and the worst of all. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SOURCE } from '../../scripts/lib/mnist.js';
import { pair } from './files.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

const LABELS = readFileSync(path.join(SOURCE, 't10k-labels-idx1-ubyte')).subarray(8);
const IMAGES = 10_000;
/** How many the gallery shows at first. */
const PAGE = 60;

/** @param {Page} page */
const parts = (page) => ({
  summary: page.getByText('Mistakes', { exact: true }),
  status: page.getByRole('status', { name: 'Mistakes' }),
  matrix: page.getByRole('table', { name: /^Confusion matrix/ }),
  tiles: page.getByRole('button', { name: /^Test image \d+: / }),
  more: page.getByRole('button', { name: /^Show \d+ more$/ }),
  all: page.getByRole('button', { name: 'All that was misread' }),
  chosen: page.getByRole('status', { name: 'Chosen image' }),
});

/**
 * The matrix as it is written, by its buttons' names.
 * @param {Page} page
 * @returns {Promise<number[][]>}
 */
async function counts(page) {
  const names = await parts(page)
    .matrix.getByRole('button')
    .evaluateAll((buttons) => buttons.map((button) => button.ariaLabel ?? ''));
  const rows = Array.from({ length: 10 }, () => new Array(10).fill(NaN));
  for (const name of names) {
    const [, images, truth, guess] = /^(\S+) of (\d) read as (\d)$/.exec(name) ?? [];
    rows[Number(truth)][Number(guess)] = Number(images.replaceAll(',', ''));
  }
  return rows;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
/** @param {number[][]} matrix */
const right = (matrix) => sum(matrix.map((row, i) => row[i]));

/** @param {Page} page */
async function shown(page) {
  const names = await parts(page).tiles.evaluateAll((tiles) =>
    tiles.map((tile) => tile.ariaLabel ?? ''),
  );
  return names.map((name) => {
    const [, index, label, predicted] =
      /^Test image (\d+): a (\d), read as (\d)$/.exec(name)?.map(Number) ?? [];
    return { index, label, predicted };
  });
}

test.beforeEach(async ({ live, page }) => {
  await live.open();
  await expect(live.answering).toContainText('% right', { timeout: 60_000 });
  await parts(page).summary.click();
  await expect(parts(page).matrix).toBeVisible();
});

test('the matrix holds the whole test set, and the gallery all that was misread', async ({
  page,
}) => {
  const { status, tiles, more } = parts(page);
  const matrix = await counts(page);
  const ofEach = new Array(10).fill(0);
  for (const label of LABELS) ofEach[label]++;
  expect(matrix.map(sum)).toEqual(ofEach);
  const wrong = IMAGES - right(matrix);
  expect(wrong).toBeGreaterThan(0);
  const percent = ((100 * right(matrix)) / IMAGES).toFixed(2);
  await expect(status).toContainText(`${wrong} of 10,000 misread, ${percent} % right`);

  await expect(tiles).toHaveCount(Math.min(PAGE, wrong));
  while (await more.isVisible()) {
    const before = await tiles.count();
    await more.click();
    await expect.poll(() => tiles.count()).toBeGreaterThan(before);
  }
  await expect(tiles).toHaveCount(wrong);
  const images = await shown(page);
  expect(new Set(images.map(({ index }) => index)).size).toBe(wrong);
  for (const { index, label, predicted } of images) {
    expect(label).toBe(LABELS[index]);
    expect(predicted).not.toBe(label);
  }
});

test('a cell opens its images, by keyboard, and one of them is read', async ({ live, page }) => {
  const { matrix, tiles, all, chosen } = parts(page);
  const written = await counts(page);
  // Down one from a cell on the diagonal and right one: another on the diagonal, by arrow keys.
  await matrix.getByRole('button', { name: /of 0 read as 0$/ }).focus();
  const most = written.flatMap((row, truth) =>
    row.map((images, guess) => ({ truth, guess, images: truth === guess ? 0 : images })),
  );
  const { truth, guess, images } = most.reduce((a, b) => (b.images > a.images ? b : a));
  for (let i = 0; i < truth; i++) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < guess; i++) await page.keyboard.press('ArrowRight');
  const cell = matrix.getByRole('button', { name: new RegExp(`of ${truth} read as ${guess}$`) });
  await expect(cell).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cell).toHaveAttribute('aria-pressed', 'true');
  await expect(tiles).toHaveCount(images);
  for (const one of await shown(page)) {
    expect([one.label, one.predicted]).toEqual([truth, guess]);
    expect(LABELS[one.index]).toBe(truth);
  }
  await tiles.first().focus();
  await page.keyboard.press('Enter');
  await expect(tiles.first()).toHaveAttribute('aria-pressed', 'true');
  await expect(chosen).toContainText(`is chosen: a ${truth}, read as ${guess}.`);
  // The model that answers drawings is the one whose mistakes these are.
  await expect(live.prediction).toHaveText(new RegExp(`^${guess}`));
  await all.click();
  await expect(tiles).toHaveCount(Math.min(PAGE, IMAGES - right(written)));
});

test('it follows a run from test to test', async ({ live, page }) => {
  const { status } = parts(page);
  const told = await status.innerText();
  await live.set({ optimizer: 'Adam', learning_rate: 0.001, epochs: 100 });
  await live.trainFor(50);
  await expect(status).not.toHaveText(told, { timeout: 30_000 });
  await expect(status).toContainText(/run/i);
  await live.pause.click();
  await live.settled(() => status.innerText());
  const matrix = await counts(page);
  expect(sum(matrix.map(sum))).toBe(IMAGES);
  await expect(status).toContainText(`${((100 * right(matrix)) / IMAGES).toFixed(2)} % right`);
});

test('of the visitor’s own images it shows theirs, and no answers for those before', async ({
  live,
  page,
}) => {
  const { status, matrix } = parts(page);
  await live.chooseData(pair('mine', 0, 1000));
  await expect(live.dataset).toContainText('mine (900 to train on, 100 to test)');
  await expect(status).toContainText(' of 100 misread');
  const ofEach = new Array(10).fill(0);
  for (const label of LABELS.subarray(900, 1000)) ofEach[label]++;
  expect((await counts(page)).map(sum)).toEqual(ofEach);

  await live.set({ optimizer: 'Adam', batch_size: 30, epochs: 1000 });
  await live.trainFor(10);
  await live.pause.click();
  await live.chooseData(pair('other', 1000, 2000));
  await expect(live.dataset).toContainText('other (900');
  await expect(matrix).toBeHidden();
  // The run goes on with the images that it began with.
  await live.train.click();
  await expect(status).toContainText('for images that are no longer open', { timeout: 30_000 });
  await expect(matrix).toBeHidden();
});
