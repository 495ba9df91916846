/** The pad, from the pointer to the prediction. */

import { hasPenDrawings, penDrawings } from '../../scripts/lib/pen_drawings.js';
import { PREDICTION, STROKES, draw, onScreen } from './drawing.js';
import { expect, test } from './support.js';

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);
/** The model reads 97 % of all 625 drawings. */
const LEAST_RIGHT = 18;

test('the pretrained model reads digits that people drew with a pen', async ({ live }) => {
  test.skip(!hasPenDrawings, 'skipped: no pen drawings');
  await live.open();
  await expect(live.answering).toContainText('the pretrained model');
  const all = penDrawings();
  const chosen = DIGITS.flatMap((digit) => all.filter(({ label }) => label === digit).slice(0, 2));
  expect(chosen).toHaveLength(20);

  /** @type {string[]} */
  const wrong = [];
  for (const { label, strokes } of chosen) {
    await draw(live, strokes);
    const prediction = await live.settledPrediction();
    if (!prediction.startsWith(String(label))) wrong.push(`${label} read as ${prediction}`);
    await live.clear.click();
    await expect(live.prediction).toBeEmpty();
  }
  expect(chosen.length - wrong.length, wrong.join('; ')).toBeGreaterThanOrEqual(LEAST_RIGHT);
});

test('an empty pad predicts nothing; Undo takes the last stroke back, Clear all', async ({
  live,
  page,
}) => {
  await live.open();
  await expect(live.prediction).toBeEmpty();
  await expect(live.clear).toBeDisabled();
  await expect(live.undo).toBeDisabled();
  expect(await live.probabilities()).toEqual(DIGITS.map(() => ''));

  await draw(live, STROKES.seven);
  const one_stroke = await live.settledPrediction();
  expect(one_stroke).toMatch(/^7 /);
  const percents = (await live.probabilities()).map(Number);
  expect(percents.reduce((sum, percent) => sum + percent)).toBeGreaterThan(95);
  expect(percents.indexOf(Math.max(...percents))).toBe(7);

  await draw(live, [
    [
      [200, 450],
      [480, 480],
    ],
  ]);
  await expect(live.prediction).not.toHaveText(one_stroke);
  await live.undo.click();
  await expect(live.prediction).toHaveText(one_stroke);
  await draw(live, STROKES.one);
  await page.keyboard.press('Control+z');
  await expect(live.prediction).toHaveText(one_stroke);
  await live.undo.click();
  await expect(live.prediction).toBeEmpty();

  await draw(live, STROKES.seven);
  await expect(live.prediction).toHaveText(one_stroke);
  await live.clear.click();
  await expect(live.prediction).toBeEmpty();
  await expect(live.undo).toBeDisabled();
});

test('a tap is a drawing, and a click beside the pad is none', async ({ live, page }) => {
  await live.open();
  await page.getByRole('heading', { level: 1 }).click();
  await expect(live.prediction).toBeEmpty();
  await live.pad.click();
  await expect(live.prediction).toHaveText(/^\d /);
});

for (const pointerType of /** @type {const} */ (['touch', 'pen'])) {
  test(`the pad takes a ${pointerType}`, async ({ live, page, context }) => {
    await live.open();
    const heard = live.pad.evaluateHandle((pad) => {
      const types = new Set();
      pad.addEventListener('pointermove', (event) => {
        types.add(/** @type {PointerEvent} */ (event).pointerType);
      });
      return types;
    });
    const types = await heard;
    const session = await context.newCDPSession(page);
    const scrolled = await page.evaluate(() => scrollY);
    for (const stroke of await onScreen(live.pad, STROKES.seven)) {
      const [first, ...others] = stroke;
      if (pointerType === 'touch') {
        const touch = (/** @type {any} */ type, /** @type {any[]} */ touchPoints) =>
          session.send('Input.dispatchTouchEvent', { type, touchPoints });
        await touch('touchStart', [first]);
        for (const point of others) await touch('touchMove', [point]);
        await touch('touchEnd', []);
      } else {
        const pen = (/** @type {any} */ type, /** @type {any} */ point) =>
          session.send('Input.dispatchMouseEvent', {
            type,
            ...point,
            button: 'left',
            buttons: 1,
            clickCount: 1,
            pointerType: 'pen',
          });
        await pen('mousePressed', first);
        for (const point of others) await pen('mouseMoved', point);
        await pen('mouseReleased', others.at(-1));
      }
    }
    await expect(live.prediction).toHaveText(/^7 /);
    expect(await types.evaluate((set) => [...set])).toEqual([pointerType]);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
  });
}

