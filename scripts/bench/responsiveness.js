/** How long the page's own thread is kept busy at a time while the real page trains. */

const LONG_TASK_MS = 50;
/** What a browser clamps nested timers to. */
const TIMER_MS = 4;

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} url of the page, with its settings
 * @param {number} seconds of training
 * @returns {Promise<number>} ms
 */
export async function longestTask(page, url, seconds) {
  await page.goto(url);
  const train = page.getByRole('button', { name: 'Train', exact: true });
  await page.waitForFunction(
    () => [...document.querySelectorAll('button')].some((b) => b.id === 'train' && !b.disabled),
    undefined,
    { timeout: 60_000 },
  );
  await train.click();
  const speed = page.getByRole('status', { name: 'Images per second' });
  await speed.filter({ hasText: /[1-9]/ }).waitFor({ timeout: 60_000 });
  const { long_task, gap } = await page.evaluate(probe, seconds * 1000);
  // The browser reports tasks from 50 ms on. Where there is none, the longest gap between two
  // ticks of a timer is a bound: other processes on the same cores lengthen it.
  return long_task || Math.min(LONG_TASK_MS, Math.max(0, gap - TIMER_MS));
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
