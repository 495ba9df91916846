import { Pace } from './pace.js';

/** @import { DataRequest, WantBatchMessage } from '../protocol.js' */
/** @import { Delivery } from './pace.js' */

/**
 * Hears the runners of one race, and has each one's batches sent when it is its turn. The test set
 * is sent at once: it belongs to no turn.
 */
export class RaceDesk {
  #pace;
  #send;
  /** @type {WantBatchMessage[][]} each runner's, until it is its turn */
  #wanted;

  /**
   * @param {number} runners
   * @param {number} slots turns at once
   * @param {(runner: number, request: DataRequest, last_of_turn?: boolean) => void} send what was asked for
   */
  constructor(runners, slots, send) {
    this.#pace = new Pace(runners, slots);
    this.#send = send;
    this.#wanted = Array.from({ length: runners }, () => []);
  }

  /** Whether everybody has left. */
  get over() {
    return this.#pace.over;
  }

  /**
   * @param {number} runner
   * @param {DataRequest} request
   */
  hear(runner, request) {
    if (request.type === 'want_batch') {
      this.#wanted[runner].push(request);
      this.#deliver(this.#pace.ask(runner));
    } else if (request.type === 'turn_over') this.#deliver(this.#pace.turnOver(runner));
    else this.#send(runner, request);
  }

  /** @param {number} runner */
  leave(runner) {
    this.#wanted[runner] = [];
    this.#deliver(this.#pace.leave(runner));
  }

  /** @param {Delivery[]} deliveries */
  #deliver(deliveries) {
    for (const { runner, last_of_turn } of deliveries) {
      const request = this.#wanted[runner].shift();
      if (request) this.#send(runner, request, last_of_turn);
    }
  }
}
