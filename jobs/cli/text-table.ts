import { displayWidth, fitWidth, printable } from "./display-width.ts";
import type { Style } from "./style.ts";

export type Cell = string | number;

/**
 * Rows under their titles, columns aligned: a column of numbers to the right, words to the left.
 *
 * @param rows [rows][titles]
 */
export function textTable(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: Style,
): string {
  const texts = rows.map((row) => row.map(cellText));
  const columns = titles.map((title, c) => ({
    width: Math.max(displayWidth(title), ...texts.map((row) => displayWidth(row[c] ?? ""))),
    isNumber: rows.length > 0 && rows.every((row) => isNumber(row[c])),
  }));
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, c) => aligned(cells[c] ?? "", column))
      .join("  ")
      .trimEnd();
  return [style.bold(line(titles)), ...texts.map(line)].join("\n");
}

interface Column {
  readonly width: number;
  readonly isNumber: boolean;
}

/** Longer words are cut: a title of a thousand letters must not break the table. */
const widestCell = 60;

const cellText = (cell: Cell): string =>
  typeof cell === "number"
    ? sayNumber(cell)
    : fitWidth(printable(cell).replace(/\s+/g, " "), widestCell);

/** A cell left empty does not make a column of numbers one of words. */
const isNumber = (cell: Cell | undefined): boolean => typeof cell === "number" || cell === "";

function aligned(text: string, { width, isNumber }: Column): string {
  const gap = " ".repeat(Math.max(0, width - displayWidth(text)));
  return isNumber ? gap + text : text + gap;
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

/** `1,234,567`, `0.0214`: enough digits to compare, few enough to read. */
export const sayNumber = (value: number): string =>
  (Number.isInteger(value) || Math.abs(value) >= 10_000 ? whole : fraction).format(value);
