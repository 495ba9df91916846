import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beginning, isGzip, unpack } from '../../www/engine/data/gzip.js';

/** @param {Uint8Array} bytes */
const gzipped = (bytes) => new Uint8Array(gzipSync(bytes));

test('what was gzipped is unpacked, whatever it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
      const packed = gzipped(bytes);
      assert.ok(isGzip(packed));
      assert.deepEqual(await unpack(packed, 'file.gz'), new Uint8Array(bytes));
    }),
  );
});

test('bytes that do not begin with 1f 8b pass through as they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 50 }), async (bytes) => {
      fc.pre(bytes[0] !== 0x1f || bytes[1] !== 0x8b);
      const copy = new Uint8Array(bytes);
      assert.equal(isGzip(copy), false);
      assert.equal(await unpack(copy, 'file'), copy);
    }),
  );
});

test('a gzip file that was cut anywhere is refused with its name', async () => {
  const packed = gzipped(Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 251));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: packed.length - 1 }), async (length) => {
      await assert.rejects(
        unpack(packed.slice(0, length), 'digits.gz'),
        /^Error: digits\.gz is a damaged gzip file/,
      );
    }),
  );
});

test('a gzip file with a changed byte in its data or checksum is refused', async () => {
  const packed = gzipped(Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 251));
  // The header's first ten bytes hold a time and other things that a reader leaves alone; the
  // last four are the length.
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 10, max: packed.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const changed = packed.slice();
        changed[at] ^= change;
        const result = await unpack(changed, 'digits.gz').catch((error) => error.message);
        if (typeof result === 'string') assert.match(result, /damaged gzip file/);
        // Deflate has bits that mean nothing; then the content must be the same.
        else assert.deepEqual(gzipped(result), packed);
      },
    ),
  );
});

test('a file that unpacks to more than the limit is refused before it is whole', async () => {
  const packed = gzipped(new Uint8Array(100_000));
  await assert.rejects(
    unpack(packed, 'bomb.gz', 99_999),
    /bomb\.gz unpacks to more than 99999 bytes/,
  );
  assert.equal((await unpack(packed, 'bomb.gz', 100_000)).length, 100_000);
});

test('the beginning of a file is there without the rest of it', async () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);
  for (const content of [bytes, gzipped(bytes)]) {
    const found = await beginning(new Blob([content]), 'file', 16);
    assert.deepEqual(found.subarray(0, 16), bytes.subarray(0, 16));
  }
  assert.equal((await beginning(new Blob([]), 'file', 16)).length, 0);
  assert.equal((await beginning(new Blob([gzipped(new Uint8Array(3))]), 'file', 16)).length, 3);
  await assert.rejects(
    beginning(new Blob([Uint8Array.of(0x1f, 0x8b, 8)]), 'a.gz', 16),
    /a\.gz is a damaged gzip file/,
  );
});
