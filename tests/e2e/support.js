/**
 * What every end-to-end test stands on: a browser context that fails the test when anything is said
 * in the console or asked of another origin, and the page by the names that a person finds on it.
 */

import { test as base, expect } from '@playwright/test';

/** @import { BrowserContext, Fixtures, Locator, Page, PlaywrightTestArgs, PlaywrightTestOptions, PlaywrightWorkerArgs, PlaywrightWorkerOptions, TestType } from '@playwright/test' */

/**
 * @typedef {object} Settings
 * @property {string} [optimizer] its label
 * @property {string | number} [learning_rate]
 * @property {string | number} [batch_size]
 * @property {string | number} [epochs]
 * @property {string | number} [seed]
 */

/** Loading MNIST takes a second or two. */
const LOADING_MS = 60_000;
/** Longer than anything on the page waits before it draws. */
const SETTLED_MS = 400;
/** Of the runs' table. */
const STEPS_COLUMN = 4;

/**
 * @typedef {object} Own
 * @property {RegExp | null} expectedComplaint what the browser writes into the console of a fault
 *   that the test makes
 * @property {LivePage} live
 */

/**
 * @template {{}} T
 * @template {{}} Present
 * @typedef {Fixtures<T, {}, PlaywrightTestArgs & PlaywrightTestOptions & Present,
 *   PlaywrightWorkerArgs & PlaywrightWorkerOptions>} FixturesOver
 */

/**
 * @template {{}} T
 * @typedef {TestType<PlaywrightTestArgs & PlaywrightTestOptions & T,
 *   PlaywrightWorkerArgs & PlaywrightWorkerOptions>} TestOver
 */

/** @type {FixturesOver<Own, {}>} */
const fixtures = {
  expectedComplaint: [null, { option: true }],

  context: async ({ context, baseURL, expectedComplaint }, use) => {
    const check = watch(context, baseURL ?? '', expectedComplaint);
    await use(context);
    check();
  },

  live: async ({ page }, use) => use(new LivePage(page)),
};

// Without type arguments, which comments can't give, `extend` doesn't see the new fixtures.
export const test = /** @type {TestOver<Own>} */ (base.extend(/** @type {any} */ (fixtures)));

export { expect };

/**
 * Listens to all that a context's pages and workers say and ask for.
 * @param {BrowserContext} context
 * @param {string} site
 * @param {RegExp | null} [expected] what may be said
 * @returns {() => void} fails when there was anything amiss
 */
