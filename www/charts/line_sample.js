/** A line as the charts draw it, to stand beside its name. */
import { colourProperty, dash, shade } from './line_style.js';

/** @typedef {import('../engine/protocol.js').OptimizerName} OptimizerName */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {OptimizerName} optimizer
 * @param {number} number decides the dash, from 1
 * @param {number} [turn] decides the shade, from 0
 */
export function lineSample(optimizer, number, turn = 0) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'sample');
  svg.setAttribute('viewBox', '0 0 34 8');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', 'M1 4h32');
  line.setAttribute('stroke-dasharray', dash(number).join(' '));
  line.style.stroke = shade(`var(${colourProperty(optimizer)})`, turn);
  svg.append(line);
  return svg;
}
