/** Logarithmic axes between powers of ten. */

/**
 * The least range of whole decades around two values.
 * @param {number} low
 * @param {number} high
 * @returns {[low: number, high: number]} one decade at least
 */
export function wholeDecades(low, high) {
  // An edge that is a power of ten may be off by a rounding.
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  return [Number(`1e${first}`), Number(`1e${last}`)];
}

/**
 * The powers of ten in a range: all of them, or as few as there is room for.
 * @param {readonly [number, number]} range
 * @param {number} most
 */
export function powersOfTen([low, high], most) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - first + 1) / most);
  const powers = [];
  for (let power = first; power <= last; power += every) powers.push(Number(`1e${power}`));
  return powers;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A power of ten as a mark: short whatever its size.
 * @param {number} value
 */
export function powerText(value) {
  if (value >= 0.01 && value <= 100) return String(value);
  const power = Math.round(Math.log10(value));
  const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]);
  return `10${power < 0 ? '⁻' : ''}${digits.join('')}`;
}
