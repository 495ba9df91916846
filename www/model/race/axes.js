/** What a race can be shown along. */

/** @typedef {typeof X_NAMES[number]} XName */
/** @typedef {typeof Y_NAMES[number]} YName */
/** @typedef {{x: XName, y: YName}} Axes */

export const X_NAMES = /** @type {const} */ (['updates', 'images', 'seconds']);
export const Y_NAMES = /** @type {const} */ (['accuracy', 'error', 'loss']);
