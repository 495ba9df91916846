/** The table of runs, and what of it survives. */

import { fourFiles } from './files.js';
import { LivePage, expect, test } from './support.js';

const TRAIN_SIZE = 500;
const STEPS = 10;

/**
 * A run of ten steps, to its end.
 * @param {LivePage} live
 * @param {import('./support.js').Settings} settings
 */
async function train(live, settings) {
  await live.set({ batch_size: TRAIN_SIZE / STEPS, epochs: 1, ...settings });
  const before = await live.rows.count();
  await live.train.click();
  await expect(live.rows).toHaveCount(before + 1);
  await live.finished();
}

test('runs are told apart, hidden, removed, and survive a reload', async ({ live, page }) => {
  await live.open();
  await live.chooseData(fourFiles('small', TRAIN_SIZE, 300));
  await expect(live.dataset).toContainText('500 to train on, 300 to test');
  await train(live, { optimizer: 'SGD', learning_rate: 0.1, seed: 11 });
  await train(live, { optimizer: 'Adam', learning_rate: 0.002, seed: 12 });
  await train(live, { optimizer: 'RMSProp', learning_rate: 0.0015, seed: 13 });
  await expect(live.rows).toHaveCount(3);

  const shown = await Promise.all([0, 1, 2].map((n) => live.cells(live.rows.nth(n))));
  expect(shown.map(({ optimizer, seed, steps }) => [optimizer, seed, steps])).toEqual([
    ['SGD', '11', '10'],
    ['Adam', '12', '10'],
    ['RMSProp', '13', '10'],
  ]);
  for (const [i, rate] of ['0.1', '0.002', '0.0015'].entries()) {
    expect(shown[i].settings).toContain(`η ${rate}`);
    expect(shown[i].settings).toContain('batch 50');
  }
  for (const { seconds, best, last } of shown) {
    expect(Number(seconds)).toBeGreaterThanOrEqual(0);
    expect(best).toMatch(/^\d+\.\d\d %$/);
    expect(parseFloat(best)).toBeGreaterThanOrEqual(parseFloat(last));
  }
  // The status shows the last run's accuracy; the table says the same.
  expect(shown[2].last).toBe(await live.testAccuracy.innerText());

  await live.rows.nth(0).getByRole('checkbox').uncheck();
  await live.rows
    .nth(1)
    .getByRole('button', { name: /^Remove run/ })
    .click();
  await expect(live.rows).toHaveCount(2);
  await expect.poll(async () => (await live.keptRuns()).length).toBe(2);

  await page.reload();
  await live.ready();
  await expect(live.rows).toHaveCount(2);
  await expect(live.rows.nth(0).getByRole('checkbox')).not.toBeChecked();
  await expect(live.rows.nth(1).getByRole('checkbox')).toBeChecked();
  expect(await live.cells(live.rows.nth(0))).toEqual(shown[0]);
  expect(await live.cells(live.rows.nth(1))).toEqual(shown[2]);

  for (let left = 2; left > 0; left--) {
    await live.rows
      .nth(0)
      .getByRole('button', { name: /^Remove run/ })
      .click();
    await expect(live.rows).toHaveCount(left - 1);
  }
  await expect.poll(async () => (await live.keptRuns()).length).toBe(0);
});

test('a run that is left half-way is there after a reload, as far as it was evaluated', async ({
  live,
  page,
}) => {
  await live.open();
  await live.set({ optimizer: 'Adam', seed: 5 });
  await live.train.click();
  await expect(live.testAccuracy).toHaveText(/%/, { timeout: 20_000 });
  await live.pause.click();
  await expect(live.train).toBeEnabled();
  const { best, optimizer, steps } = await live.cells(live.rows.last());
  await page.reload();
  await live.ready();
  expect(await live.cells(live.rows.last())).toMatchObject({ best, optimizer, steps, seed: '5' });
});

test('hiding a run takes its line off the charts', async ({ live, page }) => {
  await live.open();
  await live.chooseData(fourFiles('small', TRAIN_SIZE, 300));
  await expect(live.dataset).toContainText('500 to train on');
  await train(live, { optimizer: 'Adam', seed: 1 });
  await page.mouse.move(0, 0);
  const chart = page.getByRole('figure').filter({ hasText: 'Training loss' }).locator('canvas');
  // From the screen: a canvas that is read back often is drawn by other means, with other pixels.
  // Once more where it was replaced meanwhile: another set of lines is another canvas.
  const pixels = async () =>
    (await chart.screenshot().catch(() => chart.screenshot())).toString('base64');
  // The charts are drawn some time after the run's end.
  const withLine = await live.settled(pixels);
  await live.rows.nth(0).getByRole('checkbox').uncheck();
  await expect.poll(pixels).not.toBe(withLine);
  await live.rows.nth(0).getByRole('checkbox').check();
  await expect.poll(pixels).toBe(withLine);
});

test('removing the run under way ends it', async ({ live, page }) => {
  await live.open();
  await live.trainFor(5);
  await live.rows
    .last()
    .getByRole('button', { name: /^Remove run/ })
    .click();
  await expect(live.rows).toHaveCount(0);
  await expect(live.reset).toBeDisabled();
  await page.waitForTimeout(500);
  await expect(live.rows).toHaveCount(0);
  expect(await live.keptRuns()).toEqual([]);
  await live.stepAfresh();
});

test('all runs are removed at once, when the question is answered, and nothing is left of them', async ({
  live,
  page,
}) => {
  await live.open();
  const all = page.getByRole('button', { name: 'Remove all runs' });
  await live.stepAfresh();
  await expect(all).toBeHidden();
  await live.reset.click();
  await live.trainFor(2);
  await live.pause.click();
  await expect(live.train).toBeEnabled();
  page.once('dialog', (dialog) => dialog.dismiss());
  await all.click();
  await expect(live.rows).toHaveCount(2);

  page.once('dialog', (dialog) => {
    expect(dialog.message()).toBe("Remove all 2 runs? They can't be brought back.");
    void dialog.accept();
  });
  await all.click();
  await expect(live.rows).toHaveCount(0);
  await expect(live.loss).toHaveText('–');
  await expect(live.epoch).toHaveText('–');
  await expect.poll(() => live.keptRuns()).toEqual([]);
  await live.stepAfresh();
});

test('a run that is removed while it is the present one takes its figures with it', async ({
  live,
}) => {
  await live.open();
  await live.stepAfresh();
  await expect(live.loss).not.toHaveText('–');
  await live.rows
    .last()
    .getByRole('button', { name: /^Remove run/ })
    .click();
  for (const output of [live.loss, live.epoch, live.speed, live.testAccuracy])
    await expect(output).toHaveText('–');
});

test('a box ticked in one tab leaves another tab’s run as far as it has come', async ({
  live,
  page,
  context,
}) => {
  await live.open();
  await live.stepAfresh();
  await expect.poll(async () => (await live.keptRuns()).length).toBe(1);

  const other = new LivePage(await context.newPage());
  await other.open();
  await expect(other.rows).toHaveCount(1);
  await page.bringToFront();
  await live.stepOnce();
  await live.stepOnce();
  await live.reset.click();
  await expect.poll(async () => (await live.keptRuns())[0].step).toBe(3);

  await other.rows.first().getByRole('checkbox').uncheck();
  await expect.poll(async () => (await live.keptRuns())[0].hidden).toBe(true);
  expect((await live.keptRuns())[0].step).toBe(3);
  await other.page.close();
});
