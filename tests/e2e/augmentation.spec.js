/** Images changed before a run learns from them. */

import { expect, test } from './support.js';

test('a run learns from augmented images, and the link and the table say so', async ({
  live,
  page,
}) => {
  await live.open('?augment=affine&optimizer=adam&batch=64&epochs=1');
  const choice = page.getByRole('combobox', { name: 'Augmentation' });
  await expect(choice).toHaveValue('affine');
  await choice.selectOption('strong');
  await expect(page).toHaveURL(/augment=strong/);
  await live.train.click();
  await expect(page.getByRole('table', { name: 'Runs' })).toContainText('augmented: strong');
  // Augmented digits are harder to learn from, and still it learns. In per cent.
  await expect.poll(() => live.accuracy(), { timeout: 90_000 }).toBeGreaterThan(90);
  await choice.selectOption('none');
  await expect(page).not.toHaveURL(/augment=/);
});

test('the preview shows digits as they are and changed', async ({ live, page }) => {
  await live.open();
  await page.getByText('Preview', { exact: true }).focus();
  await page.keyboard.press('Enter');
  const rows = page.locator('.augmentation-row');
  await expect(rows).toHaveCount(5);
  const before = await Promise.all([0, 1].map((row) => ink(row)));
  expect(before[1]).toEqual(before[0]);

  await page.getByRole('combobox', { name: 'Augmentation' }).selectOption('strong');
  await expect.poll(async () => (await ink(1)) === (await ink(0))).toBe(false);
  expect(await ink(0)).toEqual(before[0]);
  const first = await ink(1);
  await page.getByRole('button', { name: 'Other ones' }).click();
  await expect.poll(() => ink(1)).not.toEqual(first);

  /** The pictures of a row, once they are painted. @param {number} row */
  async function ink(row) {
    const canvases = rows.nth(row).locator('canvas');
    await expect.poll(() => canvases.first().evaluate(widthOf)).toBe(28);
    return (await canvases.evaluateAll(urlsOf)).join();
  }
});

test('nonsense in the link is left out, with a sentence', async ({ live, page }) => {
  await live.open('?augment=upside-down');
  await expect(page.getByText(/The link's augment is "upside-down"; expected none/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Augmentation' })).toHaveValue('none');
});

/** @param {Element} canvas */
const widthOf = (canvas) => (canvas instanceof HTMLCanvasElement ? canvas.width : 0);

/** @param {Element[]} canvases */
const urlsOf = (canvases) =>
  canvases.map((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
