/** Each optimizer's rule as MathML: only the notation is the page's. */
/** @typedef {import('../../engine/protocol.js').OptimizerName} OptimizerName */

/** @param {string} name an identifier, or a few of them multiplied */
const id = (name) => `<mi>${name}</mi>`;
/** @param {string} sign */
const op = (sign) => `<mo>${sign}</mo>`;
/** @param {string} digits */
const num = (digits) => `<mn>${digits}</mn>`;
/** @param {...string} parts */
const row = (...parts) => `<mrow>${parts.join('')}</mrow>`;
/** @param {...string} parts */
const root = (...parts) => `<msqrt>${parts.join('')}</msqrt>`;
/** @param {string} above @param {string} below */
const over = (above, below) => `<mfrac>${above}${below}</mfrac>`;
/** A combining accent: <mover> is set badly where there is no mathematical font. @param {string} name */
const hat = (name) => `<mi class="hat">${name}\u0302</mi>`;
/** @param {string} name @param {string} index */
const sub = (name, index) => `<msub>${id(name)}${num(index)}</msub>`;
/** @param {string} term */
const squared = (term) => `<msup>${term}${num('2')}</msup>`;
/** @param {string} decay */
const rest = (decay) => row(op('('), num('1'), op('−'), decay, op(')'));
/**
 * The moving average that four of the rules share: x ← decay·x + (1 − decay)·term.
 * @param {string} name @param {string} decay @param {string} term
 */
const average = (name, decay, term) =>
  row(id(name), op('←'), decay, id(name), op('+'), rest(decay), term);

const [theta, eta, g, mu, rho, epsilon] = ['θ', 'η', 'g', 'μ', 'ρ', 'ε'].map(id);
const [beta1, beta2] = [sub('β', '1'), sub('β', '2')];
/** θ − η·g / √(a + ε), of AdaGrad and RMSProp. */
const scaledStep = row(
  theta,
  op('←'),
  theta,
  op('−'),
  over(row(eta, g), root(id('a'), op('+'), epsilon)),
);

/** @type {Record<OptimizerName, string[]>} */
const RULES = {
  sgd: [
    row(id('v'), op('←'), mu, id('v'), op('−'), eta, g),
    row(theta, op('←'), theta, op('+'), id('v')),
  ],
  adagrad: [row(id('a'), op('←'), id('a'), op('+'), squared(g)), scaledStep],
  rmsprop: [average('a', rho, squared(g)), scaledStep],
  adam: [
    average('m', beta1, g),
    average('v', beta2, squared(g)),
    row(
      theta,
      op('←'),
      theta,
      op('−'),
      over(row(eta, hat('m')), row(root(hat('v')), op('+'), epsilon)),
    ),
  ],
  adadelta: [
    average('s', rho, squared(g)),
    row(
      id('Δ'),
      op('←'),
      op('−'),
      over(root(id('d'), op('+'), epsilon), root(id('s'), op('+'), epsilon)),
      g,
    ),
    average('d', rho, squared(id('Δ'))),
    row(theta, op('←'), theta, op('+'), eta, id('Δ')),
  ],
};

/**
 * The rule's lines, as MathML markup made of this file's constants alone.
 * @param {OptimizerName} name
 */
export const rule = (name) =>
  RULES[name].map((line) => `<math display="block">${line}</math>`).join('');
