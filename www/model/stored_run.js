/** A run in the form in which the browser keeps it from one visit to the next. */
import { Store } from './store.js';

/** @import { EvaluationMessage, RunConfig } from '../engine/protocol.js' */
/** @import { Column } from './curve.js' */

/**
 * @typedef {object} StoredRun
 * @property {string} id
 * @property {number} created in ms since 1970
 * @property {string} dataset its name
 * @property {RunConfig} config
 * @property {number} step steps done
 * @property {number} seconds of training
 * @property {boolean} hidden from the charts
 * @property {Omit<EvaluationMessage, 'type'>[]} evaluations in order
 * @property {{width: number, columns: Column[]}} curve the training loss
 */

/** @param {(message: string) => void} complain told once if runs can't be kept */
export const runStore = (complain) =>
  new Store(
    { database: 'lenet5-live', name: 'runs', what: 'Runs', isWhole: isStoredRun },
    complain,
  );

/**
 * @param {any} value
 * @returns {value is StoredRun}
 */
export function isStoredRun(value) {
  return (
    typeof value?.id === 'string' &&
    Number.isFinite(value.created) &&
    typeof value.dataset === 'string' &&
    typeof value.config?.optimizer?.name === 'string' &&
    Number.isFinite(value.config.learning_rate) &&
    Number.isFinite(value.step) &&
    Number.isFinite(value.seconds) &&
    Array.isArray(value.evaluations) &&
    Array.isArray(value.curve?.columns) &&
    value.curve.width > 0
  );
}
