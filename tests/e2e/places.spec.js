/** Other places than the one that the page was made in: languages, origins, fingers, keyboards. */

import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

/** @import { Locator } from '@playwright/test' */

for (const language of ['C', 'en-US@posix', 'en;q=0.9']) {
  test(`a browser whose language is ${language}`, async ({ live, page }) => {
    await page.addInitScript((language) => {
      Object.defineProperty(Navigator.prototype, 'language', { get: () => language });
    }, language);
    await live.open();
    await live.stepAfresh();
    await expect(live.alerts).toHaveCount(0);
  });
}

test.describe('a page that can’t be started', () => {
  test.use({ expectedComplaint: /Failed to load resource/ });

  test('says so, and offers to be loaded again', async ({ live, page }) => {
    const script = /\/assets\/main-[^/]*\.js$/;
    await page.route(script, (route) => route.abort());
    await page.goto('./');
    await live.says(/^The page could not be started \(.*main-.*\)\. Reload it/);
    await page.unroute(script);
    await page.getByRole('alert').getByRole('button', { name: 'Reload' }).click();
    await live.ready();
    await expect(live.alerts).toHaveCount(0);
  });
});

test('the address follows what is typed, though not at every key, and may refuse', async ({
  live,
  page,
}) => {
  await page.addInitScript(() => {
    const counted = /** @type {any} */ (globalThis);
    counted.writings = 0;
    const { replaceState } = History.prototype;
    History.prototype.replaceState = function (...state) {
      // As Safari does when there are too many.
      if (++counted.writings === 2) throw new DOMException('too many', 'SecurityError');
      replaceState.apply(this, state);
    };
  });
  await live.open();
  const began = Date.now();
  const last = 150;
  for (let seed = 1; seed <= last; seed++) await live.seed.fill(String(seed));
  await expect.poll(() => new URL(page.url()).searchParams.get('seed')).toBe(String(last));
  const writings = await page.evaluate(() => /** @type {any} */ (globalThis).writings);
  // However long it took: half a minute may have passed on a slow machine, and begun anew.
  const spans = 1 + Math.floor((Date.now() - began) / 30_000);
  expect(writings).toBeLessThan(100 * spans);
  await live.stepAfresh();
});

test('what is set up a moment before the page is left is in its address', async ({
  live,
  page,
}) => {
  await live.open();
  await live.seed.fill('7');
  await live.seed.fill('77');
  await page.reload();
  await live.ready();
  await expect(live.seed).toHaveValue('77');
});

test('a button that can’t be used any more keeps the focus until it is left', async ({
  live,
  page,
}) => {
  await live.open();
  await live.set({ epochs: 1000 });
  await live.train.focus();
  await page.keyboard.press('Enter');
  await expect(live.pause).toBeEnabled();
  await expect(live.train).toBeDisabled();
  await expect(live.train).toBeFocused();
  // Pressing it again does nothing.
  await page.keyboard.press('Enter');
  await live.learningRate.focus();
  await page.keyboard.press('Enter');
  await expect(live.rows).toHaveCount(1);
  await expect(live.train).toHaveJSProperty('disabled', true);

  await live.pause.focus();
  await page.keyboard.press('Enter');
  await expect(live.train).toBeEnabled();
  await expect(live.pause).toBeDisabled();
  await expect(live.pause).toBeFocused();
  await live.reset.focus();
  await page.keyboard.press('Enter');
  await expect(live.reset).toBeFocused();
  await expect(live.reset).toBeDisabled();
});

test('a reading is announced, but not ten times a second while the model learns', async ({
  live,
}) => {
  await live.open();
  await live.set({ epochs: 1000 });
  await draw(live, STROKES.seven);
  await expect(live.prediction).not.toHaveAttribute('aria-live', 'off');
  await live.trainFor(5);
  await expect(live.prediction).toHaveAttribute('aria-live', 'off');
  await live.pause.click();
  await expect(live.prediction).toHaveAttribute('aria-live', 'polite');
});

test('a mark lies on its unit, also on the smallest map', async ({ live, page }) => {
  await live.open();
  await page.getByText('The network at work', { exact: true }).click();
  await draw(live, STROKES.seven);
  for (const [name, side] of /** @type {const} */ ([
    ['pool2, map 1 of 16, 5×5', 5],
    ['conv2, map 1 of 16, 10×10', 10],
    ['conv1, map 1 of 6, 28×28', 28],
  ])) {
    const map = page.getByRole('button', { name });
    await map.focus();
    for (let i = 0; i < side; i++) {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
    }
    const canvas = await middle(map.locator('canvas'));
    const mark = await middle(map.locator('.network-mark'));
    const to_last = (0.5 - 0.5 / side) * canvas.side;
    expect(Math.abs(mark.x - canvas.x - to_last), name).toBeLessThan(0.6);
    expect(Math.abs(mark.y - canvas.y - to_last), name).toBeLessThan(0.6);
  }
});

test.describe('fingers', () => {
  test.use({ hasTouch: true });

  test('choose a unit of the network', async ({ live, page }) => {
    await live.open();
    await page.getByText('The network at work', { exact: true }).click();
    await draw(live, STROKES.seven);
    const map = page.getByRole('button', { name: 'conv1, map 2 of 6, 28×28' });
    await map.scrollIntoViewIfNeeded();
    const box = await map.locator('canvas').boundingBox();
    if (!box) throw new Error('The map is not on the page.');
    await page.touchscreen.tap(box.x + (3.5 / 28) * box.width, box.y + (5.5 / 28) * box.height);
    await expect(page.getByRole('status', { name: 'Unit' })).toContainText(
      'conv1, map 2 of 6, row 5, column 3',
    );
  });
});

/** @param {Locator} locator */
async function middle(locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It is not on the page.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, side: box.width };
}
