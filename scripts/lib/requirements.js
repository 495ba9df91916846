/** What the project needs on a machine: each function finds it, installs it, or says how to. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Problem, ROOT, TOOLS, capture, firstExisting, run, say } from './run.js';
import { fingerprint, isCurrent, writeStamp } from './stamp.js';

const WASM_TARGET = 'wasm32-unknown-unknown';
const WASM_PACK_VERSION = '0.15.1';
const NPM_STAMP = 'node_modules/.lenet5-live-stamp';

export function requireNode() {
  const needed = JSON.parse(read('package.json')).engines.node.replace('>=', '');
  if (!isAtLeast(process.versions.node, needed)) {
    throw new Problem(
      `Node ${process.versions.node} is too old: ${needed} or newer is needed. ` +
        'Install one from https://nodejs.org or with your version manager, for example `nvm install 24`.',
    );
  }
}

export async function requireNpmPackages() {
  const stamp = fingerprint(['package.json', 'package-lock.json']);
  if (isCurrent(NPM_STAMP, stamp)) return;
  say('Installing the npm packages from the lock file (about 10 s).');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await run(npm, ['ci', '--no-audit', '--no-fund']);
  writeStamp(NPM_STAMP, stamp);
}

export function requireRust() {
  const needed = /^rust-version = "(.+)"$/m.exec(read('Cargo.toml'))?.[1] ?? '0';
  const version = /^rustc (\S+)/.exec(capture('rustc', ['--version']) ?? '')?.[1];
  if (!version || !capture('cargo', ['--version'])) {
    throw new Problem(
      'Rust is missing. Install it with rustup, and run this command again:\n' +
        "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
    );
  }
  if (!isAtLeast(version, needed)) {
    throw new Problem(
      `Rust ${version} is too old: ${needed} or newer is needed. Run:\n  rustup update stable`,
    );
  }
  if (!capture('cc', ['--version']) && process.platform !== 'win32') {
    const command =
      process.platform === 'darwin'
        ? 'xcode-select --install'
        : 'sudo apt-get install -y build-essential    (Debian, Ubuntu)\n' +
          '  sudo dnf install gcc                       (Fedora)';
    throw new Problem(
      `Rust needs a C compiler to link with, and there is no \`cc\`. Run:\n  ${command}`,
    );
  }
}

/** clippy and rustfmt, which rustup's minimal profile leaves out. */
export async function requireRustLinters() {
  for (const component of ['clippy', 'rustfmt']) {
    if (capture('cargo', [component.replace('rustfmt', 'fmt'), '--version'])) continue;
    if (!capture('rustup', ['--version'])) {
      throw new Problem(
        `Rust's ${component} is missing, and there is no rustup to add it. ` +
          'Install it with the package manager that Rust came from.',
      );
    }
    await run('rustup', ['component', 'add', component]);
  }
}

export async function requireWasmTarget() {
  const folder = capture('rustc', ['--print', 'target-libdir', '--target', WASM_TARGET]);
  if (folder && existsSync(folder)) return;
  if (!capture('rustup', ['--version'])) {
    throw new Problem(
      `Rust's ${WASM_TARGET} target is missing, and there is no rustup to add it. Install Rust with ` +
        'rustup (https://rustup.rs), or the target with the package manager that Rust came from.',
    );
  }
  say('Adding WebAssembly to the Rust toolchain (a few seconds).');
  await run('rustup', ['target', 'add', WASM_TARGET]);
}

/** wasm-bindgen's command must be of the very version that the crate is compiled with. */
export async function requireWasmTools() {
  const lock = read('Cargo.lock');
  const bindgen = /^name = "wasm-bindgen"\nversion = "(.+)"$/m.exec(lock)?.[1];
  if (!bindgen) throw new Problem('Cargo.lock does not name wasm-bindgen; restore it from git.');
  await Promise.all([
    requireCargoTool('wasm-pack', 'wasm-pack', WASM_PACK_VERSION),
    requireCargoTool('wasm-bindgen', 'wasm-bindgen-cli', bindgen),
  ]);
}

/**
 * Chromium and its driver, which the tests use.
 * @returns {Promise<{ chromium: string, chromedriver: string }>}
 */
export async function requireBrowser() {
  const found = findBrowser();
  if (found) return found;
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'chromium-driver'];
  if (process.getuid?.() !== 0 || !capture('apt-get', ['--version'])) {
    throw new Problem(
      'The tests need Chromium and chromedriver of the same version. Run:\n' +
        `  sudo apt-get update && sudo apt-get ${install.join(' ')}\n` +
        'or install Google Chrome and its driver, and name them in CHROMIUM and CHROMEDRIVER.',
    );
  }
  say('Installing Chromium and its driver (about a minute).');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  await run('apt-get', install, { env });
  const installed = findBrowser();
  if (!installed)
    throw new Problem('apt-get installed Chromium, but /usr/bin/chromium is missing.');
  return installed;
}

/** The browser that CHROMIUM names, or else one in a usual place. */
export function findChromium() {
  return firstExisting([
    process.env.CHROMIUM ?? '',
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]);
}

/** @returns {{ chromium: string, chromedriver: string } | null} */
function findBrowser() {
  const chromium = findChromium();
  const chromedriver = firstExisting([
    process.env.CHROMEDRIVER ?? '',
    '/usr/bin/chromedriver',
    '/usr/local/bin/chromedriver',
    '/opt/homebrew/bin/chromedriver',
  ]);
  return chromium && chromedriver ? { chromium, chromedriver } : null;
}

/**
 * @param {string} program
 * @param {string} crate
 * @param {string} version
 */
async function requireCargoTool(program, crate, version) {
  const found = versionOf(program);
  if (found === version) return;
  say(`Installing ${crate} ${version} (some minutes on two cores).`);
  // Somebody else's version stays where it is: ours then goes into the project's own folder.
  const place = found ? ['--root', TOOLS] : [];
  // wasm-pack with the versions that it was released with. wasm-bindgen-cli without: its lock file is
  // apt to name releases so new that a mirror does not have them yet.
  const locked = crate === 'wasm-pack' ? ['--locked'] : [];
  await run('cargo', ['install', crate, '--version', version, ...locked, ...place], {
    env: {
      // Both run for seconds at most, so that the time to compile them is what counts: wasm-bindgen
      // takes 49 s of an idle machine with these settings, and 5 to 7 minutes with its own.
      CARGO_PROFILE_RELEASE_OPT_LEVEL: '0',
      CARGO_PROFILE_RELEASE_LTO: 'off',
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
      CARGO_PROFILE_RELEASE_DEBUG: '0',
    },
  });
  if (versionOf(program) !== version) {
    throw new Problem(
      `${crate} ${version} was installed, but \`${program} --version\` says ${versionOf(program)}. ` +
        "Put cargo's folder for programs, ~/.cargo/bin, first on the PATH.",
    );
  }
}

/** @param {string} program */
function versionOf(program) {
  return capture(program, ['--version'])?.split(' ')[1] ?? null;
}

/** @param {string} version @param {string} needed */
function isAtLeast(version, needed) {
  const have = version.split(/[.-]/).map(Number);
  const want = needed.split('.').map(Number);
  const differing = want.findIndex((part, place) => part !== (have[place] ?? 0));
  return differing === -1 || (have[differing] ?? 0) > want[differing];
}

/** @param {string} file */
function read(file) {
  return readFileSync(path.join(ROOT, file), 'utf8');
}
