/** `npm run fuzz`, the page's half: what its readers promise of any input. Arguments: seconds for each target, a seed. */

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import { unpack } from '../../www/engine/data/gzip.js';
import { assignRoles } from '../../www/engine/data/idx_files.js';
import { readRaceLink } from '../../www/model/address/race_link.js';
import { readLink } from '../../www/model/address/settings_link.js';
import { readRecord } from '../../www/model/race/record_reader.js';
import { RULES } from '../../www/model/settings.js';
import { CATALOGUE, PRESET } from '../unit/race_data.js';

/** @typedef {(input: Buffer) => string | Promise<string>} Check the kind of outcome; throws where a promise is broken */

const FOLDER = import.meta.dirname;
const MOST_UNPACKED = 1 << 16;
/** Far beyond what the dearest input takes on a busy machine. */
const TOO_LONG_MS = 10_000;
const LONGEST = 1 << 16;
const MOST_INPUTS = 1000;
const WORDS = [
  ...[
    'null',
    '-',
    '1e999',
    '1e-999',
    '0.1',
    '18446744073709551616',
    '"',
    '\\u0000',
    '{',
    '}',
    '[',
    ']',
  ],
  ...[',', ':', '~', '&', '=', '%', '%ff', '+', 'NaN', 'Infinity', '0x10', '\ufffd', '__proto__'],
  ...[
    'race',
    'seeds',
    'optimizer',
    'adam',
    'lr',
    'epsilon',
    'momentum',
    'rho',
    'constructor',
    'run',
  ],
];

/** @type {Record<string, {check: Check, seeds: (string | Uint8Array)[] | string}>} seeds: or the folder that has them */
const TARGETS = {
  'page-race': { check: race, seeds: 'race' },
  'page-link': {
    check: link,
    seeds: [
      '?optimizer=adam&lr=0.001&batch=64&epochs=3&seed=1&preset=tuned&beta_1=0.9',
      '?quick=1&augment=strong&race=adam~0.001,sgd~0.1~momentum:0.9&seeds=3&x=images&y=error&run',
    ],
  },
  'page-idx': { check: idx, seeds: 'idx' },
  'page-gzip': { check: gzip, seeds: 'gzip' },
};

const [seconds, seed] = process.argv.slice(2).map(Number);
for (const [name, { check, seeds }] of Object.entries(TARGETS)) await fuzz(name, check, seeds);

/** @param {string} name @param {Check} check @param {(string | Uint8Array)[] | string} seeds */
async function fuzz(name, check, seeds) {
  const folder = path.join(FOLDER, 'corpus', name);
  mkdirSync(folder, { recursive: true });
  const given =
    typeof seeds === 'string'
      ? filesOf(path.join(FOLDER, 'seeds', seeds))
      : seeds.map((s) => Buffer.from(s));
  /** @type {Buffer[]} */
  const inputs = [...given, ...filesOf(folder)];
  const read = inputs.length;
  const outcomes = new Set();
  const random = randomFrom(seed);
  const start = performance.now();
  let cases = 0;
  let slowest = 0;
  while (cases < read || performance.now() - start < seconds * 1000) {
    const input = cases < read ? inputs[cases] : spoil(inputs, random);
    const began = performance.now();
    try {
      const outcome = await check(input);
      const took = performance.now() - began;
      if (took > TOO_LONG_MS) throw new Error(`takes ${took} ms`);
      slowest = Math.max(slowest, took);
      if (!outcomes.has(outcome) && inputs.length < MOST_INPUTS) {
        outcomes.add(outcome);
        if (cases >= read) inputs.push(input);
        if (cases >= read) keep(folder, 'input', input);
      }
    } catch (error) {
      process.stderr.write(
        `error: ${name}: ${keep(folder, 'fault', input)} (seed ${seed}, case ${cases})\n`,
      );
      throw error;
    }
    cases += 1;
  }
  const rate = cases / ((performance.now() - start) / 1000);
  process.stdout.write(
    `${name.padEnd(12)} ${String(cases).padStart(10)} cases  ${rate.toFixed(0).padStart(9)} a second  ` +
      `${String(inputs.length).padStart(5)} in the corpus  slowest ${slowest.toFixed(1)}ms\n`,
  );
}

/** @type {Check} */
function race(input) {
  const record = refusedOr(() => readRecord(input.toString(), CATALOGUE.optimizers));
  if (typeof record === 'string') return record;
  promise(
    isDeepStrictEqual(readRecord(JSON.stringify(record), CATALOGUE.optimizers), record),
    'is read back as another',
  );
  return `${record.runs.length} runs`;
}

