/**
 * Looks again and again, as long as somebody can see what comes of it: the panel is open and on the
 * screen, and the page is not hidden.
 * @param {HTMLDetailsElement} panel
 * @param {number} interval_ms
 * @param {() => void} look
 * @returns {() => void} looks at once, if it can be seen
 */
export function whileSeen(panel, interval_ms, look) {
  let on_screen = false;
  const lookIfSeen = () => {
    if (panel.open && on_screen && !document.hidden) look();
  };
  panel.addEventListener('toggle', lookIfSeen);
  document.addEventListener('visibilitychange', lookIfSeen);
  new IntersectionObserver(([{ isIntersecting }]) => {
    on_screen = isIntersecting;
    lookIfSeen();
  }).observe(panel);
  setInterval(lookIfSeen, interval_ms);
  return lookIfSeen;
}
