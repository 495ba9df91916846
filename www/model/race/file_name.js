import { MNIST } from '../../engine/index.js';

/** @import { Axes } from './axes.js' */
/** @import { RaceRecord } from './record.js' */

/**
 * What a race's file is called: after its preset, or its optimizers where it has none, and after all
 * else that sets it apart.
 * @param {RaceRecord} record
 * @param {string} ending
 * @param {Axes} [axes] of a picture
 */
export function fileName({ preset, dataset, runs }, ending, axes) {
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  const parts = [
    'lenet5-race',
    dataset === MNIST ? '' : dataset,
    preset ?? [...new Set(runs.map(({ optimizer }) => optimizer.name))].join('-'),
    seeds > 1 ? `${seeds}-seeds` : '',
    axes ? `${axes.y}-over-${axes.x}` : '',
  ];
  return `${parts.map(slug).filter(Boolean).join('-')}.${ending}`;
}

/** Letters and digits alone, which every file system takes; a name that isn't ours may be long. @param {string} text */
const slug = (text) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
