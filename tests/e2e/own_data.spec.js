/** The visitor's own IDX files: raw or gzipped, two or four, chosen or dropped. */

import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { file, fourFiles, gzipped, pair, spoilt } from './files.js';
import { expect, test } from './support.js';

/** @import { FilePayload } from './support.js' */

/** @type {[what: string, files: () => FilePayload[], name: string][]} */
const SETS = [
  [
    'four raw files',
    () => fourFiles('fashion', 900, 100),
    'fashion (900 to train on, 100 to test)',
  ],
  [
    'four gzipped files',
    () => fourFiles('fashion', 900, 100).map(gzipped).reverse(),
    'fashion (900 to train on, 100 to test)',
  ],
  [
    'two files, of which the last tenth is held out',
    () => pair('kmnist', 0, 1000),
    'kmnist (900 to train on, 100 to test)',
  ],
];

/** A gzip file of two members, as `cat a.gz b.gz` makes it. @param {FilePayload} payload */
function inTwoMembers({ name, buffer }) {
  const half = buffer.length >> 1;
  const parts = [buffer.subarray(0, half), buffer.subarray(half)].map((part) => gzipSync(part));
  return file(`${name}.gz`, Buffer.concat(parts));
}

test('gzip files of several members are read whole', async ({ live }) => {
  await live.open();
  await live.chooseData(pair('parts', 0, 1000).map(inTwoMembers));
  await expect(live.dataset).toContainText('parts (900 to train on, 100 to test)');
  await live.stepAfresh();
});

for (const [what, files, name] of SETS) {
  test(`${what} can be trained on`, async ({ live }) => {
    await live.open();
    await live.unfoldFiles();
    await live.chooseData(files());
    await expect(live.dataset).toContainText(name);
    await live.set({ optimizer: 'Adam', learning_rate: 0.002, batch_size: 30, epochs: 3 });
    await live.train.click();
    await live.finished();
    expect(await live.steps()).toBe(90);
    // Real digits: even 900 of them teach something.
    expect(await live.accuracy()).toBeGreaterThan(40);
    await expect(live.rows.last()).toContainText(name.split(' ')[0]);
  });
}

test('files are taken where they are dropped, and MNIST comes back', async ({
  live,
  page,
  context,
}, info) => {
  await live.open();
  const files = fourFiles('dropped', 300, 60).map(({ name, buffer }) => {
    const whole = info.outputPath(name);
    writeFileSync(whole, buffer);
    return whole;
  });
  const session = await context.newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 300, data });
  }
  await expect(live.dataset).toContainText('dropped (300 to train on, 60 to test)');
  await live.stepAfresh();
  await live.reset.click();

  await page.getByRole('button', { name: 'Go back to MNIST' }).click();
  await expect(live.dataset).toContainText('MNIST (60,000 to train on, 10,000 to test)', {
    timeout: 30_000,
  });
  await live.stepAfresh();
});

test('other data opened during a run are for the next one', async ({ live }) => {
  await live.open();
  await live.trainFor(5);
  await live.chooseData(pair('own', 0, 640));
  await expect(live.dataset).toContainText('own (576 to train on, 64 to test)');
  const steps = await live.steps();
  // MNIST's epoch is longer than the 9 batches that the new data have.
  await expect.poll(() => live.steps(), { timeout: 20_000 }).toBeGreaterThan(steps + 20);
  await expect(live.rows.last()).toContainText('MNIST');
  await live.reset.click();
  await live.set({ epochs: 1 });
  await live.train.click();
  await live.finished();
  expect(await live.steps()).toBe(9);
});

test('what a model reads right is told of the images that are open, not of those before', async ({
  live,
  page,
}) => {
  await live.open();
  // MNIST is being tested still, or has just been; of these not one is what its label says.
  const [images, labels] = pair('wrong', 0, 300);
  const others = spoilt(labels, (bytes) => {
    for (let i = 8; i < bytes.length; i++) bytes[i] = (bytes[i] + 1) % 10;
  });
  await live.chooseData([images, others]);
  await expect(live.dataset).toContainText('wrong (270 to train on, 30 to test)');
  await expect(live.answering).toContainText(/the pretrained model, 0\.0.% right/);
  // Longer than all of MNIST takes.
  await page.waitForTimeout(3000);
  await expect(live.answering).toContainText(/the pretrained model, 0\.0.% right/);
});
