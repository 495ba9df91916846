/** The chosen optimizer: its rule as a formula, and the hyper-parameters that it alone has. */
import { find, make, say } from '../../ui/dom.js';
import { setting } from '../../model/format.js';
import { meaning, symbol } from '../../model/optimizer_names.js';
import { rule } from './formulas.js';
import { NumberField } from '../../ui/number_field.js';

/** @import { HyperParameter, OptimizerInfo } from '../../engine/protocol.js' */

export class OptimizerRule {
  /**
   * @param {ParentNode} root
   * @param {() => void} onEdit
   */
  constructor(root, onEdit) {
    this.formula = find(root, '#formula', HTMLElement);
    this.details = find(root, '#hyper', HTMLDetailsElement);
    this.summary = find(this.details, 'summary', HTMLElement);
    this.grid = find(root, '#hyper-fields', HTMLElement);
    this.onEdit = onEdit;
    /** @type {Map<string, NumberField>} by the hyper-parameter's name */
    this.fields = new Map();
    // Where there is room, nothing needs unfolding.
    this.details.open = matchMedia('(min-width: 75rem) and (min-height: 50rem)').matches;
  }

  /**
   * @param {OptimizerInfo} info
   * @param {Record<string, number>} usual the values to begin with, and to suggest
   */
  show({ name, label, hyper_parameters }, usual) {
    this.formula.innerHTML = rule(name);
    say(this.summary, `${label}’s own hyper-parameters`);
    this.grid.replaceChildren();
    this.fields.clear();
    for (const hyper of hyper_parameters) this.#makeField(hyper, usual[hyper.name]);
  }

  /** @param {Record<string, number>} values those that the optimizer doesn't have are ignored */
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.fields.get(name);
      if (field) field.value = value;
    }
  }

  values() {
    return Object.fromEntries([...this.fields].map(([name, field]) => [name, field.value]));
  }

  /**
   * Opens the fold when the element is in it.
   * @param {Element} element
   */
  unfold(element) {
    if (this.details.contains(element)) this.details.open = true;
  }

  /**
   * @param {HyperParameter} hyper
   * @param {number} usual
   */
  #makeField(hyper, usual) {
    const id = `hyper-${hyper.name}`;
    const sign = symbol(hyper.name);
    const hint = meaning(hyper.name);
    const title = `${hyper.name}: ${hint}`;
    const input = make('input', { id, type: 'number', step: 'any', title });
    const unseen = make('span', { className: 'unseen' }, ` ${hint}`);
    const label = make('label', { htmlFor: id, title }, make('i', {}, sign), unseen);
    this.grid.append(make('div', { className: 'field' }, label, input));
    const field = new NumberField(input, {
      name: `${sign} (${hyper.name})`,
      rule: () => ({
        test: (value) => value >= hyper.min && value <= hyper.max,
        expected: `a number from ${setting(hyper.min)} to ${setting(hyper.max)}`,
      }),
      suggestion: () => usual,
      onEdit: this.onEdit,
    });
    field.value = usual;
    this.fields.set(hyper.name, field);
  }
}
