import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BatchQueue, DataError } from '../../www/engine/trainer/batch_queue.js';
import { Gate } from '../../www/engine/trainer/gate.js';
import { batchesPerEpoch, checkPlan, places } from '../../www/engine/trainer/plan.js';
import { Progress } from '../../www/engine/trainer/progress.js';
import { EvaluationSchedule, RaceSchedule } from '../../www/engine/trainer/schedule.js';

/** @import { DataRequest, RunConfig } from '../../www/engine/protocol.js' */

/**
 * @param {Partial<RunConfig>} changes
 * @returns {RunConfig}
 */
const config = (changes) => ({
  optimizer: { name: 'sgd', momentum: 0 },
  learning_rate: 0.1,
  batch_size: 64,
  epochs: 2,
  seed: 1,
  train_size: 60_000,
  ...changes,
});

const small = fc.record({
  train_size: fc.integer({ min: 1, max: 60 }),
  batch_size: fc.integer({ min: 1, max: 20 }),
  epochs: fc.integer({ min: 1, max: 4 }),
});

test('a run visits every batch of every epoch in order', () => {
  const [first, ...rest] = places(config({}), 0);
  assert.deepEqual(first, { epoch: 0, index: 0 });
  assert.equal(rest.length + 1, 2 * 938);
  assert.deepEqual(rest.at(-1), { epoch: 1, index: 937 });
});

test('a run that goes on from any step visits exactly what was left', () => {
  fc.assert(
    fc.property(small, fc.nat(100), (plan, done) => {
      const whole = [...places(config(plan), 0)];
      assert.equal(whole.length, plan.epochs * batchesPerEpoch(config(plan)));
      assert.deepEqual([...places(config(plan), done)], whole.slice(done));
    }),
  );
});

test('a batch size, a number of epochs or a seed that can not be is refused', () => {
  assert.doesNotThrow(() => checkPlan(config({ batch_size: 60_000 })));
  for (const batch_size of [0, -1, 60_001, 1.5, NaN])
    assert.throws(
      () => checkPlan(config({ batch_size })),
      new RegExp(`The batch size is ${batch_size}; expected a whole number from 1 to 60000`),
    );
  for (const epochs of [0, -3, 0.5, NaN])
    assert.throws(
      () => checkPlan(config({ epochs })),
      /The number of epochs is .*; expected a whole/,
    );
  for (const seed of [-1, 0.5, 2 ** 32, NaN])
    assert.throws(
      () => checkPlan(config({ seed })),
      new RegExp(`The seed is ${seed}; expected a whole number from 0 to 4294967295`),
    );
});

test('every epoch is evaluated half-way and at its end, and the run early once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0.001, max: 0.5 }),
      (batches, step_seconds) => {
        const schedule = new EvaluationSchedule(batches);
        let seconds = 0;
        let early = 0;
        for (let epoch = 0; epoch < 3; epoch++)
          for (let done = 1; done <= batches; done++) {
            seconds += step_seconds;
            const due = schedule.due(epoch * batches + done, seconds);
            if (done === batches || done === Math.ceil(batches / 2)) assert.ok(due);
            else if (due) {
              early++;
              assert.ok(seconds >= 0.5 && seconds < 0.5 + step_seconds);
            }
          }
        assert.ok(early <= 1);
      },
    ),
  );
});

test('an early evaluation comes after half a second when no other came before', () => {
  const schedule = new EvaluationSchedule(938);
  assert.equal(schedule.due(30, 0.49), false);
  assert.equal(schedule.due(31, 0.5), true);
  assert.equal(schedule.due(32, 0.6), false);
});

test('in a race all are evaluated at the same steps, whatever their speed', () => {
  const schedule = new RaceSchedule(938);
  const steps = Array.from({ length: 2 * 938 }, (_, step) => step + 1);
  assert.deepEqual(
    steps.filter((step) => schedule.due(step)),
    [50, 100, 200, 400, 469, 938, 938 + 469, 2 * 938],
  );
});

test('the gate holds while paused, and closes after one single step', async () => {
  const gate = new Gate(true);
  let passed = 0;
  const pass = () => gate.passage().then(() => passed++);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  void pass();
  await turn();
  assert.equal(passed, 0);
  gate.singleStep();
  await turn();
  assert.equal(passed, 1);
  gate.batchDone();
  assert.equal(gate.paused, false, 'an evaluation may follow');
  assert.equal(gate.settle(), true);
  assert.equal(gate.paused, true);
  void pass();
  await turn();
  assert.equal(passed, 1);
  gate.resume();
  await turn();
  assert.equal(passed, 2);
  gate.batchDone();
  assert.equal(gate.settle(), false);
  assert.equal(gate.paused, false);
});

test('a step asked for in the middle of an evaluation still trains a batch', () => {
  const gate = new Gate(false);
  gate.batchDone();
  gate.pause();
  gate.singleStep();
  assert.equal(gate.settle(), false);
  assert.equal(gate.paused, false);
  gate.batchDone();
  assert.equal(gate.settle(), true);
});

