/** Something to tell the visitor: a sentence, and the way out where there is one. */

/**
 * @typedef {object} Notice
 * @property {string} text
 * @property {'error' | 'note'} [kind]
 * @property {{label: string, run: () => void}} [action]
 * @property {string} [about] a newer notice about the same thing takes its place
 */

export {};
