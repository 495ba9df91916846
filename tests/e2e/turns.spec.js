/** Who computes: a run, a race, a sweep or a lesson, one at a time; who was paused goes on by itself. */

import { STROKES, draw } from './drawing.js';
import { fourFiles } from './files.js';
import { expect, test } from './support.js';

test.beforeEach(async ({ page, live }) => {
  await live.open();
  await live.chooseData(fourFiles('few', 2000, 500));
  await expect(page.getByText('few (2,000 to train on, 500 to test)')).toBeAttached();
  await live.set({ epochs: 1000 });
});

test('a sweep pauses the run, says so, and the run goes on when the sweep ends', async ({
  page,
  live,
}) => {
  await live.trainFor(1);
  await page.getByText('Learning-rate sweep', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Sweep epochs', exact: true }).fill('100');
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByText('The run was paused for the sweep')).toBeVisible();
  await expect(live.pause).toBeDisabled();
  const held = await live.steps();

  await page.getByRole('button', { name: 'Stop the sweep' }).click();
  await expect(live.pause).toBeEnabled();
  await expect.poll(() => live.steps()).toBeGreaterThan(held);
});

test('a run pauses the sweep, which goes on when the run is reset', async ({ page, live }) => {
  await page.getByText('Learning-rate sweep', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Sweep epochs', exact: true }).fill('100');
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByText(/^\d+ of 45 runs done/)).toBeVisible();
  await live.train.click();
  await expect(page.getByText(/^\d+ of 45 runs done, paused$/)).toBeVisible();
  await expect(page.getByText('The sweep was paused for the run')).toBeVisible();
  await live.reset.click();
  await expect(page.getByText(/^\d+ of 45 runs done, \S+ (s|min|h) left$/)).toBeVisible();
});

test('a race pauses the run, and gives the turn back when it is stopped', async ({
  page,
  live,
}) => {
  await live.trainFor(1);
  await page.getByRole('button', { name: 'Race all five', exact: true }).click();
  await expect(page.getByText('The run was paused for the race')).toBeVisible();
  await expect(live.pause).toBeDisabled();
  await page.getByRole('button', { name: 'Stop the race', exact: true }).click();
  await expect(live.pause).toBeEnabled();
});

test('a lesson pauses the run, says so, and the run goes on by itself', async ({ page, live }) => {
  await live.trainFor(1);
  await draw(live, STROKES.seven);
  await page.getByText('Teach it', { exact: true }).click();
  const digits = page.getByRole('group', { name: 'What you drew' });
  await digits.getByRole('button', { name: '7', exact: true }).click();
  await expect(page.getByText('The run was paused for the lesson')).toBeVisible();
  const held = await live.steps();
  await expect(page.getByText(/^After 40 steps of /)).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => live.steps()).toBeGreaterThan(held);
});
