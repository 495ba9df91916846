/** MNIST from the page's own server, which may be slow, lack a file or break off. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DESTINATION } from '../../scripts/lib/mnist.js';
import { expect, testWithFaults as test } from './faults.js';
import { pair } from './files.js';

const IMAGES = 'train-images-idx3-ubyte.gz';
const TEST_LABELS = 't10k-labels-idx1-ubyte.gz';

// Chromium itself writes of a file that didn't come.
test.use({ expectedComplaint: /^Failed to load resource: .*(404|ERR_|mnist)/ });

test('the download is shown in bytes, and all 70,000 images come', async ({
  live,
  page,
  server,
}) => {
  server.faults.set(IMAGES, 'slow');
  await page.goto('./');
  const bar = page.getByRole('progressbar', { name: 'Download of the images' });
  const text = page.getByText(/^Fetching the images: /);
  await expect(bar).toBeVisible();
  await expect(live.train).toBeDisabled();
  // Each text, in the page itself: a slow test would miss some.
  await text.evaluate((element) => {
    const seen = [element.textContent];
    Object.assign(globalThis, { texts: seen });
    new MutationObserver(() => seen.push(element.textContent)).observe(element, {
      ...{ childList: true, characterData: true, subtree: true },
    });
  });
  await live.ready();
  /** @type {string[]} */
  const texts = await page.evaluate(() => /** @type {any} */ (globalThis).texts);
  const seen = texts.map((one) => {
    const [, now, total] = /([\d.]+) of ([\d.]+) MB/.exec(one) ?? [];
    return [Number(now), Number(total)];
  });
  const { files } = JSON.parse(readFileSync(path.join(DESTINATION, 'manifest.json'), 'utf8'));
  const bytes = files.reduce(
    (/** @type {number} */ sum, /** @type {any} */ file) => sum + file.bytes,
    0,
  );
  expect(new Set(seen.map(([, total]) => total))).toEqual(
    new Set([Number((bytes / 1e6).toFixed(1))]),
  );
  const received = seen.map(([now]) => now);
  expect(received).toEqual([...received].sort((a, b) => a - b));
  expect(new Set(received).size).toBeGreaterThan(5);
  await expect(bar).toBeHidden();
  await expect(live.dataset).toContainText('MNIST (60,000 to train on, 10,000 to test)');
});

for (const [fault, file, sentence] of /** @type {const} */ ([
  ['missing', TEST_LABELS, /t10k-labels.* could not be fetched: the server answered 404/],
  ['missing', 'manifest.json', /manifest\.json could not be fetched: the server answered 404/],
  ['breaks', IMAGES, /The connection broke after \d+ bytes of .*train-images/],
])) {
  test(`${file} ${fault}: a sentence, nothing half-loaded, and Retry`, async ({
    live,
    page,
    server,
  }) => {
    server.faults.set(file, fault);
    await page.goto('./');
    await live.says(sentence);
    await expect(live.train).toBeDisabled();
    await expect(live.step).toBeDisabled();
    await expect(live.dataset).toHaveCount(0);

    const retry = page.getByRole('alert').getByRole('button', { name: 'Retry' });
    await retry.click();
    await live.says(sentence); // It is still so.
    await expect(live.train).toBeDisabled();

    server.faults.clear();
    await retry.click();
    await live.ready();
    await expect(live.alerts).toHaveCount(0);
    await expect(live.dataset).toContainText('MNIST (60,000 to train on, 10,000 to test)');
    await live.stepAfresh();
  });
}

test('a connection that breaks does no harm to the data and the run before', async ({
  live,
  page,
  server,
}) => {
  await live.open();
  await live.chooseData(pair('own', 0, 500));
  await expect(live.dataset).toContainText('own (450 to train on, 50 to test)');
  await live.set({ batch_size: 10, epochs: 1000 });
  await live.trainFor(5);

  await live.unfoldFiles();
  server.faults.set(IMAGES, 'breaks');
  await page.getByRole('button', { name: 'Go back to MNIST' }).click();
  await live.says(/The connection broke/);
  await expect(live.dataset).toContainText('own (450 to train on, 50 to test)');
  const steps = await live.steps();
  await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(steps);
  await live.reset.click();
  await live.stepAfresh();
});

test('without its pretrained model the page says so, tries again, and trains', async ({
  live,
  page,
  server,
}) => {
  server.faults.set('pretrained.safetensors', 'missing');
  await live.open();
  await live.says(/The pretrained model could not be loaded \(the server answered 404\)/);
  await live.stepAfresh();
  await live.reset.click();
  server.faults.clear();
  await page.getByRole('alert').getByRole('button', { name: 'Retry' }).click();
  await expect(live.answering).toContainText('the pretrained model');
  await live.pad.click();
  await expect(live.prediction).toHaveText(/^\d /);
});
