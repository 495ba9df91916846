/**
 * `npm run eval:drawings`: how well the built site reads what people draw. Their strokes are drawn
 * on the real pad, in a real browser, by pointer events; the shipped pretrained model answers.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { inFreshBrowser } from './bench/browser.js';
import { readOptions } from './lib/options.js';
import { BOX, PEN_DRAWINGS, VARIATIONS, hasPenDrawings, penDrawings } from './lib/pen_drawings.js';
import { accuracy, asciiOf, confusion, tableOf } from './lib/readings.js';
import { Problem, ROOT, runMain, say } from './lib/run.js';
import { startStaticServer } from './lib/static_server.js';

/** @import { CDPSession, Page } from '@playwright/test' */
/** @import { Drawing, Stroke } from './lib/pen_drawings.js' */
/** @typedef {{text: string, image: number[]}} Shown what the page says of a drawing */
/** @typedef {{index: number, label: number, digit: number, text: string, image: number[]}} Reading */

const USAGE = 'npm run eval:drawings -- [--robust] [--first N] [--json] [--folder dist]';
const PREFIX = '/lenet5-live/';
/** A reading that has not changed for so long is the last stroke's. */
const SETTLED_MS = 120;

await runMain(async () => {
  const options = readOptions(
    {
      robust: { type: 'boolean', default: false },
      first: { type: 'string' },
      json: { type: 'boolean', default: false },
      folder: { type: 'string', default: 'dist' },
    },
    USAGE,
  );
  if (!hasPenDrawings) return say(`skipped: no pen drawings in ${PEN_DRAWINGS}`);
  const first = options.first === undefined ? undefined : Number(options.first);
  if (first !== undefined && !(Number.isInteger(first) && first > 0))
    throw new Problem(`--first was "${options.first}"; a whole number above 0 was expected.`);
  const folder = path.resolve(ROOT, String(options.folder));
  if (!existsSync(path.join(folder, 'index.html')))
    throw new Problem(`There is no built site in ${folder}; \`npm run build\` makes one.`);

  const drawings = penDrawings().slice(0, first);
  const server = await startStaticServer(folder, { prefix: PREFIX });
  try {
    tell(`Drawing ${drawings.length} digits on the page…`);
    const plain = await readAll(server.url, drawings);
    const robust = [];
    for (const { name, change } of options.robust ? VARIATIONS : []) {
      tell(`The same ${name}…`);
      const changed = drawings.map(({ label, strokes }) => ({ label, strokes: change(strokes) }));
      const readings = await readAll(server.url, changed);
      const same = readings.filter(({ digit }, i) => digit === plain[i].digit).length;
      robust.push({ name, same: same / readings.length, accuracy: accuracy(readings) });
    }
    if (options.json) say(JSON.stringify(summaryOf(plain, robust)));
    else report(plain, robust);
  } finally {
    await server.close();
  }
});

/** How far it is, beside what is printed. @param {string} text */
function tell(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * @param {string} url
 * @param {Drawing[]} drawings
 * @returns {Promise<Reading[]>}
 */
function readAll(url, drawings) {
  return inFreshBrowser(async (page) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(url);
    await page.getByText('Read by the pretrained model').waitFor();
    const session = await page.context().newCDPSession(page);
    const readings = [];
    for (const [index, { label, strokes }] of drawings.entries()) {
      await draw(page, session, strokes);
      const { text, image } = await page.evaluate(shown, SETTLED_MS);
      readings.push({ index, label, digit: Number(text[0]), text, image });
      await page.getByRole('button', { name: 'Clear', exact: true }).click();
      await page.waitForFunction(isEmpty);
    }
    return readings;
  });
}

/**
 * Draws with the left button. The events follow one another as fast as the browser takes them, as
 * from a pointer that reports more often than the screen is drawn.
 * @param {Page} page
 * @param {CDPSession} session
 * @param {Stroke[]} strokes
 */
async function draw(page, session, strokes) {
  const box = await page.getByRole('img', { name: 'Drawing pad' }).boundingBox();
  if (!box) throw new Problem('The page shows no drawing pad.');
  const sent = strokes.flatMap((stroke) => {
    const points = stroke.map(([x, y]) => ({
      x: box.x + (x / BOX) * box.width,
      y: box.y + (y / BOX) * box.height,
    }));
    const left = /** @type {const} */ ({ button: 'left', clickCount: 1 });
    const last = points[points.length - 1];
    return [
      session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...points[0] }),
      session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...points[0], ...left }),
      ...points.slice(1).map((point) =>
        session.send('Input.dispatchMouseEvent', {
          ...{ type: 'mouseMoved', ...point, button: 'left', buttons: 1 },
        }),
      ),
      session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...last, ...left }),
    ];
  });
  await Promise.all(sent);
}

/**
 * In the page: what it says, once that has come to rest.
 * @param {number} settled_ms
 * @returns {Promise<Shown>}
 */
async function shown(settled_ms) {
  const find = (/** @type {string} */ selector) =>
    /** @type {any} */ (document.querySelector(selector));
  const look = () => {
    const { data } = find('#seen').getContext('2d').getImageData(0, 0, 28, 28);
    const image = Array.from({ length: 784 }, (_, i) => /** @type {number} */ (data[4 * i]));
    return { text: /** @type {string} */ (find('#prediction').textContent), image };
  };
  let [now, since] = [look(), performance.now()];
  while (now.text === '' || performance.now() - since < settled_ms) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const next = look();
    if (next.text !== now.text || next.image.some((pixel, i) => pixel !== now.image[i]))
      since = performance.now();
    now = next;
  }
  return now;
}

/** In the page. */
function isEmpty() {
  return document.querySelector('#prediction')?.textContent === '';
}

/** @param {Reading} reading */
function isSure({ text }) {
  return !text.includes('not sure');
}

/** @param {Reading} reading */
function isRight({ label, digit }) {
  return label === digit;
}

/**
 * @param {Reading[]} readings
 * @param {{name: string, same: number, accuracy: number}[]} robust
 */
function summaryOf(readings, robust) {
  const misread = readings.filter((reading) => !isRight(reading));
  return {
    drawings: readings.length,
    accuracy: accuracy(readings),
    not_sure: {
      right: readings.filter((reading) => isRight(reading) && !isSure(reading)).length,
      misread: misread.filter((reading) => !isSure(reading)).length,
    },
    confusion: confusion(readings),
    misread: misread.map(({ index, label, digit, text }) => ({ index, label, digit, text })),
    robust,
  };
}

/**
 * @param {Reading[]} readings
 * @param {{name: string, same: number, accuracy: number}[]} robust
 */
function report(readings, robust) {
  const { drawings, misread, not_sure, confusion: matrix } = summaryOf(readings, robust);
  for (const { index, label, text } of misread) {
    say(`\ndrawing ${index}: a ${label}, read as ${text}`);
    say(asciiOf(readings[index].image));
  }
  say('\nRows: what was drawn. Columns: what was read.');
  say(tableOf(matrix));
  const right = drawings - misread.length;
  say(`\n${right} of ${drawings} read right: ${percent(right / drawings)}`);
  say(
    `"not sure" of ${not_sure.misread} of the ${misread.length} misread, ${not_sure.right} of the others`,
  );
  for (const { name, same, accuracy } of robust)
    say(`${name}: the same answer for ${percent(same)}, ${percent(accuracy)} right`);
}

/** @param {number} fraction */
function percent(fraction) {
  return `${(fraction * 100).toFixed(1)} %`;
}
