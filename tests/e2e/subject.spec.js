/** What is read and shown: the drawing, or a chosen image; the pad shows it, and there is a way back. */

import { fourFiles } from './files.js';
import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

/** @param {Page} page */
const parts = (page) => ({
  summary: page.getByText('Training images', { exact: true }),
  zero: page.getByRole('button', { name: /^Training image \d+: a 0$/ }).first(),
  title: page.getByText(/^Training image \d+, a 0$/).first(),
  back: page.getByRole('button', { name: 'Back to your drawing', exact: true }),
});

/** The opacity of the pad's corner, 0 to 255. @param {Page} page */
const opacityOfCorner = (page) =>
  page.getByRole('img', { name: 'Drawing pad', exact: true }).evaluate((pad) => {
    if (!(pad instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const copy = new OffscreenCanvas(pad.width, pad.height).getContext('2d', {
      willReadFrequently: true,
    });
    copy?.drawImage(pad, 0, 0);
    // An image is opaque to its corners; a drawing leaves them clear.
    return copy?.getImageData(2, 2, 1, 1).data[3];
  });

test('a chosen image is on the pad and stays read through a run, until one goes back', async ({
  live,
  page,
}) => {
  const { summary, zero, title, back } = parts(page);
  await live.open();
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  await expect(back).toBeHidden();
  await summary.click();
  await zero.click();
  await expect(title).toBeVisible();
  await expect(back).toBeVisible();
  await expect(live.prediction).toHaveText(/^0 /);
  expect(await opacityOfCorner(page)).toBe(255);

  // A run reports ten times a second: each report is of the image, and none of the drawing.
  await live.trainFor(300);
  await expect(live.prediction).toHaveText(/^0 /);
  await live.pause.click();
  await live.settledPrediction();
  await expect(live.prediction).toHaveText(/^0 /);
  expect(await opacityOfCorner(page)).toBe(255);

  await back.click();
  await expect(back).toBeHidden();
  await expect(live.prediction).toHaveText(/^7 /);
  expect(await opacityOfCorner(page)).toBe(0);
});

test('drawing on a chosen image goes back to the drawing', async ({ live, page }) => {
  const { summary, zero, back } = parts(page);
  await live.open();
  await summary.click();
  await zero.click();
  await expect(live.prediction).toHaveText(/^0 /);
  await draw(live, STROKES.seven);
  await expect(back).toBeHidden();
  await expect(live.prediction).toHaveText(/^7 /);
  await zero.click();
  await live.clear.click();
  await expect(back).toBeHidden();
  await expect(live.prediction).toHaveText('');
});

test('Undo on a chosen image takes no stroke, and other data give the pad back', async ({
  live,
  page,
}) => {
  const { summary, zero, back } = parts(page);
  await live.open();
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  await summary.click();
  await zero.click();
  await expect(live.prediction).toHaveText(/^0 /);
  await live.undo.click();
  await expect(back).toBeHidden();
  await expect(live.prediction).toHaveText(/^7 /);

  await zero.click();
  await expect(live.prediction).toHaveText(/^0 /);
  await live.chooseData(fourFiles('own', 300, 60));
  await expect(live.dataset).toContainText('300 to train on');
  await expect(back).toBeHidden();
  await expect(live.prediction).toHaveText(/^7 /);
});

test('a reading of the drawing that was on its way when an image was chosen is dropped', async ({
  live,
  page,
}) => {
  const { summary, zero } = parts(page);
  await live.open();
  await page.getByText('The network at work', { exact: true }).click();
  await summary.click();
  const tile = await zero.elementHandle();
  // A stroke is asked about in the next frame, and the image is chosen in that same frame.
  await live.pad.evaluate((pad, button) => {
    pad.setPointerCapture = () => {}; // There is no such pointer.
    const { left, top, width } = pad.getBoundingClientRect();
    const place = { clientX: left + width / 2, clientY: top + width / 2, button: 0 };
    pad.dispatchEvent(new PointerEvent('pointerdown', place));
    requestAnimationFrame(() => /** @type {HTMLElement} */ (button).click());
  }, tile);
  await expect(live.prediction).toHaveText(/^0 /);
  await live.settledPrediction();
  const shown = page.getByRole('status', { name: 'Network' });
  await expect(shown).toHaveText(/^Training image \d+, a 0$/);
});
