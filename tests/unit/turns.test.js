/** Who computes: one at a time, and who was paused goes on when the other ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Turns } from '../../www/model/turns.js';

/** @import { Turn } from '../../www/model/turns.js' */

const TURNS = /** @type {Turn[]} */ (['run', 'race', 'sweep', 'lesson']);

/** All four, each computing or not. */
function four() {
  /** @type {string[]} */
  const told = [];
  const turns = new Turns(({ text }) => told.push(text));
  /** @type {Set<Turn>} */
  const running = new Set();
  for (const turn of TURNS) {
    turns.join(turn, {
      running: () => running.has(turn),
      pause: () => running.delete(turn),
      resume: () => running.add(turn),
    });
  }
  /** @param {Turn} turn */
  const begin = (turn) => (turns.begin(turn), running.add(turn));
  /** @param {Turn} turn */
  const end = (turn) => (running.delete(turn), turns.end(turn));
  return { told, running, begin, end };
}

test('who begins pauses who computes, says so, and that goes on by itself', () => {
  const { told, running, begin, end } = four();
  begin('run');
  assert.deepEqual(told, []);
  begin('sweep');
  assert.deepEqual([...running], ['sweep']);
  assert.match(
    told[0],
    /^The run was paused for the sweep: .* It goes on by itself when the sweep/,
  );
  end('sweep');
  assert.deepEqual([...running], ['run']);
});

test('turns are nested: the last that was paused goes on first', () => {
  const { running, begin, end } = four();
  begin('race');
  begin('run');
  begin('lesson');
  end('lesson');
  assert.deepEqual([...running], ['run']);
  end('run');
  assert.deepEqual([...running], ['race']);
});

test('what ended while it waited does not go on', () => {
  const { running, begin, end } = four();
  begin('run');
  begin('race');
  end('run'); // Reset.
  assert.deepEqual([...running], ['race']);
  end('race');
  assert.deepEqual([...running], []);
});

test('what the visitor has paused is not taken up by another’s end', () => {
  const { running, begin, end } = four();
  begin('run');
  running.delete('run'); // Pause.
  begin('race');
  end('race');
  assert.deepEqual([...running], []);
});

test('whatever the order, never do two compute', () => {
  const step = fc.tuple(fc.constantFrom(...TURNS), fc.boolean());
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const { running, begin, end } = four();
      for (const [turn, begins] of steps) {
        if (begins) begin(turn);
        else end(turn);
        assert.ok(running.size <= 1, `${[...running].join(' and ')} compute at once`);
      }
      for (let i = 0; i < TURNS.length; i++) for (const turn of TURNS) end(turn);
      assert.equal(running.size, 0);
    }),
  );
});
