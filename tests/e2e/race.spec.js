/** The race of five optimizers, on all of MNIST. */

import { readFileSync } from 'node:fs';
import { expect, test } from './support.js';
import { longestTask } from './tasks.js';

/** @import { Page } from '@playwright/test' */
/** @import { RaceRecord } from '../../www/model/race/record.js' */

/** 200 steps are an epoch. */
const BATCH_SIZE = 300;
const STEPS = 200;
/** The five at one rate, which is high for some and low for others. */
const LINK = `?preset=same&batch=${BATCH_SIZE}&epochs=1&seed=3`;
const RACE_MS = 120_000;
/** What is said once the slowest runner has taken a step. */
const UNDER_WAY = /, step [1-9]/;
/** Far more than the 50 ms that the page keeps to: a slow processor takes longer for all. */
const LONGEST_TASK_MS = 100;

/** @param {Page} page */
const parts = (page) => ({
  start: page.getByRole('button', { name: 'Race all five', exact: true }),
  pause: page.getByRole('button', { name: 'Pause the race', exact: true }),
  goOn: page.getByRole('button', { name: 'Go on with the race', exact: true }),
  stop: page.getByRole('button', { name: 'Stop the race', exact: true }),
  progress: page.getByRole('status', { name: 'Race progress' }),
  table: page.getByRole('table', { name: 'Table 1' }),
});

/** @param {Page} page @param {string} button */
async function saved(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** @param {Page} page @returns {Promise<RaceRecord>} */
const record = async (page) => JSON.parse(await saved(page, 'Save as JSON'));

test('five runners, the same weights and batches, and their files', async ({ live, page }) => {
  await live.open(LINK);
  const { start, table, progress } = parts(page);
  const longest = await longestTask(page, async () => {
    await start.click();
    await expect(start).toBeDisabled();
    await expect(start).toBeEnabled({ timeout: RACE_MS });
  });
  await expect(progress).toContainText(/over|finished/i);
  expect(longest).toBeLessThan(LONGEST_TASK_MS);

  const { runs, ...race } = await record(page);
  expect(race).toMatchObject({ format: 'lenet5-race', dataset: 'MNIST', train_size: 60_000 });
  expect(runs.map(({ optimizer }) => optimizer.name)).toEqual([
    ...['sgd', 'adagrad', 'rmsprop', 'adam', 'adadelta'],
  ]);
  for (const { outcome, seed, evaluations, losses } of runs) {
    expect([outcome, seed]).toEqual(['finished', 3]);
    expect(evaluations.map(({ step }) => step)).toEqual([50, 100, STEPS]);
    expect(losses[0]).toMatchObject({ step: 1, loss: runs[0].losses[0].loss });
    expect(losses.at(-1)?.step).toBe(STEPS);
  }
  const [sgd, adagrad, rmsprop, adam, adadelta] = runs.map(
    ({ evaluations }) => evaluations.at(-1)?.accuracy ?? 0,
  );
  // At this rate the two that scale by a running mean are through the worst in an epoch; AdaGrad
  // has begun, and the other two hardly move.
  expect(Math.min(adam, rmsprop)).toBeGreaterThan(0.9);
  expect(Math.min(adam, rmsprop)).toBeGreaterThan(adagrad);
  expect(adagrad).toBeGreaterThan(Math.max(sgd, adadelta));

  const ours = `${(adam * 100).toFixed(2)} %`;
  await expect(table.getByRole('row', { name: /^Adam/ })).toContainText(ours);
  const lines = (await saved(page, 'Save as CSV')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1 + runs.reduce((sum, run) => sum + run.evaluations.length, 0));
});

test('a race alone and among others takes the same steps; pausing changes nothing', async ({
  live,
  page,
}) => {
  await live.open(`${LINK}&race=adam~0.001`);
  const { start, pause, goOn, stop, progress } = parts(page);
  await start.click();
  await expect(start).toBeEnabled({ timeout: RACE_MS });
  const [alone] = (await record(page)).runs;

  await live.open(`${LINK}&race=sgd~0.001,adam~0.001`);
  await start.click();
  await live.pressWhen(pause, progress, UNDER_WAY);
  await expect(goOn).toBeVisible();
  await goOn.click();
  await expect(start).toBeEnabled({ timeout: RACE_MS });
  const [, among] = (await record(page)).runs;
  const found = (/** @type {typeof alone} */ { losses, evaluations }) => [
    losses.map(({ step, loss }) => [step, loss]),
    evaluations.map(({ step, loss, accuracy }) => [step, loss, accuracy]),
  ];
  expect(found(among)).toEqual(found(alone));

  await start.click();
  await live.pressWhen(stop, progress, UNDER_WAY);
  await expect(start).toBeEnabled();
  for (const { outcome } of (await record(page)).runs) expect(outcome).toBe('stopped');
  await live.stepAfresh();
});

test('a link restores the race, and may start it', async ({ live, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await live.open(LINK);
  await page.getByRole('checkbox', { name: 'AdaDelta', exact: true }).uncheck();
  await page.getByRole('checkbox', { name: 'SGD', exact: true }).uncheck();
  await page.getByRole('spinbutton', { name: 'Seeds' }).fill('2');
  await page.getByRole('combobox', { name: 'Horizontal axis' }).selectOption('images');
  await page.getByRole('combobox', { name: 'Vertical axis' }).selectOption('loss');
  await page.getByRole('button', { name: 'Copy link' }).click();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).toContain('race=');
  const link = await read();

  await live.open(`${new URL(link).search}&run`);
  await expect(page.getByRole('spinbutton', { name: 'Seeds' })).toHaveValue('2');
  await expect(page.getByRole('combobox', { name: 'Horizontal axis' })).toHaveValue('images');
  await expect(page.getByRole('combobox', { name: 'Vertical axis' })).toHaveValue('loss');
  await expect(live.batchSize).toHaveValue(String(BATCH_SIZE));
  const { start, stop, progress } = parts(page);
  await expect(start).toBeDisabled();
  await live.pressWhen(stop, progress, UNDER_WAY);
  const { runs } = await record(page);
  expect(runs.slice(0, 3).map(({ optimizer, seed }) => [optimizer.name, seed])).toEqual([
    ['adagrad', 3],
    ['rmsprop', 3],
    ['adam', 3],
  ]);
});

test('nonsense in a link gets a sentence each and changes nothing', async ({ live, page }) => {
  await live.open('?preset=same&race=adam~NaN,sgd~-1&seeds=99&x=parsecs&y=beauty');
  for (const text of [
    /race is "adam~NaN,sgd~-1"/,
    /seeds is "99"/,
    /x is "parsecs"/,
    /y is "beauty"/,
  ])
    // prettier-ignore
    await expect(page.getByText(text)).toBeVisible();
  for (const name of ['SGD', 'AdaGrad', 'RMSProp', 'Adam', 'AdaDelta'])
    await expect(page.getByRole('checkbox', { name, exact: true }).first()).toBeChecked();
  await expect(page.getByRole('spinbutton', { name: 'Seeds' })).toHaveValue('1');
});
