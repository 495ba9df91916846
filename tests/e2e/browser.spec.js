/** The training digits, by class, as they stand in the file and as the network is given them. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SOURCE } from '../../scripts/lib/mnist.js';
import { expect, test } from './support.js';

/** @import { Locator, Page } from '@playwright/test' */

const SIDE = 28;
const LABELS = readFileSync(path.join(SOURCE, 'train-labels-idx1-ubyte')).subarray(8);
const PIXELS = readFileSync(path.join(SOURCE, 'train-images-idx3-ubyte')).subarray(16);
/** Where a digit's images stand in the file. @param {number} digit */
const places = (digit) =>
  [...LABELS.entries()].filter(([, label]) => label === digit).map(([index]) => index);

/** @param {Page} page */
const parts = (page) => ({
  summary: page.getByText('Training images', { exact: true }),
  status: page.getByRole('status', { name: 'Images shown' }),
  tiles: page.getByRole('button', { name: /^Training image \d+: / }),
  digit: (/** @type {string} */ name) => page.getByRole('radio', { name, exact: true }),
  after: page.getByRole('radio', { name: 'As the network is given it' }),
  back: page.getByRole('button', { name: 'Back', exact: true }),
  forward: page.getByRole('button', { name: 'Forward', exact: true }),
});

/** @param {Page} page */
async function shown(page) {
  const names = await parts(page).tiles.evaluateAll((tiles) =>
    tiles.map((tile) => tile.ariaLabel ?? ''),
  );
  return names.map((name) => Number(/^Training image (\d+): a \d$/.exec(name)?.[1]));
}

/** The greys of a tile's picture. @param {Locator} tile */
const greys = (tile) =>
  tile.locator('canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    // A copy to read from: the page's own canvases are for painting.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
      willReadFrequently: true,
    });
    copy?.drawImage(canvas, 0, 0);
    const image = copy?.getImageData(0, 0, canvas.width, canvas.height);
    return [...(image?.data ?? [])].filter((_, i) => i % 4 === 0);
  });

test.beforeEach(async ({ live, page }) => {
  await live.open();
  await expect(parts(page).tiles).toHaveCount(0);
  await parts(page).summary.click();
  await expect(parts(page).tiles).toHaveCount(100);
});

test('each digit has a row; one digit fills the page, and more pages', async ({ page }) => {
  const { digit, status, forward, back } = parts(page);
  const rows = Array.from({ length: 10 }, (_, i) => places(i));
  expect(await shown(page)).toEqual(rows.flatMap((row) => row.slice(0, 10)));
  await expect(back).toBeDisabled();

  await digit('6').focus();
  await page.keyboard.press('ArrowRight');
  await expect(digit('7')).toBeChecked();
  const sevens = rows[7];
  const all = sevens.length.toLocaleString('en');
  await expect(status).toContainText(`1 to 100 of the ${all} of digit 7`);
  expect(await shown(page)).toEqual(sevens.slice(0, 100));
  await forward.click();
  await expect(status).toContainText('101 to 200');
  expect(await shown(page)).toEqual(sevens.slice(100, 200));
  await back.click();
  await expect(status).toContainText('1 to 100 ');
  expect(await shown(page)).toEqual(sevens.slice(0, 100));
});

test('before and after normalisation, and one chosen by keyboard', async ({ page }) => {
  const { tiles, after } = parts(page);
  const [first] = places(0);
  const file = [...PIXELS.subarray(first * SIDE * SIDE, (first + 1) * SIDE * SIDE)];
  expect(await greys(tiles.first())).toEqual(file);
  await after.check();
  const padded = await greys(tiles.first());
  expect(padded).toHaveLength(32 * 32);
  expect(padded.filter((_, i) => i >= 64 && i < 960 && i % 32 >= 2 && i % 32 < 30)).toEqual(file);
  expect(padded.reduce((a, b) => a + b, 0)).toBe(file.reduce((a, b) => a + b, 0));

  await tiles.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const second = places(1)[1];
  const chosen = page.getByRole('button', { name: `Training image ${second}: a 1` });
  await expect(chosen).toBeFocused();
  await expect(chosen).toHaveAttribute('aria-pressed', 'true');
  const title = `Training image ${second.toLocaleString('en')}: a 1`;
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
});
