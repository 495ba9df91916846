/** What a run was at some of its evaluations, kept in memory for the visit. */

/**
 * @typedef {object} Checkpoint
 * @property {number} step
 * @property {number} epoch
 * @property {number} accuracy
 * @property {Uint8Array} predicted the digit that was read, for each test image
 * @property {Float32Array} losses of the test images
 * @property {Uint8Array} bytes the model, as safetensors
 */

/** 0.3 MB each. */
export const MOST = 20;

/**
 * The checkpoints with one more. When there are too many, the inner one goes that leaves the smallest
 * gap: what is left is spread evenly, and the first and last stay.
 * @param {readonly Checkpoint[]} kept by step
 * @param {Checkpoint} next
 * @returns {Checkpoint[]}
 */
export function withCheckpoint(kept, next) {
  const all = [...kept.filter(({ step }) => step < next.step), next];
  if (all.length <= MOST) return all;
  let least = 1;
  const gap = (/** @type {number} */ i) => all[i + 1].step - all[i - 1].step;
  for (let i = 2; i < all.length - 1; i++) if (gap(i) < gap(least)) least = i;
  return all.filter((_, i) => i !== least);
}