test('the model that answers is named, and changes with training', async ({ live }) => {
  await live.open();
  await draw(live, STROKES.seven);
  await expect(live.answering).toContainText('the pretrained model');
  await expect(live.prediction).toHaveText(/^7 /);
  const before = await live.probabilities();

  await live.set({ optimizer: 'Adam' });
  await live.stepAfresh();
  await expect(live.answering).toContainText('your run: Adam, step 1');
  // After one batch the network knows next to nothing, and says so of the same drawing.
  await expect.poll(() => live.probabilities()).not.toEqual(before);
  const after_one = await live.probabilities();
  expect(Math.max(...after_one.map(Number))).toBeLessThan(50);

  await live.trainFor(150);
  await expect(live.answering).toHaveText(/your run: Adam, step (\d,)?\d{3}/);
  await expect.poll(() => live.probabilities()).not.toEqual(after_one);

  await live.reset.click();
  await expect(live.answering).toContainText('the pretrained model');
  await expect.poll(() => live.probabilities()).toEqual(before);
});

test('a dot, a line across, a scribble and two digits are read, with doubt where there is some', async ({
  live,
}) => {
  await live.open();
  await expect(live.answering).toContainText('the pretrained model');
  const across = straight([60, 250], [440, 250]);
  const scribble = Array.from({ length: 120 }, (_, i) => {
    const turn = i * 2.1;
    return /** @type {[number, number]} */ ([
      250 + 180 * Math.sin(turn * 1.3),
      250 + 180 * Math.cos(turn),
    ]);
  });
  const two_digits = [straight([120, 100], [120, 400]), straight([380, 100], [380, 400])];
  for (const strokes of [[[[250, 250]]], [across], [scribble], two_digits]) {
    await draw(live, /** @type {[number, number][][]} */ (strokes));
    const prediction = await live.settledPrediction();
    expect(prediction).toMatch(PREDICTION);
    const confidence = Number(/ ([\d.]+) %/.exec(prediction)?.[1]);
    expect(prediction.includes('not sure'), prediction).toBe(confidence < 80);
    await live.clear.click();
    await expect(live.prediction).toBeEmpty();
  }
});

test('a network that knows nothing says that it is not sure', async ({ live }) => {
  await live.open();
  await live.set({ optimizer: 'SGD', learning_rate: 0.0001 });
  await live.stepAfresh();
  await draw(live, STROKES.seven);
  expect(await live.settledPrediction()).toMatch(/^(\d) \d+\.\d % not sure: \1(, \d,)? or \d/);
});

test('a drawing that is tiny and in a corner is read as the same', async ({ live }) => {
  await live.open();
  await expect(live.answering).toContainText('the pretrained model');
  for (const [digit, strokes] of /** @type {const} */ ([
    [7, STROKES.seven],
    [1, STROKES.one],
  ])) {
    const tiny = strokes.map((stroke) =>
      stroke.map(([x, y]) => /** @type {[number, number]} */ ([10 + x / 6, 410 + y / 6])),
    );
    await draw(live, tiny);
    expect(await live.settledPrediction()).toMatch(new RegExp(`^${digit} `));
    await live.clear.click();
    await expect(live.prediction).toBeEmpty();
  }
});

/**
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @returns {[number, number][]}
 */
function straight([x0, y0], [x1, y1]) {
  return Array.from({ length: 20 }, (_, i) => [
    x0 + ((x1 - x0) * i) / 19,
    y0 + ((y1 - y0) * i) / 19,
  ]);
}

test('a drawing with more points than can be read at once is ended, and that is said', async ({
  live,
  page,
}) => {
  await live.open();
  const box = await live.pad.boundingBox();
  if (!box) throw new Error('The pad is not on the page.');
  const full = page.getByText(/There is no room for more on the pad: a drawing has at most 10000/);
  await page.mouse.move(box.x + 50, box.y + 50);
  await page.mouse.down();
  await live.pad.evaluate((pad) => {
    const { left, top, width } = pad.getBoundingClientRect();
    for (let i = 0; i < 10_100; i++) {
      const clientX = left + 20 + (i % (width - 40));
      const clientY = top + width / 2 + 40 * Math.sin(i / 50);
      pad.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, clientX, clientY }));
    }
  });
  await page.mouse.up();
  await expect(full).toBeVisible();
  await expect(live.prediction).toHaveText(PREDICTION);
  await live.undo.click();
  await expect(full).toBeHidden();
  await draw(live, STROKES.seven);
  expect(await live.settledPrediction()).toMatch(/^7 /);
});
