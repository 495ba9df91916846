/** The page's Content-Security-Policy: it is in force, and nothing that the page does is against it. */

import { STROKES, draw } from './drawing.js';
import { fourFiles } from './files.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Collects what is done against the policy, from the page's first moment on. @param {Page} page */
async function violations(page) {
  await page.addInitScript(() => {
    const collected = /** @type {any} */ (globalThis);
    collected.violations = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      collected.violations.push(`${violatedDirective} ${blockedURI}`);
    });
  });
  return () => page.evaluate(() => /** @type {any} */ (globalThis).violations);
}

test('a visit of reading, training, racing and saving does nothing against the policy', async ({
  live,
  page,
}) => {
  const found = await violations(page);
  await live.open();
  await expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).toHaveAttribute(
    'content',
    POLICY,
  );
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  for (const panel of ['The network at work', 'Training images', 'Inside the optimizers'])
    await page.getByText(panel, { exact: true }).click();
  await live.chooseData(fourFiles('small', 1000, 200));
  await expect(live.dataset).toContainText('small (1,000 to train on, 200 to test)');
  await live.set({ batch_size: 50, epochs: 1 });
  await live.train.click();
  await live.finished();
  await live.downloadModel();
  const race = page.getByRole('button', { name: 'Race all five', exact: true });
  await race.click();
  await expect(race).toBeEnabled({ timeout: 60_000 });
  for (const name of ['Save as CSV', 'Save as JSON', 'Save chart as PNG', 'Save chart as SVG']) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    await download;
  }
  expect(await found()).toEqual([]);
});

test.describe('what others would have the page do', () => {
  test.use({ expectedComplaint: /Content Security Policy|Failed to load/ });

  test('is refused', async ({ live, page }) => {
    const found = await violations(page);
    await live.open();
    await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.head.append(script);
      const style = document.createElement('style');
      document.head.append(style);
      await fetch('https://other.invalid/').catch(() => {});
    });
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false);
    await expect
      .poll(found)
      .toEqual(
        expect.arrayContaining([
          'script-src-elem inline',
          'style-src-elem inline',
          expect.stringContaining('connect-src https://other.invalid'),
        ]),
      );
  });
});
