/** A value of a CSV file; "" is absent. */
type Cell = string | number;
export type Row = readonly Cell[];

/** Rows as CSV (RFC 4180, \n), without the header. */
export function csvText(rows: Iterable<Row>): string {
  let text = "";
  for (const row of rows) text += `${row.map(csvCell).join(",")}\n`;
  return text;
}

function csvCell(cell: Cell): string {
  if (typeof cell === "number") return String(Math.round(cell * 1000) / 1000);
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
