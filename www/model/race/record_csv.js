/** A race as a table for a spreadsheet: a row for every evaluation, with all that made it. */
import { csv } from '../csv.js';
import { imagesAfter } from './images.js';
import { HYPER_PARAMETERS } from './record_reader.js';

/** @import { RaceEvaluation, RaceRecord, RaceRun } from './record.js' */

/** Every hyper-parameter that any optimizer has, once. */
const OWN = [...new Set(Object.values(HYPER_PARAMETERS).flat())];
const COLUMNS = [
  ...['app_version', 'dataset', 'train_size', 'test_size', 'preset'],
  ...['optimizer', ...OWN, 'learning_rate', 'batch_size', 'epochs', 'seed', 'outcome'],
  ...['step', 'epoch', 'images', 'seconds', 'test_loss', 'test_accuracy'],
];

/**
 * A run that was never evaluated has one row, with the last cells empty.
 * @param {RaceRecord} record
 */
export function toCsv(record) {
  const rows = record.runs.flatMap((run) => {
    const evaluations = run.evaluations.length > 0 ? run.evaluations : [null];
    return evaluations.map((evaluation) => row(record, run, evaluation));
  });
  return csv([COLUMNS, ...rows]);
}

/**
 * @param {RaceRecord} record
 * @param {RaceRun} run
 * @param {RaceEvaluation | null} at
 */
function row({ app_version, dataset, train_size, test_size, preset }, run, at) {
  const { name, ...own } = run.optimizer;
  /** @type {Record<string, number>} */
  const values = own;
  return [
    ...[app_version, dataset, train_size, test_size, preset ?? ''],
    ...[name, ...OWN.map((key) => values[key] ?? '')],
    ...[run.learning_rate, run.batch_size, run.epochs, run.seed, run.outcome],
    ...(at
      ? [at.step, at.epoch, imagesAfter(at.step, run, train_size), at.seconds, at.loss, at.accuracy]
      : ['', '', '', '', '', '']),
  ];
}
