const formula = /^[=+\-@\t\r]/;

/** A spreadsheet runs a cell that begins like a formula; an apostrophe in front makes it text. */
export const escaped = (text: string): string => (formula.test(text) ? `'${text}` : text);
export const unescaped = (text: string): string =>
  text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A line of CSV with its end; cells are quoted where they must be. */
export const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map(cell => quoted(String(cell))).join(',')}\r\n`;
