/* Runs in the page before all else: keeps what is said in the console, and the file that was saved last. */
/* eslint no-console: "off" -- the console is what it listens to */
const page = /** @type {any} */ (window);
page.heard = [];
for (const level of /** @type {const} */ (['error', 'warn'])) {
  const say = console[level];
  console[level] = (...what) => {
    page.heard.push(`${level}: ${what.join(' ')}`);
    say.apply(console, what);
  };
}
addEventListener('error', (event) => page.heard.push(`error: ${event.message}`), true);
addEventListener('unhandledrejection', ({ reason }) => page.heard.push(`rejection: ${reason}`));
addEventListener('securitypolicyviolation', (event) =>
  page.heard.push(`refused: ${event.blockedURI} by ${event.violatedDirective}`),
);
const { createObjectURL } = URL;
URL.createObjectURL = (blob) => {
  page.saved = blob;
  return createObjectURL.call(URL, blob);
};
