import { readFileSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { freePort } from './scripts/lib/free_port.js';
import { findChromium } from './scripts/lib/requirements.js';

// The machine's own browser, with the switches that the crate's browser tests give it too.
const options = JSON.parse(readFileSync('webdriver.json', 'utf8'))['goog:chromeOptions'];

// Playwright's own processes read this file again: they are to find the port that the first one chose.
process.env.LIVE_PORT ??= String(await freePort(4173));
const port = Number(process.env.LIVE_PORT);
const url = `http://127.0.0.1:${port}/lenet5-live/`;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // One at a time, and never again: training measures time, and a test that fails at times is broken.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  // What holds is seen as soon as it does; a slow machine is given the time to come to it.
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    baseURL: url,
    viewport: { width: 1440, height: 900 },
    trace: 'off',
    launchOptions: { executablePath: findChromium(), args: options.args },
  },
  webServer: {
    command: `node scripts/serve.js --folder dist --port ${port} --prefix /lenet5-live/`,
    url,
    reuseExistingServer: false,
  },
});
