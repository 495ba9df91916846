import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRaceLink, writeRaceLink } from '../../www/model/address/race_link.js';
import { entryKey } from '../../www/model/race/record.js';
import { CATALOGUE, PRESET, entry } from './race_data.js';

/** @import { RaceChoice } from '../../www/model/address/race_link.js' */

/** @type {RaceChoice} */
const PLAIN = { entries: PRESET.runs, seeds: 1, x: 'updates', y: 'accuracy', run: false };

const choice = fc.record(
  {
    entries: fc.uniqueArray(entry, { minLength: 1, maxLength: 12, selector: entryKey }),
    seeds: fc.integer({ min: 1, max: 10 }),
    x: /** @type {fc.Arbitrary<RaceChoice['x']>} */ (
      fc.constantFrom('updates', 'images', 'seconds')
    ),
    y: /** @type {fc.Arbitrary<RaceChoice['y']>} */ (fc.constantFrom('accuracy', 'error', 'loss')),
    run: fc.boolean(),
  },
  { noNullPrototype: true },
);

/** @param {string} link as written, after a set-up */
const read = (link) => readRaceLink(`?optimizer=adam${link}`, CATALOGUE, PRESET);

test('what is written is read back, to the last bit', () => {
  fc.assert(
    fc.property(choice, (written) => {
      const { choice: found, complaints } = read(writeRaceLink(written, PRESET));
      assert.deepEqual(complaints, []);
      assert.deepEqual({ ...PLAIN, ...found }, written);
    }),
  );
});

test('the preset’s own race adds nothing to the address, and another is readable in it', () => {
  assert.equal(writeRaceLink(PLAIN, PRESET), '');
  const [sgd, , , adam] = PRESET.runs;
  const entries = [
    adam,
    { optimizer: /** @type {const} */ ({ name: 'sgd', momentum: 0.9 }), learning_rate: 1e-7 },
  ];
  assert.equal(
    writeRaceLink({ ...PLAIN, entries, seeds: 3, y: 'error', run: true }, PRESET),
    '&race=adam~0.001,sgd~1e-7~momentum:0.9&seeds=3&y=error&run',
  );
  assert.equal(writeRaceLink({ ...PLAIN, entries: [sgd] }, PRESET), '&race=sgd~0.1');
});

test('any address is read without an exception, and every value of ours is used or complained of', () => {
  const key = fc.constantFrom('race', 'seeds', 'x', 'y', 'run');
  const item = fc.oneof(fc.string(), fc.constantFrom('adam', '~', '0.1', ',', 'momentum', ':', ''));
  const text = fc.array(item, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.dictionary(key, text), (parameters) => {
      const search = `?${new URLSearchParams(parameters)}`;
      const { choice: found, complaints } = readRaceLink(search, CATALOGUE, PRESET);
      assert.equal(Object.keys(found).length + complaints.length, Object.keys(parameters).length);
      for (const { learning_rate } of found.entries ?? [])
        assert.ok(learning_rate > 0 && Number.isFinite(learning_rate));
    }),
  );
});

test('nonsense is ignored with a sentence that says what was expected', () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ['&race=', /^The link's race is ""; expected runners such as adam~0\.001/],
    ['&race=adamw~0.1', /race is "adamw~0\.1"; expected runners such as .* It was ignored\.$/],
    ['&race=adam', /race is "adam"/],
    ['&race=adam~NaN', /race is "adam~NaN"/],
    ['&race=adam~0', /race/],
    ['&race=adam~-1', /race/],
    ['&race=adam~Infinity', /race/],
    ['&race=adam~0.1~momentum:0.9', /race/],
    ['&race=sgd~0.1~momentum:2', /race/],
    ['&race=sgd~0.1~momentum:0.5~momentum:0.6', /race/],
    ['&race=adam~0.1,adam~0.1', /expected each runner once/],
    [`&race=${Array.from({ length: 13 }, (_, i) => `adam~${i + 1}`)}`, /at most 12 runners/],
    ['&seeds=0', /seeds is "0"; expected a whole number from 1 to 10/],
    ['&seeds=11', /seeds/],
    ['&seeds=two', /seeds/],
    ['&x=steps', /x is "steps"; expected updates, images, seconds/],
    ['&y=constructor', /y is "constructor"; expected accuracy, error, loss/],
    ['&run=please', /run is "please"; expected no value, or 1/],
  ];
  for (const [link, sentence] of cases) {
    const { choice: found, complaints } = read(link);
    assert.equal(complaints.length, 1, link);
    assert.match(complaints[0], sentence);
    assert.deepEqual(found, {});
  }
});
