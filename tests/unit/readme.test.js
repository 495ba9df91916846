/** Every command that the README gives is tried by `npm test`. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commandsOf, trialOf } from '../../scripts/lib/readme.js';

const PLACES = { data: '/few', out: '/out', port: 5301 };
const COMMANDS = commandsOf(readFileSync('README.md', 'utf8'));

test('each command of the README has a trial', () => {
  assert.ok(COMMANDS.length > 15, COMMANDS.join('\n'));
  for (const command of COMMANDS) assert.ok(trialOf(command, PLACES), command);
  assert.equal(trialOf('npm run nothing', PLACES), null);
});

test('the README names the plain command of the browser tests', () => {
  assert.ok(COMMANDS.includes('wasm-pack test --headless --chrome'));
});

test('commands are found in blocks, tables and sentences, without comments, continued lines as one', () => {
  const markdown = [
    'Say `npm run bench`, not `www/main.js`.',
    '```sh',
    'npm start   # serves the page',
    'cargo run --release -p lenet5 -- evaluate --model m.safetensors \\',
    '  --data d',
    '```',
    '```python',
    'npm = 1',
    '```',
    '| `npm run build` | the site |',
  ].join('\n');
  assert.deepEqual(commandsOf(markdown), [
    'npm start',
    'cargo run --release -p lenet5 -- evaluate --model m.safetensors --data d',
    'npm run bench',
    'npm run build',
  ]);
});

test('a trial is the command with less to do', () => {
  const line = (/** @type {string} */ command) => trialOf(command, PLACES)?.line;
  assert.equal(line('npm start'), 'npm start -- --port 5301');
  assert.equal(
    line('npm start -- --engine ndarray --port 8000'),
    'npm start -- --engine ndarray --port 5301',
  );
  assert.equal(
    line('npm run bench'),
    'npm run bench -- --rounds 1 --quick --seconds 0.2 --workers 1',
  );
  assert.equal(
    line('npm run bench -- --batch 32,64,128 --optimizer all'),
    'npm run bench -- --batch 32 --optimizer all --rounds 1 --quick --seconds 0.2 --workers 1',
  );
  assert.equal(
    line('cargo run --release -p lenet5 -- train --epochs 60 --data d --out public/p.safetensors'),
    'cargo run --release -p lenet5 --features ndarray -- train --epochs 1 --data /few --out /out/public-p.safetensors',
  );
});
