/** Starts the page. Whatever the reason why it can't be started, that is said on it. */
import './ui/language.js';

import('./main.js').catch((error) => {
  const reason = error instanceof Error ? error.message : String(error);
  const text = document.createElement('p');
  text.textContent = `The page could not be started (${reason}). Reload it; if that does not help, a newer browser may.`;
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.textContent = 'Reload';
  reload.addEventListener('click', () => location.reload());
  const notice = document.createElement('div');
  notice.className = 'notice error';
  notice.role = 'alert';
  notice.append(text, reload);
  // By hand: the page's own parts may be what is missing.
  document.querySelector('#notices')?.append(notice);
});
