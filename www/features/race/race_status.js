/** How far the race is, in words and as a bar. */
import { find, say } from '../../ui/dom.js';
import { count, duration } from '../../model/format.js';

/** @import { Race } from '../../model/race/race.js' */
/** @import { RaceRecord } from '../../model/race/record.js' */

export class RaceStatus {
  /** @param {ParentNode} root */
  constructor(root) {
    this.text = find(root, '#race-progress', HTMLElement);
    this.bar = find(root, '#race-bar', HTMLProgressElement);
    this.#write('', 0);
  }

  /** @param {Race} race */
  show(race) {
    const { round, rounds, step, total_steps, fraction, seconds_left } = race.progress;
    if (race.state === 'over') return this.#write(ending(race.record), 1);
    const place = `Seed ${round} of ${rounds}, step ${count(step)} of ${count(total_steps)}`;
    const left = Number.isNaN(seconds_left) ? '' : `, ${duration(seconds_left)} left`;
    this.#write(race.state === 'paused' ? `Paused. ${place}` : place + left, fraction);
  }

  /** @param {RaceRecord} record that was opened */
  showOpened({ runs, dataset, app_version }) {
    this.#write(
      `Opened from a file: ${count(runs.length)} runs on ${dataset}, by version ${app_version}. Nothing is trained.`,
      0,
    );
  }

  /** @param {string} text @param {number} fraction */
  #write(text, fraction) {
    say(this.text, text);
    this.bar.value = fraction;
  }
}

/** @param {RaceRecord} record */
function ending({ runs }) {
  const finished = runs.filter(({ outcome }) => outcome === 'finished').length;
  if (finished === runs.length) return 'The race is over.';
  return `The race is over; ${count(finished)} of ${count(runs.length)} runs came to their end.`;
}
