/** Going back in a run: what it was at its evaluations. */

import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

test('an early checkpoint answers in the run’s place, until Live', async ({ live, page }) => {
  await live.open();
  const slider = page.getByRole('slider', { name: 'History' });
  await page.getByText('The network at work', { exact: true }).click();
  await page.getByText('Mistakes', { exact: true }).click();
  await draw(live, STROKES.seven);
  await expect(slider).toBeHidden();

  await live.train.click();
  await expect.poll(() => live.accuracy(), { timeout: 60_000 }).toBeGreaterThan(95);
  await live.pause.click();
  await expect(live.answering).toContainText('your run');
  const shown = page.getByRole('status', { name: 'History shown' });
  await expect(shown).toHaveText('live');

  // By keyboard, back to the first evaluation.
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(shown).toHaveText(/^step [\d,]+, epoch 0\.\d: \d+\.\d\d % right$/);
  const [, step] = /^step ([\d,]+),/.exec((await shown.textContent()) ?? '') ?? [];
  await expect(live.answering).toContainText(`your run at step ${step}`);
  const mistakes = page.getByRole('status', { name: 'Mistakes', exact: true });
  await expect(mistakes).toContainText(`at step ${step}:`);
  await expect(live.prediction).toHaveText(/^\d/);

  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect(shown).toHaveText('live');
  await expect(live.answering).toContainText('your run: Adam');
  await expect(mistakes).not.toContainText('at step');

  // The past goes with its run.
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(live.answering).toContainText('at step');
  await live.reset.click();
  await expect(slider).toBeHidden();
  await expect(live.answering).toContainText('the pretrained model');
});
