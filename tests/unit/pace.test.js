import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { MAX_LEAD, Pace, TURN } from '../../www/engine/data/pace.js';
import { RaceDesk } from '../../www/engine/data/race_desk.js';
import { BatchQueue } from '../../www/engine/trainer/batch_queue.js';
import { places } from '../../www/engine/trainer/plan.js';

/** @import { Delivery } from '../../www/engine/data/pace.js' */

/** One runner as it really behaves: some batches asked for ahead, one trained at a time. */
class Runner {
  asked = 0;
  /** @type {Delivery[]} */
  arrived = [];
  trained = 0;
  racing = true;
  /** Whether what it trained last ends its turn, which it has not said yet. */
  turn_ends = false;
  #ahead;
  #batches;

  /** @param {{batches: number, ahead: number}} plan */
  constructor({ batches, ahead }) {
    this.#batches = batches;
    this.#ahead = ahead;
  }

  /** Between its first batch of a turn and the moment at which it says that the turn is over. */
  get has_turn() {
    return this.racing && (this.arrived.length > 0 || this.trained % TURN > 0 || this.turn_ends);
  }

  /**
   * What it can do now, in the order in which it would.
   * @returns {'leave' | 'turn_over' | 'ask' | 'train' | null} null: it waits
   */
  get next() {
    if (!this.racing) return null;
    if (this.trained === this.#batches) return 'leave';
    if (this.turn_ends) return 'turn_over';
    if (this.asked < Math.min(this.#batches, this.trained + this.#ahead)) return 'ask';
    return this.arrived.length > 0 ? 'train' : null;
  }
}

const plan = fc.record({
  batches: fc.integer({ min: 1, max: 90 }),
  ahead: fc.integer({ min: 1, max: 30 }),
});
const race = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 6 }),
  slots: fc.integer({ min: 1, max: 7 }),
  /** Which of those that can act is next, and the few times when one leaves before its end. */
  order: fc.infiniteStream(fc.nat(1000)),
  may_leave: fc.boolean(),
});

test('in any order: everybody comes to the end, in few turns at once, and close together', () => {
  fc.assert(
    fc.property(race, ({ plans, slots, order, may_leave }) => {
      const runners = plans.map((one) => new Runner(one));
      const pace = new Pace(runners.length, slots);

      /** @param {Delivery[]} deliveries */
      const deliver = (deliveries) => {
        for (const delivery of deliveries) {
          const { racing, arrived, asked, trained } = runners[delivery.runner];
          assert.ok(racing, 'nothing is sent to one that has left');
          arrived.push(delivery);
          assert.ok(trained + arrived.length <= asked, 'nothing is sent that was not asked for');
        }
        const racing = runners.filter((runner) => runner.racing);
        assert.ok(
          racing.filter((runner) => runner.has_turn).length <= slots,
          'too many turns at once',
        );
        const slowest = Math.min(...racing.map(({ trained }) => trained));
        for (const { trained, arrived } of racing)
          assert.ok(trained + arrived.length <= slowest + MAX_LEAD, 'too far ahead');
      };

      for (const choice of order) {
        const able = runners.filter((runner) => runner.next);
        if (able.length === 0) break;
        const runner = able[choice % able.length];
        const number = runners.indexOf(runner);
        const action = may_leave && choice > 990 ? 'leave' : runner.next;
        if (action === 'ask') {
          runner.asked++;
          deliver(pace.ask(number));
        } else if (action === 'train') {
          runner.trained++;
          runner.turn_ends = runner.arrived.shift()?.last_of_turn === true;
          assert.equal(runner.turn_ends, runner.trained % TURN === 0);
        } else if (action === 'turn_over') {
          runner.turn_ends = false;
          deliver(pace.turnOver(number));
        } else {
          runner.racing = false;
          deliver(pace.leave(number));
        }
      }
      assert.ok(pace.over, 'somebody waits for ever');
    }),
    { numRuns: 300 },
  );
});

test('one that rests keeps its own turn only, and the others go as far ahead as they may', () => {
  const pace = new Pace(3, 2);
  /** @param {Delivery[]} deliveries */
  const senders = (deliveries) => [...new Set(deliveries.map(({ runner }) => runner))];
  for (const runner of [0, 1, 2]) for (let n = 0; n < 200; n++) pace.ask(runner);
  // Runner 0 has its first turn and stays in it; 1 has the other.
  assert.deepEqual(senders(pace.turnOver(1)), [2], 'the one furthest behind comes first');
  assert.deepEqual(senders(pace.turnOver(2)), [1]);
  assert.deepEqual(senders(pace.turnOver(1)), [2]);
  assert.deepEqual(pace.turnOver(2), [], 'two turns ahead of runner 0: they wait for it');
  assert.deepEqual(senders(pace.turnOver(0)), [0, 1], 'and go on when it does');
});

test('a race of one goes on turn after turn, and what comes after its end changes nothing', () => {
  const pace = new Pace(1, 4);
  for (let n = 1; n < 3 * TURN; n++) {
    assert.deepEqual(pace.ask(0), [{ runner: 0, last_of_turn: n % TURN === 0 }]);
    if (n % TURN === 0) assert.deepEqual(pace.turnOver(0), []);
  }
  assert.deepEqual(pace.leave(0), []);
  assert.ok(pace.over);
  assert.deepEqual(pace.ask(0), []);
  assert.deepEqual(pace.turnOver(0), []);
  assert.deepEqual(pace.leave(0), []);
});

test('over real ports: batches in order, each once; a fast one waits, and one that goes is not waited for', async () => {
  const config = /** @type {const} */ ({
    optimizer: { name: 'sgd', momentum: 0 },
    learning_rate: 0.1,
    batch_size: 1,
    epochs: 1,
    seed: 1,
    train_size: 130,
  });
  const channels = Array.from({ length: 4 }, () => new MessageChannel());
  const desk = new RaceDesk(4, 2, (runner, request, last_of_turn) => {
    const to = channels[runner].port1;
    const [pixels, labels] = [new Uint8Array(1), new Uint8Array(1)];
    if (request.type === 'want_test_set') to.postMessage({ type: 'test_set', pixels, labels });
    else if (request.type === 'want_batch')
      to.postMessage({ ...request, type: 'batch', pixels, labels, last_of_turn });
  });
  channels.forEach(({ port1 }, runner) => {
    port1.onmessage = ({ data }) =>
      data.type === 'leave' ? desk.leave(runner) : desk.hear(runner, data);
  });

  const steps = channels.map(() => 0);
  const racing = new Set(steps.keys());
  let greatest_lead = 0;
  /** @param {number} runner @param {number} until @param {(step: number) => Promise<unknown> | void} rest */
  async function run(runner, until, rest) {
    const queue = new BatchQueue(channels[runner].port2);
    queue.begin(config, places(config, 0));
    await queue.testSet();
    for (let index = 0; index < until; index++) {
      assert.equal((await queue.next()).index, index);
      steps[runner]++;
      const behind = Math.min(...[...racing].map((other) => steps[other]));
      greatest_lead = Math.max(greatest_lead, steps[runner] - behind);
      await rest(index);
    }
    racing.delete(runner);
    queue.close();
  }
  await Promise.all([
    run(0, 130, () => {}),
    run(1, 130, () => sleep(1)),
    run(2, 130, (step) => (step === 55 ? sleep(100) : undefined)),
    run(3, 33, () => {}),
  ]);
  assert.deepEqual(steps, [130, 130, 130, 33]);
  assert.ok(greatest_lead > TURN && greatest_lead <= MAX_LEAD, `${greatest_lead} steps ahead`);
  while (!desk.over) await sleep(1);
});