export function watch(context, site, expected = null) {
  const { origin } = new URL(site);
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const foreign = [];
  const complain = (/** @type {string} */ text) => {
    if (!expected?.test(text)) complaints.push(text);
  };
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    complain(`${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => complain(String(error.error())));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === origin || ['data:', 'blob:', 'about:'].includes(url.protocol)) return;
    foreign.push(request.url());
  });
  return () => {
    expect(complaints, 'errors and warnings in the console').toEqual([]);
    expect(foreign, 'requests to another origin').toEqual([]);
  };
}

/** The page as a person sees it: by roles and names, never by its own ids. */
export class LivePage {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true });
    const output = (/** @type {string} */ name) => page.getByRole('status', { name, exact: true });
    const number = (/** @type {string} */ name) =>
      page.getByRole('spinbutton', { name, exact: true });
    this.train = button('Train');
    this.pause = button('Pause');
    this.step = button('Step');
    this.reset = button('Reset');
    this.clear = button('Clear');
    this.undo = button('Undo');
    this.download = button('Download the model');
    this.optimizer = page.getByRole('combobox', { name: 'Optimizer', exact: true });
    this.preset = page.getByRole('combobox', { name: 'Preset', exact: true });
    this.learningRate = number('Learning rate');
    this.batchSize = number('Batch size');
    this.epochs = number('Epochs');
    this.seed = number('Seed');
    this.pad = page.getByRole('img', { name: 'Drawing pad', exact: true });
    this.prediction = output('Prediction');
    this.testAccuracy = output('Test accuracy');
    this.epoch = output('Epoch');
    this.speed = output('Images per second');
    this.loss = output('Training loss');
    this.answering = page.getByText(/^Read by /);
    this.bars = page.getByRole('list', { name: 'Probability of each digit' });
    this.rows = page.getByRole('table', { name: 'Runs' }).locator('tbody').getByRole('row');
    this.dataset = page.getByText(/Training on .* to train on/);
    this.alerts = page.getByRole('alert');
  }

  /** Opens the page and waits until it can train. */
  async open(query = '') {
    await this.page.goto(`./${query}`);
    await this.ready();
  }

  async ready() {
    await expect(this.train).toBeEnabled({ timeout: LOADING_MS });
  }

  /** Unfolds the panel of the visitor's own files. */
  async unfoldFiles() {
    const summary = this.page.getByText('Your own images and models', { exact: true });
    if (!(await this.download.isVisible())) await summary.click();
    await expect(this.download).toBeVisible();
  }

  /** @param {Settings} settings */
  async set({ optimizer, learning_rate, batch_size, epochs, seed }) {
    if (optimizer !== undefined) await this.optimizer.selectOption({ label: optimizer });
    for (const [field, value] of /** @type {const} */ ([
      [this.learningRate, learning_rate],
      [this.batchSize, batch_size],
      [this.epochs, epochs],
      [this.seed, seed],
    ])) {
      if (value !== undefined) await field.fill(String(value));
    }
  }

  /** Steps of the newest run, 0 when there is none. */
  async steps() {
    if ((await this.rows.count()) === 0) return 0;
    return Number((await this.cells(this.rows.last())).steps.replaceAll(',', ''));
  }

  /**
   * A run's row by the table's columns.
   * @param {Locator} row
   */
  async cells(row) {
    const [, optimizer, settings, seed, steps, seconds, best, last] = await row
      .locator('th, td')
      .allInnerTexts();
    return { optimizer, settings, seed, steps, seconds, best, last };
  }

  /** The test accuracy shown, in per cent; NaN while there is none. */
  async accuracy() {
    return parseFloat(await this.testAccuracy.innerText());
  }

  /** One batch more of the present run. */
  async stepOnce() {
    const before = await this.steps();
    await this.step.click();
    await expect.poll(() => this.steps(), { timeout: 20_000 }).toBe(before + 1);
  }

  /** A new run of one batch: the page is usable. */
  async stepAfresh() {
    const runs = await this.rows.count();
    await this.step.click();
    await expect(this.rows).toHaveCount(runs + 1);
    await expect.poll(() => this.steps(), { timeout: 20_000 }).toBe(1);
  }

  /**
   * Trains until a number of steps is done, and leaves the run going.
   * @param {number} steps
   */
  async trainFor(steps) {
    await this.train.click();
    await expect.poll(() => this.steps(), { timeout: 60_000 }).toBeGreaterThanOrEqual(steps);
  }

  /**
   * Presses a button as soon as a text is so: in the page itself, for a fast machine is further on by
   * the time that a test has heard of it.
   * @param {Locator} button
   * @param {Locator} text
   * @param {RegExp} pattern
   */
  async pressWhen(button, text, pattern) {
    const watched = await text.elementHandle();
    await button.evaluate(
      (button, { watched, source }) =>
        new Promise((done) => {
          const look = () => {
            if (!new RegExp(source).test(watched?.textContent ?? '')) return setTimeout(look, 5);
            /** @type {HTMLElement} */ (button).click();
            done(null);
          };
          look();
        }),
      { watched, source: pattern.source },
    );
  }

  /**
   * Trains, and pauses as soon as the table tells of so many steps.
   * @param {RegExp} steps as they are written
   */
  async trainAndPause(steps) {
    const rows = await this.rows.count();
    await this.train.click();
    await expect(this.rows).not.toHaveCount(rows);
    await this.pressWhen(this.pause, this.rows.last().locator('th, td').nth(STEPS_COLUMN), steps);
    await expect(this.train).toBeEnabled();
  }

  /** Waits for the end of the present run. */
  async finished(timeout = 120_000) {
    await expect(this.page.getByText('This run is over.')).toBeVisible({ timeout });
  }

  /**
   * Holds that the page says a thing as an error.
   * @param {RegExp} sentence
   */
  async says(sentence) {
    await expect(this.alerts.filter({ hasText: sentence })).toBeVisible({ timeout: 30_000 });
  }

  /** The probabilities as they are written beside the bars, in per cent. */
  async probabilities() {
    const texts = await this.bars.getByRole('listitem').allInnerTexts();
    return texts.map((text) => {
      const [value, digit] = text.split('\n');
      return digit === undefined ? '' : value;
    });
  }

  /**
   * Waits until the page has drawn what it has been told: by its own clock, whose timers are called in
   * their order however slow the machine is.
   */
  async drawn() {
    await this.page.evaluate(
      (ms) =>
        new Promise((done) => {
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), ms);
        }),
      SETTLED_MS,
    );
  }

  /**
   * What is read again and again, once it has come to rest.
   * @param {() => Promise<string>} read
   * @returns {Promise<string>}
   */
  async settled(read) {
    let text = '';
    await expect
      .poll(
        async () => {
          text = await read();
          await this.drawn();
          return text !== '' && text === (await read());
        },
        { intervals: [50], timeout: 30_000 },
      )
      .toBe(true);
    return text;
  }

  /** The prediction, once it has come to rest. */
  settledPrediction() {
    return this.settled(async () => (await this.prediction.innerText()).replace(/\s+/g, ' '));
  }

  /**
   * The runs that the browser keeps, straight from IndexedDB.
   * @returns {Promise<any[]>}
   */
  async keptRuns() {
    return this.page.evaluate(async () => {
      /** @param {IDBRequest} request @returns {Promise<any>} */
      const done = (request) =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const db = await done(indexedDB.open('lenet5-live'));
      const runs = await done(db.transaction('runs').objectStore('runs').getAll());
      db.close();
      return runs;
    });
  }

  /**
   * The model that the page downloads: its bytes and its name.
   * @returns {Promise<{name: string, bytes: Buffer}>}
   */
  async downloadModel() {
    await this.unfoldFiles();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.download.click(),
    ]);
    /** @type {Buffer[]} */
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
  }

  /** @param {FilePayload[]} files IDX files, chosen in the file dialogue */
  async chooseData(files) {
    await this.page.getByLabel('IDX files').setInputFiles(files);
  }

  /** @param {FilePayload} file a model */
  async chooseModel(file) {
    await this.page.getByLabel('Model file').setInputFiles(file);
  }
}

/** @typedef {{name: string, mimeType: string, buffer: Buffer}} FilePayload */
