/**
 * `npm run fuzz`: whatever is read from outside, spoilt at random: the crate's readers natively, the page's in Node.
 * What has a new outcome is kept in tests/fuzz/corpus and spoilt further, in this run and the next.
 */

import { RUN_NATIVELY } from './lib/native.js';
import { readOptions } from './lib/options.js';
import { Problem, run, runMain } from './lib/run.js';

const USAGE = 'npm run fuzz -- [--minutes 1] [--seed N]';
/** The time is shared by the targets of both halves: tests/fuzz/targets.rs and tests/fuzz/page.js. */
const TARGETS = 9;

await runMain(async () => {
  const options = readOptions(
    { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } },
    USAGE,
  );
  const minutes = Number(options.minutes);
  if (!(minutes > 0 && minutes < Infinity))
    throw new Problem(
      `--minutes is "${options.minutes}"; expected a number over 0.\nUsage: ${USAGE}`,
    );
  // Another one each time, unless a run is to be repeated.
  const seed = Number(options.seed ?? Date.now());
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Problem(`--seed is "${options.seed}"; expected a whole number.\nUsage: ${USAGE}`);
  const args = [String((minutes * 60) / TARGETS), String(seed)];
  await run('cargo', [...RUN_NATIVELY, '--example', 'fuzz', '--', ...args]);
  await run(process.execPath, ['tests/fuzz/page.js', ...args]);
});
