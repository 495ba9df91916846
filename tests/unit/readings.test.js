/** What the evaluation of drawings counts, and how it changes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOX, VARIATIONS } from '../../scripts/lib/pen_drawings.js';
import { accuracy, asciiOf, confusion, tableOf } from '../../scripts/lib/readings.js';

const READS = [
  { label: 7, digit: 7 },
  { label: 7, digit: 1 },
  { label: 7, digit: 1 },
  { label: 0, digit: 0 },
];

test('rows are the label, columns what was read', () => {
  const matrix = confusion(READS);
  assert.equal(accuracy(READS), 0.5);
  assert.equal(matrix[7][1], 2);
  assert.equal(matrix[1][7], 0);
  assert.equal(
    matrix.flat().reduce((sum, n) => sum + n),
    READS.length,
  );
  const lines = tableOf(matrix).split('\n');
  assert.equal(lines.length, 11);
  assert.deepEqual(lines[8].trim().split(/\s+/), [
    '7',
    '·',
    '2',
    '·',
    '·',
    '·',
    '·',
    '·',
    '1',
    '·',
    '·',
  ]);
});

test('a picture in letters is half as high as it is wide', () => {
  const pixels = new Uint8Array(784);
  pixels.fill(255, 0, 2 * 28);
  const lines = asciiOf(pixels).split('\n');
  assert.equal(lines.length, 14);
  assert.equal(lines[0], '@'.repeat(28));
  assert.equal(lines[1], '');
});

test('a variation keeps the drawing, and its place is on the pad', () => {
  /** @type {[number, number][]} */
  const stroke = Array.from({ length: 41 }, (_, i) => [100 + 5 * i, 200 + i * i * 0.1]);
  const [small, corner, ten, few] = VARIATIONS.map(({ change }) => change([stroke, [[250, 250]]]));
  const width = (/** @type {[number, number][]} */ s) => s[s.length - 1][0] - s[0][0];
  assert.equal(width(small[0]), width(stroke) / 4);
  assert.equal(width(corner[0]), width(stroke));
  assert.equal(ten[0].length, 10);
  assert.equal(few[0].length, 5);
  assert.deepEqual([few[0][0], few[0][4]], [stroke[0], stroke[40]]);
  assert.deepEqual(few[1], [[250, 250]]);
  for (const [x, y] of [...small.flat(), ...corner.flat()])
    assert.ok(x > 0 && y > 0 && x < BOX && y < BOX);
  const least = (/** @type {number} */ axis) => Math.min(...corner.flat().map((p) => p[axis]));
  assert.deepEqual([least(0), least(1)], [4, 4]);
});
