/**
 * Says whether a button can be used. A browser takes the focus from a button that is disabled, and
 * the keyboard begins at the page's top again: one that has it is only marked so, until it is left.
 * @param {HTMLButtonElement} button
 * @param {boolean} usable
 */
export function setUsable(button, usable) {
  guard(button);
  button.ariaDisabled = String(!usable);
  button.disabled = !usable && document.activeElement !== button;
}

/** @param {HTMLButtonElement} button */
export const isUsable = (button) => !button.disabled && button.ariaDisabled !== 'true';

/** @type {WeakSet<HTMLButtonElement>} */
const guarded = new WeakSet();

/** @param {HTMLButtonElement} button */
function guard(button) {
  if (guarded.has(button)) return;
  guarded.add(button);
  button.addEventListener('blur', () => {
    button.disabled = button.ariaDisabled === 'true';
  });
  // Before all that the click means, be it a form's submission.
  button.addEventListener(
    'click',
    (event) => {
      if (isUsable(button)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
