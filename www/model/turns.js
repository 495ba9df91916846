/**
 * The right to compute: a run, a race, a sweep or a lesson has it, for together each would slow the other
 * down. Who begins pauses those that have joined and compute; they go on by themselves when the turn ends.
 */

/** @import { Notice } from './notice.js' */
/** @typedef {'run' | 'race' | 'sweep' | 'lesson'} Turn */
/**
 * @typedef {object} Member
 * @property {() => boolean} running whether it computes now
 * @property {() => void} pause
 * @property {() => void} resume does nothing when there is nothing left to go on with
 */

export class Turns {
  /** @type {Map<Turn, Member>} */
  #members = new Map();
  /** @type {Turn | null} who began last, and has not ended */
  #holder = null;
  /** @type {Turn[]} paused by those who came after, in that order */
  #waiting = [];

  /** @param {(notice: Notice) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  /** @param {Turn} turn @param {Member} member */
  join(turn, member) {
    this.#members.set(turn, member);
  }

  /** Called before it begins or goes on. @param {Turn} turn */
  begin(turn) {
    this.#waiting = this.#waiting.filter((other) => other !== turn);
    this.#holder = turn;
    for (const [other, member] of this.#members) {
      if (other === turn || !member.running()) continue;
      member.pause();
      this.#waiting.push(other);
      this.tell({
        about: 'turns',
        text: `The ${other} was paused for the ${turn}: together, each would slow the other down. It goes on by itself when the ${turn} ends.`,
        kind: 'note',
      });
    }
  }

  /** Called when it is over, however it ended; more than once does no harm. @param {Turn} turn */
  end(turn) {
    this.#waiting = this.#waiting.filter((other) => other !== turn);
    if (this.#holder !== turn) return;
    const next = this.#waiting.pop() ?? null;
    this.#holder = next;
    if (next) this.#members.get(next)?.resume();
  }
}
