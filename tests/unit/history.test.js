/** The runs that the page knows, and how many it keeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History, MOST_RUNS } from '../../www/model/history.js';
import { runStore } from '../../www/model/stored_run.js';
import { readModelFile } from '../../www/model/model_file.js';
import { uniqueId } from '../../www/model/unique_id.js';

/** @import { RunConfig } from '../../www/engine/protocol.js' */

/** @type {RunConfig} */
const CONFIG = {
  ...{ optimizer: { name: 'sgd', momentum: 0 }, learning_rate: 0.1, batch_size: 60 },
  ...{ epochs: 1, seed: 1, train_size: 600 },
};

/** Node has no IndexedDB, as private windows may not: nothing is kept beyond the visit. */
function newHistory() {
  const history = new History(
    runStore(() => {}),
    (runs) => (shown = runs.length),
  );
  let shown = 0;
  return { history, shown: () => shown };
}

test('the oldest run goes when there is one too many, and all go at once', () => {
  const { history, shown } = newHistory();
  const runs = Array.from({ length: MOST_RUNS + 2 }, () => history.begin(CONFIG, 'MNIST'));
  assert.deepEqual(history.runs, runs.slice(2));
  assert.equal(shown(), MOST_RUNS);
  history.remove(...history.runs);
  assert.deepEqual([history.runs, shown()], [[], 0]);
});

test('no two runs have one name in the store', () => {
  assert.equal(new Set(Array.from({ length: 1000 }, uniqueId)).size, 1000);
});

test('a model’s file that is too large is refused before it is read', async () => {
  const bytes = new Uint8Array(10_000_001);
  const file = new Blob([bytes]);
  file.arrayBuffer = () => assert.fail('it was read');
  await assert.rejects(readModelFile(file), /it has 10000001 bytes; expected a LeNet-5 of at most/);
  assert.equal((await readModelFile(new Blob([bytes.subarray(1)]))).length, 10_000_000);
});
