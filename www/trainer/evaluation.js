/** @import { TestSetMessage } from '../protocol.js' */
/** @import { Model } from './model.js' */

/** Images evaluated at a time: some 50 ms of computing, between which messages are heard. */
const SLICE = 500;

/**
 * The model on the whole test set.
 * @param {Model} model
 * @param {TestSetMessage} test_set
 * @param {() => Promise<void>} breathe between slices
 * @returns {Promise<{loss: number, accuracy: number}>}
 */
export async function evaluate(model, { pixels, labels }, breathe) {
  const size = labels.length;
  const image = pixels.length / size;
  let loss = 0;
  let correct = 0;
  for (let start = 0; start < size; start += SLICE) {
    const end = Math.min(size, start + SLICE);
    const part = model.evaluate(
      pixels.subarray(start * image, end * image),
      labels.subarray(start, end),
    );
    loss += part.loss * part.size;
    correct += part.correct;
    await breathe();
  }
  return { loss: loss / size, accuracy: correct / size };
}
