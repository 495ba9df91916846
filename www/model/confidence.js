/** What ten probabilities say in words: the digit, and which others it may be. */

/** Below this the network is not sure: on drawings, most of what it misreads lies there. */
export const SURE = 0.8;
/** A digit is a candidate when it has at least this share of the best one's probability. */
const CANDIDATE = 1 / 3;
const MOST_CANDIDATES = 3;

/**
 * @typedef {object} Answer
 * @property {number} digit the most probable
 * @property {number} confidence its probability
 * @property {number[]} candidates best first, two or three; none when the network is sure
 */

/**
 * @param {ArrayLike<number>} probabilities ten
 * @returns {Answer}
 */
export function answerOf(probabilities) {
  const ranked = Array.from(probabilities, (p, digit) => ({ p, digit })).sort((a, b) => b.p - a.p);
  const [best] = ranked;
  const near = ranked.filter(({ p }, i) => i < 2 || p >= CANDIDATE * best.p);
  const candidates = near.slice(0, MOST_CANDIDATES).map(({ digit }) => digit);
  return {
    digit: best.digit,
    confidence: best.p,
    candidates: best.p < SURE ? candidates : [],
  };
}

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/**
 * @param {Answer} answer
 * @returns {string} '' when the network is sure
 */
export const doubt = ({ candidates }) =>
  candidates.length > 0 ? `not sure: ${either.format(candidates.map(String))}` : '';
