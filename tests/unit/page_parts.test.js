/** The page's structure, put together of its parts. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { includeParts } from '../../scripts/lib/page_parts.js';
import { ROOT } from '../../scripts/lib/run.js';

/** @type {string} */
let folder;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lenet5-live-'));
  mkdirSync(path.join(folder, 'a'));
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(path.join(folder, name), text);
  write('a/outer.html', '<div>\n  <!-- include /a/inner.html -->\n</div>\n');
  write('a/inner.html', '<p>\n  costs $& and $1\n\n</p>\n');
  write('a/round.html', '<!-- include /a/round.html -->\n');
  write('a/lost.html', '<!-- include /a/nothing.html -->\n');
});
after(() => rmSync(folder, { recursive: true }));

test('a part stands in its marker’s place, as deep as that, with its own parts', () => {
  assert.equal(
    includeParts('<main>\n  <!-- include /a/outer.html -->\n</main>\n', folder),
    '<main>\n  <div>\n    <p>\n      costs $& and $1\n\n    </p>\n  </div>\n</main>\n',
  );
  assert.equal(includeParts('<p><!-- a remark --></p>\n', folder), '<p><!-- a remark --></p>\n');
});

test('a part that is missing, or part of itself, is named, and so is a marker that is none', () => {
  const including = (/** @type {string} */ html) => () => includeParts(html, folder);
  assert.throws(including('<!-- include /a/lost.html -->'), {
    message: /^\/a\/lost\.html includes \/a\/nothing\.html, and there is no such file\./,
  });
  assert.throws(including('<!-- include /a/nothing.html -->'), {
    message: /^index\.html includes/,
  });
  assert.throws(including('<!-- include /a/round.html -->'), {
    message: /^\/a\/round\.html includes itself\./,
  });
  for (const html of ['<p><!-- include /a/inner.html --></p>', '<!--include /a/inner.html-->'])
    assert.throws(including(html), { message: /is no include\. Expected a line of its own/ });
});

test('every part of the page is in it once, and no id twice', () => {
  const www = path.join(ROOT, 'www');
  const parts = readdirSync(www, { encoding: 'utf8', recursive: true })
    .filter((file) => file.endsWith('.html'))
    .map((file) => `/www/${file.replaceAll('\\', '/')}`);
  const index = readFileSync(path.join(ROOT, 'index.html'), 'utf8');
  const texts = [index, ...parts.map((part) => readFileSync(path.join(ROOT, part), 'utf8'))];
  const included = texts.flatMap((text) =>
    [...text.matchAll(/<!-- include (\S+) -->/g)].map(([, part]) => part),
  );
  assert.ok(parts.length > 10);
  assert.deepEqual(included.sort(), parts.sort());

  const ids = [...includeParts(index, ROOT).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.ok(ids.length > 100);
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
});
