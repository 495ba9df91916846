/** The way of a drawing to what the network is given. */

import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

test('the six steps of a drawing are shown with their numbers, and follow the pad', async ({
  live,
  page,
}) => {
  await live.open();
  const list = page.getByRole('list', { name: 'The way of the drawing' });
  const steps = list.getByRole('listitem');
  await expect(list).toBeHidden();
  await page.getByText('Why was it misread?', { exact: true }).focus();
  await page.keyboard.press('Enter');
  const hint = page.getByRole('status', { name: 'Why it was misread' });
  await expect(hint).toHaveText('Draw a digit to see what becomes of it.');

  await draw(live, STROKES.one);
  await expect(steps).toHaveCount(6);
  await expect(hint).toBeHidden();
  // The one is drawn from (250, 90) to (250, 410).
  await expect(steps.nth(0)).toContainText('1 stroke');
  await expect(steps.nth(0)).toContainText(/a box of \d×(319|320|321) /);
  await expect(steps.nth(1)).toContainText('×0.055');
  // An upright line in the middle of its box balances there.
  await expect(steps.nth(3)).toContainText('at (14.0, 14.0): moved by 0 across');
  await expect(steps.nth(5)).toContainText('32×32');

  const image = await live.page.getByRole('img', { name: /28 by 28/ }).evaluate(brightness);
  const fifth = await steps.nth(4).locator('canvas').evaluate(brightness);
  expect(fifth).toBeGreaterThan(0);
  // The picture has a cross beside what the network sees.
  expect(Math.abs(fifth - image)).toBeLessThan(0.02);

  await draw(live, STROKES.seven);
  await expect(steps.nth(0)).toContainText('2 strokes');
  await live.clear.click();
  await expect(list).toBeHidden();
  await expect(hint).toBeVisible();
});

test('a dot has nothing to scale, and still a place', async ({ live, page }) => {
  await live.open();
  await page.getByText('Why was it misread?', { exact: true }).click();
  await live.pad.click();
  const steps = page.getByRole('list', { name: 'The way of the drawing' }).getByRole('listitem');
  await expect(steps.nth(1)).toContainText('a dot has no size');
  await expect(steps.nth(3)).toContainText('(14.0, 14.0)');
});

/**
 * How much of a canvas is white, from 0 to 1.
 * @param {Element} canvas
 */
function brightness(canvas) {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
  const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(
    0,
    0,
    canvas.width,
    canvas.height,
  );
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i] / 255;
  return sum / (data.length / 4);
}
