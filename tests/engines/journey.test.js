/** One visit in three browser engines: whatever the browser, the page does the same, to the bit. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browserEngines } from '../../scripts/lib/browser_engines.js';
import { serveRecorded } from './site.js';
import { Visitor } from './visitor.js';

/** Of the model after an epoch of Adam at 0.001, batch 64, seed 1. */
const SHA256_BEGINS = '447f3aca1903a7b4';
/** A seven with its bar, in a box of 500 by 500. */
const SEVEN = /** @type {[number, number][][]} */ ([
  [
    [140, 110],
    [250, 110],
    [360, 110],
    [330, 180],
    [300, 240],
    [270, 320],
    [240, 400],
  ],
]);

const site = await serveRecorded();
after(() => site.close());

for (const { name, engine, reason } of await browserEngines()) {
  describe(name, { skip: engine ? false : `skipped: ${reason}` }, () => {
    /** @type {Visitor} */
    let visitor;
    before(async () => {
      if (engine) visitor = await Visitor.arrive(engine);
    });
    after(() => visitor?.leave());

    test('the page loads, and reads a drawing', async () => {
      await visitor.open(site.url);
      await visitor.until('Train can be pressed', () => visitor.isEnabled('Train'));
      await visitor.draw(SEVEN);
      await visitor.until('it reads a 7', async () => /^7/.test(await visitor.read('Prediction')));
    });

    test('it trains past 95 %, is paused, goes on, and ends with the same bits', async () => {
      await visitor.choose('Optimizer', 'Adam');
      await visitor.fill('Learning rate', 0.001);
      await visitor.fill('Batch size', 64);
      await visitor.fill('Epochs', 1);
      await visitor.fill('Seed', 1);
      await visitor.press('Train');
      await visitor.until('it is running', () => visitor.isEnabled('Pause'));
      await visitor.press('Pause');
      await visitor.until('it is paused', async () => /Paused\./.test(await visitor.text()));
      await visitor.press('Train');
      await visitor.until(
        'the run is over',
        async () => /This run is over/.test(await visitor.text()),
        300,
      );
      assert.ok(parseFloat(await visitor.read('Test accuracy')) > 95);
      await visitor.unfold('Your own images and models');
      await visitor.press('Download the model');
      await visitor.until('there is a file', async () => (await visitor.savedDigest()) !== null);
      assert.equal((await visitor.savedDigest()).slice(0, 16), SHA256_BEGINS);
    });

    test('a lesson teaches what was drawn', async () => {
      await visitor.unfold('Teach it');
      await visitor.press('7');
      await visitor.until('it has learned', async () =>
        /^After 40 steps of Adam/.test(await visitor.read('Lesson')),
      );
    });

    test('five runners race a hundred steps', async () => {
      await visitor.press('Reset');
      await visitor.fill('Batch size', 600);
      await visitor.press('Race all five');
      await visitor.until('they take a hundred steps', async () =>
        /step \d+ of 100/.test(await visitor.read('Race progress')),
      );
      await visitor.until(
        'all are at their end',
        async () => (await visitor.read('Race progress')) === 'The race is over.',
        300,
      );
      assert.deepEqual(await visitor.complaints(), []);
    });

    test('after a reload the run is still in the table', async () => {
      await visitor.reload();
      await visitor.until('Train can be pressed', () => visitor.isEnabled('Train'));
      assert.match(await visitor.text(), /Adam/);
      assert.deepEqual(await visitor.complaints(), []);
    });
  });
}
