/** What a picture of the race needs of the browser: colours for white paper, and pixels. */
import { make } from '../ui/dom.js';
import { colourProperty, shade } from './line_style.js';

/** @import { Summary } from '../model/race/record.js' */

/** Pixels of a PNG for each of the SVG's. */
const SHARPNESS = 2;

/**
 * A line's colour on white, however dark the page is, in the notation that every reader of SVG knows.
 * @param {Pick<Summary, 'optimizer' | 'turn'>} line
 */
export function printColour({ optimizer, turn }) {
  const probe = make('span', { className: 'on-white', hidden: true });
  document.body.append(probe);
  const colour = getComputedStyle(probe).getPropertyValue(colourProperty(optimizer.name)).trim();
  probe.remove();
  const context = surface(1, 1);
  context.fillStyle = shade(colour, turn);
  context.fillRect(0, 0, 1, 1);
  const channels = [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * @param {string} svg
 * @returns {Promise<Blob>} a PNG
 */
export async function png(svg) {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const context = surface(image.naturalWidth * SHARPNESS, image.naturalHeight * SHARPNESS);
    context.drawImage(image, 0, 0, context.canvas.width, context.canvas.height);
    return await new Promise((resolve, reject) => {
      context.canvas.toBlob((blob) => {
        if (blob) resolve(blob);
        else reject(new Error('the browser made no picture of it. Save it as SVG instead.'));
      }, 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** @param {number} width @param {number} height */
function surface(width, height) {
  const context = make('canvas', { width, height }).getContext('2d');
  if (!context) throw new Error('the browser has no canvas. Save it as SVG instead.');
  return context;
}
