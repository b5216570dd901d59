import type { FileSample } from "#lib/config/file-sample.ts";

/** A file sample from a header and rows, as a person would write them down. */
export function sample(file: string, header: string, ...rows: readonly string[]): FileSample {
  const cells = rows.map((row) => row.split(","));
  const columns = header.split(",").map((name, c) => ({
    name,
    values: cells.map((row) => row[c] ?? ""),
  }));
  return { files: [file], columns, rowCount: rows.length };
}
