/**
 * `npm run soak`: a long visit. Runs, races, lessons, evaluations and the visitor's own images, in turn;
 * what the page holds is written down at each quarter of the time, and must stay flat.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { inFreshBrowser } from '../../scripts/bench/browser.js';
import { readOptions } from '../../scripts/lib/options.js';
import { Problem, ROOT, runMain } from '../../scripts/lib/run.js';
import { startStaticServer } from '../../scripts/lib/static_server.js';
import { STROKES, draw } from '../e2e/drawing.js';
import { fourFiles, pretrained } from '../e2e/files.js';
import { LivePage } from '../e2e/support.js';
import { Holdings } from './holdings.js';

/** @import { Page } from '@playwright/test' */
/** @import { Held } from './holdings.js' */

const USAGE = 'npm run soak -- [--minutes 60]';
const QUARTERS = 4;
/** A heap breathes; what grows with every round is more than so much after an hour. */
const MOST_GROWTH = 1.25;
const AT_REST_MS = 3000;

await runMain(async () => {
  const { minutes } = readOptions({ minutes: { type: 'string', default: '60' } }, USAGE);
  if (!(Number(minutes) > 0))
    throw new Problem(`--minutes was "${minutes}"; a number above 0 was expected.\n${USAGE}`);
  const folder = path.join(ROOT, 'dist');
  if (!existsSync(path.join(folder, 'index.html')))
    throw new Problem('There is no built site in dist/; `npm run build` makes one.');
  const server = await startStaticServer(folder, { prefix: '/lenet5-live/' });
  try {
    await inFreshBrowser((page) => soak(page, server.url, Number(minutes)));
  } finally {
    await server.close();
  }
});

/** @param {Page} page @param {string} url @param {number} minutes */
async function soak(page, url, minutes) {
  const holdings = await Holdings.watch(page);
  const live = new LivePage(page);
  await page.goto(url);
  await live.ready();
  // The first round makes whatever is made once.
  await round(live);
  const quarters = [await atRest(live, holdings, 0)];
  const began = performance.now();
  let rounds = 0;
  for (let quarter = 1; quarter <= QUARTERS; quarter++) {
    const end = began + (minutes * 60_000 * quarter) / QUARTERS;
    do {
      await round(live);
      rounds++;
    } while (performance.now() < end);
    quarters.push(await atRest(live, holdings, rounds));
  }
  judge(quarters);
}

/** One of each thing that a visitor can do. @param {LivePage} live */
async function round(live) {
  const { page } = live;
  await live.chooseData(fourFiles('own', 900, 300));
  await live.dataset.filter({ hasText: 'own (900 to train on' }).waitFor({ state: 'attached' });
  await live.set({ optimizer: 'Adam', batch_size: 30, epochs: 3 });
  await live.train.click();
  await live.finished();
  await live.set({ epochs: 1000 });
  await live.reset.click();
  await live.trainFor(30); // Broken off.
  await live.reset.click();

  await live.set({ batch_size: 9, epochs: 1 });
  await page.getByRole('button', { name: 'Race all five', exact: true }).click();
  await page.getByText('The race is over.', { exact: true }).waitFor();

  await live.chooseModel(pretrained());
  await live.answering.filter({ hasText: '% right' }).waitFor();
  await live.clear.click({ force: true });
  await draw(live, STROKES.seven);
  await live.prediction.filter({ hasText: /\d/ }).waitFor();
  const teach = page.getByText('Teach it', { exact: true });
  if (!(await page.getByRole('group', { name: 'What you drew' }).isVisible())) await teach.click();
  await page.getByRole('button', { name: '7', exact: true }).click();
  await page
    .getByRole('status', { name: 'Lesson' })
    .filter({ hasText: /^After/ })
    .waitFor();
  await page.getByRole('button', { name: 'Undo the lesson' }).click();
  // What stays by intention goes: runs and drawings are the visitor's to remove.
  await live.rows.first().waitFor();
  while ((await live.rows.count()) > 0)
    await live.rows
      .first()
      .getByRole('button', { name: /^Remove run/ })
      .click();
}

/** @param {LivePage} live @param {Holdings} holdings @param {number} rounds */
async function atRest(live, holdings, rounds) {
  await live.page.waitForTimeout(AT_REST_MS);
  const held = await holdings.read();
  process.stdout.write(`${JSON.stringify({ rounds, ...held })}\n`);
  return held;
}

/** @param {Held[]} quarters */
function judge([first, ...others]) {
  const last = others[others.length - 1];
  const grown = /** @type {(keyof Held)[]} */ (Object.keys(first)).filter(
    (name) => last[name] > Math.max(first[name] * MOST_GROWTH, first[name] + 1),
  );
  if (grown.length === 0) return;
  const list = grown.map((name) => `${name} from ${first[name]} to ${last[name]}`).join(', ');
  throw new Problem(`Grown from the first round to the last: ${list}.`);
}
