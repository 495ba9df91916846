/** Where the charts' axes begin and end, and which values they mark. */

/**
 * Accuracy: up to 100 %, down to a round figure below the worst.
 * @param {number | null} worst null when there is nothing yet
 * @returns {[number, number]}
 */
export const accuracyRange = (worst) => [
  worst === null ? 0 : Math.max(0, Math.floor(worst * 20 - 0.5) / 20),
  1,
];

/** Less can't be told from nothing. */
const LEAST_LOSS = 1e-6;
/** Before the first step: about where ten equally likely digits begin. */
const EMPTY_LOSS_RANGE = /** @type {[number, number]} */ ([0.05, 3]);

/**
 * Loss: the smoothed lines decide; a single easy batch would stretch a logarithmic axis.
 * @param {readonly (readonly number[])[]} lines
 * @returns {[number, number]}
 */
export function lossRange(lines) {
  let [low, high] = [Infinity, 0];
  for (const line of lines) {
    for (const value of line) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high > 0)) return EMPTY_LOSS_RANGE;
  const from = Math.max(low * 0.4, LEAST_LOSS);
  return [from, Math.min(Math.max(high * 1.4, from * 2), Number.MAX_VALUE)];
}

/**
 * The marks of a logarithmic axis: 1, 2 and 5 of each decade, or only 1 where there are many.
 * @param {number} low over 0 @param {number} high
 */
export function roundBetween(low, high) {
  // A logarithm that has no end would be marked for ever.
  if (!(low > 0 && Number.isFinite(high))) return [];
  const decades = Math.log10(high) - Math.log10(low);
  const marks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of decades > 2.5 ? [1] : [1, 2, 5]) marks.push(Number(`${digit}e${power}`));
  }
  return marks.filter((mark) => mark >= low && mark <= high);
}
