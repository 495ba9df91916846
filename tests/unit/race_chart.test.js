/** What is drawn and written of a race: its lines, their names' places, the axes, the SVG, the table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { X_AXES, Y_AXES, roundSteps } from '../../www/charts/axes.js';
import { spread } from '../../www/charts/ends.js';
import { fileName } from '../../www/model/race/file_name.js';
import { lineEnd, raceLines, thinned, valueAt } from '../../www/charts/race_lines.js';
import { emptyRecord } from '../../www/model/race/record.js';
import { standings } from '../../www/model/race/standings.js';
import { chartSvg, headline } from '../../www/charts/race_svg.js';

/** @import { OptimizerConfig } from '../../www/engine/protocol.js' */
/** @import { Axes } from '../../www/model/race/axes.js' */
/** @import { RaceRecord, RaceRun } from '../../www/model/race/record.js' */

const PAPER = { sgd: 0.858, adagrad: 0.94, rmsprop: 0.98, adam: 0.99, adadelta: 0.85 };
/** @type {OptimizerConfig} */
const SGD = { name: 'sgd', momentum: 0 };
/** @type {OptimizerConfig} */
const ADAM = { name: 'adam', beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };

/**
 * A run that took a second for each step, in epochs of 8 steps.
 * @param {[step: number, accuracy: number][]} at
 * @param {Partial<RaceRun>} [rest]
 * @returns {RaceRun}
 */
const run = (at, rest) => ({
  ...{ optimizer: SGD, learning_rate: 0.1, batch_size: 128, epochs: 2, seed: 1 },
  outcome: 'finished',
  evaluations: at.map(([step, accuracy]) => ({
    ...{ step, accuracy, epoch: step / 8, seconds: step, loss: 1 },
  })),
  losses: at.map(([step, accuracy]) => ({ step, seconds: step, loss: 1 - accuracy })),
  ...rest,
});

/** @param {RaceRun[]} runs @param {Partial<RaceRecord>} [rest] @returns {RaceRecord} */
const race = (runs, rest) => ({
  ...emptyRecord({
    ...{ app_version: '0.1.0', dataset: 'MNIST', train_size: 1000, test_size: 500, preset: null },
  }),
  runs,
  ...rest,
});

/** @type {Axes} */
const PLAIN = { x: 'updates', y: 'accuracy' };

test('a line is the mean over seeds at each step, within the band from least to greatest', () => {
  const [line] = raceLines(
    race([
      run([
        [4, 0.25],
        [8, 0.5],
      ]),
      run(
        [
          [4, 0.75],
          [8, 1],
        ],
        { seed: 2 },
      ),
    ]),
    PLAIN,
  );
  assert.deepEqual(line.x, [4, 8]);
  assert.deepEqual(line.y, [0.5, 0.75]);
  assert.deepEqual(line.band, [
    [0.25, 0.5],
    [0.75, 1],
  ]);
});

test('seeds that were looked at elsewhere count as they lie between, and not beyond their ends', () => {
  const odd = run(
    [
      [2, 0.5],
      [6, 0.75],
    ],
    { seed: 2 },
  );
  const [line] = raceLines(
    race([
      run([
        [4, 0.125],
        [8, 0.25],
      ]),
      odd,
    ]),
    PLAIN,
  );
  assert.deepEqual(line.x, [2, 4, 6, 8]);
  assert.deepEqual(line.y, [0.5, (0.125 + 0.625) / 2, (0.1875 + 0.75) / 2, 0.25]);
});

test('seconds never go back where a slower seed is still under way', () => {
  const slow = run(
    [
      [4, 0.5],
      [8, 0.5],
    ],
    { seed: 2, outcome: '' },
  );
  for (const at of slow.evaluations) at.seconds *= 10;
  const quick = run([
    [4, 0.5],
    [8, 0.5],
    [12, 0.5],
    [16, 0.5],
  ]);
  const [line] = raceLines(race([quick, slow]), { x: 'seconds', y: 'accuracy' });
  assert.deepEqual(line.x, [4, 8, 12, 16]);
});

test('images are exact where an epoch ends with a smaller batch', () => {
  const [line] = raceLines(race([run([[7, 0.5], [8, 0.5], [9, 0.5]])]), { x: 'images', y: 'loss' }); // prettier-ignore
  assert.deepEqual(line.x, [896, 1000, 1128]);
});

