/** Drawing on the pad with the pointer. */

import { BOX } from '../../scripts/lib/pen_drawings.js';

/** @import { Stroke } from '../../scripts/lib/pen_drawings.js' */
/** @import { Locator } from '@playwright/test' */
/** @import { LivePage } from './support.js' */

/** A prediction as the page writes it; how sure an untrained or spoilt model is, nobody knows. */
export const PREDICTION = /^\d \d+\.\d %( not sure: \d(, \d,)? or \d)?$/;

/**
 * A seven and a one as anybody writes them, and a one that networks take for a seven.
 * @satisfies {Record<string, Stroke[]>}
 */
export const STROKES = {
  seven: [line([140, 110], [360, 110], [300, 220], [240, 400])],
  one: [line([250, 90], [250, 410])],
  flagged_one: [line([170, 190], [270, 100], [270, 400])],
};

/**
 * A stroke through corners, with points between them as a hand leaves them.
 * @param {...[number, number]} corners
 * @returns {Stroke}
 */
function line(...corners) {
  const parts = 8;
  return corners.slice(1).flatMap(([x, y], i) =>
    Array.from({ length: parts + 1 }, (_, part) => {
      const [x0, y0] = corners[i];
      const share = part / parts;
      return /** @type {[number, number]} */ ([x0 + (x - x0) * share, y0 + (y - y0) * share]);
    }),
  );
}

/**
 * Strokes in the box as points on the screen.
 * @param {Locator} pad
 * @param {Stroke[]} strokes
 */
export async function onScreen(pad, strokes) {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('The pad is not on the page.');
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => ({
      x: box.x + (x / BOX) * box.width,
      y: box.y + (y / BOX) * box.height,
    })),
  );
}

/**
 * Draws with the mouse.
 * @param {LivePage} live
 * @param {Stroke[]} strokes
 */
export async function draw({ page, pad }, strokes) {
  for (const stroke of await onScreen(pad, strokes)) {
    await page.mouse.move(stroke[0].x, stroke[0].y);
    await page.mouse.down();
    for (const { x, y } of stroke.slice(1)) await page.mouse.move(x, y);
    await page.mouse.up();
  }
}
