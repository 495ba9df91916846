import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LossMeans } from '../../www/model/race/loss_means.js';

/** @import { RaceLoss } from '../../www/model/race/record.js' */

test('however it is reported, the first loss stands alone, the means weigh as many steps as they span, and few are kept', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 }), {
        minLength: 1,
        maxLength: 30,
      }),
      fc.integer({ min: 1, max: 5000 }),
      (reports, more) => {
        const all = reports.flat();
        const total_steps = all.length + more;
        /** @type {RaceLoss[]} */
        const kept = [];
        const means = new LossMeans(kept, total_steps);
        let step = 0;
        for (const report of reports) {
          step += report.length;
          means.add({ step, seconds: step / 8, losses: Float32Array.from(report) });
        }
        means.flush();
        assert.deepEqual(kept[0], { step: 1, seconds: 1 / 8, loss: all[0] });
        assert.ok(kept.length <= 402);
        let before = 0;
        let sum = 0;
        for (const { step: at, seconds, loss } of kept) {
          assert.ok(at > before);
          assert.ok(Math.abs(seconds - at / 8) < 1e-9);
          sum += loss * (at - before);
          before = at;
        }
        assert.equal(before, all.length);
        const expected = all.reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(sum - expected) <= 1e-6 * Math.max(1, expected));
      },
    ),
  );
});
