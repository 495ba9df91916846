/** The site behind a server that can go wrong: it lacks a file, breaks off, is slow, or sends another. */

import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {'missing' | 'breaks' | 'slow' | ((body: Buffer) => Buffer)} Fault */

/**
 * @typedef {object} FaultyServer
 * @property {string} url
 * @property {Map<string, Fault>} faults by the end of a file's name; they hold from the next request on
 * @property {() => Promise<void>} close
 */

/** A slow file comes in so many pieces, with so much time between them. */
const PIECES = 20;
const PAUSE_MS = 100;

/**
 * @param {string} upstream address of the sound site, with its path
 * @returns {Promise<FaultyServer>}
 */
export function startFaultyServer(upstream) {
  const { origin, pathname } = new URL(upstream);
  /** @type {Map<string, Fault>} */
  const faults = new Map();
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const [, fault] = [...faults].find(([name]) => path.endsWith(name)) ?? [];
    const sound = await fetch(new URL(path, origin));
    const bytes = Buffer.from(await sound.arrayBuffer());
    const body = typeof fault === 'function' ? fault(bytes) : bytes;
    if (fault === 'missing' || !sound.ok) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.\n');
      return;
    }
    response.writeHead(200, {
      'Content-Type': sound.headers.get('Content-Type') ?? '',
      'Content-Length': body.length,
    });
    if (fault === 'breaks') {
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    } else if (fault === 'slow') {
      for (let piece = 0; piece < PIECES; piece++) {
        const [start, end] = [piece, piece + 1].map((n) => (n / PIECES) * body.length);
        response.write(body.subarray(start, end));
        await sleep(PAUSE_MS);
      }
      response.end();
    } else response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        url: `http://127.0.0.1:${port}${pathname}`,
        faults,
        close: () => {
          server.closeAllConnections();
          return new Promise((closed) => server.close(() => closed()));
        },
      });
    });
  });
}
