const COLOURS = ['(prefers-color-scheme: dark)', '(forced-colors: active)'];

/** Calls when the visitor's system takes other colours. @param {() => void} change */
export function onThemeChange(change) {
  for (const query of COLOURS) matchMedia(query).addEventListener('change', change);
}
