/** Firefox and WebKit beside Chromium, with their drivers: found, installed where that can be done, or missed with a reason. */

import { existsSync } from 'node:fs';
import { requireBrowser } from './requirements.js';
import { capture, firstExisting, run, say } from './run.js';

/**
 * A browser engine as WebDriver starts it.
 * @typedef {object} BrowserEngine
 * @property {string} name
 * @property {(port: number) => string[]} driver the driver's command, listening on a port of this machine
 * @property {Record<string, unknown>} capabilities
 */
/** @typedef {{name: string, engine: BrowserEngine | null, reason: string}} Candidate reason: why there is none */

const GECKODRIVER_VERSION = '0.37.1';

/**
 * The three engines. What is missing is installed with apt and cargo where this process may do so.
 * @returns {Promise<Candidate[]>}
 */
export async function browserEngines() {
  return [await chromium(), await firefox(), await webkit()];
}

/** @returns {Promise<Candidate>} */
async function chromium() {
  const { chromium: binary, chromedriver } = await requireBrowser();
  const args = ['--headless=new', '--no-sandbox', '--window-size=1440,900'];
  return found({
    name: 'Chromium',
    driver: (port) => [chromedriver, `--port=${port}`],
    capabilities: { browserName: 'chrome', 'goog:chromeOptions': { binary, args } },
  });
}

/** @returns {Promise<Candidate>} */
async function firefox() {
  const name = 'Firefox';
  const candidates = [process.env.FIREFOX ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox'];
  if (!firstExisting(candidates)) await aptInstall('firefox-esr');
  const binary = firstExisting(candidates);
  if (!binary) return missed(name, 'Firefox is not installed; name one in FIREFOX');
  if (!capture('geckodriver', ['--version'])) {
    say(`Installing geckodriver ${GECKODRIVER_VERSION} (a minute or two).`);
    const install = ['install', 'geckodriver', '--version', GECKODRIVER_VERSION, '--locked'];
    await run('cargo', install, {
      // It passes messages on: the time to compile it is what counts.
      env: { CARGO_PROFILE_RELEASE_OPT_LEVEL: '0', CARGO_PROFILE_RELEASE_LTO: 'off' },
    }).catch(() => {});
  }
  if (!capture('geckodriver', ['--version'])) return missed(name, 'geckodriver is not installed');
  const args = ['-headless', '-width', '1440', '-height', '900'];
  return found({
    name,
    driver: (port) => ['geckodriver', '--port', String(port)],
    capabilities: { browserName: 'firefox', 'moz:firefoxOptions': { binary, args } },
  });
}

/** @returns {Promise<Candidate>} */
async function webkit() {
  const name = 'WebKitGTK';
  if (process.platform !== 'linux') return missed(name, 'WebKitGTK is on Linux only');
  const programs = ['/usr/bin/WebKitWebDriver', '/usr/bin/xvfb-run'];
  if (!programs.every((file) => existsSync(file)))
    await aptInstall('webkit2gtk-driver', 'xvfb', 'xauth');
  const browser = capture('dpkg', ['-L', 'libwebkit2gtk-4.1-0'])
    ?.split('\n')
    .find((file) => file.endsWith('/MiniBrowser'));
  if (!browser || !programs.every((file) => existsSync(file)))
    return missed(name, 'webkit2gtk-driver and xvfb are not installed');
  return found({
    name,
    // It has no headless mode; the display is its own.
    driver: (port) => [
      'xvfb-run',
      '-a',
      '-s',
      '-screen 0 1440x900x24',
      programs[0],
      `--port=${port}`,
    ],
    capabilities: {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    },
  });
}

/** @param {BrowserEngine} engine @returns {Candidate} */
const found = (engine) => ({ name: engine.name, engine, reason: '' });

/** @param {string} name @param {string} reason @returns {Candidate} */
const missed = (name, reason) => ({ name, engine: null, reason });

/** Does nothing where this process may not. @param {...string} packages */
async function aptInstall(...packages) {
  if (process.getuid?.() !== 0 || !capture('apt-get', ['--version'])) return;
  say(`Installing ${packages.join(', ')}.`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env });
  } catch {
    // Whoever needs them sees that they are missing, and says so.
  }
}
