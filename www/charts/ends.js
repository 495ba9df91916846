/**
 * Where the names at the lines' ends stand: each as near to its line's end as it can be, none over
 * another, all between two bounds, in the order of the lines' ends.
 * @param {readonly number[]} wanted
 * @param {number} gap between two names; less where there is no room for it
 * @param {number} low @param {number} high
 * @returns {number[]} in the order of `wanted`
 */
export function spread(wanted, gap, low, high) {
  const count = wanted.length;
  if (count === 0) return [];
  const apart = Math.min(gap, count > 1 ? (high - low) / (count - 1) : gap);
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  // Less its share of gaps, a name may equal the one before it but not pass it: neighbours that
  // would are moved together, to their mean, which leaves the least squares of displacements.
  /** @type {{sum: number, count: number}[]} */
  const blocks = [];
  order.forEach((index, rank) => {
    let block = { sum: wanted[index] - rank * apart, count: 1 };
    for (
      let before = blocks.at(-1);
      before && mean(before) >= mean(block);
      before = blocks.at(-1)
    ) {
      block = { sum: before.sum + block.sum, count: before.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const last = Math.max(low, high - (count - 1) * apart);
  const places = blocks.flatMap((block) =>
    Array.from({ length: block.count }, () => Math.min(last, Math.max(low, mean(block)))),
  );
  /** @type {number[]} */
  const result = [];
  order.forEach((index, rank) => (result[index] = places[rank] + rank * apart));
  return result;
}

/** @param {{sum: number, count: number}} block */
const mean = ({ sum, count }) => sum / count;
