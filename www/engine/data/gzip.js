import { collect } from './collect.js';

/** EMNIST's largest file is 550 MB unpacked; a wasm instance can't hold much more. */
const MAX_UNPACKED_BYTES = 1 << 30;

/**
 * Whether bytes begin like a gzip file. Names and headers don't tell: many servers unpack
 * a `.gz` on the way (Content-Encoding), and visitors rename files.
 * @param {Uint8Array} bytes
 */
export function isGzip(bytes) {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The unpacked bytes of a file that may be gzipped.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} name for the error's sentence
 * @param {number} [limit]
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function unpack(bytes, name, limit = MAX_UNPACKED_BYTES) {
  if (!isGzip(bytes)) return bytes;
  /** @type {Error | undefined} */
  let too_large;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await collect(stream, (_, unpacked) => {
      if (unpacked <= limit) return;
      too_large = new Error(
        `${name} unpacks to more than ${limit} bytes; expected an IDX file of digits. Choose a smaller file.`,
      );
      throw too_large;
    });
  } catch (cause) {
    if (too_large) throw too_large;
    throw new Error(
      `${name} is a damaged gzip file: it ends early or its checksum is wrong. Get the file again, or unpack it yourself to see.`,
      { cause },
    );
  }
}
