/**
 * As much of an IDX header as is needed to tell files apart; the crate checks the rest.
 * @typedef {{kind: 'images' | 'labels', bytes: number}} IdxHeader `bytes`: the whole file's length
 */

/** Bytes of the longer kind's header. */
export const LONGEST_HEADER = 16;
const MAGIC = new Map([
  [0x803, /** @type {const} */ ({ kind: 'images', dimensions: 3 })],
  [0x801, /** @type {const} */ ({ kind: 'labels', dimensions: 1 })],
]);

/**
 * @param {Uint8Array} bytes the file's beginning
 * @returns {IdxHeader | null} null when it is neither images nor labels, or too short to say
 */
export function readIdxHeader(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.byteLength >= 4 ? MAGIC.get(view.getUint32(0)) : undefined;
  if (!found) return null;
  const header_bytes = 4 + 4 * found.dimensions;
  if (view.byteLength < header_bytes) return null;
  let items = 1;
  for (let offset = 4; offset < header_bytes; offset += 4) items *= view.getUint32(offset);
  return { kind: found.kind, bytes: header_bytes + items };
}
