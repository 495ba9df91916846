import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Curve, Smoothed, widened } from '../../www/model/curve.js';

test('a constant is its own average from the first value on', () => {
  const average = new Smoothed();
  for (let i = 0; i < 1000; i++) assert.ok(Math.abs(average.add(2.5) - 2.5) < 1e-12);
});

test('the average lies between the least and the greatest value, and follows a change', () => {
  const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (list) => {
      const average = new Smoothed();
      const last = list.map((value) => average.add(value)).at(-1) ?? NaN;
      assert.ok(last >= Math.min(...list) - 1e-9 && last <= Math.max(...list) + 1e-9);
    }),
  );
  const average = new Smoothed();
  for (let i = 0; i < 500; i++) average.add(1);
  let after = 1;
  for (let i = 0; i < 50; i++) after = average.add(0);
  // A span of 50 steps has forgotten all but a factor 1/e of what was before them.
  assert.ok(Math.abs(after - Math.exp(-1)) < 0.02, `${after}`);
});

test('however long a run is, a curve stays small and loses no extreme', () => {
  const curve = new Curve();
  const batches = 938;
  const spikes = new Map([
    [3, 9],
    [20_000, 7],
    [46_899, 8],
  ]);
  for (let step = 1; step <= 50 * batches; step++)
    curve.add(step / batches, spikes.get(step) ?? 1 / step);
  assert.ok(curve.columns.length <= 1024 && curve.columns.length > 256, `${curve.columns.length}`);
  const highs = curve.columns.map(({ high }) => high).filter((high) => high > 6);
  assert.deepEqual(highs, [9, 7, 8]);
  assert.equal(Math.min(...curve.columns.map(({ low }) => low)), 1 / (50 * batches));
  const last = curve.columns.at(-1);
  assert.equal(last?.at, Math.floor(50 / curve.width));
});

test('columns stay in order and each place is used once, at every width', () => {
  const steps = fc.array(fc.double({ min: 1e-4, max: 0.2, noNaN: true }), { maxLength: 300 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 6 }), (gaps, doublings) => {
      const curve = new Curve();
      let epoch = 0;
      for (const gap of gaps) curve.add((epoch += gap), gap);
      const columns = widened(curve.columns, 2 ** doublings);
      for (let i = 1; i < columns.length; i++) assert.ok(columns[i].at > columns[i - 1].at);
      for (const { low, high } of columns) assert.ok(low <= high);
    }),
  );
});

test('a loss that is not finite leaves no mark', () => {
  const curve = new Curve();
  curve.add(0.1, 2);
  curve.add(0.2, NaN);
  curve.add(0.3, Infinity);
  assert.equal(curve.columns.length, 1);
});

test('a rewound curve holds nothing beyond its checkpoint, and goes on from there', () => {
  const curve = new Curve();
  for (let step = 1; step <= 100; step++) curve.add(step / 100, 1);
  curve.rewind(0.5);
  assert.ok(curve.columns.every(({ at }) => (at + 1) * curve.width <= 0.5));
  for (let step = 51; step <= 100; step++) curve.add(step / 100, 0.5);
  assert.equal(curve.columns.at(-1)?.smoothed.toFixed(9), '0.500000000');
  const places = curve.columns.map(({ at }) => at);
  assert.deepEqual(
    places,
    [...new Set(places)].sort((a, b) => a - b),
  );
});
