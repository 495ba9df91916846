/**
 * A table as a spreadsheet reads it, after RFC 4180.
 * @param {readonly (readonly (string | number)[])[]} rows the first one names the columns
 */
export const csv = (rows) => rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');

/** @param {string | number} cell */
function quoted(cell) {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
