/** What a model confuses: its answers beside the labels, counted and in order of how wrong they are. */

/**
 * @typedef {object} Answers of a model, one for each image of a set, in file order
 * @property {Uint8Array} labels
 * @property {Uint8Array} predicted
 * @property {Float32Array} losses
 */
/** @typedef {{truth: number, guess: number}} Cell */
/** @typedef {Pick<Answers, 'labels' | 'predicted'>} Pairs */

export const CLASSES = 10;

/**
 * How often each digit was read as each.
 * @param {Pairs} pairs
 * @returns {number[][]} a row for each true digit, a column for each predicted one
 */
export function confusion({ labels, predicted }) {
  const counts = Array.from({ length: CLASSES }, () => new Array(CLASSES).fill(0));
  labels.forEach((truth, i) => counts[truth][predicted[i]]++);
  return counts;
}

/**
 * The share of a digit's images that were read as that digit; null without any image of it.
 * @param {number[]} row of the matrix
 * @param {number} truth
 */
export function recall(row, truth) {
  const images = row.reduce((a, b) => a + b, 0);
  return images === 0 ? null : row[truth] / images;
}

/**
 * The share of all images that were read right.
 * @param {Pairs} pairs
 */
export function accuracy({ labels, predicted }) {
  const right = labels.reduce((sum, truth, i) => sum + Number(truth === predicted[i]), 0);
  return right / labels.length;
}

/**
 * The images that were misread, worst first.
 * @param {Answers} answers
 */
export const misread = (answers) => worstFirst(answers, (truth, guess) => truth !== guess);

/**
 * The images of one cell of the matrix, worst first.
 * @param {Answers} answers
 * @param {Cell} cell
 */
export const members = (answers, cell) =>
  worstFirst(answers, (truth, guess) => truth === cell.truth && guess === cell.guess);

/**
 * @param {Answers} answers
 * @param {(truth: number, guess: number) => boolean} belongs
 * @returns {number[]} indices
 */
function worstFirst({ labels, predicted, losses }, belongs) {
  /** @type {number[]} */
  const found = [];
  labels.forEach((truth, i) => belongs(truth, predicted[i]) && found.push(i));
  // A loss that is no number any more is worse than any.
  const badness = (/** @type {number} */ i) => (Number.isNaN(losses[i]) ? Infinity : losses[i]);
  return found.sort((a, b) => (badness(a) === badness(b) ? a - b : badness(b) - badness(a)));
}