test('no error at all, and no loss, still have a place on a logarithmic axis', () => {
  const record = race([run([[8, 1]])]);
  const [error] = raceLines(record, { x: 'updates', y: 'error' });
  assert.deepEqual(error.y, [0.5 / record.test_size]);
  const [loss] = raceLines(record, { x: 'updates', y: 'loss' });
  assert.ok(loss.y[0] > 0);
});

test('each line has a dash of its own, and a runner without a point keeps its place', () => {
  const rates = Array.from({ length: 10 }, (_, i) => (i + 1) / 100);
  const lines = raceLines(
    race(rates.map((learning_rate, i) => run(i === 2 ? [] : [[8, 0.5]], { learning_rate }))),
    PLAIN,
  );
  assert.equal(new Set(lines.map(({ dash }) => dash.join())).size, 10);
  assert.equal(new Set(lines.map(({ summary }) => summary.label)).size, 10);
  assert.equal(lineEnd(lines[2]), null);
});

test('a value is read at the last point up to a place', () => {
  const [line] = raceLines(race([run([[4, 0.25], [8, 0.5]])]), PLAIN); // prettier-ignore
  assert.deepEqual(
    [3, 4, 7.9, 8, 100].map((x) => valueAt(line, x)),
    [null, 0.25, 0.25, 0.5, 0.5],
  );
});

test('a long race is thinned to its first, its last, and points evenly between', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 2, max: 600 }),
      (length, most) => {
        const points = thinned(Array.from({ length }, (_, i) => i), most); // prettier-ignore
        assert.ok(points.length <= most + 1);
        assert.ok(points.length >= Math.min(length, most / 2));
        assert.deepEqual([points[0], points.at(-1)], [0, length - 1]);
        const gaps = new Set(points.slice(1, -1).map((point, i) => point - points[i]));
        assert.ok(gaps.size <= 1);
      },
    ),
  );
});

test('names stand apart, within bounds, in the order of their lines and as near as can be', () => {
  const ends = fc.array(fc.double({ min: -50, max: 450, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(ends, (wanted) => {
      const places = spread(wanted, 16, 0, 400);
      const gap = Math.min(16, 400 / Math.max(1, wanted.length - 1));
      const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
      for (const place of places) assert.ok(place >= -1e-9 && place <= 400 + 1e-9, `${place}`);
      for (let i = 1; i < order.length; i++) {
        assert.ok(places[order[i]] - places[order[i - 1]] >= gap - 1e-9);
      }
    }),
  );
  assert.deepEqual(spread([100, 200, 300], 16, 0, 400), [100, 200, 300]);
  assert.deepEqual(spread([100, 100, 100], 16, 0, 400), [84, 100, 116]);
  assert.deepEqual(spread([390, 400], 20, 0, 400), [380, 400]);
});

test('marks are round, within the axis, and no more than there is room for', () => {
  assert.deepEqual(roundSteps(0, 23_450, 6), [0, 5000, 10_000, 15_000, 20_000]);
  assert.deepEqual(roundSteps(0.35, 1, 7), [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 20 }),
      (low, size, room) => {
        const marks = roundSteps(low, low + size, room);
        assert.ok(marks.length <= room + 1, `${marks}`);
        const slack = size * 1e-6;
        for (const mark of marks) assert.ok(mark >= low - slack && mark <= low + size + slack);
      },
    ),
  );
});

test('every axis holds its values, whatever they are, and has a range before there are any', () => {
  const values = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1 });
  for (const axis of [...Object.values(X_AXES), ...Object.values(Y_AXES)]) {
    const [low, high] = axis.range([]);
    assert.ok(low < high && (!axis.log || low > 0), axis.label);
    fc.assert(
      fc.property(values, (column) => {
        const [least, most] = axis.range([column]);
        assert.ok(least < most && (!axis.log || least > 0));
        for (const value of column) assert.ok(value >= least && value <= most, `${value}`);
      }),
    );
  }
});

const colour = () => '#123456';

