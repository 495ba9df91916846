/** A sweep's rates, the sentences about them, and what is made of its points. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { complaint } from '../../www/ui/number_field.js';
import { FIRST_SWEEP, sweepRates, sweepRules } from '../../www/model/sweep/grid.js';
import { CHANCE, best, byOptimizer, height, sweepCsv } from '../../www/model/sweep/points.js';

/** @import { OptimizerConfig } from '../../www/engine/protocol.js' */
/** @import { SweepPoint } from '../../www/model/sweep/points.js' */

const SGD = /** @type {const} */ ({ name: 'sgd', momentum: 0 });
const ADAGRAD = /** @type {const} */ ({
  name: 'adagrad',
  initial_accumulator: 0.1,
  epsilon: 1e-7,
});

/**
 * @param {OptimizerConfig} optimizer
 * @param {number} learning_rate
 * @param {number | null} accuracy
 * @param {string} [outcome]
 * @returns {SweepPoint}
 */
const point = (optimizer, learning_rate, accuracy, outcome = 'finished') => ({
  optimizer,
  learning_rate,
  accuracy,
  outcome,
});

test('rates are evenly spaced by their logarithms, two digits each', () => {
  assert.deepEqual(sweepRates({ from: 1e-4, to: 1, count: 5 }), [0.0001, 0.001, 0.01, 0.1, 1]);
  assert.deepEqual(sweepRates({ from: 0.01, to: 0.1, count: 3 }), [0.01, 0.032, 0.1]);
  assert.deepEqual(
    sweepRates(FIRST_SWEEP),
    [0.0001, 0.00032, 0.001, 0.0032, 0.01, 0.032, 0.1, 0.32, 1],
  );
});

test('rates that are the same once rounded are tried once', () => {
  assert.deepEqual(sweepRates({ from: 0.1, to: 0.1, count: 7 }), [0.1]);
  assert.deepEqual(sweepRates({ from: 0.1, to: 0.12, count: 20 }), [0.1, 0.11, 0.12]);
});

test('whatever the rules let through gives ascending rates from end to end', () => {
  const rate = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(rate, rate, fc.integer({ min: 2, max: 20 }), (a, b, count) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const rules = sweepRules(from);
      assert.ok(rules.from.test(from) && rules.to.test(to) && rules.count.test(count));
      const rates = sweepRates({ from, to, count });
      assert.ok(rates.length >= 1 && rates.length <= count);
      assert.ok(rates.every((one, i) => one > 0 && (i === 0 || one > rates[i - 1])));
      assert.equal(rates[0], Number(from.toPrecision(2)));
      assert.ok(Math.abs((rates.at(-1) ?? 0) / to - 1) < 0.051);
    }),
  );
});

test('a field that can’t be swept gets a sentence', () => {
  const rules = sweepRules(0.01);
  const says = (/** @type {keyof typeof rules} */ name, /** @type {string} */ text) =>
    complaint(name, text, rules[name], FIRST_SWEEP[name]);
  assert.equal(
    says('from', 'NaN'),
    'from is not a number; expected a number from 1e-9 to 1e6. Try 0.0001.',
  );
  for (const text of ['', 'fast', '0', '-0.1', 'Infinity', '1e7']) {
    assert.match(says('from', text), /expected a number from 1e-9 to 1e6\. Try 0\.0001\.$/);
  }
  assert.equal(
    says('to', '0.001'),
    'to is 0.001; expected a number from 0.01 to 1e6, from where the sweep begins. Try 1.',
  );
  for (const text of ['0.01', '1', '1e6']) assert.equal(says('to', text), '');
  for (const text of ['1', '21', '2.5', '']) {
    assert.match(says('count', text), /expected a whole number from 2 to 20\. Try 9\.$/);
  }
  for (const text of ['0', '101', '1.5', 'NaN']) {
    assert.match(says('epochs', text), /expected a whole number from 1 to 100\. Try 1\.$/);
  }
  for (const text of ['2', '20']) assert.equal(says('count', text), '');
  for (const text of ['1', '100']) assert.equal(says('epochs', text), '');
});

test('a beginning that can’t be used leaves the end its own bounds', () => {
  for (const from of [NaN, 0, -1, 1e9]) {
    assert.equal(sweepRules(from).to.expected, 'a number from 1e-9 to 1e6');
  }
});

test('the best rate is the most accurate, the smallest of equals', () => {
  const points = [
    point(SGD, 0.01, 0.5),
    point(SGD, 0.1, 0.9),
    point(SGD, 1, 0.9),
    point(SGD, 10, null, 'diverged'),
  ];
  assert.deepEqual(best(points), { point: points[1], at_edge: false });
  assert.deepEqual(best(points.slice(1)), { point: points[1], at_edge: true });
  assert.equal(best([points[3]]), null);
  assert.equal(best([point(SGD, 0.1, null, 'running')]), null);
});

test('a run that diverged stands at chance, one without a result nowhere', () => {
  assert.equal(height(point(SGD, 10, null, 'diverged')), CHANCE);
  assert.equal(height(point(SGD, 0.1, 0.97)), 0.97);
  for (const outcome of ['', 'running', 'stopped', 'The training worker has failed.']) {
    assert.equal(height(point(SGD, 0.1, null, outcome)), null);
  }
});

test('points are grouped by optimizer and ordered by rate', () => {
  const points = [point(SGD, 1, 0.9), point(ADAGRAD, 1, 0.8), point(SGD, 0.1, 0.7)];
  assert.deepEqual(byOptimizer(points), [[points[2], points[0]], [points[1]]]);
  assert.deepEqual(byOptimizer([]), []);
});

test('the CSV holds every point with what made it', () => {
  const points = [point(ADAGRAD, 0.01, 0.9871), point(SGD, 10, null, 'diverged')];
  const text = sweepCsv(points, {
    dataset: 'mine, "small"',
    batch_size: 64,
    epochs: 2,
    seed: 1,
    app_version: '0.1.0',
  });
  assert.equal(
    text,
    'optimizer,hyper_parameters,learning_rate,test_accuracy,outcome,batch_size,epochs,seed,dataset,app_version\r\n' +
      'adagrad,initial_accumulator=0.1 epsilon=1e-7,0.01,0.9871,finished,64,2,1,"mine, ""small""",0.1.0\r\n' +
      'sgd,momentum=0,10,,diverged,64,2,1,"mine, ""small""",0.1.0\r\n',
  );
});
