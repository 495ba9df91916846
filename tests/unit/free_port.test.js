/** A taken port is left alone, and another is found. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { freePort, isFree } from '../../scripts/lib/free_port.js';

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
    await new Promise((resolve) => other.close(resolve));
    assert.equal(await freePort(port), port);
  });
}
