/** What is kept and made of the looks inside a run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { powerText, powersOfTen, wholeDecades } from '../../www/charts/decades.js';
import {
  LAYERS,
  Track,
  decades,
  histogram,
  median,
  stairs,
} from '../../www/features/inside/inside_track.js';

const EDGES = [1e-4, 1e-3, 1e-2, 1e-1, 1];

/** @param {number} step @param {number} [ratio] */
const look = (step, ratio = 1e-3) => ({
  step,
  edges: EDGES,
  layers: LAYERS.map((name, i) => ({ name, update_ratio: ratio, rates: [0, i, 2 * i, 0] })),
});

test('a track keeps its first and its newest look, and a few hundred evenly between', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 300, maxLength: 3000 });
  fc.assert(
    fc.property(gaps, (steps) => {
      const track = new Track();
      let step = 0;
      for (const gap of steps) track.add(look((step += gap)));
      const kept = track.points.map((point) => point.step);
      assert.equal(track.first?.step, steps[0]);
      assert.equal(track.newest?.step, step);
      assert.ok(kept.length <= 240 && kept.length > 40, String(kept.length));
      const widest = Math.max(...kept.slice(1).map((one, i) => one - kept[i]));
      // Twice the span's share of a point, once more for the look that did not fall there, and a gap.
      assert.ok(widest <= (4 * step) / 240 + 50, `${widest} of ${step}`);
    }),
    { numRuns: 30 },
  );
});

test('the same step seen twice is one point; a run taken back forgets what came after', () => {
  const track = new Track();
  for (const step of [10, 20, 20, 30]) track.add(look(step));
  assert.deepEqual(
    track.points.map(({ step }) => step),
    [10, 20, 30],
  );
  track.add(look(15));
  assert.deepEqual(
    track.points.map(({ step }) => step),
    [10, 15],
  );
});

test('ratios that a logarithm can’t place are left out', () => {
  const track = new Track();
  [0, 1e-3, NaN, Infinity, 2e-3].forEach((ratio, i) => track.add(look(i + 1, ratio)));
  assert.deepEqual(track.ratios('conv1'), [
    [2, 1e-3],
    [5, 2e-3],
  ]);
});

test('a histogram is one layer’s or the sum of all', () => {
  assert.deepEqual(histogram(look(1), 'fc1'), [0, 2, 4, 0]);
  assert.deepEqual(histogram(look(1), ''), [0, 10, 20, 0]);
});

test('the median lies in the bin where half of the parameters are reached', () => {
  const near = (/** @type {number | null} */ found, /** @type {number} */ expected) =>
    assert.ok(found !== null && Math.abs(found / expected - 1) < 1e-9, String(found));
  near(median(EDGES, [0, 0, 5, 0]), 10 ** -1.5);
  near(median(EDGES, [9, 1, 1, 1]), 10 ** -3.5);
  near(median(EDGES, [1, 1, 1, 9]), 10 ** -0.5);
  assert.equal(median(EDGES, [0, 0, 0, 0]), null);
});

test('axes span whole decades around what there is', () => {
  assert.deepEqual(decades(EDGES, [[0, 1, 0, 0]]), [1e-3, 1e-2]);
  assert.deepEqual(
    decades(EDGES, [
      [0, 1, 0, 0],
      [0, 0, 0, 1],
    ]),
    [1e-3, 1],
  );
  assert.deepEqual(decades(EDGES, []), [1e-4, 1]);
  assert.deepEqual(wholeDecades(3e-4, 0.02), [1e-4, 0.1]);
  assert.deepEqual(wholeDecades(0.1, 0.1), [0.1, 1]);
  const value = fc.double({ min: 1e-12, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [low, high] = wholeDecades(Math.min(a, b), Math.max(a, b));
      assert.ok(low <= Math.min(a, b) * (1 + 1e-8) && high >= Math.max(a, b) * (1 - 1e-8));
      assert.ok(low > Math.min(a, b) / 10.001 && high / low >= 9.99);
    }),
  );
});

test('a logarithmic axis is marked at powers of ten, as many as there is room for', () => {
  assert.deepEqual(powersOfTen([1e-4, 1], 5), [1e-4, 1e-3, 1e-2, 0.1, 1]);
  assert.deepEqual(powersOfTen([1e-4, 1], 3), [1e-4, 1e-2, 1]);
  assert.deepEqual(powersOfTen([2e-4, 0.5], 5), [1e-3, 1e-2, 0.1]);
});

test('a mark is short whatever its power of ten', () => {
  assert.deepEqual([1e-12, 1e-3, 0.01, 0.1, 1, 100, 1e4].map(powerText), [
    ...['10⁻¹²', '10⁻³', '0.01', '0.1', '1', '100', '10⁴'],
  ]);
});

test('the outline of a histogram begins and ends on the axis', () => {
  assert.deepEqual(stairs(EDGES, [0, 2, 4, 0]), [
    [1e-3, 0],
    [1e-3, 0.5],
    [1e-2, 0.5],
    [1e-2, 1],
    [0.1, 1],
    [0.1, 0],
  ]);
  assert.deepEqual(stairs(EDGES, [0, 0, 0, 0]), []);
});
