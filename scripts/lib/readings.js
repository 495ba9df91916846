/** What was read of labelled drawings: counts, and pictures in letters. */

const DIGITS = 10;
const INK = ' .:+*#@';

/** @typedef {{label: number, digit: number}} Read */

/** @param {readonly Read[]} reads */
export const accuracy = (reads) =>
  reads.filter(({ label, digit }) => label === digit).length / reads.length;

/**
 * @param {readonly Read[]} reads
 * @returns {number[][]} counts, by the label and then by what was read
 */
export function confusion(reads) {
  const matrix = Array.from({ length: DIGITS }, () => new Array(DIGITS).fill(0));
  for (const { label, digit } of reads) matrix[label][digit]++;
  return matrix;
}

/** @param {number[][]} matrix rows by the label, columns by what was read */
export function tableOf(matrix) {
  const line = (/** @type {(number | string)[]} */ cells) =>
    cells.map((cell) => String(cell).padStart(5)).join('');
  return [
    line(['', ...matrix.keys()]),
    ...matrix.map((row, label) => line([label, ...row.map((n) => n || '·')])),
  ].join('\n');
}

/**
 * A square image in letters, two rows to a line, since letters are about twice as high as wide.
 * @param {ArrayLike<number>} pixels bytes
 */
export function asciiOf(pixels) {
  const side = Math.sqrt(pixels.length);
  const lines = [];
  for (let row = 0; row < side; row += 2) {
    const letters = Array.from({ length: side }, (_, column) => {
      const mean = (pixels[row * side + column] + pixels[(row + 1) * side + column]) / 2;
      return INK[Math.round((mean / 255) * (INK.length - 1))];
    });
    lines.push(letters.join('').trimEnd());
  }
  return lines.join('\n');
}
