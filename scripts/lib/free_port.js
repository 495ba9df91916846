/** A port to serve on. */

import { createServer } from 'node:net';

/** How many ports after the wished one are tried before the system chooses. */
const TRIED = 20;

/**
 * Whether nobody serves there. Asked on every address of this machine: a server on one of them is one too many.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isFree(port) {
  return new Promise((resolve) => {
    const socket = createServer();
    socket.on('error', () => resolve(false));
    socket.listen(port, () => socket.close(() => resolve(true)));
  });
}

/**
 * The wished port, or the next that is free.
 * @param {number} wished
 * @returns {Promise<number>}
 */
export async function freePort(wished) {
  for (let port = wished; port < wished + TRIED; port++) if (await isFree(port)) return port;
  return new Promise((resolve, reject) => {
    const socket = createServer();
    socket.on('error', reject);
    socket.listen(0, () => {
      const address = /** @type {import('node:net').AddressInfo} */ (socket.address());
      socket.close(() => resolve(address.port));
    });
  });
}
