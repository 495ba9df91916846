/**
 * `node scripts/readme.js [--only TEXT]`: every command of the README, or those with a text in them, at its shortest. A
 * step of `npm test`.
 */

import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './lib/free_port.js';
import { readOptions } from './lib/options.js';
import { commandsOf, trialOf } from './lib/readme.js';
import { Problem, ROOT, environment, runMain, say, secondsSince } from './lib/run.js';

/** The first build of the second engine takes minutes. */
const STARTING_MS = 20 * 60_000;

await runMain(async () => {
  const { only } = readOptions({ only: { type: 'string', default: '' } }, 'node scripts/readme.js');
  const out = mkdtempSync(path.join(tmpdir(), 'lenet5-live-readme-'));
  try {
    const places = { out, data: someImages(out), port: await freePort(5300) };
    for (const command of commandsOf(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))) {
      const trial = trialOf(command, places);
      if (!trial)
        throw new Problem(`scripts/lib/readme.js does not say how to try \`${command}\`.`);
      if (trial.how === 'elsewhere' || !command.includes(String(only))) continue;
      say(`\n# ${command}\n$ ${trial.line}`);
      const start = performance.now();
      await (trial.how === 'serves' ? served(trial.line) : ended(trial.line));
      say(`# ${secondsSince(start)}`);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
});

/**
 * 640 images as MNIST's four files.
 * @param {string} folder to make the files' folder in
 */
function someImages(folder) {
  const data = path.join(folder, 'data');
  mkdirSync(data);
  for (const set of ['train', 't10k']) {
    for (const kind of ['images-idx3', 'labels-idx1']) {
      const from = path.join(ROOT, 'tests', 'fixtures', `mnist-640-${kind}-ubyte`);
      copyFileSync(from, path.join(data, `${set}-${kind}-ubyte`));
    }
  }
  return data;
}

/** @param {string} line @returns {Promise<void>} */
function ended(line) {
  return new Promise((resolve, reject) => {
    const child = spawn(line, { cwd: ROOT, env: environment(), shell: true, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Problem(`\`${line}\` failed (exit code ${code}).`)),
    );
  });
}

/** Runs until the page that is announced has been fetched. @param {string} line */
async function served(line) {
  // In a group of its own: the shell, npm and the server end together.
  const child = spawn(line, {
    cwd: ROOT,
    env: environment(),
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  try {
    const url = await announced(child, line);
    const { status } = await fetch(url);
    if (status !== 200) throw new Problem(`\`${line}\` announced ${url}, which answers ${status}.`);
  } finally {
    if (child.pid && child.exitCode === null) process.kill(-child.pid);
    await gone;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} line
 * @returns {Promise<string>} the address that it prints
 */
function announced(child, line) {
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Problem(`\`${line}\` ${why}.`));
    const timer = setTimeout(() => fail('serves nothing'), STARTING_MS);
    let output = '';
    child.stdout?.on('data', (chunk) => {
      process.stdout.write(chunk);
      output += chunk;
      const url = /(?:Ready|The site).*(http:\/\/[^\s]+)/.exec(output)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended before it served (exit code ${code})`);
    });
  });
}