test('progress holds every step since the last report, in order, and the speed', () => {
  const progress = new Progress();
  assert.equal(progress.due(1000), false);
  for (let step = 0; step < 20; step++) progress.add({ loss: step, correct: 32, size: 64 }, 0.01);
  assert.equal(progress.due(1000), true);
  const first = progress.take(1000);
  assert.deepEqual([...first.losses], [...Array(20).keys()]);
  assert.ok(first.accuracies.every((accuracy) => accuracy === 0.5));
  assert.ok(Math.abs(first.images_per_second - 6400) < 1e-6);
  assert.ok(Math.abs(first.seconds - 0.2) < 1e-9);
  progress.add({ loss: 20, correct: 0, size: 64 }, 0.01);
  assert.equal(progress.due(1099), false);
  assert.equal(progress.due(1100), true);
  assert.deepEqual([...progress.take(1100).losses], [20]);
  assert.equal(progress.due(5000), false);
});

test('the speed forgets what is over a second of training ago', () => {
  const progress = new Progress();
  let last = 0;
  for (let report = 0; report < 60; report++) {
    const seconds = report < 30 ? 0.1 : 0.05;
    progress.add({ loss: 1, correct: 0, size: 100 }, seconds);
    last = progress.take(report).images_per_second;
    if (report === 29) assert.ok(Math.abs(last - 1000) < 1e-6);
  }
  assert.ok(Math.abs(last - 2000) < 1e-6);
});

/**
 * @param {(request: DataRequest, port: MessagePort) => void} answer
 * @param {(queue: BatchQueue, asked: DataRequest[]) => Promise<void>} use
 */
async function withQueue(
  answer,
  use,
  plan = config({ train_size: 100, batch_size: 5, epochs: 1 }),
) {
  const { port1, port2 } = new MessageChannel();
  /** @type {DataRequest[]} */
  const asked = [];
  port1.onmessage = ({ data }) => {
    asked.push(data);
    answer(data, port1);
  };
  const queue = new BatchQueue(port2);
  queue.begin(plan, places(plan, 0));
  try {
    await use(queue, asked);
  } finally {
    queue.close();
    port1.close();
  }
}

/**
 * @param {DataRequest} request
 * @param {MessagePort} port
 */
function serve(request, port) {
  const pixels = new Uint8Array(4);
  if (request.type === 'want_test_set')
    return port.postMessage({ type: 'test_set', pixels, labels: Uint8Array.of(1) });
  if (request.type !== 'want_batch') return;
  const { epoch, index, seed, size } = request;
  port.postMessage({
    type: 'batch',
    epoch,
    index,
    pixels,
    labels: Uint8Array.of(seed, size, index),
  });
}

test('batches come in order, eight asked for ahead, none twice', async () => {
  await withQueue(serve, async (queue, asked) => {
    for (let index = 0; index < 20; index++) {
      const batch = await queue.next();
      assert.deepEqual([batch.epoch, batch.index], [0, index]);
      assert.deepEqual([...batch.labels], [1, 5, index]);
      const ahead = asked.length - (index + 1);
      assert.ok(ahead <= 8, `${ahead} ahead`);
    }
    assert.equal(asked.length, 20);
  });
});

test('eight are in flight before the first has come', async () => {
  await withQueue(
    () => {},
    async (_, asked) => {
      while (asked.length < 8) await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(asked.length, 8);
    },
  );
});

test('the test set comes between batches', async () => {
  await withQueue(serve, async (queue) => {
    const [batch, test_set] = await Promise.all([queue.next(), queue.testSet()]);
    assert.equal(batch.index, 0);
    assert.deepEqual([...test_set.labels], [1]);
  });
});

test('a turn is over when the batch after its last is asked for, and the queue says when it leaves', async () => {
  /** @param {DataRequest} request @param {MessagePort} port */
  const inTurns = (request, port) => {
    if (request.type !== 'want_batch') return;
    const [pixels, labels] = [new Uint8Array(4), new Uint8Array(1)];
    port.postMessage({
      ...request,
      type: 'batch',
      pixels,
      labels,
      last_of_turn: request.index === 2,
    });
  };
  await withQueue(inTurns, async (queue, asked) => {
    const said = (/** @type {string} */ type) =>
      asked.filter((request) => request.type === type).length;
    const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
    for (const index of [0, 1, 2]) assert.equal((await queue.next()).index, index);
    await settled();
    assert.equal(said('turn_over'), 0, 'the third is still being trained or evaluated');
    assert.equal((await queue.next()).index, 3);
    await settled();
    assert.equal(said('turn_over'), 1);
    queue.close();
    await settled();
    assert.deepEqual([said('turn_over'), said('leave')], [1, 1]);
  });
});

test('trouble with the data reaches whoever waits, and whoever asks later', async () => {
  const refuse = (/** @type {DataRequest} */ _, /** @type {MessagePort} */ port) =>
    port.postMessage({ type: 'data_error', message: 'There is no dataset yet.' });
  await withQueue(refuse, async (queue) => {
    const told = (/** @type {Error} */ error) =>
      error instanceof DataError && error.message === 'There is no dataset yet.';
    await assert.rejects(queue.next(), told);
    await assert.rejects(queue.next(), told);
    await assert.rejects(queue.testSet(), told);
  });
});
