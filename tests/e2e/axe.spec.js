/** No fault that axe knows, in any panel, at any width, in any colours; and in forced colours what is chosen shows. */

import { AxeBuilder } from '@axe-core/playwright';
import { STROKES, draw } from './drawing.js';
import { fourFiles } from './files.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */
/** @import { LivePage } from './support.js' */

/** Enough for every panel to have something to show, in seconds. */
const [TRAIN, TEST] = [2000, 500];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];
/** @type {{colorScheme: 'light' | 'dark', forcedColors: 'none' | 'active'}[]} */
const COLOURS = [
  { colorScheme: 'light', forcedColors: 'none' },
  { colorScheme: 'dark', forcedColors: 'none' },
  { colorScheme: 'light', forcedColors: 'active' },
];

/** A lesson, a run, a race and a sweep, and a thing chosen wherever one can choose. @param {Page} page @param {LivePage} live */
async function fillEveryPanel(page, live) {
  await live.open();
  await live.chooseData(fourFiles('few', TRAIN, TEST));
  await expect(page.getByText(`few (2,000 to train on, ${TEST} to test)`)).toBeAttached();
  await page.evaluate(() => {
    for (const panel of document.querySelectorAll('details')) panel.open = true;
  });
  await draw(live, STROKES.seven);
  await live.set({ epochs: 1 });
  await live.train.click();
  await live.finished();
  const lesson = page.getByRole('group', { name: 'What you drew' });
  await lesson.getByRole('button', { name: '7', exact: true }).click();
  await expect(page.getByRole('status', { name: 'Lesson' })).toContainText('right.');

  await page.getByRole('button', { name: 'Race all five' }).click();
  // Panels fill while they are seen.
  for (const panel of ['The network at work', 'Mistakes', 'Inside the optimizers'])
    await page.getByText(panel, { exact: true }).scrollIntoViewIfNeeded();
  await page.getByText('Every model reads your drawing').scrollIntoViewIfNeeded();
  const answers = page.getByRole('list', { name: 'Each model’s answer' }).getByRole('listitem');
  await expect(answers.filter({ hasText: /\d %/ })).toHaveCount(5, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop the race' }).click();

  await page.getByRole('spinbutton', { name: 'Rates', exact: true }).fill('2');
  await page.getByRole('spinbutton', { name: 'Sweep epochs' }).fill('1');
  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByText('The sweep is done.')).toBeVisible({ timeout: 120_000 });

  await page
    .getByRole('table', { name: /^Confusion matrix/ })
    .getByRole('button')
    .first()
    .click();
  await page
    .getByRole('button', { name: /^Training image / })
    .first()
    .click();
  await live.set({ learning_rate: -1 });
  await live.chooseModel({
    name: 'no_model.safetensors',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('nothing'),
  });
  await live.says(/^no_model\.safetensors was not opened/);
}

/** What has to differ to be seen. @param {Page} page */
const pairs = (page) =>
  page.evaluate(() => {
    const style = (/** @type {string} */ selector, /** @type {string} */ pseudo = '') => {
      const element = document.querySelector(selector);
      if (!element) throw new Error(`The page has no ${selector}.`);
      return getComputedStyle(element, pseudo);
    };
    const ground = (/** @type {string} */ selector, pseudo = '') =>
      style(selector, pseudo).backgroundColor;
    const paper = ground('html');
    return {
      'a chosen digit': [
        ground('.choice :checked + span'),
        ground('.choice :not(:checked) + span'),
      ],
      'a chosen tile': [
        style('.tile[aria-pressed="true"]').borderTopWidth,
        style('.tile[aria-pressed="false"]').borderTopWidth,
      ],
      'a probability': [ground('.bars .bar', '::after'), paper],
      'the greatest one': [
        ground('.bars .best .bar', '::after'),
        ground('.bars :not(.best) > .bar', '::after'),
      ],
      'a model’s probability': [ground('.answer-bars span'), paper],
      'a race’s accuracy': [ground('.race-figure .ours.column'), paper],
      'how far it is': [ground('progress', '::-webkit-progress-value'), paper],
      'a button that can’t be pressed': [style('#pause').color, style('#clear').color],
    };
  });

test('axe finds nothing in any panel', async ({ page, live }) => {
  test.slow();
  await fillEveryPanel(page, live);
  for (const colours of COLOURS) {
    await page.emulateMedia(colours);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
      const { violations } = await axe.analyze();
      const found = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      );
      expect.soft(found, `${JSON.stringify(colours)} at ${size.width}`).toEqual([]);
    }
  }
  // Forced colours are on still.
  for (const [what, [one, other]] of Object.entries(await pairs(page)))
    expect.soft(one, `${what} shows`).not.toBe(other);
});
