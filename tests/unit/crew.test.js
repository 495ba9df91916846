import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pairwiseSum } from '../../www/trainer/crew.js';

/** @param {number[]} values @returns {number} in f32, neighbours first */
function reference(values) {
  if (values.length === 1) return values[0];
  const half = 2 ** Math.ceil(Math.log2(values.length) - 1);
  return Math.fround(reference(values.slice(0, half)) + reference(values.slice(half)));
}

test('sums neighbours first, each sum rounded to f32', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 8 }),
      (values) => {
        const terms = values.map((value) => Float32Array.of(value, 1));
        assert.deepEqual(
          [...pairwiseSum(terms)],
          [...Float32Array.of(reference(values), values.length)],
        );
      },
    ),
  );
});
