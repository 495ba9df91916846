/** Small IDX files for the tests. */

/**
 * @param {number} size images of 2×2 pixels
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function imageFile(size) {
  return file([0x803, size, 2, 2], size * 4);
}

/**
 * @param {number} size
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function labelFile(size) {
  return file([0x801, size], size);
}

/**
 * @param {number[]} header big-endian words
 * @param {number} bytes that follow
 */
function file(header, bytes) {
  const whole = new Uint8Array(header.length * 4 + bytes);
  const view = new DataView(whole.buffer);
  header.forEach((word, i) => view.setUint32(i * 4, word));
  for (let i = header.length * 4; i < whole.length; i++) whole[i] = i % 10;
  return whole;
}
