/** What only the real page can tell: how long it is kept busy, and how soon a network is good. */

/** @import { Page } from '@playwright/test' */

const LONG_TASK_MS = 50;
/** What a browser clamps nested timers to. */
const TIMER_MS = 4;
const LOADING_MS = 60_000;

/** Opens the page and waits until it can train. @param {Page} page @param {string} url */
async function open(page, url) {
  await page.goto(url);
  const train = page.getByRole('button', { name: 'Train', exact: true });
  await page.waitForFunction(
    () => [...document.querySelectorAll('button')].some((b) => b.id === 'train' && !b.disabled),
    undefined,
    { timeout: LOADING_MS },
  );
  return train;
}

/**
 * How long the page's own thread is kept busy at a time while it trains.
 * @param {Page} page
 * @param {string} url of the page, with its settings
 * @param {number} seconds of training
 * @returns {Promise<number>} ms
 */
export async function longestTask(page, url, seconds) {
  const train = await open(page, url);
  await train.click();
  const speed = page.getByRole('status', { name: 'Images per second' });
  await speed.filter({ hasText: /[1-9]/ }).waitFor({ timeout: LOADING_MS });
  const { long_task, gap } = await page.evaluate(probe, seconds * 1000);
  // The browser reports tasks from 50 ms on. Where there is none, the longest gap between two
  // ticks of a timer is a bound: other processes on the same cores lengthen it.
  return long_task || Math.min(LONG_TASK_MS, Math.max(0, gap - TIMER_MS));
}

/**
 * The time from pressing Train until the page shows a test accuracy.
 * @param {Page} page
 * @param {string} url of the page, with its settings
 * @param {number} workers that share each batch
 * @param {number} accuracy a fraction
 * @returns {Promise<number>} seconds
 */
export async function secondsTo(page, url, workers, accuracy) {
  await open(page, url);
  await page.getByRole('combobox', { name: 'Workers' }).selectOption(String(workers));
  const output = page.getByRole('status', { name: 'Test accuracy', exact: true });
  // The pretrained model is being tested when the page has just been loaded.
  await page.getByText(/^Read by .* right$/).waitFor({ timeout: LOADING_MS });
  return output.evaluate(pressAndWatch, accuracy * 100);
}

/**
 * Runs in the page.
 * @param {Element} output
 * @param {number} per_cent
 * @returns {Promise<number>}
 */
function pressAndWatch(output, per_cent) {
  return new Promise((resolve) => {
    const began = performance.now();
    new MutationObserver(() => {
      if (parseFloat(output.textContent ?? '') >= per_cent)
        resolve((performance.now() - began) / 1000);
    }).observe(output, { childList: true, subtree: true, characterData: true });
    /** @type {HTMLElement} */ (document.querySelector('#train')).click();
  });
}

/**
 * Runs in the page.
 * @param {number} ms
 * @returns {Promise<{long_task: number, gap: number}>}
 */
function probe(ms) {
  return new Promise((resolve) => {
    let long_task = 0;
    let gap = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long_task = Math.max(long_task, duration);
    });
    observer.observe({ type: 'longtask' });
    const end = performance.now() + ms;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      gap = Math.max(gap, now - last);
      last = now;
      if (now < end) setTimeout(tick);
      else {
        observer.disconnect();
        resolve({ long_task, gap });
      }
    };
    setTimeout(tick);
  });
}
