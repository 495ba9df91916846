/** The built site with a recorder in it, served as a visitor gets it. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/run.js';
import { startStaticServer } from '../../scripts/lib/static_server.js';

const RECORDER = 'recorder.js';

/** @returns {Promise<{url: string, close: () => Promise<void>}>} */
export async function serveRecorded() {
  const folder = mkdtempSync(path.join(tmpdir(), 'lenet5-live-'));
  cpSync(path.join(ROOT, 'dist'), folder, { recursive: true });
  cpSync(path.join(ROOT, 'tests', 'engines', RECORDER), path.join(folder, RECORDER));
  const index = path.join(folder, 'index.html');
  const html = readFileSync(index, 'utf8');
  writeFileSync(index, html.replace('<head>', `<head><script src="./${RECORDER}"></script>`));
  const server = await startStaticServer(folder, { prefix: '/lenet5-live/' });
  return {
    url: server.url,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
