/** The command line and the page train the same model. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SOURCE } from '../../scripts/lib/mnist.js';
import { RUN_NATIVELY } from '../../scripts/lib/native.js';
import { ROOT } from '../../scripts/lib/run.js';
import { expect, test } from './support.js';

const RUN = { optimizer: 'adam', learning_rate: 0.001, batch_size: 64, epochs: 1, seed: 1 };
/** In points of test accuracy: the two add up in different orders. */
const TOLERANCE = 0.2;

test('one epoch natively and in the browser end within 0.2 points', async ({ live }) => {
  // Where the command line isn't built yet, cargo compiles it first.
  test.setTimeout(20 * 60_000);
  const native = await trainNatively();
  await live.open();
  await live.set({ ...RUN, optimizer: 'Adam' });
  await live.train.click();
  await live.finished(180_000);

  expect(await live.steps()).toBe(native.step);
  const difference = Math.abs((await live.accuracy()) - 100 * native.test_accuracy);
  expect(difference).toBeLessThanOrEqual(TOLERANCE);
});

/** @returns {Promise<{step: number, test_accuracy: number}>} the last evaluation */
async function trainNatively() {
  const flags = Object.entries(RUN).flatMap(([name, value]) => [
    `--${name.replace('_', '-')}`,
    String(value),
  ]);
  const args = [...RUN_NATIVELY, '--', 'train', ...flags];
  const { stdout } = await promisify(execFile)('cargo', [...args, '--data', SOURCE, '--json'], {
    cwd: ROOT,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
