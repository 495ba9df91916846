/** The scripts that prepare and serve the site. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { FILES, SOURCE, prepareMnist, readChecked } from '../../scripts/lib/mnist.js';
import { fingerprint } from '../../scripts/lib/stamp.js';
import { startStaticServer } from '../../scripts/lib/static_server.js';

/** @type {string} */
let folder;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lenet5-live-'));
});
after(() => rmSync(folder, { recursive: true }));

describe('MNIST', () => {
  const [labels] = FILES.filter(({ role }) => role === 'test_labels');

  test('the files of the npm package are the published ones', () => {
    for (const { name, sha256 } of FILES) {
      assert.ok(readChecked(path.join(SOURCE, name), sha256).length > 10_000);
    }
  });

  test('a file with one wrong bit is refused, with its name and what to do', () => {
    const bytes = readFileSync(path.join(SOURCE, labels.name));
    bytes[100] ^= 1;
    const file = path.join(folder, labels.name);
    writeFileSync(file, bytes);
    assert.throws(() => readChecked(file, labels.sha256), {
      message: /t10k-labels-idx1-ubyte is not the MNIST file that was published[^]*npm ci/,
    });
  });

  test('a missing file is named', () => {
    assert.throws(() => readChecked(path.join(folder, 'nothing'), labels.sha256), {
      message: /nothing is missing.*npm ci/,
    });
  });

  test('the manifest gives the sizes of the gzipped files, and a torn one is made again', () => {
    const destination = path.join(folder, 'mnist');
    // The two label files: gzipping the images takes ten seconds.
    const originals = FILES.filter(({ role }) => role.endsWith('_labels'));
    prepareMnist(SOURCE, destination, originals);
    const manifest = JSON.parse(readFileSync(path.join(destination, 'manifest.json'), 'utf8'));
    assert.deepEqual(
      manifest.files.map((/** @type {{ role: string }} */ { role }) => role),
      ['train_labels', 'test_labels'],
    );

    const { file, bytes } = manifest.files[1];
    const gzipped = path.join(folder, file);
    const first = readFileSync(gzipped);
    assert.equal(first.length, bytes);
    assert.deepEqual(gunzipSync(first), readFileSync(path.join(SOURCE, labels.name)));

    writeFileSync(gzipped, first.subarray(0, 1000));
    prepareMnist(SOURCE, destination, originals);
    assert.deepEqual(readFileSync(gzipped), first);
  });
});

describe('the static server', () => {
  /** @type {Awaited<ReturnType<typeof startStaticServer>>} */
  let server;
  before(async () => {
    const site = path.join(folder, 'site');
    mkdirSync(path.join(site, 'assets'), { recursive: true });
    writeFileSync(path.join(site, 'index.html'), '<p>page</p>');
    writeFileSync(path.join(site, 'assets', 'a.wasm'), Uint8Array.of(0, 97, 115, 109));
    writeFileSync(path.join(site, 'a.gz'), Uint8Array.of(31, 139));
    writeFileSync(path.join(folder, 'secret.txt'), 'not for visitors');
    server = await startStaticServer(site, { prefix: '/some/path/' });
  });
  after(() => server.close());

  test('serves the folder under its path', async () => {
    const page = await fetch(server.url);
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(await page.text(), '<p>page</p>');
    const wasm = await fetch(`${server.url}assets/a.wasm`);
    assert.equal(wasm.headers.get('content-type'), 'application/wasm');
    assert.equal((await wasm.arrayBuffer()).byteLength, 4);
  });

  test('sends a .gz file as it is, without an encoding', async () => {
    const response = await fetch(`${server.url}a.gz`);
    assert.equal(response.headers.get('content-encoding'), null);
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), Uint8Array.of(31, 139));
  });

  test('answers 404 for what is missing, outside the path, or outside the folder', async () => {
    const { origin } = new URL(server.url);
    for (const address of [
      'missing.js',
      'assets',
      '../../',
      '../../index.html',
      '%2e%2e%2fsecret.txt',
    ]) {
      assert.equal(await statusOf(origin, `/some/path/${address}`), 404, address);
    }
  });

  test('answers 404 to an address that is not one', async () => {
    const { origin } = new URL(server.url);
    assert.equal(await statusOf(origin, '/some/path/%ff'), 404);
  });
});

describe('the fingerprint of sources', () => {
  test('changes with a fact, a file and its name, and with nothing else', () => {
    const of = fingerprint(['package.json'], ['flex']);
    assert.equal(fingerprint(['package.json'], ['flex']), of);
    assert.notEqual(fingerprint(['package.json'], ['ndarray']), of);
    assert.notEqual(fingerprint(['package-lock.json'], ['flex']), of);
    assert.notEqual(fingerprint(['package.json', 'scripts'], ['flex']), of);
  });
});

/**
 * Unlike fetch, sends a path as it is written.
 * @param {string} origin
 * @param {string} address
 * @returns {Promise<number | undefined>}
 */
function statusOf(origin, address) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path: address }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}
