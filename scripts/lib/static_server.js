/** The plainest file server there is: no special header, no encoding, under a path of one's choice. */

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.gz': 'application/gzip',
};

/**
 * @param {string} folder that is served
 * @param {{ port?: number, prefix?: string }} [options] port 0 takes any free one; the prefix begins and ends with a slash
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export function startStaticServer(folder, { port = 0, prefix = '/' } = {}) {
  const server = createServer((request, response) => {
    const file = find(path.resolve(folder), prefix, request.url ?? '/');
    if (!file) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is no such file.\n');
      return;
    }
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file.name)] ?? 'application/octet-stream',
      'Content-Length': file.size,
    });
    createReadStream(file.name).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        url: `http://127.0.0.1:${address.port}${prefix}`,
        close: () => {
          server.closeAllConnections();
          return new Promise((closed) => server.close(() => closed()));
        },
      });
    });
  });
}

/**
 * @param {string} folder
 * @param {string} prefix
 * @param {string} address
 * @returns {{ name: string, size: number } | null}
 */
function find(folder, prefix, address) {
  // URL resolves every "..", so that nothing outside the folder can be named.
  const { pathname } = new URL(address, 'http://localhost');
  if (!pathname.startsWith(prefix)) return null;
  const below = decode(pathname.slice(prefix.length));
  if (below === null) return null;
  const name = path.join(
    folder,
    below === '' || below.endsWith('/') ? `${below}index.html` : below,
  );
  const status = statSync(name, { throwIfNoEntry: false });
  return name.startsWith(folder + path.sep) && status?.isFile()
    ? { name, size: status.size }
    : null;
}

/** @param {string} text @returns {string | null} null when it is no percent-encoded UTF-8 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
