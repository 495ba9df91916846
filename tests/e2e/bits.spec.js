/** One run's bits: what a change of the page or the crate must not move by accident. */

import { createHash } from 'node:crypto';
import { expect, test } from './support.js';

/** Of the model after an epoch of Adam; the same in Chromium, Firefox and WebKit, with any number of workers. */
const SHA256_BEGINS = '447f3aca1903a7b4';

test('an epoch of Adam ends with the same model as ever, to the bit', async ({ live }) => {
  await live.open();
  await live.set({ optimizer: 'Adam', learning_rate: 0.001, batch_size: 64, epochs: 1, seed: 1 });
  await live.train.click();
  await live.finished();
  expect(await live.steps()).toBe(938);
  const { bytes } = await live.downloadModel();
  expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(SHA256_BEGINS);
});
