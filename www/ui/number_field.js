/** A number's input with its sentence: what is wrong with what was typed, and what would be right. */
import { make, say } from './dom.js';
import { setting } from '../model/format.js';

/** @import { NumberRule } from '../model/settings.js' */

/**
 * What is wrong with a field's content, or '' when nothing is.
 * @param {string} name
 * @param {string} text what the field holds; '' also for what isn't a number at all
 * @param {NumberRule} rule
 * @param {number} suggestion
 */
export function complaint(name, text, rule, suggestion) {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && rule.test(value)) return '';
  const found = Number.isNaN(value) ? 'is not a number' : `is ${text}`;
  return `${name} ${found}; expected ${rule.expected}. Try ${setting(suggestion)}.`;
}

export class NumberField {
  /**
   * @param {HTMLInputElement} input
   * @param {{name: string, rule: () => NumberRule, suggestion: () => number, onEdit: () => void}} about
   */
  constructor(input, about) {
    this.input = input;
    this.about = about;
    this.error = make('p', { id: `${input.id}-error`, className: 'field-error', hidden: true });
    this.error.setAttribute('role', 'alert');
    input.setAttribute('aria-describedby', this.error.id);
    // After the grid's cell rather than in it: a sentence needs the whole width.
    input.closest('.field')?.after(this.error);
    input.addEventListener('input', () => {
      this.check();
      about.onEdit();
    });
  }

  /** Shows what is wrong, if anything; tells whether the number can be used. */
  check() {
    const { name, rule, suggestion } = this.about;
    const text = this.input.validity.badInput ? '' : this.input.value;
    const problem = complaint(name, text, rule(), suggestion());
    this.input.setAttribute('aria-invalid', String(problem !== ''));
    say(this.error, problem);
    this.error.hidden = problem === '';
    return problem === '';
  }

  get value() {
    return this.input.valueAsNumber;
  }

  /** @param {number} value */
  set value(value) {
    this.input.value = setting(value);
    this.check();
  }
}
