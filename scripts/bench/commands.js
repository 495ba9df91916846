/** What the benchmark runs besides browsers: its own preparation, and other systems. */

import { spawn } from 'node:child_process';
import { Problem, ROOT } from '../lib/run.js';

/**
 * Builds with its output on the error channel: the other one is for figures.
 * @param {string} engine
 * @param {string} folder
 * @returns {Promise<void>}
 */
export function prepare(engine, folder) {
  const args = ['scripts/bench/prepare.js', '--engine', engine, '--folder', folder];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Problem('What is to be measured could not be built.')),
    );
  });
}

/**
 * Another system's benchmark.
 * @param {string} command for the shell, in the present folder
 * @returns {Promise<object[]>} the JSON objects among the lines that it prints
 */
export function figuresOf(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 2] });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Problem(`\`${command}\` failed (exit code ${code}).`));
      const lines = output.split('\n').filter((line) => line.startsWith('{'));
      resolve(lines.map((line) => JSON.parse(line)));
    });
  });
}
