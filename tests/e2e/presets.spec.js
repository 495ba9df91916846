/** The presets: what choosing one, or an optimizer under it, sets. */

import { expect, test } from './support.js';

test("a preset sets the optimizer's hyper-parameters with its numbers, and says why", async ({
  live,
  page,
}) => {
  await live.open();
  await expect(live.preset).toHaveValue('tuned');
  await live.set({ optimizer: 'AdaGrad' });
  const accumulator = page.locator('input').and(page.getByLabel('a₀ first value of a'));
  await expect(accumulator).toHaveValue('0');

  await live.preset.selectOption({ label: 'Paper' });
  await expect(accumulator).toHaveValue('0.1');
  await expect(live.learningRate).toHaveValue('0.001');
  await expect(live.batchSize).toHaveValue('128');
  await expect(live.epochs).toHaveValue('50');

  // Its rate alone departs from Keras's.
  await live.set({ optimizer: 'SGD' });
  const note = page.getByText(/Table 1/).and(page.locator('.note'));
  await expect(note).toContainText('SGD: Keras’s 0.01');
  await live.set({ optimizer: 'Adam' });
  await expect(note).not.toContainText('Keras’s 0.01');
  await live.set({ learning_rate: 0.5 });
  await expect(note).toContainText('(Changed: learning rate.)');

  await live.preset.selectOption({ label: 'Same rate' });
  await live.set({ optimizer: 'AdaGrad' });
  await expect(accumulator).toHaveValue('0');
  await expect(live.learningRate).toHaveValue('0.001');
  // The address keeps what differs from the preset, even where it is the optimizer's own default.
  await live.preset.selectOption({ label: 'Paper' });
  await accumulator.fill('0');
  await page.reload();
  await live.ready();
  await expect(live.preset).toHaveValue('paper');
  await expect(accumulator).toHaveValue('0');
});
