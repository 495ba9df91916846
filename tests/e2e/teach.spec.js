/** Teach it: the visitor says what was drawn, and the network learns it. */

import { STROKES, draw } from './drawing.js';
import { expect, test } from './support.js';

/** @import { Page } from '@playwright/test' */

/** @param {Page} page */
const parts = (page) => ({
  summary: page.getByText('Teach it', { exact: true }),
  digits: page.getByRole('group', { name: 'What you drew' }),
  status: page.getByRole('status', { name: 'Lesson' }),
  undo: page.getByRole('button', { name: 'Undo the lesson' }),
  again: page.getByRole('button', { name: 'Teach all of them' }),
  remove: page.getByRole('button', { name: 'Remove the chosen one' }),
  drawings: page.getByRole('group', { name: 'Your drawings' }).getByRole('button'),
});

/** @param {Page} page @param {number} digit */
async function teach(page, digit) {
  const { digits, status } = parts(page);
  await digits.getByRole('button', { name: String(digit), exact: true }).click();
  await expect(status).toContainText('right.', { timeout: 30_000 });
}

test('a misread drawing is learned, by keyboard, and unlearned', async ({ live, page }) => {
  await live.open();
  const { summary, digits, status, undo, drawings } = parts(page);
  await summary.focus();
  await page.keyboard.press('Enter');
  await digits.getByRole('button', { name: '0', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(status).toHaveText('Draw a digit on the pad first.');
  await expect(drawings).toHaveCount(0);

  await draw(live, STROKES.flagged_one);
  await expect(live.prediction).toHaveText(/^7 /);
  const before = await live.settledPrediction();
  await digits.getByRole('button', { name: '0', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator(':focus')).toHaveText('1');
  await page.keyboard.press('Enter');
  await expect(status).toContainText(
    /^After 40 steps of Adam it reads this 1 as 1, \d+\.\d % sure \(before: 7, \d+\.\d % sure\), and 1 of your 1 drawing right\. Of the test images: 9\d\.\d\d %, before 99\.\d\d %\.$/,
    { timeout: 30_000 },
  );
  await expect(page.locator(':focus')).toHaveText('1');
  await expect(live.answering).toContainText('the model after a lesson');
  await expect(live.prediction).toHaveText(/^1 /);
  await expect(drawings).toHaveCount(1);
  await expect(drawings.first()).toHaveAccessibleName('Your drawing of a 1');
  // It knows the rest still: a seven is a seven.
  await live.clear.click();
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  await live.clear.click();
  await draw(live, STROKES.flagged_one);
  await expect(live.prediction).toHaveText(/^1 /);

  await undo.focus();
  await page.keyboard.press('Enter');
  await expect(live.answering).toContainText('the pretrained model');
  await expect(live.prediction).toHaveText(/^7 /);
  expect(await live.settledPrediction()).toBe(before);
  await expect(drawings).toHaveCount(0);
});

test('lessons build on one another, and are undone one by one', async ({ live, page }) => {
  await live.open();
  const { summary, status, undo, drawings } = parts(page);
  await summary.click();
  await draw(live, STROKES.flagged_one);
  await expect(live.prediction).toHaveText(/^7 /);
  await teach(page, 1);
  await expect(live.prediction).toHaveText(/^1 /);
  const after_one = await live.settledPrediction();
  await live.clear.click();
  await draw(live, STROKES.seven);
  await teach(page, 7);
  await expect(status).toContainText('and 2 of your 2 drawings right');
  await expect(live.answering).toContainText('the model after 2 lessons');
  await expect(drawings).toHaveCount(2);

  await undo.click();
  await expect(live.answering).toContainText('the model after a lesson');
  await expect(drawings).toHaveCount(1);
  await live.clear.click();
  await draw(live, STROKES.flagged_one);
  await expect(live.prediction).toHaveText(/^1 /);
  expect(await live.settledPrediction()).toBe(after_one);
  await undo.click();
  await expect(live.answering).toContainText('the pretrained model');
  await expect(live.prediction).toHaveText(/^7 /);
  await expect(drawings).toHaveCount(0);
});

test('what contradicts all other digits is not learned in a lesson, and that is said', async ({
  live,
  page,
}) => {
  await live.open();
  const { summary, status, drawings } = parts(page);
  await summary.click();
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  await teach(page, 4);
  await expect(status).toContainText('it reads this 4 as 7');
  await expect(status).toContainText('0 of your 1 drawing right');
  await expect(drawings).toHaveCount(1);
});

test('the drawings outlive the visit, are taught to another model, and go one by one', async ({
  live,
  page,
}) => {
  await live.open();
  await parts(page).summary.click();
  await draw(live, STROKES.seven);
  await teach(page, 4);
  await live.clear.click();
  await draw(live, STROKES.one);
  await teach(page, 1);

  await page.reload();
  await live.ready();
  const { summary, again, status, remove, drawings } = parts(page);
  await summary.click();
  await expect(drawings).toHaveCount(2);
  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(/^7 /);
  // Another optimizer, and a model of the visitor's own.
  await live.set({ optimizer: 'SGD', learning_rate: 0.1 });
  await live.trainFor(100);
  await again.click();
  await expect(status).toContainText(
    /^After 40 steps of SGD it reads \d of your 2 drawings right\./,
    { timeout: 30_000 },
  );
  await expect(live.answering).toContainText('the model after a lesson');
  // The run goes on by itself; what was taught answers until the visitor takes the run up again.
  await expect(live.pause).toBeEnabled();
  await live.pause.click();
  await expect(live.pause).toBeDisabled();
  await expect(live.answering).toContainText('the model after a lesson');
  await live.stepOnce();
  await expect(live.answering).toContainText('your run: SGD');

  await drawings.first().click();
  await expect(drawings.first()).toHaveAttribute('aria-pressed', 'true');
  await remove.click();
  await expect(drawings).toHaveCount(1);
  await expect(drawings.first()).toHaveAccessibleName('Your drawing of a 1');
  await page.reload();
  await live.ready();
  await parts(page).summary.click();
  await expect(drawings).toHaveCount(1);
});

test('a learning rate that destroys the model teaches nothing, and says so', async ({
  live,
  page,
}) => {
  await live.open();
  const { summary, digits, status, drawings } = parts(page);
  await summary.click();
  await draw(live, STROKES.seven);
  await live.set({ optimizer: 'SGD', learning_rate: '1e30' });
  await digits.getByRole('button', { name: '4', exact: true }).click();
  await expect(status).toContainText(/^Not learned: diverged at step \d+: .* smaller/, {
    timeout: 30_000,
  });
  await expect(drawings).toHaveCount(0);
  await expect(live.prediction).toHaveText(/^7 /);
  await expect(live.answering).toContainText('the pretrained model');

  // A rate that is no number is refused where it stands.
  await live.set({ learning_rate: '-1' });
  await digits.getByRole('button', { name: '4', exact: true }).click();
  await expect(page.locator(':focus')).toHaveAttribute('aria-invalid', 'true');
  await expect(drawings).toHaveCount(0);
});
