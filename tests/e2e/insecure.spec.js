/** A plain-HTTP address of a local network, where browsers withhold a part of what they can do. */

import { readFileSync } from 'node:fs';
import { STROKES, draw } from './drawing.js';
import { fourFiles } from './files.js';
import { expect, test } from './support.js';

const NAME = 'lenet5.test';

test.use({
  baseURL: async ({ baseURL }, use) => {
    const url = new URL(baseURL ?? '');
    url.hostname = NAME;
    await use(url.href);
  },
  launchOptions: async ({ launchOptions }, use) => {
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`];
    await use({ ...launchOptions, args });
  },
});

test('every feature works on an origin that is not secure', async ({ live, page }) => {
  await live.open();
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true });
  const save = async (/** @type {string} */ name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button(name).click()]);
    return readFileSync(await download.path());
  };

  // Read, explained, taught.
  await draw(live, STROKES.flagged_one);
  await expect(live.prediction).toHaveText(/^7 /);
  await page.getByText('Teach it', { exact: true }).click();
  await page
    .getByRole('group', { name: 'What you drew' })
    .getByRole('button', { name: '1', exact: true })
    .click();
  await expect(page.getByRole('status', { name: 'Lesson' })).toContainText('right.', {
    timeout: 30_000,
  });
  await expect(live.prediction).toHaveText(/^1 /);
  await page.getByText('The network at work', { exact: true }).click();
  await expect(page.getByRole('status', { name: 'Network' })).toHaveText('The digit on the pad');

  // Trained, kept, saved, opened.
  await live.chooseData(fourFiles('small', 1000, 200));
  await expect(live.dataset).toContainText('small (1,000 to train on, 200 to test)');
  await live.set({ batch_size: 50, epochs: 1 });
  await live.train.click();
  await live.finished();
  await expect.poll(async () => (await live.keptRuns()).length).toBe(1);
  const { name, bytes } = await live.downloadModel();
  await live.chooseModel({ name, mimeType: 'application/octet-stream', buffer: bytes });
  await expect(page.getByText(`${name} is open.`, { exact: false })).toBeVisible();

  // Raced, swept, exported, shared.
  await button('Race all five').click();
  const json = button('Save as JSON');
  await expect(json).toBeEnabled();
  await expect(button('Race all five')).toBeEnabled({ timeout: 60_000 });
  expect(JSON.parse((await save('Save as JSON')).toString()).runs).toHaveLength(5);
  expect((await save('Save as CSV')).toString()).toMatch(/^app_version,/);
  expect((await save('Save chart as SVG')).toString()).toContain('</svg>');
  expect((await save('Save chart as PNG')).subarray(1, 4).toString()).toBe('PNG');
  await button('Copy link').click();
  await expect(
    page.getByText('The clipboard can’t be written; copy the link from here.'),
  ).toBeVisible();
  await page.getByText('Learning-rate sweep', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Rates', exact: true }).fill('2');
  await button('Sweep').click();
  await expect(page.getByText('The sweep is done.')).toBeVisible({ timeout: 60_000 });
  expect((await save('Save the sweep as CSV')).toString()).toMatch(/^optimizer,/);
  await expect(live.alerts).toHaveCount(0);
});
