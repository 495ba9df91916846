/** The page's arithmetic that needs no page: numbers as text, the fields' sentences, the axes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { count, duration, loss, percent, seconds, setting } from '../../www/model/format.js';
import { rule } from '../../www/features/train/formulas.js';
import { RULES } from '../../www/model/settings.js';
import { complaint } from '../../www/ui/number_field.js';
import { accuracyRange, lossRange, roundBetween } from '../../www/charts/scales.js';

/** @import { OptimizerName } from '../../www/engine/protocol.js' */

test('numbers are written as people of the field write them', () => {
  assert.equal(percent(0.9712), '97.12 %');
  assert.equal(percent(1, 1), '100.0 %');
  assert.equal(count(60000), '60,000');
  assert.equal(setting(0.001), '0.001');
  assert.equal(setting(1e-7), '1e-7');
  assert.equal(setting(1e9), '1e9');
  assert.equal(setting(4294967295), '4294967295');
  assert.equal(setting(1.5e21), '1.5e21');
  assert.equal(setting(0), '0');
  assert.equal(loss(2.30259), '2.303');
  assert.equal(loss(0.01234), '0.0123');
  assert.equal(loss(123456), '1.23e5');
  assert.equal(loss(NaN), 'not finite');
  assert.equal(seconds(12.34), '12.3');
});

test('a duration is no more precise than an estimate', () => {
  assert.equal(duration(0.4), '0 s');
  assert.equal(duration(59.6), '1:00 min');
  assert.equal(duration(125), '2:05 min');
  assert.equal(duration(3600 + 61), '1:01 h');
  assert.equal(duration(Infinity), '');
});

test('a setting that is written reads back as the same number', () => {
  for (const value of [1e-7, 0.95, 0.999, 1, 1e9, 123456, 0.00012, 4294967295, 1.25e21]) {
    assert.equal(Number(setting(value)), value);
  }
});

test('a field says what is wrong and what would be right', () => {
  const rate = (/** @type {string} */ text) =>
    complaint('Learning rate', text, RULES.learning_rate, 0.001);
  const expected = 'expected a number over 0 that 32 bits can hold (1e-45 to 3.4e38). Try 0.001.';
  // The last two are numbers, but none that the arithmetic knows from 0 or from what has no end.
  for (const text of ['0', '-1', '1e-46', '3.5e38'])
    assert.equal(rate(text), `Learning rate is ${text}; ${expected}`);
  for (const text of ['', ' ', 'NaN', 'ten']) {
    assert.equal(rate(text), `Learning rate is not a number; ${expected}`);
  }
  for (const text of ['0.001', '1e9', '1e-7', '1e-45', '3.4e38']) assert.equal(rate(text), '');
  const batch = (/** @type {string} */ text) => complaint('Batch size', text, RULES.batch_size, 64);
  for (const text of ['0', '60001', '1.5', '-64']) assert.match(batch(text), /Try 64\.$/);
  for (const text of ['1', '64', '60000']) assert.equal(batch(text), '');
});

test('the rules keep ε where the optimizer has it', () => {
  const text = (/** @type {OptimizerName} */ name) => rule(name).replaceAll(/\s+/g, '');
  const epsilon = '<mo>+</mo><mi>ε</mi>';
  // Inside the root.
  for (const name of /** @type {const} */ (['adagrad', 'rmsprop'])) {
    assert.ok(text(name).includes(`<msqrt><mi>a</mi>${epsilon}</msqrt>`), name);
  }
  assert.ok(text('adadelta').includes(`<msqrt><mi>d</mi>${epsilon}</msqrt>`));
  assert.ok(text('adadelta').includes(`<msqrt><mi>s</mi>${epsilon}</msqrt>`));
  // Outside it.
  assert.ok(text('adam').includes(`</msqrt>${epsilon}`));
});

test('axes hold the data and are marked at round values', () => {
  assert.deepEqual(accuracyRange(null), [0, 1]);
  assert.deepEqual(accuracyRange(0.11), [0.05, 1]);
  assert.ok(accuracyRange(0.95)[0] < 0.95);
  const [low, high] = lossRange([[2.3, 0.4], [0.02]]);
  assert.ok(low < 0.02 && low > 0.005 && high > 2.3 && high < 4);
  assert.deepEqual(roundBetween(0.15, 3), [0.2, 0.5, 1, 2]);
  assert.deepEqual(roundBetween(0.0009, 3), [0.001, 0.01, 0.1, 1]);
});

test('an axis of losses ends, whatever the losses are', () => {
  const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(positive, { minLength: 1 }), (losses) => {
      const [low, high] = lossRange([losses]);
      assert.ok(low > 0 && low < high && Number.isFinite(high), `${low} to ${high}`);
      const marks = roundBetween(low, high);
      assert.ok(marks.length < 400 && marks.every((mark) => mark >= low && mark <= high));
    }),
  );
  assert.deepEqual(roundBetween(1, Infinity), []);
  assert.deepEqual(roundBetween(0, 1), []);
});
