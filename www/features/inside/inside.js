/**
 * What goes on inside the runs, live: how large each layer's updates are beside its weights, and the
 * rates at which its parameters really learn. Runs are asked only while somebody can see it.
 */
import { find, make, say } from '../../ui/dom.js';
import { whileSeen } from '../../ui/while_seen.js';
import { count, setting } from '../../model/format.js';
import { lineSample } from '../../charts/line_sample.js';
import { colourProperty, dash, shade } from '../../charts/line_style.js';
import { roundSteps } from '../../charts/axes.js';
import { powerText, powersOfTen, wholeDecades } from '../../charts/decades.js';
import { LAYERS, Track, decades, histogram, median, stairs } from './inside_track.js';
import { Plot } from '../../charts/plot.js';

/** @import { OptimizerName } from '../../engine/protocol.js' */
/** @import { Run } from '../../engine/index.js' */
/** @import { LayerName } from './inside_track.js' */
/** @import { PlotLine } from '../../charts/plot.js' */

/**
 * A runner as this panel sees it.
 * @typedef {object} InsideLane
 * @property {string} label
 * @property {OptimizerName} optimizer
 * @property {Run} run
 * @property {number} [number] decides the dash; the place in the list, from 1, unless given
 * @property {number} [turn] decides the shade; 0 unless given
 */
/**
 * @typedef {object} Watched
 * @property {InsideLane} lane
 * @property {Track} track
 * @property {boolean} asking whether an answer is awaited
 * @property {number} asked when it was asked last
 * @property {boolean} told whether there is nothing more to come
 */
/** @typedef {{caption: HTMLElement, plot: Plot}} Multiple one small chart */

const BETWEEN_QUESTIONS_MS = 500;
const BETWEEN_LOOKS_MS = 250;
/** Of a ratio's axis before there is anything to show. */
const EMPTY_RATIOS = /** @type {[number, number]} */ ([1e-4, 1e-1]);
const EMPTY_RATES = /** @type {[number, number]} */ ([1e-4, 1]);
const MOST_MARKS = 5;
const STEP_MARKS = 3;

export class Inside {
  /** @type {Watched[]} */
  #watched = [];
  /** Whether something has changed since the last drawing. */
  #stale = false;

  /**
   * @param {ParentNode} root
   * @param {() => InsideLane[]} source the race's runners, or the single run
   */
  constructor(root, source) {
    this.source = source;
    this.empty = find(root, '#inside-empty', HTMLElement);
    this.body = find(root, '#inside-body', HTMLElement);
    this.legend = find(root, '#inside-legend', HTMLElement);
    this.layer = find(root, '#inside-layer', HTMLSelectElement);
    this.layer.append(
      make('option', { value: '' }, 'All layers'),
      ...LAYERS.map((name) => make('option', { value: name }, name)),
    );
    const ratios = find(root, '#inside-ratios', HTMLElement);
    this.rates = find(root, '#inside-rates', HTMLElement);
    this.ratios = LAYERS.map((name) => {
      const { caption, plot } = makeMultiple(ratios, `Update relative to the weight, ${name}`);
      say(caption, name);
      return { name, plot };
    });
    /** @type {Multiple[]} one an optimizer */
    this.histograms = [];

    this.layer.addEventListener('change', () => this.#draw());
    whileSeen(find(root, '#inside', HTMLDetailsElement), BETWEEN_LOOKS_MS, () => this.#look());
  }

  /** Draws what is new, and asks whoever has more to tell. */
  #look() {
    this.#watch(this.source());
    if (this.#stale) this.#draw();
    const now = performance.now();
    for (const one of this.#watched) {
      if (one.asking || one.told || now - one.asked < BETWEEN_QUESTIONS_MS) continue;
      one.asked = now;
      void this.#ask(one);
    }
  }

  /** @param {InsideLane[]} lanes */
  #watch(lanes) {
    const same =
      lanes.length === this.#watched.length &&
      lanes.every(({ run }, i) => run === this.#watched[i].lane.run);
    if (same) return;
    this.#watched = lanes.map((lane) => {
      const known = this.#watched.find(({ lane: { run } }) => run === lane.run);
      // The same object: an answer that it waits for is told to it.
      return known
        ? Object.assign(known, { lane })
        : { lane, track: new Track(), asking: false, asked: -Infinity, told: false };
    });
    this.legend.replaceChildren(...lanes.map(legendEntry));
    this.rates.replaceChildren();
    this.histograms = lanes.map(({ label }) =>
      makeMultiple(this.rates, `Effective learning rates of ${label}`),
    );
    this.empty.hidden = lanes.length > 0;
    this.body.hidden = lanes.length === 0;
    this.#stale = true;
  }

