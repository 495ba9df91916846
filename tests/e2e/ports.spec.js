/** Whoever opens a port closes it: the data worker's end goes with the worker at the other. */

import { fourFiles } from './files.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

/**
 * Counts, from now on, the ports that the data worker closes.
 * @param {Page} page
 * @returns {Promise<() => Promise<number>>}
 */
async function closedPorts(page) {
  const worker = page.workers().find((one) => /data\.worker/.test(one.url()));
  if (!worker) throw new Error('There is no data worker.');
  await worker.evaluate(() => {
    const counted = /** @type {any} */ (globalThis);
    counted.closed_ports = 0;
    const { close } = MessagePort.prototype;
    MessagePort.prototype.close = function () {
      counted.closed_ports++;
      close.call(this);
    };
  });
  return () => worker.evaluate(() => /** @type {any} */ (globalThis).closed_ports);
}

test('a run, a race and a sweep that are broken off leave no port behind', async ({
  page,
  live,
}) => {
  await live.open();
  await live.chooseData(fourFiles('few', 2000, 500));
  await expect(page.getByText('few (2,000 to train on, 500 to test)')).toBeAttached();
  // The pretrained model has been tested on these images, and its port is gone.
  await expect(live.answering).toContainText('% right');
  await live.set({ epochs: 1000 });
  const closed = await closedPorts(page);

  // The worker is terminated in the middle of its run: it can't close anything itself.
  await live.trainFor(5);
  expect(await closed()).toBe(0);
  await live.reset.click();
  await expect.poll(closed).toBe(1);

  await page.getByRole('button', { name: 'Race all five', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Pause the race', exact: true })).toBeEnabled();
  await page.waitForTimeout(500);
  expect(await closed()).toBe(1);
  await page.getByRole('button', { name: 'Stop the race', exact: true }).click();
  await expect.poll(closed).toBe(1 + 5);

  // Those that wait in the queue, too.
  await page.getByText('Learning-rate sweep', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Sweep epochs', exact: true }).fill('100');
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByText(/^\d+ of 45 runs done/)).toBeVisible();
  await page.getByRole('button', { name: 'Stop the sweep' }).click();
  await expect.poll(closed).toBe(1 + 5 + 45);
});
