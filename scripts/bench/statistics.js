/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The median with the least and the greatest, rounded.
 * @param {string} name of the median
 * @param {number[]} values
 * @param {number} digits after the point
 */
export function summary(name, values, digits) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(digits));
  return {
    [name]: round(median(values)),
    min: round(Math.min(...values)),
    max: round(Math.max(...values)),
  };
}
