/** The page's rooms: imports go down only, in code by a lint rule, in types by the same rule written here. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WWW = path.join(ROOT, 'www');
/** From the ground up. */
const ROOMS = ['engine', 'model', 'ui', 'charts', 'features'];

/** @param {string} file relative to www @param {string} code */
async function rulesBrokenBy(file, code) {
  const lint = new ESLint({ cwd: ROOT });
  const [{ messages }] = await lint.lintText(code, { filePath: path.join(WWW, file) });
  return messages.map(({ ruleId }) => ruleId);
}

for (const [floor, room] of ROOMS.entries()) {
  test(`${room}/ may import what lies below it, and nothing above it`, async () => {
    for (const [other, name] of ROOMS.entries()) {
      const door = name === 'engine' ? 'index.js' : 'place/thing.js';
      const code = `export { thing } from '../${name}/${door}';\n`;
      const expected = other > floor ? ['no-restricted-imports'] : [];
      assert.deepEqual(await rulesBrokenBy(`${room}/some.js`, code), expected, `of ${name}/`);
      const deep = `export { thing } from '../../${name}/${door}';\n`;
      assert.deepEqual(await rulesBrokenBy(`${room}/deep/some.js`, deep), expected, `of ${name}/`);
    }
    const main = "export { thing } from '../main.js';\n";
    assert.deepEqual(await rulesBrokenBy(`${room}/some.js`, main), ['no-restricted-imports']);
  });
}

test('of the engine the others see index.js, and nothing behind it', async () => {
  for (const room of ROOMS.slice(1)) {
    const code = "export { Run } from '../engine/run.js';\n";
    assert.deepEqual(await rulesBrokenBy(`${room}/some.js`, code), ['no-restricted-imports']);
  }
  const inside = "export { Run } from './run.js';\n";
  assert.deepEqual(await rulesBrokenBy('engine/some.js', inside), []);
});

test('engine/ and model/ know no document', async () => {
  for (const room of ['engine', 'model', 'engine/trainer']) {
    const broken = await rulesBrokenBy(`${room}/some.js`, 'export const it = document.body;\n');
    assert.ok(broken.includes('no-restricted-globals'), room);
  }
  assert.deepEqual(await rulesBrokenBy('ui/some.js', 'export const it = document.body;\n'), []);
});

test('types come from below too, and every import leads to a file', () => {
  const files = readdirSync(WWW, { encoding: 'utf8', recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.replaceAll('\\', '/'));
  assert.ok(files.length > 80);
  for (const file of files) {
    const text = readFileSync(path.join(WWW, file), 'utf8');
    for (const [, address] of text.matchAll(/(?:from |import\()'(\.[^']+\.js)'/g)) {
      const target = path.posix.join(path.posix.dirname(file), address);
      if (target === '../pkg/lenet5_live.js') continue;
      assert.ok(files.includes(target), `${file} imports ${target}, which is not there`);
      const [from, to] = [file, target].map((name) => ROOMS.indexOf(name.split('/')[0]));
      const door = ['engine/index.js', 'engine/protocol.js'].includes(target);
      if (to === 0 && from !== 0) assert.ok(door, `${file} imports ${target}, behind the door`);
      if (from !== -1) assert.ok(to !== -1 && to <= from, `${file} imports ${target}, above it`);
    }
  }
});

test("nothing but main.js and what starts it stands at www's root", () => {
  const entries = readdirSync(WWW, { withFileTypes: true });
  const loose = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  assert.deepEqual(loose, ['main.js', 'start.js']);
});
