/** A model's file as the visitor chooses it. */

/** LeNet-5's 61,706 numbers take 0.25 MB; wider ones and what is written beside them some times that. */
const MOST_BYTES = 10_000_000;

/**
 * A file's bytes; nothing of one that is too large is read.
 * @param {Blob} file
 * @returns {Promise<Uint8Array>} rejected with a sentence
 */
export async function readModelFile(file) {
  if (file.size > MOST_BYTES)
    throw new Error(
      `it has ${file.size} bytes; expected a LeNet-5 of at most ${MOST_BYTES}. Choose a model that was downloaded here.`,
    );
  return new Uint8Array(await file.arrayBuffer());
}
