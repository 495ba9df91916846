/** Bytes by chance: too many for two pages to come upon the same. */
const BYTES = 12;

/**
 * A name that nothing else has, in this page or another. `crypto.randomUUID` is missing where the
 * page does not come over a secure connection.
 */
export function uniqueId() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return `${Date.now()}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
