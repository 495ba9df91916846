/** How a race stands beside the paper: the rows of its Table 1. */
import { summaries } from './record.js';

/** @import { OptimizerName } from '../../engine/protocol.js' */
/** @import { RaceRecord, RaceRun, Summary } from './record.js' */

/**
 * @typedef {object} Standing
 * @property {Summary} summary
 * @property {number} paper the accuracy that the paper reports
 * @property {Ours | null} ours null before the first evaluation
 */
/**
 * The last evaluations of an entry's runs.
 * @typedef {object} Ours
 * @property {number} mean @property {number} least @property {number} most
 * @property {number} seeds how many runs it is the mean of
 * @property {number} epoch how far the furthest of them came
 * @property {string[]} faults what ended runs of them early, once each
 */

/**
 * @param {RaceRecord} record
 * @param {Readonly<Record<OptimizerName, number>>} paper
 * @returns {Standing[]}
 */
export const standings = (record, paper) =>
  summaries(record).map((summary) => ({
    summary,
    paper: paper[summary.optimizer.name],
    ours: ours(summary.runs),
  }));

/** @param {RaceRun[]} runs @returns {Ours | null} */
function ours(runs) {
  const evaluated = runs.filter(({ evaluations }) => evaluations.length > 0);
  // A seed that has only begun, or was stopped on its way, would pull the mean of the others down.
  const ended = evaluated.filter(({ outcome }) => outcome !== '' && outcome !== 'stopped');
  const counted = ended.length > 0 ? ended : evaluated;
  if (counted.length === 0) return null;
  const last = counted.map(({ evaluations }) => evaluations[evaluations.length - 1]);
  const accuracies = last.map(({ accuracy }) => accuracy);
  return {
    mean: accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length,
    least: Math.min(...accuracies),
    most: Math.max(...accuracies),
    seeds: counted.length,
    epoch: Math.max(...last.map(({ epoch }) => epoch)),
    faults: [...new Set(runs.map(({ outcome }) => outcome).filter(isFault))],
  };
}

/** @param {string} outcome */
const isFault = (outcome) => !['', 'finished', 'stopped'].includes(outcome);
