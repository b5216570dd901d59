/** Hands a file to the browser's own downloads. */
export function saveFile(name: string, parts: readonly BlobPart[], type: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

type Cell = string | number | boolean | null;

/** Excel takes a file for UTF-8 only by this mark, and text that begins so for a formula. */
const utf8Mark = "\ufeff";
const formulaStart = /^'*[=+\-@\t\r\n＝＋－＠]/;

export function saveCsv(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
) {
  const text = [columns, ...rows].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
  saveFile(name, [utf8Mark, text], "text/csv;charset=utf-8");
}

function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
