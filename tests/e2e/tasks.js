/** How long the page keeps its own thread busy. */

/** @import { Page } from '@playwright/test' */

/** A task of a thread in Chromium's trace, and what its threads are called. */
const CATEGORIES = ['toplevel', '__metadata'];

/**
 * The longest task of the page's thread while something happens: its own computing, in milliseconds.
 * What it waits for a processor that others use is not in it.
 * @param {Page} page
 * @param {() => Promise<void>} action
 */
export async function longestTask(page, action) {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser that could be traced.');
  await browser.startTracing(page, { categories: CATEGORIES });
  await action();
  /** @type {{traceEvents: any[]}} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ ph, pid, tid, tdur }) => ph === 'X' && tdur !== undefined && mains.has(`${pid} ${tid}`),
  );
  if (tasks.length === 0) throw new Error('The trace has no task of the page.');
  return tasks.reduce((longest, { tdur }) => Math.max(longest, tdur / 1000), 0);
}
