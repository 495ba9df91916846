/**
 * The charts' library asks Intl for the browser's language while it is imported, and Intl throws at
 * some that browsers give: `C`, `en-US@posix`, `en;q=0.9`. To be imported before it.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}