test('the SVG has a line and a name for each runner, its dash, and the settings', () => {
  const svg = chartSvg(
    race([
      run([[4, 0.2], [8, 0.5]]), // prettier-ignore
      run([[4, 0.3], [8, 0.9]], { optimizer: ADAM, learning_rate: 0.001 }), // prettier-ignore
      run([[4, 0.3], [8, 0.6]], { seed: 2 }), // prettier-ignore
    ]),
    PLAIN,
    colour,
  );
  assert.equal(svg.match(/stroke-dasharray/g)?.length, 2, 'Adam’s line and its sample');
  assert.equal(svg.match(/fill-opacity/g)?.length, 1, 'the band over SGD’s two seeds');
  for (const words of [
    '>SGD<',
    '>Adam<',
    'Adam: η 0.001, β₁ 0.9, β₂ 0.999, ε 1e-7',
    'seeds 1 to 2',
  ]) {
    assert.ok(svg.includes(words), words);
  }
  assert.ok(!/NaN|Infinity|undefined/.test(svg));
});

test('the SVG is well-formed whatever the dataset is called, and without any evaluation', () => {
  for (const runs of [[run([[8, 0.5]])], [run([])], []]) {
    for (const y of /** @type {const} */ (['accuracy', 'error', 'loss'])) {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (dataset) => {
          const record = race(runs, { dataset: `${dataset}<&>"\u0000\ud800` });
          const svg = chartSvg(record, { x: 'seconds', y }, colour);
          assert.ok(!/NaN|Infinity|undefined/.test(svg.replaceAll(dataset, '')));
          // What is left without tags and entities has no sign of markup in it.
          const left = svg.replaceAll(/<[^<>]*>/g, '').replaceAll(/&(amp|lt|gt|quot);/g, '');
          assert.doesNotMatch(left, /[<>&"]/);
          // eslint-disable-next-line no-control-regex
          assert.doesNotMatch(svg, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u);
        }),
        { numRuns: 50 },
      );
    }
  }
});

test('the headline says what the runs share', () => {
  const seeds = (/** @type {number[]} */ ...all) =>
    headline(
      race(
        all.map((seed) => run([], { seed })),
        { preset: 'tuned' },
      ),
    );
  assert.equal(
    seeds(3),
    'LeNet-5 on MNIST, batch 128, 2 epochs, seed 3, preset tuned, version 0.1.0',
  );
  assert.match(seeds(1, 2, 3), /, seeds 1 to 3 \(/);
  assert.match(seeds(1, 5), /, seeds 1, 5 \(/);
});

test('the table has the mean of the last evaluations, and what each entry’s paper says', () => {
  const rows = standings(
    race([
      run([[4, 0.5], [8, 0.8]]), // prettier-ignore
      run([[8, 0.9]], { optimizer: ADAM, outcome: '' }),
      run([[8, 0.9]], { seed: 2 }),
      run([], { optimizer: ADAM, seed: 2, outcome: '' }),
    ]),
    PAPER,
  );
  assert.deepEqual(
    rows.map(({ summary, paper }) => [summary.label, paper]),
    [
      ['SGD', 0.858],
      ['Adam', 0.99],
    ],
  );
  assert.ok(Math.abs((rows[0].ours?.mean ?? 0) - 0.85) < 1e-12);
  assert.deepEqual(
    [rows[0].ours?.least, rows[0].ours?.most, rows[0].ours?.seeds, rows[0].ours?.epoch],
    [0.8, 0.9, 2, 1],
  );
  // Live: the only seed that has got anywhere.
  assert.deepEqual([rows[1].ours?.mean, rows[1].ours?.seeds], [0.9, 1]);
});

test('a seed that has only begun does not count beside those that ended; one that diverged does', () => {
  const [row] = standings(
    race([
      run([[16, 0.9]]),
      run([[4, 0.1]], { seed: 2, outcome: 'diverged at step 5' }),
      run([[4, 0.2]], { seed: 3, outcome: '' }),
      run([[4, 0.2]], { seed: 4, outcome: 'stopped' }),
    ]),
    PAPER,
  );
  assert.equal(row.ours?.mean, 0.5);
  assert.equal(row.ours?.seeds, 2);
  assert.deepEqual(row.ours?.faults, ['diverged at step 5']);
  assert.equal(standings(race([run([])]), PAPER)[0].ours, null);
});

test('files are called after what is in them', () => {
  const runs = [run([]), run([], { optimizer: ADAM }), run([], { seed: 2 })];
  assert.equal(fileName(race(runs.slice(0, 2)), 'json'), 'lenet5-race-sgd-adam.json');
  assert.equal(
    fileName(race(runs, { preset: 'paper', dataset: 'My Digits/2.gz' }), 'svg', PLAIN),
    'lenet5-race-my-digits-2-gz-paper-2-seeds-accuracy-over-updates.svg',
  );
});
