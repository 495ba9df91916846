/** What ten probabilities say in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, doubt } from '../../www/model/confidence.js';

/** @param {Record<number, number>} given the others share what is left */
function probabilities(given) {
  const left = 1 - Object.values(given).reduce((sum, p) => sum + p, 0);
  const others = 10 - Object.keys(given).length;
  return Float32Array.from({ length: 10 }, (_, digit) => given[digit] ?? left / others);
}

test('a sure answer names no other digit', () => {
  const answer = answerOf(probabilities({ 7: 0.93, 1: 0.05 }));
  assert.equal(answer.digit, 7);
  assert.ok(Math.abs(answer.confidence - 0.93) < 1e-6);
  assert.deepEqual(answer.candidates, []);
  assert.equal(doubt(answer), '');
});

test('an unsure answer names the best digit first, then the next, however far behind', () => {
  assert.equal(doubt(answerOf(probabilities({ 7: 0.6, 1: 0.3 }))), 'not sure: 7 or 1');
  assert.equal(doubt(answerOf(probabilities({ 2: 0.75, 8: 0.1 }))), 'not sure: 2 or 8');
});

test('a third digit is named when it is near, a fourth never', () => {
  assert.equal(
    doubt(answerOf(probabilities({ 3: 0.35, 5: 0.3, 8: 0.25 }))),
    'not sure: 3, 5, or 8',
  );
  assert.equal(answerOf(new Float32Array(10).fill(0.1)).candidates.length, 3);
});
