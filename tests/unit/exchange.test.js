import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Exchange, exchangePorts } from '../../www/engine/trainer/exchange.js';

/** @param {number[]} values @returns {number} in f32, neighbours first */
function reference(values) {
  if (values.length === 1) return values[0];
  const half = 2 ** Math.ceil(Math.log2(values.length) - 1);
  return Math.fround(reference(values.slice(0, half)) + reference(values.slice(half)));
}

/**
 * Lets each worker of a crew bring one value, `undefined` for none.
 * @param {(number | undefined)[]} values
 */
async function exchanged(values) {
  const exchanges = exchangePorts(values.length).map((ports) => new Exchange(ports));
  try {
    // Twice, because the second time goes with the arrays of the first.
    /** @type {Float32Array[]} */
    let sums = [];
    for (let round = 0; round < 2; round++) {
      sums = values.map((value) => Float32Array.of(value ?? NaN, 1));
      await Promise.all(
        exchanges.map((exchange, n) => exchange.sum(sums[n], values[n] === undefined)),
      );
    }
    return sums.map((sum) => [...sum]);
  } finally {
    for (const exchange of exchanges) exchange.close();
  }
}

test('every worker gets the sum, neighbours first, each sum rounded to f32', async () => {
  const value = fc.float({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 2, 4, 8),
      fc.array(value, { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 1, max: 8 }),
      async (workers, values, present) => {
        const brought = values.slice(0, Math.min(workers, present));
        const absent = Array(workers - brought.length).fill(undefined);
        const sum = [...Float32Array.of(reference(brought), brought.length)];
        const sums = await exchanged([...brought, ...absent]);
        assert.deepEqual(sums, Array(workers).fill(sum));
      },
    ),
    { numRuns: 40 },
  );
});

test('a worker that fails is heard of by the one that waits for it', async () => {
  const [[left], [right]] = exchangePorts(2);
  const [waiting, failing] = [new Exchange([left]), new Exchange([right])];
  const sum = waiting.sum(Float32Array.of(1));
  failing.fail('It has run out of memory.');
  await assert.rejects(sum, /^Error: It has run out of memory\.$/);
  waiting.close();
  failing.close();
});
