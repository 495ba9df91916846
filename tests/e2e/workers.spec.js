import { expect, test } from './support.js';

/**
 * A run of some steps with so many workers.
 * @param {import('./support.js').LivePage} live
 * @param {string} workers
 */
async function modelAfterSteps(live, workers) {
  await live.page.getByRole('combobox', { name: 'Workers', exact: true }).selectOption(workers);
  await live.stepAfresh();
  for (let n = 0; n < 4; n++) await live.stepOnce();
  const { bytes } = await live.downloadModel();
  await live.reset.click();
  return bytes;
}

test('one worker and two train the same model, bit for bit', async ({ live }) => {
  await live.open();
  // Seven shards, unevenly shared; the last batch of an epoch has fewer.
  await live.set({ optimizer: 'RMSProp', batch_size: 200, seed: 5 });
  const alone = await modelAfterSteps(live, '1');
  const together = await modelAfterSteps(live, '2');
  expect(together.equals(alone)).toBe(true);
});

test('two workers train a whole epoch, pause and go on', async ({ live }) => {
  await live.open();
  await live.page.getByRole('combobox', { name: 'Workers', exact: true }).selectOption('2');
  await live.set({ optimizer: 'Adam', learning_rate: 0.001, batch_size: 64, epochs: 1, seed: 1 });
  await live.trainAndPause(/^[1-9]/);
  const paused = await live.steps();
  expect(paused).toBeLessThan(938);
  await live.train.click();
  await expect.poll(() => live.steps()).toBeGreaterThan(paused);
  await live.finished();
  expect(await live.steps()).toBe(938);
  expect(await live.accuracy()).toBeGreaterThan(95);
});
