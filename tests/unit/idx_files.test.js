import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { assignRoles, readIdxFiles } from '../../www/engine/data/idx_files.js';
import { readIdxHeader } from '../../www/engine/data/idx_header.js';
import { imageFile, labelFile } from './idx.js';

const MNIST = [
  { name: 'train-images-idx3-ubyte', bytes: imageFile(6) },
  { name: 'train-labels-idx1-ubyte', bytes: labelFile(6) },
  { name: 't10k-images-idx3-ubyte', bytes: imageFile(2) },
  { name: 't10k-labels-idx1-ubyte', bytes: labelFile(2) },
];

test('four files get their roles in whatever order they come', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(MNIST, { minLength: 4 }), (files) => {
      assert.deepEqual(assignRoles(files), {
        name: 'Your files',
        train: { images: MNIST[0].bytes, labels: MNIST[1].bytes },
        test: { images: MNIST[2].bytes, labels: MNIST[3].bytes },
      });
    }),
  );
});

test('two files are images and labels by their magic numbers, whatever their names', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.boolean(), (one, other, swap) => {
      const files = [
        { name: one, bytes: imageFile(3) },
        { name: other, bytes: labelFile(3) },
      ];
      const { train, test: held_out } = assignRoles(swap ? files.reverse() : files);
      assert.deepEqual(train, { images: imageFile(3), labels: labelFile(3) });
      assert.equal(held_out, null);
    }),
  );
});

test('the dataset is named after what its files have in common', () => {
  const named = (/** @type {string} */ start) =>
    assignRoles(
      MNIST.map(({ name, bytes }) => ({ name: start + name.replace('t10k', 'test'), bytes })),
    ).name;
  assert.equal(named('emnist-digits-'), 'emnist-digits');
  assert.equal(named('kmnist_'), 'kmnist');
  assert.equal(named(''), 'Your files');
  // Only the page's own dataset has its name.
  assert.equal(named('MNIST-'), 'Your files (MNIST)');
  assert.equal(named('mnist_'), 'Your files (mnist)');
  assert.equal(named('a\u0001b\u202ec-'), 'abc');
  assert.equal(named('\u0001-'), 'Your files');
});

test('one telling name of two is enough', () => {
  const files = MNIST.map(({ name, bytes }) => ({ name: name.replace('train', 'a'), bytes }));
  assert.equal(assignRoles(files).train.labels, MNIST[1].bytes);
});

test('a wrong set of files is refused with what is expected', () => {
  const [images, labels] = MNIST;
  const picture = { name: 'cat.png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0) };
  /** @type {[{name: string, bytes: Uint8Array}[], RegExp][]} */
  const cases = [
    [[], /There are 0 files\. Choose two files/],
    [[images], /There is 1 file\. Choose two files/],
    [[images, labels, images], /There are 3 files/],
    [
      [images, MNIST[2]],
      /2 image files \(train-images-idx3-ubyte, t10k-images-idx3-ubyte\) and 0 label files \(none\)/,
    ],
    [
      [images, images, images, labels],
      /3 image files .* and 1 label files .*expected as many of each/,
    ],
    [
      [images, picture],
      /cat\.png is not an IDX file.*begins with 89 50 4e 47, expected .*00 00 08 03/,
    ],
    [
      [images, { name: 'empty', bytes: new Uint8Array() }],
      /empty is not an IDX file.*begins with nothing/,
    ],
    [[images, labels, images, labels], /names don't tell which file is for training/],
  ];
  for (const [files, sentence] of cases) assert.throws(() => assignRoles(files), sentence);
});

test('any bytes have a header or none, and no header is read past the end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
      const header = readIdxHeader(bytes);
      if (header) assert.deepEqual([...bytes.subarray(0, 3)], [0, 0, 8]);
    }),
  );
  assert.equal(readIdxHeader(imageFile(5).subarray(0, 15)), null);
});

test('a header tells the length of its file, also as a view into a larger buffer', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(7), (size, offset) => {
      for (const [kind, file] of /** @type {const} */ ([
        ['images', imageFile(size)],
        ['labels', labelFile(size)],
      ])) {
        const buffer = new Uint8Array(offset + file.length);
        buffer.set(file, offset);
        assert.deepEqual(readIdxHeader(buffer.subarray(offset)), { kind, bytes: file.length });
      }
    }),
  );
});

test('dropped files are read, raw and gzipped alike', async () => {
  const files = MNIST.map(({ name, bytes }, i) =>
    i % 2 ? new File([gzipSync(bytes)], `${name}.gz`) : new File([bytes], name),
  );
  const { train, test: tested } = await readIdxFiles(files);
  assert.deepEqual(train, { images: MNIST[0].bytes, labels: MNIST[1].bytes });
  assert.deepEqual(tested, { images: MNIST[2].bytes, labels: MNIST[3].bytes });
});

test('a damaged dropped file is named', async () => {
  const packed = gzipSync(imageFile(9));
  const files = [
    new File([packed.subarray(0, 20)], 'images.gz'),
    new File([labelFile(9)], 'labels'),
  ];
  await assert.rejects(readIdxFiles(files), /^Error: images\.gz is a damaged gzip file/);
});

/** A file of which the beginning is there, and whose size is only said. */
class LargeFile extends File {
  #size;

  /** @param {string} name @param {Uint8Array<ArrayBuffer>} start @param {number} size */
  constructor(name, start, size) {
    super([start], name);
    this.#size = size;
  }

  /** @override */
  get size() {
    return this.#size;
  }

  /** @override @returns {never} */
  arrayBuffer() {
    return assert.fail(`${this.name} was read whole`);
  }
}

test('of files that are too large nothing but the beginning is read', async () => {
  const labels = new File([labelFile(9)], 'labels');
  const large = new LargeFile('images', imageFile(9), 2 ** 31);
  await assert.rejects(readIdxFiles([large, labels]), {
    message: 'images has 2147483648 bytes; expected at most 1073741824. Choose a smaller file.',
  });
  const promising = imageFile(9);
  new DataView(promising.buffer).setUint32(4, 2 ** 31);
  for (const bytes of [promising, gzipSync(promising)]) {
    const file = new LargeFile('images', new Uint8Array(bytes), bytes.length);
    await assert.rejects(
      readIdxFiles([file, labels]),
      /^Error: images, labels hold 8589934\d+ bytes; expected at most 1073741824 in all/,
    );
  }
  const four = MNIST.map(({ name, bytes }) => new LargeFile(name, bytes, 2 ** 29));
  await assert.rejects(readIdxFiles(four), /hold 2147483648 bytes; expected at most/);
});

test('a small gzip file that unpacks to much more than its header says is refused on the way', async () => {
  const bomb = new Uint8Array(50_000_000);
  bomb.set(imageFile(9));
  const files = [new File([gzipSync(bomb)], 'images.gz'), new File([labelFile(9)], 'labels')];
  await assert.rejects(
    readIdxFiles(files),
    /images\.gz unpacks to more than 48\d+ bytes; expected/,
  );
});
