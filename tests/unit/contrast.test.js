/** The contrast of the stylesheet's colours, light and dark: 4.5 for text, 3 for what is drawn (WCAG 1.4.3, 1.4.11). */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../../scripts/lib/run.js';
import { LEADER, shade } from '../../www/charts/line_style.js';

/** @typedef {number[]} Colour red, green and blue, 0 to 255 */

const RUNS = ['--run-sgd', '--run-adagrad', '--run-rmsprop', '--run-adam', '--run-adadelta'];
const PAPERS = ['--paper', '--surface', '--sunken'];
/** No line has more grey than the third of its optimizer. */
const TURNS = [0, 1, 2, 9];

const css = readFileSync(path.join(ROOT, 'www/styles/tokens.css'), 'utf8');
const [, light, dark] = /^(.*)@media \(prefers-color-scheme: dark\)(.*)@media/s.exec(css) ?? [];

/** The only opacity in a sheet. @param {string} sheet */
function opacityIn(sheet) {
  const text = readFileSync(path.join(ROOT, 'www', sheet), 'utf8');
  const [found, ...others] = [...text.matchAll(/[^-]opacity: ([\d.]+);/g)];
  assert.ok(found && others.length === 0, `${sheet} has another opacity than the one expected`);
  return Number(found[1]);
}

/** What a line's colour is thinned to. */
const THINNED = {
  'leader of the race’s chart': LEADER,
  'leader of a small plot': opacityIn('charts/small_plots.css'),
  'sample of a hidden run': opacityIn('features/runs/runs.css'),
};

/** @param {string} hex @returns {Colour} */
const colour = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** @param {string} block @returns {Map<string, Colour>} */
const coloursOf = (block) =>
  new Map(
    [...block.matchAll(/(--[\w-]+): (#\w{6});/g)].map(([, name, hex]) => [name, colour(hex)]),
  );

/** @param {Colour} a @param {Colour} b @param {number} share of b */
const mix = (a, b, share) => a.map((value, i) => value * (1 - share) + b[i] * share);

/** @param {Colour} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {Colour} a @param {Colour} b */
function contrast(a, b) {
  const [most, least] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (most + 0.05) / (least + 0.05);
}

/** What `shade` writes, as numbers. @param {Colour} line @param {number} turn */
function shaded(line, turn) {
  const [, grey, percent] = /(#\w{6}) ([\d.]+)%\)$/.exec(shade('x', turn)) ?? [];
  return turn === 0 ? line : mix(line, colour(grey), Number(percent) / 100);
}

for (const [name, block] of Object.entries({ light, dark })) {
  describe(name, () => {
    const colours = coloursOf(block);
    const of = (/** @type {string} */ token) => {
      const value = colours.get(token);
      assert.ok(value, `tokens.css has no ${token}`);
      return value;
    };
    /** @param {Colour} a @param {Colour} b @param {number} least @param {string} what */
    const hold = (a, b, least, what) => {
      const found = contrast(a, b);
      assert.ok(found >= least, `${what}: ${found.toFixed(2)}, expected ${least} at least`);
    };

    test('text can be read on every paper', () => {
      for (const ink of ['--ink', '--ink-soft', '--wrong'])
        for (const paper of PAPERS) hold(of(ink), of(paper), 4.5, `${ink} on ${paper}`);
      hold(of('--ink'), of('--wrong-paper'), 4.5, 'an error');
      hold(of('--on-accent'), of('--accent'), 4.5, 'what is pressed or chosen');
    });

    test('edges and bars can be seen on every paper', () => {
      for (const edge of ['--edge', '--accent', '--wrong'])
        for (const paper of PAPERS) hold(of(edge), of(paper), 3, `${edge} on ${paper}`);
    });

    test('a line’s name is written in its colour, however many lines its optimizer has', () => {
      for (const run of RUNS)
        for (const turn of TURNS)
          hold(shaded(of(run), turn), of('--paper'), 4.5, `${run}, line ${turn + 1}`);
    });

    test('what leads to a name, and the sample of a hidden run, can be seen', () => {
      for (const [what, share] of Object.entries(THINNED))
        for (const run of RUNS)
          hold(mix(of('--paper'), of(run), share), of('--paper'), 3, `${run}, ${what}`);
    });
  });
}
