/** A visitor in any browser, through WebDriver: finds things by role and name, as a person or a screen reader does. */

import { spawn } from 'node:child_process';
import { Builder, By, Origin } from 'selenium-webdriver';
import { freePort } from '../../scripts/lib/free_port.js';

/** @import { WebDriver, WebElement } from 'selenium-webdriver' */
/** @import { BrowserEngine } from '../../scripts/lib/browser_engines.js' */

/** Which elements can have a role, before their names are asked for. */
const ROLES = {
  button: 'button',
  combobox: 'select',
  spinbutton: 'input[type="number"]',
  status: 'output, [role="status"]',
  img: 'canvas, [role="img"]',
  summary: 'summary',
};

const FIRST_PORT = 4444;

export class Visitor {
  #driver;
  #process;

  /** @param {WebDriver} driver @param {import('node:child_process').ChildProcess} process */
  constructor(driver, process) {
    this.#driver = driver;
    this.#process = process;
  }

  /** @param {BrowserEngine} engine */
  static async arrive({ driver: command, capabilities }) {
    const port = await freePort(FIRST_PORT);
    const [program, ...args] = command(port);
    // A group of its own: what the driver starts ends with it.
    const process = spawn(program, args, { stdio: 'ignore', detached: true, env: environment() });
    const failed = new Promise((_, reject) => process.once('error', reject));
    const address = `http://127.0.0.1:${port}`;
    await Promise.race([untilListening(address), failed]);
    const driver = await new Builder()
      .usingServer(address)
      .withCapabilities({ ...capabilities, acceptInsecureCerts: false })
      .build();
    await driver.manage().setTimeouts({ script: 60_000, pageLoad: 60_000 });
    return new Visitor(driver, process);
  }

  async leave() {
    try {
      await this.#driver.quit();
    } finally {
      if (this.#process.pid) process.kill(-this.#process.pid);
    }
  }

  /** @param {string} url */
  async open(url) {
    await this.#driver.get(url);
  }

  async reload() {
    await this.#driver.navigate().refresh();
  }

  /**
   * @param {keyof typeof ROLES} role
   * @param {string} name
   * @returns {Promise<WebElement>}
   */
  async find(role, name) {
    const candidates = await this.#driver.findElements(By.css(ROLES[role]));
    for (const element of candidates) {
      const found = role === 'summary' ? element.getText() : element.getAccessibleName();
      // One that the page has just replaced has none any more.
      if ((await found.catch(() => null)) === name) return element;
    }
    throw new Error(`There is no ${role} "${name}" on the page.`);
  }

  /** @param {string} name of a button */
  async press(name) {
    await (await this.find('button', name)).click();
  }

  /** @param {string} summary of a details element */
  async unfold(summary) {
    await (await this.find('summary', summary)).click();
  }

  /** @param {string} field @param {string | number} value */
  async fill(field, value) {
    const input = await this.find('spinbutton', field);
    await input.clear();
    await input.sendKeys(String(value));
  }

  /** @param {string} field @param {string} option its label */
  async choose(field, option) {
    const select = await this.find('combobox', field);
    await select.findElement(By.xpath(`.//option[normalize-space()="${option}"]`)).click();
  }

  /** @param {string} name of a status */
  async read(name) {
    return (await this.find('status', name)).getText();
  }

  /** Everything that the page says. */
  async text() {
    return this.#driver.findElement(By.css('body')).getText();
  }

  /** @param {string} name of a button */
  async isEnabled(name) {
    return (await this.find('button', name)).isEnabled();
  }

  /**
   * Draws strokes, given in a box of 500 by 500, with the pointer.
   * @param {[x: number, y: number][][]} strokes
   */
  async draw(strokes) {
    const pad = await this.find('img', 'Drawing pad');
    await this.#driver.executeScript('arguments[0].scrollIntoView({block: "center"})', pad);
    const { width, height } = await pad.getRect();
    const place = (/** @type {number[]} */ [x, y]) => ({
      x: Math.round((x / 500 - 0.5) * width),
      y: Math.round((y / 500 - 0.5) * height),
      origin: pad,
      duration: 10,
    });
    for (const [first, ...others] of strokes) {
      let actions = this.#driver.actions({ async: true }).move(place(first)).press();
      for (const point of others) actions = actions.move(place(point));
      await actions.release().perform();
    }
    await this.#driver
      .actions({ async: true })
      .move({ x: 1, y: 1, origin: Origin.VIEWPORT })
      .perform();
  }

  /** The SHA-256 of the file that was saved last, as 64 hex digits. */
  async savedDigest() {
    return this.#driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      window.saved.arrayBuffer()
        .then((bytes) => crypto.subtle.digest('SHA-256', bytes))
        .then((hash) => done(Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')));
    `);
  }

  /** What was said in the console since the page was opened. @returns {Promise<string[]>} */
  async complaints() {
    return this.#driver.executeScript('return window.heard;');
  }

  /**
   * Waits for something to hold.
   * @param {string} what
   * @param {() => Promise<boolean>} condition
   * @param {number} [seconds]
   */
  async until(what, condition, seconds = 90) {
    const end = performance.now() + seconds * 1000;
    while (!(await condition().catch(() => false))) {
      if (performance.now() > end) throw new Error(`After ${seconds} s still not: ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** WebKit takes its language from here; `C` is none that a visitor has. */
function environment() {
  return { ...process.env, LANG: process.env.LANG ?? 'C.UTF-8' };
}

/** @param {string} address of a driver */
async function untilListening(address) {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await fetch(`${address}/status`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No driver answers at ${address}.`);
}
