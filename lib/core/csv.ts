/** What spreadsheets take for a formula; a blank in front does not stop them. */
const formula = /^[\s\u00a0]*[=+\-@\t\r]/;

/** One line of a CSV file (RFC 4180): every value quoted, and none that a spreadsheet would run. */
export function csvLine(values: readonly string[]): string {
  return `${values.map((value) => `"${(formula.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`).join(',')}\r\n`;
}
