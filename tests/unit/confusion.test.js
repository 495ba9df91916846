/** What the page counts of a model's mistakes, and how an image becomes the network's input. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accuracy, confusion, members, misread, recall } from '../../www/model/confusion.js';
import { PADDED_SIDE, normalised, spread } from '../../www/model/image.js';

/** @param {[label: number, predicted: number, loss: number][]} images */
const answers = (images) => ({
  labels: Uint8Array.from(images, ([label]) => label),
  predicted: Uint8Array.from(images, ([, predicted]) => predicted),
  losses: Float32Array.from(images, ([, , loss]) => loss),
});

const digit = fc.integer({ min: 0, max: 9 });
const images = fc
  .array(fc.tuple(digit, digit, fc.float({ min: 0 })), { minLength: 1 })
  .map(answers);

test('a true digit is a row, a predicted one a column', () => {
  const counts = confusion(
    answers([
      [4, 9, 2],
      [4, 9, 1],
      [9, 4, 1],
      [4, 4, 0],
    ]),
  );
  assert.deepEqual([counts[4][9], counts[9][4], counts[4][4], counts[9][9]], [2, 1, 1, 0]);
  assert.equal(recall(counts[4], 4), 1 / 3);
  assert.equal(recall(counts[9], 9), 0);
  assert.equal(recall(counts[0], 0), null);
});

test('the matrix holds each image once, and its diagonal is the accuracy', () => {
  fc.assert(
    fc.property(images, (some) => {
      const counts = confusion(some);
      const sum = counts.flat().reduce((a, b) => a + b, 0);
      const right = counts.reduce((all, row, i) => all + row[i], 0);
      assert.equal(sum, some.labels.length);
      assert.equal(accuracy(some), right / sum);
    }),
  );
});

test('the cells off the diagonal hold just what was misread', () => {
  fc.assert(
    fc.property(images, (some) => {
      const ten = Array.from({ length: 10 }, (_, i) => i);
      const cells = ten.flatMap((truth) =>
        ten.flatMap((guess) => (truth === guess ? [] : members(some, { truth, guess }))),
      );
      assert.deepEqual(
        cells.sort((a, b) => a - b),
        misread(some).sort((a, b) => a - b),
      );
    }),
  );
});

test('the worst comes first, a loss that is no number before all, and equals in file order', () => {
  const some = answers([
    [1, 7, 2],
    [1, 7, 5],
    [1, 1, 9],
    [1, 7, NaN],
    [2, 7, 7],
    [1, 7, 5],
    [1, 7, Infinity],
  ]);
  assert.deepEqual(misread(some), [3, 6, 4, 1, 5, 0]);
  assert.deepEqual(members(some, { truth: 1, guess: 7 }), [3, 6, 1, 5, 0]);
});

test('the network is given an image from 0 to 1 with two zeros on each side', () => {
  const pixels = new Uint8Array(28 * 28);
  pixels[0] = 255;
  pixels[27] = 51;
  pixels[28 * 28 - 1] = 102;
  const input = normalised(pixels);
  assert.equal(input.length, PADDED_SIDE * PADDED_SIDE);
  const inked = [...input.entries()].filter(([, value]) => value > 0);
  assert.deepEqual(inked, [
    [2 * 32 + 2, 1],
    [2 * 32 + 29, Math.fround(0.2)],
    [29 * 32 + 29, Math.fround(0.4)],
  ]);
  assert.deepEqual(spread([2, 4, 9]), { least: 2, greatest: 9, mean: 5 });
});
