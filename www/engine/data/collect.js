/**
 * Reads a stream of bytes to its end.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {(received: Uint8Array[], bytes: number) => void} [onChunk] throws to stop reading
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function collect(stream, onChunk) {
  const reader = stream.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      bytes += value.length;
      onChunk?.(chunks, bytes);
    }
  } catch (error) {
    // Lets go of the connection; the stream may be broken already, and then cancelling fails too.
    reader.cancel().catch(() => {});
    throw error;
  }
  return joined(chunks);
}

/** @param {readonly Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
