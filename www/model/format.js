/**
 * Numbers as the page writes them. Accuracies are fractions everywhere else; they become per cent here.
 */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** @param {number} value */
export const count = (value) => grouped.format(value);

/** @param {number} fraction */
export const percent = (fraction, digits = 2) => `${(fraction * 100).toFixed(digits)} %`;

/**
 * A setting as a person would type it: 0.001, 1e-7, 1e9, and a seed of 4294967295 digit by digit.
 * @param {number} value
 */
export function setting(value) {
  const size = Math.abs(value);
  const [plain, power] = [String(value), value.toExponential().replace('e+', 'e')];
  const by_power = size !== 0 && (size < 1e-4 || (size >= 1e6 && power.length < plain.length));
  return by_power ? power : plain.replace('e+', 'e');
}

/** @param {number} value */
export function loss(value) {
  if (!Number.isFinite(value)) return 'not finite';
  return value >= 1000
    ? value.toExponential(2).replace('e+', 'e')
    : value.toFixed(value < 0.1 ? 4 : 3);
}

/** @param {number} bytes */
export const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/**
 * How long something still takes, no more precise than an estimate is.
 * @param {number} seconds
 */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (/** @type {number} */ part) => String(Math.floor(part)).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`;
  return `${Math.floor(whole / 3600)}:${two((whole % 3600) / 60)} h`;
}

/**
 * Seconds of computing, for the table.
 * @param {number} value
 */
export const seconds = (value) => value.toFixed(value < 100 ? 1 : 0);
