import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MOST, withCheckpoint } from '../../www/model/checkpoints.js';

/** @import { Checkpoint } from '../../www/model/checkpoints.js' */

/** @param {number} step @returns {Checkpoint} */
const at = (step) => ({
  step,
  epoch: step / 100,
  accuracy: 0.5,
  predicted: new Uint8Array(),
  losses: new Float32Array(),
  bytes: new Uint8Array(),
});

/** @param {number[]} steps */
const kept = (steps) =>
  steps
    .reduce((all, step) => withCheckpoint(all, at(step)), /** @type {Checkpoint[]} */ ([]))
    .map(({ step }) => step);

test('few checkpoints are all kept, in order', () => {
  assert.deepEqual(kept([50, 469, 938]), [50, 469, 938]);
});

test('a run that goes on from a checkpoint replaces what came after it', () => {
  assert.deepEqual(kept([50, 469, 938, 469]), [50, 469]);
});

test('of many, first and last stay and the others are spread over the run', () => {
  fc.assert(
    fc.property(fc.integer({ min: MOST + 1, max: 300 }), (size) => {
      const steps = kept(Array.from({ length: size }, (_, i) => (i + 1) * 10));
      assert.equal(steps.length, MOST);
      assert.deepEqual([steps[0], steps.at(-1)], [10, size * 10]);
      const gaps = steps.slice(1).map((step, i) => step - steps[i]);
      assert.ok(Math.max(...gaps) <= 5 * ((size * 10) / MOST), gaps.join());
    }),
  );
});
