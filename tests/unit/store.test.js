import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isStoredRun, runStore } from '../../www/model/stored_run.js';

/** @type {import('../../www/model/stored_run.js').StoredRun} */
const RUN = {
  id: 'a',
  created: 1,
  dataset: 'MNIST',
  config: {
    optimizer: { name: 'sgd', momentum: 0 },
    learning_rate: 0.1,
    batch_size: 64,
    epochs: 1,
    seed: 1,
    train_size: 60_000,
  },
  step: 3,
  seconds: 0.5,
  hidden: false,
  evaluations: [],
  curve: { width: 0.25, columns: [] },
};

test('only what has the form of a run is taken for one', () => {
  assert.ok(isStoredRun(RUN));
  assert.ok(isStoredRun(structuredClone(RUN)));
  fc.assert(fc.property(fc.anything(), (value) => assert.equal(isStoredRun(value), false)));
  for (const key of [
    'id',
    'created',
    'dataset',
    'config',
    'step',
    'seconds',
    'evaluations',
    'curve',
  ])
    assert.equal(isStoredRun({ ...RUN, [key]: undefined }), false, key);
});

test('where there is no IndexedDB, that is said once and the page goes on', async () => {
  assert.equal(
    'indexedDB' in globalThis,
    false,
    'Node has no IndexedDB, as private windows may not',
  );
  /** @type {string[]} */
  const said = [];
  const store = runStore((message) => said.push(message));
  await store.save(RUN);
  assert.deepEqual(await store.load(), []);
  await store.remove('a');
  assert.equal(said.length, 1);
  assert.match(said[0], /^Runs can't be kept in this browser .*; they are gone after a reload\./);
});
