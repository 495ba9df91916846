/**
 * How a run is drawn, on the charts and in the table: a colour for its optimizer, a dash for its
 * turn. Each alone tells runs apart, for whoever doesn't see the other.
 */
/** @typedef {import('../engine/protocol.js').OptimizerName} OptimizerName */

const DASHES = [
  ...[[], [8, 4], [2, 3], [12, 4, 2, 4], [18, 6], [12, 3, 2, 3, 2, 3]],
  ...[
    [3, 8],
    [18, 4, 6, 4],
    [12, 3, 2, 3, 2, 3, 2, 3],
    [6, 3, 6, 3, 2, 3],
  ],
];

/** @param {number} number the run's number, from 1 */
export const dash = (number) => DASHES[(number - 1) % DASHES.length];

/**
 * The custom property of the stylesheet that holds an optimizer's colour.
 * @param {OptimizerName} optimizer
 */
export const colourProperty = (optimizer) => `--run-${optimizer}`;

/** How much of its line's colour that has which leads from the line's end to its name. */
export const LEADER = 0.75;

/**
 * How much grey a colour takes on for each line of the same optimizer before it, and at most. Names are
 * written in these colours: this grey leaves them a contrast of 4.5 with either paper.
 */
const GREYING = { each: 0.35, most: 0.7, grey: '#757575' };

/**
 * A line's colour in CSS. Several lines of one optimizer keep its hue, each with more grey.
 * @param {string} colour
 * @param {number} turn how many of the same optimizer come before it
 */
export function shade(colour, turn) {
  if (turn === 0) return colour;
  const share = Math.min(GREYING.each * turn, GREYING.most);
  return `color-mix(in srgb, ${colour}, ${GREYING.grey} ${share * 100}%)`;
}
