import { collect } from './collect.js';
import { readIdxHeader } from './idx_header.js';

/** The network's fault, not the file's: trying again may help. */
export class DownloadError extends Error {}

/**
 * A response's body, whole. `onProgress` is told the share received, from 0 to 1.
 * @param {URL} url
 * @param {number} bytes the file's size as it is stored
 * @param {(share: number) => void} onProgress
 * @param {AbortSignal} signal
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function download(url, bytes, onProgress, signal) {
  const name = url.pathname;
  const response = await request(url, signal);
  if (!response.body) throw new DownloadError(`${name} came without a body. Try again.`);
  // A server that sends Content-Encoding has the browser unpack the file on the way: more
  // bytes arrive than are stored, and the IDX header is what tells how many.
  let expected = response.headers.has('Content-Encoding') ? 0 : bytes;
  let received = 0;
  try {
    return await collect(response.body, (chunks, total) => {
      received = total;
      expected ||= readIdxHeader(chunks[0])?.bytes ?? bytes;
      onProgress(Math.min(1, received / expected));
    });
  } catch (cause) {
    throw new DownloadError(
      `The connection broke after ${received} bytes of ${name}. Check the connection and try again.`,
      { cause },
    );
  }
}

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 */
export async function request(url, signal) {
  const name = url.pathname;
  let response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw new DownloadError(
      `${name} could not be fetched: no answer from ${url.host}. Check the connection and try again.`,
      { cause },
    );
  }
  if (!response.ok)
    throw new DownloadError(
      `${name} could not be fetched: the server answered ${response.status} ${response.statusText}`.trimEnd() +
        '. Check that the site is complete, and try again.',
    );
  return response;
}