  /** @param {Watched} one */
  async #ask(one) {
    one.asking = true;
    const { run } = one.lane;
    // Asked after its end, a run has told all that it ever will.
    const over = !run.active;
    try {
      const inside = await run.inside();
      if (inside) one.track.add(inside);
      one.told = over;
      this.#stale = true;
    } catch {
      one.told = true; // Its worker is gone. What it has told stays.
    }
    one.asking = false;
  }

  #draw() {
    this.#stale = false;
    this.#drawRatios();
    this.#drawRates();
  }

  #drawRatios() {
    const layers = this.ratios.map(({ name, plot }) => ({
      plot,
      tracks: this.#watched.map(({ track }) => track.ratios(name)),
    }));
    const values = layers.flatMap(({ tracks }) => tracks.flat().map(([, ratio]) => ratio));
    const last = Math.max(1, ...this.#watched.map(({ track }) => track.newest?.step ?? 0));
    // One scale for all layers: what differs between them is to be seen.
    const range = values.length > 0 ? wholeDecades(least(values), greatest(values)) : EMPTY_RATIOS;
    for (const { plot, tracks } of layers) {
      plot.show({
        x: {
          range: [0, last],
          marks: roundSteps(0, last, STEP_MARKS).filter(Number.isInteger),
          format: count,
          label: 'updates',
        },
        y: { range, log: true, marks: powersOfTen(range, MOST_MARKS), format: powerText },
        lines: tracks.map((points, i) => ({ points, ...look(this.#watched[i].lane, i) })),
      });
    }
  }

  #drawRates() {
    const layer = /** @type {LayerName | ''} */ (this.layer.value);
    const seen = this.#watched.map(({ track: { first, newest } }) => ({
      now: newest && { step: newest.step, edges: newest.edges, counts: histogram(newest, layer) },
      then: first && { step: first.step, edges: first.edges, counts: histogram(first, layer) },
    }));
    const edges = seen.find(({ now }) => now)?.now?.edges;
    const all = seen.flatMap(({ now, then }) => (now && then ? [now.counts, then.counts] : []));
    const range = edges ? decades(edges, all) : EMPTY_RATES;
    const marks = powersOfTen(range, MOST_MARKS);
    this.histograms.forEach(({ plot, caption }, i) => {
      const { lane } = this.#watched[i];
      const { colour } = look(lane, i);
      const { now, then } = seen[i];
      say(caption, now && then ? captionOf(lane.label, now, then) : lane.label);
      /** @type {PlotLine[]} */
      const lines = [];
      if (now && then) {
        const middle = median(now.edges, now.counts);
        lines.push(
          { points: stairs(now.edges, now.counts), colour, as: 'area' },
          { points: stairs(then.edges, then.counts), colour: 'var(--ink-soft)', as: 'faint' },
        );
        if (middle)
          lines.push({
            points: [
              [middle, 0],
              [middle, 1],
            ],
            colour: 'var(--ink)',
          });
      }
      plot.show({
        x: { range, log: true, marks, format: powerText, label: 'effective learning rate' },
        y: { range: [0, 1.05], marks: [] },
        lines,
      });
    });
  }
}

/**
 * @param {HTMLElement} to
 * @param {string} label
 * @returns {Multiple}
 */
function makeMultiple(to, label) {
  const caption = make('figcaption');
  const room = make('div', { className: 'small-plot-room' });
  to.append(make('figure', { className: 'multiple' }, caption, room));
  return { caption, plot: new Plot(room, label) };
}

/** @param {InsideLane} lane @param {number} i its place */
const legendEntry = ({ label, optimizer, number, turn }, i) =>
  make('li', {}, lineSample(optimizer, number ?? i + 1, turn), label);

/** @param {InsideLane} lane @param {number} i its place */
const look = ({ optimizer, number, turn = 0 }, i) => ({
  colour: shade(`var(${colourProperty(optimizer)})`, turn),
  dash: dash(number ?? i + 1),
});

/** @typedef {{step: number, edges: number[], counts: number[]}} Seen */

/**
 * @param {string} label
 * @param {Seen} now
 * @param {Seen} then
 */
function captionOf(label, now, then) {
  const [present, first] = [now, then].map(({ edges, counts }) => median(edges, counts));
  if (present === null || first === null) return label;
  const before = now.step > then.step ? `, ${short(first)} at update ${count(then.step)}` : '';
  return `${label}: median about ${short(present)} at update ${count(now.step)}${before}`;
}

/** @param {number} rate no more precise than its bin */
const short = (rate) => setting(Number(rate.toPrecision(1)));

/** @param {number[]} values */
const least = (values) => values.reduce((a, b) => Math.min(a, b));
/** @param {number[]} values */
const greatest = (values) => values.reduce((a, b) => Math.max(a, b));
