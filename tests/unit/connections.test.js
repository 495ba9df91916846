/** The data worker's ports, each let go of by who uses it, in any browser; and asking a worker. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answers } from '../../www/engine/answers.js';
import { Connections } from '../../www/engine/data/connections.js';

test('a port closes when its worker leaves, without any event of the browser', async () => {
  const connections = new Connections();
  const { port1, port2 } = new MessageChannel();
  /** @type {string[]} */
  const heard = [];
  const left = new Promise((resolve) =>
    connections.open(7, port1, {
      hear: ({ type }) => heard.push(type),
      onLeave: () => resolve(null),
    }),
  );
  port2.postMessage({ type: 'want_test_set' });
  port2.postMessage({ type: 'leave' });
  await left;
  assert.deepEqual(heard, ['want_test_set']);
  assert.deepEqual(connections.ports, []);
});

test('the page closes the port of a worker that is lost, and once is enough', () => {
  const connections = new Connections();
  let left = 0;
  const { port1 } = new MessageChannel();
  connections.open(1, port1, { hear: () => {}, onLeave: () => left++ });
  connections.close(1);
  connections.close(1);
  connections.close(2);
  assert.equal(left, 1);
  assert.deepEqual(connections.ports, []);
});

test('an answer goes to who asked; the others are told when the worker is lost', async () => {
  const answers = new Answers();
  /** @type {number[]} */
  const asked = [];
  const [first, second, third] = [0, 1, 2].map(() => answers.ask((id) => asked.push(id)));
  assert.equal(new Set(asked).size, 3);
  assert.equal(answers.give(asked[1], 'yes'), true);
  assert.equal(await second, 'yes');
  assert.equal(answers.give(asked[1], 'again'), false);
  assert.equal(answers.refuse(asked[0], 'No such image.'), true);
  await assert.rejects(first, /No such image/);
  answers.refuseAll('The worker is gone.');
  await assert.rejects(third, /worker is gone/);
});
