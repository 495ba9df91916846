/** The built site opens: under a path, from a plain server, and from nowhere else. */

import { expect, test } from '@playwright/test';

test('the page opens, loads all of MNIST, says nothing in the console and asks no other origin', async ({
  page,
  baseURL,
}) => {
  const origin = new URL(baseURL ?? '').origin;
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const foreign = [];
  /** @type {string[]} */
  const loaded = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.context().on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === origin) loaded.push(url.pathname);
    else if (!['data:', 'blob:'].includes(url.protocol)) foreign.push(request.url());
  });

  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled({
    timeout: 60_000,
  });
  await expect(page.getByRole('img', { name: 'Drawing pad' })).toBeVisible();

  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
  expect(loaded.filter((path) => path.endsWith('.gz'))).toHaveLength(4);
  expect(loaded.every((path) => path.startsWith('/lenet5-live/'))).toBe(true);
});
