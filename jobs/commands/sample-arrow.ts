import { readFile } from "node:fs/promises";
import { tableFromIPC } from "apache-arrow";

/** Rows of an Arrow file as text, evenly spread. @param rows how many at most */
export async function sampleArrow(path: string, rows: number): Promise<Map<string, string[]>> {
  const table = tableFromIPC(await readFile(path));
  const stride = Math.max(1, Math.ceil(table.numRows / Math.max(1, rows)));
  const columns = new Map<string, string[]>();
  for (const { name } of table.schema.fields) {
    const values: string[] = [];
    const column = table.getChild(name);
    for (let row = 0; row < table.numRows && values.length < rows; row += stride) {
      values.push(arrowText(column?.get(row)));
    }
    columns.set(name, values);
  }
  return columns;
}

function arrowText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : String(value);
}
