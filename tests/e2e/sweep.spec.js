/** The learning-rate sweep: what it refuses, what it finds, and what it lets go of. */

import { readFileSync } from 'node:fs';
import { fourFiles } from './files.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

/** Enough to tell a rate that learns from one that does not, in a second. */
const TRAIN = 2000;
const TEST = 500;

/** @param {Page} page @param {Record<string, string | number>} fields */
async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    await page.getByRole('spinbutton', { name, exact: true }).fill(String(value));
  }
}

test.beforeEach(async ({ page, live }) => {
  await live.open();
  await live.chooseData(fourFiles('few', TRAIN, TEST));
  await expect(page.getByText(`few (2,000 to train on, ${TEST} to test)`)).toBeAttached();
  await page.getByText('Learning-rate sweep', { exact: true }).click();
});

test('a range that can’t be swept gets sentences, and nothing is started', async ({
  page,
  live,
}) => {
  const workers = page.workers().length;
  await fill(page, { From: 1, To: 0.01, Rates: 1, 'Sweep epochs': '' });
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await live.says(/^To is 0\.01; expected a number from 1 to 1e6, from where the sweep begins\./);
  await live.says(/^Rates is 1; expected a whole number from 2 to 20\. Try 9\.$/);
  await live.says(/^Sweep epochs is not a number; expected a whole number from 1 to 100\./);
  await fill(page, { From: 0 });
  await live.says(/^From is 0; expected a number from 1e-9 to 1e6\. Try 0\.0001\.$/);
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stop the sweep' })).toBeDisabled();
  expect(page.workers()).toHaveLength(workers);
});

test('a sweep finds the rate that learns, shows where it diverged, and hands over the best', async ({
  page,
}) => {
  const workers = page.workers().length;
  for (const label of ['AdaGrad', 'RMSProp', 'AdaDelta']) {
    await page.getByRole('checkbox', { name: label, exact: true }).last().uncheck();
  }
  await fill(page, { From: 0.01, To: 1e6, Rates: 3, 'Sweep epochs': 2 });
  await expect(page.getByText('6 runs at 0.01, 100, and 1e6.')).toBeVisible();
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByText('The sweep is done.')).toBeVisible({ timeout: 120_000 });
  expect(page.workers()).toHaveLength(workers);

  const rows = page.getByRole('table', { name: 'Best rates' }).locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(2);
  const adam = await rows.filter({ hasText: 'Adam' }).locator('td').allInnerTexts();
  expect(adam[0]).toBe('0.01');
  expect(parseFloat(adam[1])).toBeGreaterThan(60);
  await expect(rows.filter({ hasText: 'SGD' })).toContainText('diverged');
  await expect(page.locator('#sweep-chart circle')).toHaveCount(6);
  // Those that diverged are hollow.
  const hollow = page.locator('#sweep-chart circle:not([style*="fill"])');
  expect(await hollow.count()).toBeGreaterThan(0);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the sweep as CSV' }).click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(csv).toHaveLength(7);
  expect(csv[0]).toMatch(/^optimizer,hyper_parameters,learning_rate,test_accuracy,outcome/);
  expect(csv.filter((line) => line.includes(',diverged,')).length).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Race with the best rates' }).click();
  await expect(page.getByRole('spinbutton', { name: 'Learning rate of Adam' })).toHaveValue('0.01');
  await expect(page.getByRole('spinbutton', { name: 'Learning rate of RMSProp' })).toHaveCount(0);
});

test('a sweep that is stopped lets go of its workers and keeps what it found', async ({ page }) => {
  const workers = page.workers().length;
  await fill(page, { From: 0.001, To: 0.1, Rates: 20, 'Sweep epochs': 5 });
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByText(/[1-9]\d* of 100 runs done/)).toBeVisible({ timeout: 60_000 });
  expect(page.workers().length).toBeGreaterThan(workers);
  await page.getByRole('button', { name: 'Stop the sweep' }).click();
  await expect(page.getByText('The sweep was stopped.')).toBeVisible();
  expect(page.workers()).toHaveLength(workers);
  await expect(page.getByRole('button', { name: 'Race with the best rates' })).toBeEnabled();
});
