/** A list of named steps, run in order to the first failure, and where the time went. */

import { describe, say, secondsSince } from './run.js';

/** A step that cannot run on this machine, and why; neither passed nor failed. */
export class Skipped extends Error {}

/**
 * @typedef {object} Step
 * @property {string} name for `--only`
 * @property {string} title
 * @property {() => Promise<void>} run rejected when it fails
 */

/**
 * @param {Step[]} steps
 * @returns {Promise<boolean>} whether none failed
 */
export async function runSteps(steps) {
  /** @type {{ step: Step, outcome: string, time: string }[]} */
  const results = [];
  for (const step of steps) {
    say(`\n=== ${step.title} (${step.name})`);
    const start = performance.now();
    const outcome = await outcomeOf(step);
    results.push({ step, outcome, time: secondsSince(start) });
    say(`--- ${step.name}: ${outcome} after ${secondsSince(start)}`);
    if (outcome === 'failed') break;
  }
  summarize(results, steps);
  return results.every(({ outcome }) => outcome !== 'failed');
}

/** @param {Step} step */
async function outcomeOf(step) {
  try {
    await step.run();
    return 'passed';
  } catch (error) {
    if (error instanceof Skipped) return `skipped: ${error.message}`;
    say(describe(error));
    return 'failed';
  }
}

/**
 * @param {{ step: Step, outcome: string, time: string }[]} results
 * @param {Step[]} steps
 */
function summarize(results, steps) {
  say('\nWhere the time went:');
  for (const { step, outcome, time } of results) {
    say(`  ${time.padStart(8)}  ${step.name.padEnd(14)} ${outcome}`);
  }
  for (const step of steps.slice(results.length)) {
    say(`  ${''.padStart(8)}  ${step.name.padEnd(14)} not run`);
  }
  /** @param {string} outcome */
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  say(`\n${count('passed')} passed, ${count('failed')} failed`);
}
