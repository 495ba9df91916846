import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DownloadError } from '../../www/engine/data/download.js';
import { downloadMnist } from '../../www/engine/data/mnist.js';
import { imageFile, labelFile } from './idx.js';

const FILES = {
  train_images: imageFile(2000),
  train_labels: labelFile(2000),
  test_images: imageFile(300),
  test_labels: labelFile(300),
};
const MANIFEST = {
  files: Object.entries(FILES).map(([role, bytes]) => ({
    role,
    file: `mnist/${role}.gz`,
    bytes: gzipSync(bytes).length,
  })),
};

/** @typedef {(request: {name: string, bytes: Buffer}, response: import('node:http').ServerResponse) => void} Answer */

/**
 * Downloads from a server under a sub-path, which answers as `answer` says.
 * @param {Answer} answer
 * @param {(received: number, total: number) => void} [onProgress]
 */
async function downloadFrom(answer, onProgress = () => {}) {
  const server = createServer((request, response) => {
    const name = /^\/sub\/mnist\/(.+)$/.exec(request.url ?? '')?.[1] ?? '';
    const role = /** @type {keyof typeof FILES} */ (name.replace('.gz', ''));
    const bytes =
      name === 'manifest.json'
        ? Buffer.from(JSON.stringify(MANIFEST))
        : gzipSync(FILES[role] ?? '');
    answer({ name, bytes }, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  try {
    return await downloadMnist(`http://127.0.0.1:${port}/sub/`, onProgress);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** @type {Answer} */
const plainly = ({ bytes }, response) => response.end(bytes);

test('the four files arrive unpacked, with progress in stored bytes up to the total', async () => {
  const total = MANIFEST.files.reduce((sum, { bytes }) => sum + bytes, 0);
  /** @type {number[]} */
  const received = [];
  const files = await downloadFrom(plainly, (bytes, of) => {
    received.push(bytes);
    assert.equal(of, total);
  });
  assert.deepEqual(files, FILES);
  assert.ok(received.every((bytes, i) => i === 0 || bytes >= received[i - 1]));
  assert.equal(received.at(-1), total);
});

test('a server that has the browser unpack on the way is understood', async () => {
  const total = MANIFEST.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let last = 0;
  const files = await downloadFrom(
    ({ name, bytes }, response) => {
      if (name.endsWith('.gz')) response.setHeader('Content-Encoding', 'gzip');
      response.end(bytes);
    },
    (received) => (last = received),
  );
  assert.deepEqual(files, FILES);
  assert.equal(last, total);
});

test('a missing file is a sentence with its name and the status', async () => {
  await assert.rejects(
    downloadFrom((request, response) => {
      if (request.name === 'test_labels.gz') response.writeHead(404).end('no');
      else plainly(request, response);
    }),
    (error) =>
      error instanceof DownloadError &&
      /^\/sub\/mnist\/test_labels\.gz could not be fetched: the server answered 404 Not Found\. /.test(
        error.message,
      ),
  );
});

test('a missing manifest is a sentence too, and one that names no file', async () => {
  await assert.rejects(
    downloadFrom((_, response) => void response.writeHead(404).end()),
    /manifest\.json could not be fetched: the server answered 404/,
  );
  for (const manifest of ['{}', '[1', '{"files": [{"role": "train_images"}]}'])
    await assert.rejects(
      downloadFrom((_, response) => void response.end(manifest)),
      /manifest\.json names no file of train_images; expected/,
    );
});

test('a connection that breaks half-way can be tried again', async () => {
  await assert.rejects(
    downloadFrom((request, response) => {
      if (request.name !== 'train_images.gz') return plainly(request, response);
      response.setHeader('Content-Length', request.bytes.length);
      response.write(request.bytes.subarray(0, 40), () => setTimeout(() => response.destroy(), 20));
    }),
    (error) =>
      error instanceof DownloadError &&
      /The connection broke after \d+ bytes of \/sub\/mnist\/train_images\.gz\. /.test(
        error.message,
      ),
  );
});

test('no server at all is a sentence', async () => {
  await assert.rejects(
    downloadMnist('http://127.0.0.1:1/', () => {}),
    (error) =>
      error instanceof DownloadError && /no answer from 127\.0\.0\.1:1/.test(error.message),
  );
});

test("a file that is damaged on the server is not the connection's fault", async () => {
  await assert.rejects(
    downloadFrom((request, response) => {
      if (request.name === 'train_labels.gz') response.end(request.bytes.subarray(0, 30));
      else plainly(request, response);
    }),
    (error) =>
      !(error instanceof DownloadError) &&
      /train_labels\.gz is a damaged gzip file/.test(String(error)),
  );
});
