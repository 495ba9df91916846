/**
 * The page's structure in parts: index.html names each panel's file with a line of its own,
 *
 *     <!-- include /www/features/draw/draw.html -->
 *
 * and the served and the built page have the file's lines in that line's place, as deep as it stands.
 */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MARKER = /^([ \t]*)<!-- include (\S+) -->$/gm;

/**
 * @param {string} html
 * @param {string} root the folder that the markers' addresses begin at
 * @param {string[]} within the parts that this one is part of
 * @returns {string} without a marker
 * @throws {Error} when a part is missing, is part of itself, or a marker is not a line of its own
 */
export function includeParts(html, root, within = []) {
  const whole = html.replace(
    MARKER,
    (_, /** @type {string} */ indent, /** @type {string} */ address) => {
      const file = path.join(root, address);
      if (within.includes(address))
        throw new Error(`${address} includes itself. Take one include out.`);
      if (!existsSync(file)) {
        const place = within.at(-1) ?? 'index.html';
        throw new Error(
          `${place} includes ${address}, and there is no such file. Mend the address.`,
        );
      }
      const part = includeParts(readFileSync(file, 'utf8').trimEnd(), root, [...within, address]);
      return part.replace(/^(?=.)/gm, indent);
    },
  );
  const amiss = /<!--\s*include\b.*/.exec(whole);
  if (amiss) {
    throw new Error(
      `${amiss[0]} is no include. Expected a line of its own: <!-- include /folder/part.html -->`,
    );
  }
  return whole;
}

/**
 * Vite's plugin: a part that changes reloads the page.
 * @param {string} root
 * @returns {import('vite').Plugin}
 */
export function pageParts(root) {
  const parts = path.join(root, 'www') + path.sep;
  return {
    name: 'page-parts',
    transformIndexHtml: { order: 'pre', handler: (html) => includeParts(html, root) },
    configureServer({ watcher, ws }) {
      watcher.on('change', (file) => {
        if (file.startsWith(parts) && file.endsWith('.html')) ws.send({ type: 'full-reload' });
      });
    },
  };
}
