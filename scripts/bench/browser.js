import { readFileSync } from 'node:fs';
import path from 'node:path';
import { requireBrowser } from '../lib/requirements.js';
import { ROOT } from '../lib/run.js';

/**
 * A new browser for each measurement: how V8 compiles a kernel can differ from one to the next.
 * @template T
 * @param {(page: import('@playwright/test').Page) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function inFreshBrowser(use) {
  // Playwright is here only once the npm packages are.
  const { chromium } = await import('@playwright/test');
  const { args } = JSON.parse(readFileSync(path.join(ROOT, 'webdriver.json'), 'utf8'))[
    'goog:chromeOptions'
  ];
  const browser = await chromium.launch({
    executablePath: (await requireBrowser()).chromium,
    args,
  });
  try {
    return await use(await browser.newPage());
  } finally {
    await browser.close();
  }
}
