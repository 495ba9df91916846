import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mixInto } from '../../www/engine/data/own_images.js';
import { lessonConfig, PART_OF_RATE, STEPS } from '../../www/model/teach/lesson.js';
import { isOwnDrawing, MOST, OwnDrawings } from '../../www/model/teach/own_drawings.js';
import { report } from '../../www/model/teach/report.js';
import { checkPlan, lastStep, places } from '../../www/engine/trainer/plan.js';

const IMAGE = 28 * 28;
const asTheyAre = (/** @type {Uint8Array} */ pixels) => pixels;

/**
 * Images whose every pixel is the same.
 * @param {number[]} greys
 */
const images = (greys) => Uint8Array.from(greys.flatMap((grey) => Array(IMAGE).fill(grey)));

test('own images take the last places of a batch, each in its turn', () => {
  const own = { pixels: images([101, 102, 103]), labels: Uint8Array.of(7, 8, 9), per_batch: 2 };
  const batches = [0, 1, 2].map((step) => {
    const batch = { pixels: images([1, 2, 3, 4]), labels: Uint8Array.of(1, 2, 3, 4) };
    mixInto(batch, own, step, asTheyAre);
    const greys = [0, 1, 2, 3].map((i) => batch.pixels[i * IMAGE]);
    return { greys, labels: [...batch.labels] };
  });
  assert.deepEqual(batches, [
    { greys: [1, 2, 101, 102], labels: [1, 2, 7, 8] },
    { greys: [1, 2, 103, 101], labels: [1, 2, 9, 7] },
    { greys: [1, 2, 102, 103], labels: [1, 2, 8, 9] },
  ]);
});

test('whatever the sizes, an image stays whole and keeps its label', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(20),
      (batch_size, own_size, per_batch, step) => {
        const greys = (/** @type {number} */ from, /** @type {number} */ size) =>
          Array.from({ length: size }, (_, i) => from + i);
        const labels = Uint8Array.from(greys(1, batch_size));
        const batch = { pixels: images(greys(1, batch_size)), labels };
        const own_labels = Uint8Array.from(greys(100, own_size));
        const own = { pixels: images(greys(100, own_size)), labels: own_labels, per_batch };
        mixInto(batch, own, step, (pixels) => pixels.map((pixel) => pixel + 1));
        for (let i = 0; i < batch_size; i++) {
          const is_own = i >= batch_size - per_batch;
          assert.equal(labels[i] >= 100, is_own);
          const image = batch.pixels.subarray(i * IMAGE, (i + 1) * IMAGE);
          assert.ok(image.every((pixel) => pixel === labels[i] + Number(is_own)));
        }
      },
    ),
  );
});

/** @type {import('../../www/model/teach/lesson.js').Teaching} */
const SGD = { optimizer: { name: 'sgd', momentum: 0 }, learning_rate: 0.5, seed: 3 };

test('a lesson has as many steps as it says, at a part of the rate, whatever the training set', () => {
  for (const train_size of [1, 10, 64, 65, 300, 60_000]) {
    const config = lessonConfig(SGD, train_size);
    assert.doesNotThrow(() => checkPlan(config));
    assert.equal([...places(config, 0)].length, STEPS);
    assert.equal(lastStep(config), STEPS);
    assert.equal(config.learning_rate, PART_OF_RATE * 0.5);
  }
});

test('a run ends with its epochs, or with its steps if they come first', () => {
  const config = { ...lessonConfig(SGD, 640), epochs: 2 };
  assert.equal(lastStep({ ...config, steps: undefined }), 20);
  assert.equal(lastStep({ ...config, steps: 15 }), 15);
  assert.equal(lastStep({ ...config, steps: 25 }), 20);
  assert.equal([...places({ ...config, steps: 15 }, 12)].length, 3);
});

const DRAWING = { id: 'a', created: 1, pixels: new Uint8Array(IMAGE), label: 7 };

test('only what has the form of a drawing is taken for one', () => {
  assert.ok(isOwnDrawing(structuredClone(DRAWING)));
  fc.assert(fc.property(fc.anything(), (value) => assert.equal(isOwnDrawing(value), false)));
  for (const change of [
    { id: 1 },
    { created: NaN },
    { pixels: [...DRAWING.pixels] },
    { pixels: new Uint8Array(IMAGE - 1) },
    { label: 10 },
    { label: -1 },
    { label: 0.5 },
  ])
    assert.equal(isOwnDrawing({ ...DRAWING, ...change }), false, JSON.stringify(change));
});

test('the set stays small: the oldest drawing goes', () => {
  const drawings = new OwnDrawings(() => {}); // Node has no IndexedDB.
  for (let i = 0; i < MOST + 3; i++) {
    drawings.add(images([i]), i % 10);
    drawings.trim();
  }
  assert.equal(drawings.all.length, MOST);
  assert.equal(drawings.all[0].pixels[0], 3);
  drawings.remove(drawings.all[0].id);
  const { pixels, labels, per_batch } = drawings.forBatches(8);
  assert.equal(per_batch, 8);
  assert.equal(labels.length, MOST - 1);
  assert.equal(pixels.length, (MOST - 1) * IMAGE);
  assert.equal(pixels[0], 4);
  assert.equal(labels[0], 4);
});

test('a drawing whose lesson fails, or is undone, costs none of those that were there', () => {
  const drawings = new OwnDrawings(() => {});
  for (let i = 0; i < MOST; i++) drawings.add(images([i]), i % 10);
  const full = drawings.all;
  const failed = drawings.add(images([99]), 9);
  drawings.remove(failed.id);
  assert.deepEqual(drawings.all, full);

  const learned = drawings.add(images([99]), 9);
  const oldest = drawings.trim();
  assert.deepEqual(oldest, full.slice(0, 1));
  drawings.remove(learned.id);
  drawings.takeBack(oldest);
  assert.deepEqual(drawings.all, full);
});

test('a lesson is reported with what was before it, where that is known', () => {
  const how = { steps: 40, optimizer: 'Adam' };
  const sure = (/** @type {number} */ digit) => ({ digit, confidence: 0.975, candidates: [] });
  const before = { own: sure(7), right: 0, all: 2, accuracy: 0.995 };
  const after = { own: sure(1), right: 2, all: 2, accuracy: 0.9942 };
  assert.equal(
    report(how, 1, before, after),
    'After 40 steps of Adam it reads this 1 as 1, 97.5 % sure (before: 7, 97.5 % sure), and 2 of your 2 drawings right. Of the test images: 99.42 %, before 99.50 %.',
  );
  assert.equal(
    report(
      how,
      null,
      { ...before, own: null, accuracy: null },
      { ...after, own: null, right: 1, all: 1 },
    ),
    'After 40 steps of Adam it reads 1 of your 1 drawing right. Of the test images: 99.42 %.',
  );
});
