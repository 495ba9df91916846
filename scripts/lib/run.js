/** Running other programs, and telling the person at the terminal what is going on. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder; every command runs in it, wherever npm was called. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Programs of a version of our own, kept apart from the ones that the machine has. */
export const TOOLS = path.join(ROOT, 'target', 'tools');

const CARGO_BIN = path.join(process.env.CARGO_HOME ?? path.join(homedir(), '.cargo'), 'bin');

/** A failure that its message explains in full: it is printed without a stack. */
export class Problem extends Error {}

/** @param {string} text */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {number} start of `performance.now()` */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/**
 * rustup's installer puts cargo on the PATH of the next shell only, and what cargo installs there too.
 * @param {NodeJS.ProcessEnv} [extra]
 */
export function environment(extra = {}) {
  const searched = [path.join(TOOLS, 'bin'), process.env.PATH ?? '', CARGO_BIN];
  return { ...process.env, PATH: searched.join(path.delimiter), ...extra };
}

/**
 * Runs a program to its end with its output on the terminal.
 * @param {string} program
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<void>} rejected with a {@link Problem} unless it exits with 0
 */
export function run(program, args, { env } = {}) {
  const command = [program, ...args].join(' ');
  say(`$ ${command}`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env: environment(env), stdio: 'inherit' });
    child.on('error', (error) => reject(new Problem(`\`${command}\`: ${error.message}`)));
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Problem(`\`${command}\` failed (${signal ?? `exit code ${code}`}).`));
    });
  });
}

/**
 * What a program prints on its standard output, or null when it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 */
export function capture(program, args) {
  const result = spawnSync(program, args, { cwd: ROOT, env: environment(), encoding: 'utf8' });
  return result.status === 0 ? result.stdout.trim() : null;
}

/**
 * Runs a program that an npm package of ours brings.
 * @param {string} name of the file in node_modules/.bin
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv }} [options]
 */
export function runPackaged(name, args, options) {
  return run(process.execPath, [path.join('node_modules', '.bin', name), ...args], options);
}

/** @param {string[]} candidates absolute paths; @returns the first that exists */
export function firstExisting(candidates) {
  return candidates.find((candidate) => existsSync(candidate));
}

/**
 * A {@link Problem} in its own words, anything else with its stack.
 * @param {unknown} error
 */
export function describe(error) {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? String(error.stack) : String(error);
}

/**
 * Runs a script's main function, and tells what stopped it.
 * @param {() => Promise<void>} main
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n`);
    process.exit(1);
  }
}
