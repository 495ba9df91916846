/** The engine's small parts: events for many listeners; and one question at a time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Events } from '../../www/engine/events.js';
import { BatchQueue, DataError } from '../../www/engine/trainer/batch_queue.js';
import { Newest } from '../../www/model/newest.js';

/** @param {AsyncIterable<number>} events @param {number} [most] */
async function heard(events, most = Infinity) {
  const all = [];
  for await (const event of events) if (all.push(event) === most) break;
  return all;
}

test('each listener hears, in order, what comes from its beginning on, until the end', async () => {
  /** @type {Events<number>} */
  const events = new Events();
  events.tell(0);
  const first = heard(events);
  await null;
  events.tell(1);
  events.tell(2);
  const second = heard(events);
  const two = heard(events, 2);
  await null;
  for (const event of [3, 4, 5]) events.tell(event);
  events.end();
  events.tell(6);
  assert.deepEqual(await first, [1, 2, 3, 4, 5]);
  assert.deepEqual(await second, [3, 4, 5]);
  assert.deepEqual(await two, [3, 4]);
  assert.deepEqual(await heard(events), []);
});

test('a listener is thrown the error after what came before it, and who comes later too', async () => {
  /** @type {Events<number>} */
  const events = new Events();
  const listener = events[Symbol.asyncIterator]();
  events.tell(1);
  events.end(new Error('It has diverged.'));
  assert.deepEqual(await listener.next(), { done: false, value: 1 });
  await assert.rejects(listener.next(), /diverged/);
  assert.deepEqual(await listener.next(), { done: true, value: undefined });
  await assert.rejects(heard(events), /diverged/);
});

test('several may wait for the next event at once', async () => {
  /** @type {Events<number>} */
  const events = new Events();
  const listener = events[Symbol.asyncIterator]();
  const [one, two, three] = [listener.next(), listener.next(), listener.next()];
  events.tell(1);
  events.tell(2);
  events.end();
  assert.deepEqual((await one).value, 1);
  assert.deepEqual((await two).value, 2);
  assert.equal((await three).done, true);
});

test('of questions that come while one is under way only the newest is asked', async () => {
  const newest = new Newest();
  /** @type {string[]} */
  const asked = [];
  /** @param {string} name */
  const ask = (name) =>
    newest.ask(async () => {
      asked.push(name);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (name === 'third') throw new Error('No answer.');
      return name;
    });
  const [first, second, third] = ['first', 'second', 'third'].map(ask);
  assert.equal(await first, 'first');
  assert.equal(await second, null);
  await assert.rejects(third, /No answer/);
  assert.equal(await ask('fourth'), 'fourth');
  assert.deepEqual(asked, ['first', 'third', 'fourth']);
});

test('who waits for a batch or the test set hears that the data worker is lost', async () => {
  const { port1, port2 } = new MessageChannel();
  const queue = new BatchQueue(port2);
  const waiting = [queue.next(), queue.testSet()];
  queue.fail('The data worker has failed.');
  for (const one of waiting)
    await assert.rejects(
      one,
      (error) => error instanceof DataError && /failed/.test(error.message),
    );
  await assert.rejects(queue.next(), DataError);
  queue.close();
  port1.close();
});
