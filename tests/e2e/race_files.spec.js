/** A race as a file: opened without training, shown beside the paper, and saved again in every form. */

import { readFileSync } from 'node:fs';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

const FIVE = [
  { name: 'sgd', momentum: 0 },
  { name: 'adagrad', initial_accumulator: 0, epsilon: 1e-7 },
  { name: 'rmsprop', rho: 0.9, epsilon: 1e-7 },
  { name: 'adam', beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
  { name: 'adadelta', rho: 0.95, epsilon: 1e-7 },
];
const STEPS = [50, 100, 200, 400, 469];

/** Two seeds of the five; the last evaluation of optimizer i and seed s is 0.9 + i/100 + s/1000. */
const RACE = {
  ...{ format: 'lenet5-race', version: 1, app_version: '0.0.1', dataset: 'MNIST' },
  ...{ train_size: 60_000, test_size: 10_000, preset: null },
  runs: [1, 2].flatMap((seed) =>
    FIVE.map((optimizer, i) => ({
      ...{ optimizer, learning_rate: 0.001, batch_size: 128, epochs: 1, seed },
      outcome: 'finished',
      evaluations: STEPS.map((step) => ({
        ...{ step, epoch: step / 469, seconds: step / (50 + i), loss: 1 },
        accuracy: ((900 + 10 * i + seed) * step) / 469_000,
      })),
      losses: STEPS.map((step) => ({ step, seconds: step / 50, loss: 100 / (step + i) })),
    })),
  ),
};

/** @param {Page} page @param {string} name @param {string} text */
const choose = (page, name, text) =>
  page.getByLabel('Race file').setInputFiles({
    ...{ name, mimeType: 'application/json' },
    buffer: Buffer.from(text),
  });

/** @param {Page} page @param {string} button */
async function saved(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('a race that is opened is shown beside the paper, and saved in every form', async ({
  live,
  page,
}) => {
  await live.open();
  await expect(page.getByRole('button', { name: 'Save as JSON' })).toBeDisabled();
  await choose(page, 'race.json', JSON.stringify(RACE));

  const row = page.getByRole('table', { name: 'Table 1' }).getByRole('row', { name: 'Adam' });
  await expect(row).toHaveText(/Adam\s*99\.0 %\s*93\.15 %\s*93\.10 to 93\.20\s*−5\.85/);
  const figure = page.getByRole('figure', { name: 'Figure 3' });
  await expect(figure.getByRole('listitem')).toHaveCount(5);
  await expect(figure.getByRole('listitem').nth(3)).toHaveText(/Adam\s*paper: 99\.0\s*ours: 93\.2/);
  await expect(page.getByRole('img', { name: /^Test accuracy over updates.*Adam 93\.15 %/ })).toBeVisible(); // prettier-ignore

  await page.getByLabel('Vertical axis').selectOption('error');
  await page.getByLabel('Horizontal axis').selectOption('seconds');
  await expect(page.getByRole('img', { name: /^Test error over seconds.*Adam 6\.85 %/ })).toBeVisible(); // prettier-ignore

  const json = await saved(page, 'Save as JSON');
  expect(JSON.parse(json.bytes.toString())).toEqual(RACE);
  const csv = await saved(page, 'Save as CSV');
  const rows = csv.bytes.toString().trimEnd().split('\r\n');
  expect(rows).toHaveLength(1 + 10 * STEPS.length);
  expect(new Set(rows.map((line) => line.split(',').length)).size).toBe(1);

  const svg = await saved(page, 'Save chart as SVG');
  const found = await page.evaluate((text) => {
    const { documentElement } = new DOMParser().parseFromString(text, 'image/svg+xml');
    const texts = [...documentElement.querySelectorAll('text')].map((node) => node.textContent);
    return { root: documentElement.nodeName, texts };
  }, svg.bytes.toString());
  expect(found.root).toBe('svg');
  for (const name of ['SGD', 'AdaGrad', 'RMSProp', 'Adam', 'AdaDelta']) {
    expect(found.texts).toContain(name);
  }

  const png = await saved(page, 'Save chart as PNG');
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
  // Twice the SVG's width; the chunk IHDR has it.
  expect(png.bytes.readUInt32BE(16)).toBe(2 * 960);

  const name = 'lenet5-race-sgd-adagrad-rmsprop-adam-adadelta-2-seeds';
  expect([json.name, csv.name]).toEqual([`${name}.json`, `${name}.csv`]);
  expect([svg.name, png.name]).toEqual([
    `${name}-error-over-seconds.svg`,
    `${name}-error-over-seconds.png`,
  ]);
});

test('what is no race gets a sentence, and the race that is shown stays', async ({
  live,
  page,
}) => {
  await live.open();
  await choose(page, 'race.json', JSON.stringify(RACE));
  const table = page.getByRole('table', { name: 'Table 1' });
  await expect(table).toContainText('93.15 %');
  const before = await table.innerText();
  const first = RACE.runs[0];
  const faults = {
    'torn.json': [
      JSON.stringify(RACE).slice(0, 500),
      /torn\.json was not opened: The file is not JSON/,
    ],
    'foreign.json': ['{"runs": []}', /foreign\.json was not opened: .*not a race/],
    'rate.json': [
      JSON.stringify({ ...RACE, runs: [{ ...first, learning_rate: -1 }] }),
      /rate\.json was not opened: .*"learning_rate" of run 1 is -1; expected/,
    ],
  };
  for (const [name, [text, sentence]] of Object.entries(faults)) {
    await choose(page, name, /** @type {string} */ (text));
    await live.says(/** @type {RegExp} */ (sentence));
    expect(await table.innerText()).toBe(before);
  }
  await choose(page, 'race.json', JSON.stringify(RACE));
  await expect(live.alerts).toHaveCount(0);
});
