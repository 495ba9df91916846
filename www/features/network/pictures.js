/** Activations and filters as small pictures. */

/**
 * Paints values from 0 up, the greatest white.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values row by row
 * @param {number} columns
 * @param {number} white what is painted white
 */
export function paintActivations(canvas, values, columns, white) {
  paint(canvas, values, columns, (value) => {
    const grey = white > 0 ? (255 * value) / white : 0;
    return [grey, grey, grey];
  });
}

/**
 * Paints weights: blue below zero, orange above, grey at zero. The two differ to colour-blind eyes too.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} weights
 * @param {number} columns
 */
export function paintWeights(canvas, weights, columns) {
  const greatest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1;
  paint(canvas, weights, columns, (weight) => {
    const part = weight / greatest;
    return part < 0 ? [128 + 128 * part, 128 + 48 * part, 128 - 110 * part] : warm(part);
  });
}

/** @param {number} part from 0 to 1 @returns {Colour} */
const warm = (part) => [128 + 127 * part, 128 + 30 * part, 128 - 128 * part];

/** @typedef {[red: number, green: number, blue: number]} Colour */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values
 * @param {number} columns
 * @param {(value: number) => Colour} colour
 */
function paint(canvas, values, columns, colour) {
  const rows = values.length / columns;
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(columns, rows);
  values.forEach((value, i) => image.data.set([...colour(value), 255], 4 * i));
  context.putImageData(image, 0, 0);
}