/** @type {Check} */
function link(input) {
  const search = input.toString();
  const { settings, complaints } = readLink(search, CATALOGUE);
  for (const name of /** @type {const} */ (['learning_rate', 'batch_size', 'epochs', 'seed'])) {
    const value = settings[name];
    promise(value === undefined || RULES[name].test(value), `lets a ${name} of ${value} pass`);
  }
  const found = readRaceLink(search, CATALOGUE, PRESET);
  for (const { learning_rate } of found.choice.entries ?? [])
    promise(
      RULES.learning_rate.test(learning_rate),
      `lets a runner's rate of ${learning_rate} pass`,
    );
  for (const said of [...complaints, ...found.complaints])
    promise(said.endsWith('.'), `says what is no sentence: ${said}`);
  const keys = [...Object.keys(settings), ...Object.keys(found.choice)];
  return [...keys, complaints.length, found.complaints.length].join();
}

/** @type {Check} */
function idx(input) {
  const half = input.length >> 1;
  const files = [
    input.subarray(0, half),
    input.subarray(half),
    input,
    Buffer.from([0, 0, 8, 1, 0, 0, 0, 0]),
  ];
  const pairs = [files.slice(0, 2), files.slice(2)].map((pair) => {
    const named = pair.map((bytes, i) => ({ name: `file ${i}`, bytes }));
    const roles = refusedOr(() => assignRoles(named));
    return typeof roles === 'string' ? roles : `${roles.name}, ${roles.test}`;
  });
  return pairs.join(' / ');
}

/** @type {Check} */
async function gzip(input) {
  try {
    const bytes = await unpack(new Uint8Array(input), 'a file', MOST_UNPACKED);
    promise(
      bytes.length <= Math.max(MOST_UNPACKED, input.length),
      'unpacks to more than is allowed',
    );
    return `${Math.floor(Math.log2(bytes.length + 1))}`;
  } catch (error) {
    return sentenceOf(error);
  }
}

/**
 * What a reader gives, or the sentence with which it refuses.
 * @template T
 * @param {() => T} read
 * @returns {T | string}
 */
function refusedOr(read) {
  try {
    return read();
  } catch (error) {
    return sentenceOf(error);
  }
}

/** Its kind: without numbers and quotations. @param {unknown} error a plain `Error`; another one is a fault */
function sentenceOf(error) {
  if (!(error instanceof Error) || error.name !== 'Error') throw error;
  promise(
    /^[^\n]{10,}$/s.test(error.message.replaceAll('\n', ' ')),
    `is refused without a sentence: ${error.message}`,
  );
  return error.message.replaceAll(/"[^"]*"|begins with[^,]*|\S*\d\S*|\([^)]*\)/g, '').slice(0, 80);
}

/** @param {boolean} kept @param {string} broken */
function promise(kept, broken) {
  if (!kept) throw new RangeError(broken);
}

/** @param {Buffer[]} inputs @param {(below: number) => number} random */
function spoil(inputs, random) {
  let input = inputs[random(inputs.length)];
  for (let changes = 1 << random(4); changes > 0; changes--) {
    const at = random(input.length + 1);
    const end = Math.min(input.length, at + (1 << random(7)));
    const other = inputs[random(inputs.length)];
    const from = random(other.length + 1);
    const put = [
      () => Buffer.from([random(256)]),
      () => Buffer.from(WORDS[random(WORDS.length)]),
      () => input.subarray(at, end),
      () => other.subarray(from, from + (1 << random(7))),
      () => Buffer.alloc(0),
    ][random(5)]();
    const rest = input.subarray(random(2) ? at : end);
    input = Buffer.concat([input.subarray(0, at), put, rest]).subarray(0, LONGEST);
  }
  return input;
}

/** Numbers that a seed gives again (mulberry32). @param {number} state */
function randomFrom(state) {
  return (/** @type {number} */ below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** @param {string} folder */
function filesOf(folder) {
  const names = readdirSync(folder).sort();
  return names.map((name) => readFileSync(path.join(folder, name)));
}

/** @param {string} folder @param {string} kind @param {Buffer} input @returns {string} the file */
function keep(folder, kind, input) {
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 16);
  const file = path.join(folder, `${kind}-${hash}`);
  writeFileSync(file, input);
  return file;
}
