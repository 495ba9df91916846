/** Files for the page to open: real ones, cut from MNIST's own, and ways to spoil them. */

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { SOURCE } from '../../scripts/lib/mnist.js';
import { ROOT } from '../../scripts/lib/run.js';

/** @import { FilePayload } from './support.js' */

const IMAGE = 28 * 28;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/**
 * @param {string} name
 * @param {Buffer} buffer
 * @returns {FilePayload}
 */
export const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

/** @param {FilePayload} payload */
export const gzipped = ({ name, buffer }) => file(`${name}.gz`, gzipSync(buffer));

/**
 * So many of MNIST's test images and labels, as a pair of IDX files.
 * @param {string} name what the files' names begin with
 * @param {number} start
 * @param {number} end
 * @returns {[images: FilePayload, labels: FilePayload]}
 */
export function pair(name, start, end) {
  const images = readFileSync(path.join(SOURCE, 't10k-images-idx3-ubyte'));
  const labels = readFileSync(path.join(SOURCE, 't10k-labels-idx1-ubyte'));
  return [
    file(`${name}-images-idx3-ubyte`, cut(images, IMAGES_HEADER, IMAGE, start, end)),
    file(`${name}-labels-idx1-ubyte`, cut(labels, LABELS_HEADER, 1, start, end)),
  ];
}

/**
 * Files on the disk: a browser can be given larger ones so.
 * @param {FilePayload[]} files
 * @param {string} folder
 * @returns {string[]} their paths
 */
export function writeFiles(files, folder) {
  mkdirSync(folder, { recursive: true });
  return files.map(({ name, buffer }) => {
    const to = path.join(folder, name);
    writeFileSync(to, buffer);
    return to;
  });
}

/**
 * All of MNIST's training images and labels under another name.
 * @param {string} name what the files' names begin with
 * @param {string} folder
 * @returns {string[]} their paths
 */
export function copyTrainingSet(name, folder) {
  mkdirSync(folder, { recursive: true });
  return ['images-idx3-ubyte', 'labels-idx1-ubyte'].map((kind) => {
    const to = path.join(folder, `${name}-${kind}`);
    copyFileSync(path.join(SOURCE, `train-${kind}`), to);
    return to;
  });
}

/** A training and a test pair. @param {string} name @param {number} train @param {number} test */
export const fourFiles = (name, train, test) => [
  ...pair(`${name}-train`, 0, train),
  ...pair(`${name}-test`, train, train + test),
];

/**
 * @param {Buffer} whole
 * @param {number} header bytes of it; the count is its second word
 * @param {number} item bytes
 * @param {number} start
 * @param {number} end
 */
function cut(whole, header, item, start, end) {
  const head = Buffer.from(whole.subarray(0, header));
  head.writeUInt32BE(end - start, 4);
  return Buffer.concat([head, whole.subarray(header + start * item, header + end * item)]);
}

/**
 * The same file after a change of its bytes.
 * @param {FilePayload} payload
 * @param {(bytes: Buffer) => Buffer | void} change returns other bytes, or changes these
 */
export function spoilt({ name, buffer }, change) {
  const bytes = Buffer.from(buffer);
  return file(name, change(bytes) ?? bytes);
}

/** The project's own model. */
export const pretrained = () =>
  file('pretrained.safetensors', readFileSync(path.join(ROOT, 'public', 'pretrained.safetensors')));

/** @typedef {Record<string, {dtype: string, shape: number[], data_offsets: [number, number]}>} Tensors */

/**
 * A safetensors file: the length of its JSON header (64 bits), the header, the numbers.
 * @param {Buffer} bytes
 * @returns {{tensors: Tensors, data: Buffer}}
 */
export function readSafetensors(bytes) {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...tensors } = JSON.parse(bytes.toString('utf8', 8, start));
  return { tensors, data: Buffer.from(bytes.subarray(start)) };
}

/**
 * @param {Tensors} tensors
 * @param {Buffer} data
 */
export function writeSafetensors(tensors, data) {
  const header = Buffer.from(JSON.stringify(tensors));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}
