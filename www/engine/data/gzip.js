import { collect, joined } from './collect.js';

/** EMNIST's largest files are 640 MB unpacked, all four; a wasm instance can't hold much more. */
export const MOST_BYTES = 1 << 30;
/** Where a member may end is tried so often: by chance a place looks like a beginning once in 16 MB. */
const MOST_TRIES = 256;

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
export async function unpack(bytes, name, limit = MOST_BYTES) {
  if (!isGzip(bytes)) return bytes;
  const whole = await inflated(bytes, name, limit);
  if (whole) return whole;
  const members = await inMembers(bytes, name, limit);
  if (members) return members;
  throw damaged(name);
}

/**
 * The first bytes of a file that may be gzipped, unpacked; little more of it is read.
 * @param {Blob} file
 * @param {string} name for the error's sentence
 * @param {number} count how many at least, where there are as many
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function beginning(file, name, count) {
  const start = new Uint8Array(await file.slice(0, count).arrayBuffer());
  if (!isGzip(start)) return start;
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  let found;
  try {
    return await collect(file.stream().pipeThrough(gunzip()), (chunks, bytes) => {
      if (bytes < count) return;
      found = joined(chunks);
      throw new Error('That is enough.');
    });
  } catch (error) {
    if (found) return found;
    throw error instanceof DOMException ? error : damaged(name); // The former: it can't be read.
  }
}

/**
 * A gzip file may consist of several, one after another; the browser's stream takes one alone. It
 * checks each member's length and sum, so that a wrong place between two is told from a right one.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} name
 * @param {number} limit
 */
async function inMembers(bytes, name, limit) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const members = [];
  let start = 0;
  let left = limit;
  let tries = 0;
  for (let end = memberAfter(bytes, start); ; end = memberAfter(bytes, end)) {
    if (++tries > MOST_TRIES) return null;
    const member = await inflated(bytes.subarray(start, end), name, left);
    if (member) {
      members.push(member);
      left -= member.length;
      start = end;
    }
    if (end === bytes.length) return start === end ? joined(members) : null;
  }
}

/**
 * Where the next member may begin; the file's end where there is none.
 * @param {Uint8Array} bytes
 * @param {number} start of the one before
 */
function memberAfter(bytes, start) {
  for (let at = bytes.indexOf(0x1f, start + 1); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
    // The two bytes of every gzip file, its one method, and flags of which three are not in use.
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && bytes[at + 3] < 0x20) return at;
  }
  return bytes.length;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} name
 * @param {number} limit
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null when they are not one gzip file, whole
 */
async function inflated(bytes, name, limit) {
  /** @type {Error | undefined} */
  let too_large;
  try {
    return await collect(new Blob([bytes]).stream().pipeThrough(gunzip()), (_, unpacked) => {
      if (unpacked <= limit) return;
      too_large = new Error(
        `${name} unpacks to more than ${limit} bytes; expected an IDX file of digits, as long as its header says. Get it again, or choose a smaller one.`,
      );
      throw too_large;
    });
  } catch {
    if (too_large) throw too_large;
    return null;
  }
}

const gunzip = () => new DecompressionStream('gzip');

/** @param {string} name */
const damaged = (name) =>
  new Error(
    `${name} is a damaged gzip file: it ends early or its checksum is wrong. Get the file again, or unpack it yourself to see.`,
  );
