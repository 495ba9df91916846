/**
 * LeNet-5's layers as pictures: what each is called, how many maps of which side it has, and which
 * part of the 32×32 input a unit depends on.
 */

/** @import { Look } from '../../engine/protocol.js' */

/** Rows and columns of the network's input. */
export const INPUT_SIDE = 32;
/** Rows and columns of a filter. */
export const FILTER_SIDE = 5;

/**
 * A layer of square maps; a fully connected layer is one map of units in rows of `columns`.
 * @typedef {object} Layer
 * @property {'input' | 'conv1' | 'pool1' | 'conv2' | 'pool2' | 'fc1' | 'fc2' | 'probabilities'} name
 * @property {string} title
 * @property {number} maps
 * @property {number} rows of a map
 * @property {number} columns of a map
 * @property {string} what a unit is
 * @property {number} field side of the part of the input that a unit depends on
 * @property {number} stride pixels of the input between two units' fields; 0 where the field is all of it
 */

/** @type {readonly Layer[]} in the order in which data flows */
export const LAYERS = [
  layer('input', 'Input', 1, 32, 32, 'pixel', 1, 1),
  layer('conv1', 'conv1', 6, 28, 28, 'unit after ReLU', 5, 1),
  layer('pool1', 'pool1', 6, 14, 14, 'mean of 2×2', 6, 2),
  layer('conv2', 'conv2', 16, 10, 10, 'unit after ReLU', 14, 2),
  layer('pool2', 'pool2', 16, 5, 5, 'mean of 2×2', 16, 4),
  layer('fc1', 'fc1', 1, 6, 20, 'unit after ReLU', INPUT_SIDE, 0),
  layer('fc2', 'fc2', 1, 6, 14, 'unit after ReLU', INPUT_SIDE, 0),
  layer('probabilities', 'Output', 1, 1, 10, 'probability after softmax', INPUT_SIDE, 0),
];

/**
 * @param {Layer['name']} name
 * @param {string} title
 * @param {number} maps
 * @param {number} rows
 * @param {number} columns
 * @param {string} what
 * @param {number} field
 * @param {number} stride
 * @returns {Layer}
 */
function layer(name, title, maps, rows, columns, what, field, stride) {
  return { name, title, maps, rows, columns, what, field, stride };
}

/**
 * The layer's shape as it is written: maps × rows × columns, or the number of units.
 * @param {Layer} layer
 */
export function shapeOf({ maps, rows, columns, stride }) {
  if (stride === 0) return String(rows * columns);
  return `${maps}×${rows}×${columns}`;
}

/**
 * The part of the input that the unit at (row, column) of a map depends on.
 * @param {Layer} layer
 * @param {number} row
 * @param {number} column
 * @returns {{left: number, top: number, side: number}} in pixels of the 32×32 input
 */
export function receptiveField({ field, stride }, row, column) {
  return { left: column * stride, top: row * stride, side: field };
}

/**
 * A map's values.
 * @param {Look} look
 * @param {Layer} layer
 * @param {number} map
 */
export function valuesOf(look, { name, rows, columns }, map) {
  return look[name].subarray(map * rows * columns, (map + 1) * rows * columns);
}

/**
 * The filters by which a map of a convolution sees the maps before it; none for other layers.
 * @param {Look} look
 * @param {Layer} layer
 * @param {number} map
 * @returns {Float32Array[]} each of 5×5 weights
 */
export function filtersOf(look, { name }, map) {
  const all = { conv1: look.conv1_filters, conv2: look.conv2_filters }[String(name)];
  if (!all) return [];
  const area = FILTER_SIDE * FILTER_SIDE;
  const inputs = name === 'conv1' ? 1 : 6;
  return Array.from({ length: inputs }, (_, i) => {
    const start = (map * inputs + i) * area;
    return all.subarray(start, start + area);
  });
}
