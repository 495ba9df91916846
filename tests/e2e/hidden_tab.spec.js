/** Training behind another tab. */

import { createServer } from 'node:net';
import { chromium } from '@playwright/test';
import { LivePage, expect, test, watch } from './support.js';

test('a hidden tab goes on training', async ({ baseURL, launchOptions }) => {
  // A page that Playwright launches believes itself seen at all times; one that it only connects
  // to is hidden by the tab before it, as anybody's is.
  const port = await freePort();
  const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ ...launchOptions, args });
  const outside = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const [context] = outside.contexts();
  const check = watch(context, baseURL ?? '');
  const page = await context.newPage();
  const live = new LivePage(page);
  await page.goto(baseURL ?? '');
  await live.ready();
  await live.trainFor(5);

  const other = await context.newPage();
  await other.bringToFront();
  const visibility = () => page.evaluate(() => document.visibilityState);
  await expect.poll(visibility).toBe('hidden');
  const steps = await live.steps();
  // Timers of a hidden tab are held up to one a second: a run that waited for them would crawl.
  await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(steps + 200);
  expect(await visibility()).toBe('hidden');

  await browser.close();
  check();
});

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
