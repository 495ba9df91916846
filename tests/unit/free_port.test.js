/** A taken port is left alone, and another is found. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { choosePort, freePort, isFree } from '../../scripts/lib/free_port.js';

for (const host of [undefined, '127.0.0.1', '::1']) {
  test(`a port that is taken on ${host ?? 'every address'} is passed over`, async (t) => {
    const other = createServer();
    try {
      await new Promise((resolve, reject) => {
        other.on('error', reject);
        other.listen({ port: 0, host }, () => resolve(null));
      });
    } catch (error) {
      return t.skip(`nothing can listen on ${host} here: ${error}`);
    }
    const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());
    assert.equal(await isFree(port), false);
    const found = await freePort(port);
    assert.notEqual(found, port);
    assert.equal(await isFree(found), true);
    assert.notEqual(await choosePort(port), port);
    await assert.rejects(choosePort(1, String(port)), {
      message:
        `Port ${port} is taken: another program serves there. ` +
        'Stop it, or leave --port out, and a free one is taken.',
    });
    await new Promise((resolve) => other.close(resolve));
    assert.equal(await freePort(port), port);
    assert.equal(await choosePort(1, String(port)), port);
  });
}

test('a port that is none gets a sentence', async () => {
  for (const asked of ['x', '', '0', '-1', '1.5', '65536']) {
    await assert.rejects(choosePort(5173, asked), {
      message: `--port is "${asked}"; expected a whole number from 1 to 65535.`,
    });
  }
});
