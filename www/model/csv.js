/**
 * A table as a spreadsheet reads it, after RFC 4180.
 * @param {readonly (readonly (string | number)[])[]} rows the first one names the columns
 */
export const csv = (rows) => rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');

/**
 * A spreadsheet takes a text that begins like a formula for one, and runs it: an apostrophe before
 * it says that it is text. Numbers are none of that.
 */
const FORMULA = /^\s*[=+\-@]|^[\t\r\n]/;

/** @param {string | number} cell */
function quoted(cell) {
  const text = typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
