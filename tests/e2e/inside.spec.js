/** What goes on inside a run: told by its worker, shown while it trains. */

import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

const captions = (/** @type {Page} */ page) => page.getByText(/: median about .* at update/);

const panel = (/** @type {Page} */ page) =>
  page.getByText('Inside the optimizers', { exact: true });

/**
 * Runs are asked only while the panel is in sight; the buttons that train are elsewhere on the page.
 * @param {Page} page
 */
const look = (page) => panel(page).evaluate((summary) => summary.scrollIntoView());

test.beforeEach(async ({ live }) => {
  await live.open();
});

test('SGD has one rate for all parameters, at every update', async ({ live, page }) => {
  await panel(page).click();
  await live.set({ optimizer: 'SGD', learning_rate: 0.01 });
  for (let step = 1; step <= 3; step++) {
    await live.stepOnce();
    await look(page);
    await expect(captions(page)).toHaveText(
      new RegExp(`: median about 0\\.01 at update ${step}(, 0\\.01 at update 1)?$`),
    );
  }
});

test('the rates of AdaGrad shrink while it trains', async ({ live, page }) => {
  await panel(page).click();
  await live.set({ optimizer: 'AdaGrad', learning_rate: 0.01 });
  await live.stepOnce();
  await look(page);
  await expect(captions(page)).toHaveText(/ at update 1$/);
  await live.trainFor(300);
  await live.pause.click();
  await look(page);
  await expect(captions(page)).toHaveText(/ at update [3-9]\d\d|at update \d,\d{3}/);
  const text = await live.settled(() => captions(page).innerText());
  const [now, first] = [/median about (\S+) at/, /, (\S+) at update 1$/].map((pattern) =>
    Number(pattern.exec(text)?.[1]),
  );
  expect(now, text).toBeLessThan(first / 2);
});
