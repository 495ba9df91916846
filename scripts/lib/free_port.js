/** A port to serve on. */

import { createServer } from 'node:net';
import { Problem, say } from './run.js';

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
 * The port to serve on: the usual one or the next that is free, with a word about it; where somebody
 * asked for one, that one and no other.
 * @param {number} usual
 * @param {string} [asked] what was given as `--port`
 * @returns {Promise<number>} rejected with a {@link Problem}
 */
export async function choosePort(usual, asked) {
  if (asked === undefined) {
    const port = await freePort(usual);
    if (port !== usual) say(`Port ${usual} is taken by another program; this one takes ${port}.`);
    return port;
  }
  const port = Number(asked);
  if (!(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Problem(`--port is "${asked}"; expected a whole number from 1 to 65535.`);
  if (await isFree(port)) return port;
  throw new Problem(
    `Port ${port} is taken: another program serves there. ` +
      'Stop it, or leave --port out, and a free one is taken.',
  );
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
