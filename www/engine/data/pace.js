/** Batches in a turn: few enough that nobody gets far ahead, enough to hide the way between workers. */
export const TURN = 20;
/**
 * How far one may be taken ahead of the slowest, in batches: a second turn, so that with fewer
 * processors than runners none is left idle at the end of every round.
 */
export const MAX_LEAD = 2 * TURN;

/** @typedef {{runner: number, last_of_turn: boolean}} Delivery one batch that may be sent now */

/**
 * Says which runner of a race may have its next batch, so that all keep together: they train in turns,
 * the one furthest behind first, and wait when they are too far ahead of the slowest in the race. As
 * many as there are processors train at once, which leaves each one's own speed to be seen.
 */
export class Pace {
  #runners;
  #slots;

  /**
   * @param {number} runners in the race, from 0; those that have not asked yet are waited for
   * @param {number} slots turns at once
   */
  constructor(runners, slots) {
    this.#runners = Array.from({ length: runners }, (_, runner) => new Runner(runner));
    this.#slots = slots;
  }

  /**
   * A runner wants one more batch.
   * @param {number} runner
   * @returns {Delivery[]} what may be sent now, in order
   */
  ask(runner) {
    this.#runners[runner].wanted++;
    return this.#deliveries();
  }

  /**
   * A runner has trained the last batch of its turn.
   * @param {number} runner
   * @returns {Delivery[]}
   */
  turnOver(runner) {
    this.#runners[runner].endTurn();
    return this.#deliveries();
  }

  /**
   * A runner is out of the race: it gets nothing more, and nobody waits for it.
   * @param {number} runner
   * @returns {Delivery[]}
   */
  leave(runner) {
    this.#runners[runner].leave();
    return this.#deliveries();
  }

  /** Whether everybody has left. */
  get over() {
    return this.#runners.every(({ racing }) => !racing);
  }

  #deliveries() {
    this.#giveTurns();
    return this.#runners.flatMap((runner) => runner.deliveries());
  }

  #giveTurns() {
    const racing = this.#runners.filter((runner) => runner.racing);
    const slowest = Math.min(...racing.map(({ trained }) => trained));
    const taken = racing.filter((runner) => runner.has_turn).length;
    racing
      .filter((runner) => !runner.has_turn && runner.wanted > 0)
      .filter(({ trained }) => trained + TURN <= slowest + MAX_LEAD)
      .sort((one, other) => one.trained - other.trained)
      .slice(0, Math.max(0, this.#slots - taken))
      .forEach((runner) => runner.beginTurn());
  }
}

/** What is known of one runner. */
class Runner {
  #number;
  #delivered = 0;
  #turn_end = 0;
  /** Batches asked for and not delivered. */
  wanted = 0;
  /** Batches that it has surely trained: those of its turns before. */
  trained = 0;
  racing = true;
  has_turn = false;

  /** @param {number} number */
  constructor(number) {
    this.#number = number;
  }

  beginTurn() {
    this.has_turn = true;
    this.#turn_end = this.trained + TURN;
  }

  endTurn() {
    this.has_turn = false;
    this.trained = this.#delivered;
  }

  leave() {
    this.racing = this.has_turn = false;
    this.wanted = 0;
  }

  /** @returns {Delivery[]} what it has asked for, as far as its turn goes */
  deliveries() {
    const count = this.has_turn ? Math.min(this.wanted, this.#turn_end - this.#delivered) : 0;
    this.wanted -= count;
    return Array.from({ length: count }, () => ({
      runner: this.#number,
      last_of_turn: ++this.#delivered === this.#turn_end,
    }));
  }
}
