/** Calls when the visitor's system turns dark or light. @param {() => void} change */
export function onThemeChange(change) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change);
}
