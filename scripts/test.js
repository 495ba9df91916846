/** `npm test`: installs what the checks need, and runs them all, the cheapest first. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { prepareMnist } from './lib/mnist.js';
import { readOptions } from './lib/options.js';
import {
  requireBrowser,
  requireNode,
  requireNpmPackages,
  requireRust,
  requireRustLinters,
  requireWasmTarget,
  requireWasmTools,
} from './lib/requirements.js';
import { Problem, ROOT, capture, run, runMain, runPackaged } from './lib/run.js';
import { PEN_DRAWINGS, hasPenDrawings } from './lib/pen_drawings.js';
import { buildSite } from './lib/site.js';
import { Skipped, runSteps } from './lib/steps.js';
import { buildEngineTypes } from './lib/types.js';
import { namedBrowser } from './lib/webdriver.js';
import { buildWasm, optimizeWasm } from './lib/wasm.js';

const USAGE = 'npm test [-- --only STEP | --quick]';
const NATIVE = ['--workspace', '--features', 'ndarray'];
const TYPE_PROJECTS = ['', '.workers', '.node', '.engine_user'].map(
  (name) => `tsconfig${name}.json`,
);
const WASM = ['--target', 'wasm32-unknown-unknown'];

/**
 * Cargo's steps all use the release profile: the tests need its speed, and what one step compiled
 * of the dependencies (macros and build scripts too) serves the next.
 * @type {(import('./lib/steps.js').Step & { quick?: boolean, needs?: string })[]}
 */
const STEPS = [
  {
    name: 'prettier',
    title: 'Formatting of JavaScript, CSS, HTML and JSON',
    quick: true,
    run: () => runPackaged('prettier', ['--check', '.']),
  },
  {
    name: 'eslint',
    title: 'Lint of JavaScript',
    quick: true,
    run: () => runPackaged('eslint', ['--max-warnings', '0', '.']),
  },
  {
    name: 'rustfmt',
    title: 'Formatting of Rust',
    quick: true,
    run: () => run('cargo', ['fmt', '--all', '--check']),
  },
  {
    name: 'unit',
    title: "Tests of the page's modules and of the scripts",
    quick: true,
    run: () =>
      run(process.execPath, [
        '--test',
        '--test-reporter=spec',
        '--test-timeout=60000',
        ...testFiles('tests/unit'),
      ]),
  },
  {
    name: 'wasm',
    title: 'The crate as a WebAssembly package',
    quick: true,
    run: () => buildWasm('flex'),
  },
  {
    name: 'types',
    title: "Types of JavaScript, against the package's declarations",
    needs: 'wasm',
    quick: true,
    run: async () => {
      await buildEngineTypes();
      for (const project of TYPE_PROJECTS) {
        await runPackaged('tsc', ['--project', project]);
      }
    },
  },
  {
    name: 'clippy-wasm',
    title: 'Lint of the crate for the browser',
    run: () => clippy(WASM),
  },
  {
    name: 'clippy-native',
    title: 'Lint of the crate and of the command line, with both engines',
    run: () => clippy(NATIVE),
  },
  {
    name: 'doc',
    title: "The crate's documentation, and the command line's, without a broken link",
    run: () =>
      run('cargo', ['doc', '--release', '--no-deps', ...NATIVE], {
        env: { RUSTDOCFLAGS: '-D warnings' },
      }),
  },
  {
    name: 'deny',
    title: 'Licences, sources and duplicates of the dependencies',
    run: async () => {
      if (!capture('cargo', ['deny', '--version']))
        throw new Skipped('cargo-deny is not installed');
      // Advisories need a database from the network, so that they would fail where there is none.
      const checks = ['check', 'licenses', 'bans', 'sources'];
      await run('cargo', ['deny', '--workspace', '--all-features', ...checks]);
    },
  },
  {
    name: 'browser',
    title: 'Tests of the wasm surface in a real browser',
    run: async () => {
      await requireBrowser();
      const { args, env } = namedBrowser(process.env);
      await run('wasm-pack', ['test', '--headless', '--chrome', ...args], { env });
    },
  },
  {
    name: 'native',
    title: 'Tests of the crate and of the command line, with both engines',
    run: () => run('cargo', ['test', '--release', ...NATIVE]),
  },
  {
    name: 'fuzz',
    title: 'What is read from outside, spoilt at random, for a few seconds',
    run: () => run(process.execPath, ['scripts/fuzz.js', '--minutes', '0.15', '--seed', '1']),
  },
  {
    name: 'drawings',
    title: 'The pretrained model on what people drew',
    run: () => {
      if (!hasPenDrawings) throw new Skipped(`there are no pen drawings in ${PEN_DRAWINGS}`);
      return run('cargo', [
        'test',
        '--release',
        ...NATIVE,
        '--test',
        'pen_digits',
        '--',
        '--ignored',
      ]);
    },
  },
  {
    name: 'site',
    title: 'The static site',
    run: async () => {
      await buildWasm('flex');
      await optimizeWasm('flex');
      prepareMnist();
      await buildSite('flex');
    },
  },
  {
    name: 'readme',
    title: 'Every command of the README, at its shortest',
    needs: 'site',
    run: () => run(process.execPath, ['scripts/readme.js']),
  },
  {
    name: 'e2e',
    title: 'The built site in a real browser',
    needs: 'site',
    run: async () => {
      const { chromium } = await requireBrowser();
      const args = ['test', '--config', 'playwright.config.js'];
      await runPackaged('playwright', args, { env: { CHROMIUM: chromium } });
    },
  },
  {
    name: 'engines',
    title: 'The same visit in Chromium, Firefox and WebKit',
    needs: 'site',
    run: () =>
      run(process.execPath, ['--test', '--test-reporter=spec', ...testFiles('tests/engines')]),
  },
];

await runMain(async () => {
  requireNode();
  const { only, quick } = readOptions(
    { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
    USAGE,
  );
  const chosen = STEPS.find(({ name }) => name === only);
  if (only && !chosen) {
    const names = STEPS.map(({ name }) => name).join(', ');
    throw new Problem(`There is no step "${only}"; the steps are ${names}.`);
  }
  const steps = chosen
    ? STEPS.filter((step) => step === chosen || step.name === chosen.needs)
    : STEPS.filter((step) => step.quick || !quick);
  const passed = await runSteps([
    { name: 'requirements', title: 'What the tests need on this machine', run: requirements },
    ...steps,
  ]);
  process.exitCode = passed ? 0 : 1;
});

async function requirements() {
  requireRust();
  await requireRustLinters();
  await requireNpmPackages();
  await requireWasmTarget();
  await requireWasmTools();
}

/** @param {string[]} selection */
function clippy(selection) {
  return run('cargo', [
    'clippy',
    '--release',
    '--all-targets',
    ...selection,
    '--',
    '-D',
    'warnings',
  ]);
}

/**
 * Named one by one: what `node --test FOLDER` means differs between versions of Node.
 * @param {string} folder
 */
function testFiles(folder) {
  const files = readdirSync(path.join(ROOT, folder), { encoding: 'utf8', recursive: true });
  return files.filter((file) => file.endsWith('.test.js')).map((file) => path.join(folder, file));
}
