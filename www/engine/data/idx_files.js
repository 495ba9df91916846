import { MNIST } from '../dataset_name.js';
import { MOST_BYTES, beginning, unpack } from './gzip.js';
import { LONGEST_HEADER, readIdxHeader } from './idx_header.js';

/** @typedef {{name: string, bytes: Uint8Array}} NamedBytes unpacked */
/** @typedef {{images: Uint8Array, labels: Uint8Array}} Pair */
/** @typedef {{name: string, train: Pair, test: Pair | null}} Assigned test is null when it is to be held out of train */

const WHAT_TO_DO =
  'Choose two files (images and labels) or four (a training and a test pair), raw or gzipped.';

/**
 * The visitor's own files, read, unpacked and told apart.
 * @param {File[]} files
 * @returns {Promise<Assigned>}
 */
export async function readIdxFiles(files) {
  if (files.length !== 2 && files.length !== 4) throw wrongCount(files.length);
  const sizes = await Promise.all(files.map(promisedSize));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MOST_BYTES)
    throw new Error(
      `${names(files)} hold ${total} bytes; expected at most ${MOST_BYTES} in all. Choose smaller files.`,
    );
  const read = files.map(async (file, i) => {
    const bytes = new Uint8Array(await file.arrayBuffer().catch(unreadable(file)));
    return { name: file.name, bytes: await unpack(bytes, file.name, sizes[i]) };
  });
  return assignRoles(await Promise.all(read));
}

/**
 * What a file holds, or says that it does once unpacked, in bytes: of a file that is too large, or none of images and
 * labels, nothing but its beginning is read.
 * @param {File} file
 */
async function promisedSize(file) {
  const { name, size } = file;
  if (size > MOST_BYTES)
    throw new Error(
      `${name} has ${size} bytes; expected at most ${MOST_BYTES}. Choose a smaller file.`,
    );
  const bytes = await beginning(file, name, LONGEST_HEADER).catch(unreadable(file));
  return Math.max(size, headerOf({ name, bytes }).bytes);
}

/** @param {File} file */
function unreadable({ name }) {
  return (/** @type {Error} */ cause) => {
    // What is wrong with its content has a sentence already; the browser's own are DOMExceptions.
    if (!(cause instanceof DOMException)) throw cause;
    throw new Error(`${name} could not be read: ${cause.message} Choose it again.`, { cause });
  };
}

/**
 * Images and labels are told apart by the magic number, training and test pairs by the name.
 * @param {NamedBytes[]} files
 * @returns {Assigned}
 */
export function assignRoles(files) {
  if (files.length !== 2 && files.length !== 4) throw wrongCount(files.length);
  const images = files.filter((file) => kind(file) === 'images');
  const labels = files.filter((file) => kind(file) === 'labels');
  if (images.length !== labels.length)
    throw new Error(
      `There are ${images.length} image files (${names(images)}) and ${labels.length} label files (${names(labels)}); ` +
        `expected as many of each. ${WHAT_TO_DO}`,
    );
  const name = commonName(files);
  if (files.length === 2)
    return { name, train: { images: images[0].bytes, labels: labels[0].bytes }, test: null };
  const [train_images, test_images] = trainAndTest(images);
  const [train_labels, test_labels] = trainAndTest(labels);
  return {
    name,
    train: { images: train_images.bytes, labels: train_labels.bytes },
    test: { images: test_images.bytes, labels: test_labels.bytes },
  };
}

/** @param {NamedBytes} file */
const kind = (file) => headerOf(file).kind;

/** @param {NamedBytes} file or its beginning */
function headerOf({ name, bytes }) {
  const header = readIdxHeader(bytes);
  if (header) return header;
  const start = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'));
  throw new Error(
    `${name} is not an IDX file of images or labels: it begins with ${start.join(' ') || 'nothing'}, ` +
      `expected a header with 00 00 08 03 (images) or 00 00 08 01 (labels). ${WHAT_TO_DO}`,
  );
}

/**
 * @param {NamedBytes[]} pair
 * @returns {[train: NamedBytes, test: NamedBytes]}
 */
function trainAndTest(pair) {
  const [first, second] = pair.map(({ name }) => setOf(name));
  // One telling name of two is enough.
  if (first !== second) {
    const in_order = first === 'train' || second === 'test';
    return in_order ? [pair[0], pair[1]] : [pair[1], pair[0]];
  }
  throw new Error(
    `${names(pair)}: the names don't tell which file is for training and which for testing. ` +
      `Put "train" into the names of one pair, and "t10k" or "test" into the names of the other.`,
  );
}

/** @param {string} name */
function setOf(name) {
  const train = /train/i.test(name);
  const test = /t10k|test/i.test(name);
  if (train === test) return null;
  return train ? 'train' : 'test';
}

/**
 * What the names have in common before they say which file it is: "emnist-digits".
 * @param {NamedBytes[]} files
 */
function commonName(files) {
  const stems = files.map(
    ({ name }) => /^(.*?)[-_. ]*(train|t10k|test|images|labels)/i.exec(name)?.[1],
  );
  // Control characters, and those that turn the direction of what follows, name nothing.
  const stem = stems[0]?.replaceAll(/\p{C}/gu, '').trim();
  if (!stem || !stems.every((one) => one === stems[0])) return 'Your files';
  return stem.toLowerCase() === MNIST.toLowerCase() ? `Your files (${stem})` : stem;
}

/** @param {{name: string}[]} files */
function names(files) {
  return files.map(({ name }) => name).join(', ') || 'none';
}

/** @param {number} count */
function wrongCount(count) {
  return new Error(`There ${count === 1 ? 'is 1 file' : `are ${count} files`}. ${WHAT_TO_DO}`);
}
