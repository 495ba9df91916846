/** How tests and scripts run the native programs. */

/**
 * cargo's arguments, to be followed by `--example NAME`, or by `--` and the command line's own: with both
 * engines, as the tests compile it, so that what is there serves.
 */
export const RUN_NATIVELY = Object.freeze('run --release -p lenet5 --features ndarray'.split(' '));
