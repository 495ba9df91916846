/**
 * A function that lets one macrotask pass, so that waiting messages are heard. A MessageChannel
 * does it at once; timers are clamped to 4 ms, and to a second and more in hidden tabs.
 * @returns {() => Promise<void>}
 */
export function makeYield() {
  const { port1, port2 } = new MessageChannel();
  /** @type {(() => void)[]} */
  const waiting = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}
