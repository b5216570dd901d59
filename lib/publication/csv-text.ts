/** A spreadsheet takes a cell that begins so for a formula, in half and in full width. */
const formulaStart = /^'*[=+\-@\t\r\n＝＋－＠]/;
const needsQuotes = /[",\r\n]/;

/**
 * Text that a spreadsheet shows and never computes: one ' before what looks like a formula, and before
 * what already bears one, so that taking one ' away from a match gives the text back exactly.
 */
export const guardFormula = (text: string): string => (formulaStart.test(text) ? `'${text}` : text);

/** The guarded texts of `guardFormula` as a regular expression, in the syntax of RE2. */
export const guardedPattern = "^'+[=+\\-@\\t\\r\\n＝＋－＠]";

/** A text field for programs: quoted as RFC 4180 says, and otherwise as it is. */
export const quotedText = (text: string): string =>
  needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A text field of a file that spreadsheets open: guarded and quoted. */
export const csvText = (text: string): string => quotedText(guardFormula(text));

/** A line of fields that are already written as CSV. No BOM is ever written, and lines end in `\n`. */
export const csvLine = (fields: readonly string[]): string => `${fields.join(",")}\n`;
