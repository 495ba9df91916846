/** The network at work: every layer's maps for the digit on the pad, or for a chosen image. */

import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

test('a drawing goes through the layers, and a unit tells what it sees', async ({ live, page }) => {
  await live.open();
  const status = page.getByRole('status', { name: 'Network' });
  const unit = page.getByRole('status', { name: 'Unit' });
  await page.getByText('The network at work', { exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(status).toContainText('Draw a digit');

  await draw(live, STROKES.seven);
  await expect(status).toHaveText('The digit on the pad');
  // The output's brightest unit is the digit that was read.
  const output = page.getByRole('button', { name: /^Output/ });
  const values = await output.locator('canvas').evaluate(greys);
  const read = values.indexOf(Math.max(...values));
  await expect(live.prediction).toHaveText(new RegExp(`^${read}`));
  // The padding is black, and there is ink.
  const input = await page
    .getByRole('button', { name: /^Input/ })
    .locator('canvas')
    .evaluate(greys);
  expect(input).toHaveLength(32 * 32);
  expect(Math.max(...input.slice(0, 64))).toBe(0);
  expect(Math.max(...input)).toBe(255);

  // By keyboard: from the middle of a map of pool2 one unit to the right.
  await page.getByRole('button', { name: 'pool2, map 3 of 16, 5×5' }).focus();
  await expect(unit).toContainText('pool2, map 3 of 16, row 2, column 2');
  await page.keyboard.press('ArrowRight');
  await expect(unit).toContainText('row 2, column 3');
  await expect(unit).toContainText('it sees 16×16 pixels of the input');
  const field = page.locator('.network-field');
  const [outline, whole] = [
    await field.boundingBox(),
    await page.getByRole('button', { name: /^Input/ }).boundingBox(),
  ];
  expect(outline && whole && outline.width / whole.width).toBeCloseTo(0.5, 1);
  expect(outline && whole && (outline.x - whole.x) / whole.width).toBeCloseTo(12 / 32, 1);

  // A convolution's filters: one for each map that it sees.
  const filters = page.getByRole('img', { name: /^Its filters/ }).locator('canvas');
  await page.getByRole('button', { name: 'conv2, map 1 of 16, 10×10' }).hover();
  await expect(filters).toHaveCount(6);
  await page.getByRole('button', { name: 'conv1, map 6 of 6, 28×28' }).hover();
  await expect(filters).toHaveCount(1);

  await live.clear.click();
  await expect(status).toContainText('Draw a digit');
});

test('it follows a run, and shows a training image that was chosen', async ({ live, page }) => {
  await live.open();
  await page.getByText('The network at work', { exact: true }).click();
  await page.getByText('Training images', { exact: true }).click();
  await page.locator('#browser .tile').first().click();
  const status = page.getByRole('status', { name: 'Network' });
  await expect(status).toHaveText(/^Training image \d+, a \d$/);
  const output = page.getByRole('button', { name: /^Output/ }).locator('canvas');
  const before = await output.evaluate(picture);
  await live.train.click();
  await expect.poll(async () => output.evaluate(picture)).not.toEqual(before);
});

/** Without reading pixels back, which browsers complain of when it is done often. @param {Element} canvas */
function picture(canvas) {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
  return canvas.toDataURL();
}

/** @param {Element} canvas */
function greys(canvas) {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
}
