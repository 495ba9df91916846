/** The set-up in the page's address. */

import { expect, test } from './support.js';

test("the address's parameters set the controls, and changes are written into it", async ({
  live,
  page,
}) => {
  await live.open('?optimizer=rmsprop&lr=0.0025&batch=128&epochs=4&seed=42&preset=paper');
  await expect(live.optimizer).toHaveValue('rmsprop');
  await expect(live.preset).toHaveValue('paper');
  await expect(live.learningRate).toHaveValue('0.0025');
  await expect(live.batchSize).toHaveValue('128');
  await expect(live.epochs).toHaveValue('4');
  await expect(live.seed).toHaveValue('42');

  await live.set({ optimizer: 'SGD', learning_rate: 0.07, seed: 43 });
  await expect
    .poll(() => Object.fromEntries(new URL(page.url()).searchParams))
    .toMatchObject({
      optimizer: 'sgd',
      lr: '0.07',
      batch: '128',
      epochs: '4',
      seed: '43',
      preset: 'paper',
    });

  await page.reload();
  await live.ready();
  await expect(live.learningRate).toHaveValue('0.07');
  await live.stepAfresh();
  const { optimizer, settings, seed } = await live.cells(live.rows.last());
  expect({ optimizer, seed }).toEqual({ optimizer: 'SGD', seed: '43' });
  expect(settings).toContain('batch 128');
});

test('nonsense in the address gets a sentence each and is left out', async ({ live, page }) => {
  await live.open('?optimizer=lion&lr=-1&batch=1e9&epochs=many&seed=0.5&preset=best&utm_source=x');
  for (const [key, value] of Object.entries({
    optimizer: 'lion',
    lr: '-1',
    batch: '1e9',
    epochs: 'many',
    seed: '0.5',
    preset: 'best',
  })) {
    const sentence = `The link's ${key} is "${value}"; expected `;
    await expect(page.getByRole('status').filter({ hasText: sentence })).toBeVisible();
  }
  await expect(page.getByText(/^The link's/)).toHaveCount(6);
  await expect(live.optimizer).toHaveValue('adam');
  await expect(live.learningRate).toHaveValue('0.001');
  await live.stepAfresh();
});
