import { download, DownloadError, request } from './download.js';
import { unpack } from './gzip.js';

/** @typedef {'train_images' | 'train_labels' | 'test_images' | 'test_labels'} Role */
/** @typedef {Record<Role, Uint8Array>} IdxFiles unpacked */
/** @typedef {{role: Role, file: string, bytes: number}} ManifestEntry */

const MANIFEST = 'mnist/manifest.json';
/** @type {Role[]} */
const ROLES = ['train_images', 'train_labels', 'test_images', 'test_labels'];

/**
 * MNIST's four files, from the page's own origin.
 * @param {string} base_url the page's directory
 * @param {(received: number, total: number) => void} onProgress in bytes
 * @returns {Promise<IdxFiles>}
 */
export async function downloadMnist(base_url, onProgress) {
  const others = new AbortController();
  const entries = await readManifest(new URL(MANIFEST, base_url), others.signal);
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const received = new Map(entries.map((entry) => [entry.role, 0]));

  /** @param {ManifestEntry} entry */
  async function fetchOne({ role, file, bytes }) {
    /** @param {number} share */
    const progress = (share) => {
      received.set(role, Math.round(share * bytes));
      onProgress(
        [...received.values()].reduce((sum, n) => sum + n, 0),
        total,
      );
    };
    const stored = await download(new URL(file, base_url), bytes, progress, others.signal);
    return /** @type {const} */ ([role, await unpack(stored, file)]);
  }

  try {
    return /** @type {IdxFiles} */ (Object.fromEntries(await Promise.all(entries.map(fetchOne))));
  } finally {
    others.abort(); // One broken file ends the rest; after success there is nothing to end.
  }
}

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 * @returns {Promise<ManifestEntry[]>}
 */
async function readManifest(url, signal) {
  const response = await request(url, signal);
  const manifest = await response.json().catch(() => null);
  const files = Array.isArray(manifest?.files) ? manifest.files : [];
  return ROLES.map((role) => {
    const entry = files.find((/** @type {ManifestEntry} */ file) => file?.role === role);
    if (typeof entry?.file === 'string' && entry.bytes > 0) return entry;
    throw new DownloadError(
      `${url.pathname} names no file of ${role}; expected the manifest that the build makes. Build the site again.`,
    );
  });
}
