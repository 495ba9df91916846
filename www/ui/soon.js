/**
 * However often the result is called, it draws a few times a second, before the browser paints.
 * @param {() => void} draw
 * @param {number} interval_ms
 * @returns {() => void}
 */
export function soon(draw, interval_ms) {
  let is_due = false;
  return () => {
    if (is_due) return;
    is_due = true;
    setTimeout(() => {
      requestAnimationFrame(() => {
        is_due = false;
        draw();
      });
    }, interval_ms);
  };
}
