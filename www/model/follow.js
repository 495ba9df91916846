/** @import { Run } from '../engine/index.js' */
/** @import { RunEvent } from '../engine/protocol.js' */

/**
 * Hears a run to its end. What a listener throws is reported, and the next event is heard all the same.
 * @param {Run} run
 * @param {(event: RunEvent) => void} hear
 * @returns {Promise<void>} rejected with a RunError when the run can't go on
 */
export async function follow(run, hear) {
  for await (const event of run) {
    try {
      hear(event);
    } catch (error) {
      reportError(error);
    }
  }
}
