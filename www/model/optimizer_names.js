/** What people call the optimizers and their hyper-parameters. Which there are, the crate's catalogue says. */
/** @typedef {import('../engine/protocol.js').OptimizerName} OptimizerName */

/** @type {Record<OptimizerName, string>} */
const LABELS = {
  sgd: 'SGD',
  adagrad: 'AdaGrad',
  rmsprop: 'RMSProp',
  adam: 'Adam',
  adadelta: 'AdaDelta',
};

/** @type {Record<string, string>} */
const SYMBOLS = {
  momentum: 'μ',
  initial_accumulator: 'a₀',
  rho: 'ρ',
  beta_1: 'β₁',
  beta_2: 'β₂',
  epsilon: 'ε',
};

/** @type {Record<string, string>} */
const MEANINGS = {
  momentum: 'momentum',
  initial_accumulator: 'first value of a',
  rho: 'decay',
  beta_1: 'decay of the mean',
  beta_2: 'decay of the square',
  epsilon: 'against division by 0',
};

/**
 * The optimizer's name as people write it; runs of an earlier visit are named before the
 * catalogue is there.
 * @param {OptimizerName} name
 */
export const optimizerLabel = (name) => LABELS[name] ?? name;

/**
 * A hyper-parameter's symbol; its own name where the page knows none.
 * @param {string} name
 */
export const symbol = (name) => SYMBOLS[name] ?? name;

/** @param {string} name */
export const meaning = (name) => MEANINGS[name] ?? '';
