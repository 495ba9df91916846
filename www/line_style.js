/**
 * How a run is drawn, on the charts and in the table: a colour for its optimizer, a dash for its
 * turn. Each alone tells runs apart, for whoever doesn't see the other.
 */
/** @typedef {import('./protocol.js').OptimizerName} OptimizerName */

const DASHES = [[], [8, 4], [2, 3], [12, 4, 2, 4], [18, 6], [12, 3, 2, 3, 2, 3]];

/** @param {number} number the run's number, from 1 */
export const dash = (number) => DASHES[(number - 1) % DASHES.length];

/**
 * The custom property of style.css that holds an optimizer's colour.
 * @param {OptimizerName} optimizer
 */
export const colourProperty = (optimizer) => `--run-${optimizer}`;
