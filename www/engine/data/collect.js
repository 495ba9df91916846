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
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
