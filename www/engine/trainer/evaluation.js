/** @import { TestSetMessage } from '../protocol.js' */
/** @import { Model } from './model.js' */
/** @import { Post } from './training_loop.js' */
/** @typedef {{loss: number, accuracy: number, predicted: Uint8Array, losses: Float32Array}} Evaluation */

/** Images evaluated at a time: some 50 ms of computing, between which messages are heard. */
const SLICE = 500;

/**
 * The model on the whole test set.
 * @param {Model} model
 * @param {TestSetMessage} test_set
 * @param {() => Promise<void>} breathe between slices
 * @returns {Promise<Evaluation>}
 */
export async function evaluate(model, { pixels, labels }, breathe) {
  const size = labels.length;
  const image = pixels.length / size;
  let loss = 0;
  let correct = 0;
  const predicted = new Uint8Array(size);
  const losses = new Float32Array(size);
  for (let start = 0; start < size; start += SLICE) {
    const end = Math.min(size, start + SLICE);
    const part = model.evaluate(
      pixels.subarray(start * image, end * image),
      labels.subarray(start, end),
    );
    loss += part.loss * part.size;
    correct += part.correct;
    predicted.set(part.predicted, start);
    losses.set(part.losses, start);
    await breathe();
  }
  return { loss: loss / size, accuracy: correct / size, predicted, losses };
}

/**
 * Tells the page how the model does, and then what became of each image.
 * @param {Post} post
 * @param {{step: number, epoch: number, seconds: number, question?: number}} when question: whose answer it is
 * @param {Evaluation} evaluation
 */
export function postEvaluation(post, { step, epoch, seconds, question }, evaluation) {
  const { loss, accuracy, predicted, losses } = evaluation;
  post({ type: 'evaluation', step, epoch, seconds, loss, accuracy, question });
  post({ type: 'examination', step, epoch, accuracy, predicted, losses, question }, [
    predicted.buffer,
    losses.buffer,
  ]);
}
