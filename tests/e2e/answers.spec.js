/** One drawing, read by every model of the race. */

import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

test('every runner reads the drawing, and learns to', async ({ live, page }) => {
  await live.open();
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  const summary = page.getByText('Every model reads your drawing', { exact: true });
  await summary.click();
  // Runs are asked only while the panel is in sight; the pad is elsewhere on the page.
  const look = () => summary.evaluate((element) => element.scrollIntoView());
  await expect(page.getByText('No model has raced yet: start a race.')).toBeVisible();

  await page.getByRole('button', { name: 'Race all five', exact: true }).click();
  await look();
  const answers = page.getByRole('list', { name: 'Each model’s answer' }).getByRole('listitem');
  await expect(answers).toHaveCount(5);
  await expect(answers.filter({ hasText: /\d\d?\.\d %/ })).toHaveCount(5);
  const before = await answers.allInnerTexts();
  for (const name of ['SGD', 'AdaGrad', 'RMSProp', 'Adam', 'AdaDelta']) {
    expect(before.filter((text) => new RegExp(`\\b${name}\\b`).test(text))).toHaveLength(1);
  }
  // Adam reads a plain seven within a few hundred steps.
  const adam = answers.filter({ hasText: /\bAdam\b/ });
  await expect(adam.getByText('7', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => answers.allInnerTexts(), { timeout: 60_000 }).not.toEqual(before);

  await page.getByRole('button', { name: 'Pause the race', exact: true }).click();
  await live.clear.click();
  await look();
  await expect(page.getByText('Draw a digit on the pad.')).toBeVisible();
  await expect(answers.filter({ hasText: /%/ })).toHaveCount(0);
  // A paused race still answers.
  await draw(live, STROKES.one);
  await look();
  await expect(answers.filter({ hasText: /\d %/ })).toHaveCount(5);
});
