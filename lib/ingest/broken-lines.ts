import type { Duckdb } from "#lib/tables/duckdb.ts";
import { DataRefusedError } from "./data-refused.ts";

/** A line of a CSV file that cannot be cut into the header's values. */
export interface BrokenLine {
  /** File as DuckDB read it. */
  readonly readPath: string;
  /** First byte of the line. */
  readonly byte: number;
  /** Bytes that were taken for one line; 0 where the line ends as lines do. */
  readonly bytes: number;
  /** Lines of the file that were taken for one. */
  readonly lines: number;
  readonly column: string;
  readonly reason: string;
  readonly value: string;
}

/** After such a line DuckDB loses what follows: the file is to be read again, with more room. */
export const isTooLong = ({ reason }: BrokenLine): boolean => reason === tooLong;

const tooLong = "the line is longer than the reader's room";

/** DuckDB keeps no more of a broken line. */
const keptBytes = 10_000;

const reasons: Readonly<Record<string, string>> = {
  "MISSING COLUMNS": "the line has fewer values than the header",
  "TOO MANY COLUMNS": "the line has more values than the header",
  "UNQUOTED VALUE": "a quote is not closed, or text follows a closing quote",
  "LINE SIZE OVER MAXIMUM": tooLong,
  "INVALID ENCODING": "the line is not UTF-8 text",
};

/** Lines that the last read of CSV files set aside; forgets them, so that the next read starts anew. */
export async function takeBrokenLines(duckdb: Duckdb): Promise<BrokenLine[]> {
  const found = await duckdb.rows(
    "SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'",
  );
  if (found.length === 0) return [];
  const rows = await duckdb.rows(
    `SELECT file_path AS path, line_byte_position - 1 AS byte, first(error_type ORDER BY column_idx) AS kind,
       first(column_name ORDER BY column_idx) AS name, first(left(csv_line, 200)) AS value,
       first(strlen(csv_line)) AS bytes,
       first(len(regexp_extract_all(csv_line, '\\r\\n|\\r|\\n'))) AS ends,
       first(ends_with(csv_line, chr(10)) OR ends_with(csv_line, chr(13))) AS closed
     FROM reject_errors JOIN (SELECT DISTINCT scan_id, file_id, file_path FROM reject_scans) USING (scan_id, file_id)
     GROUP BY ALL ORDER BY path, byte`,
  );
  await duckdb.run("DROP TABLE reject_errors");
  await duckdb.run("DROP TABLE reject_scans");
  return rows.map(brokenLine);
}

function brokenLine(row: Readonly<Record<string, unknown>>): BrokenLine {
  const kind = String(row.kind);
  const ends = Number(row.ends);
  const lines = Math.max(1, ends + (row.closed ? 0 : 1));
  const bytes = Number(row.bytes);
  if (lines > 1 && bytes >= keptBytes) throw unclosedQuote(String(row.path), Number(row.byte));
  return {
    readPath: String(row.path),
    byte: Number(row.byte),
    bytes: kind === "UNQUOTED VALUE" ? bytes : 0,
    lines: kind === "UNQUOTED VALUE" ? lines : 1,
    column: row.name === null ? "" : String(row.name),
    reason: reasons[kind] ?? kind.toLowerCase(),
    value: String(row.value ?? ""),
  };
}

/** It may have swallowed any number of rows, so what is left is not to be trusted. */
const unclosedQuote = (path: string, byte: number): DataRefusedError =>
  new DataRefusedError(
    "FILE_UNREADABLE",
    `${path} has a quote near byte ${byte} that is not closed for many lines.`,
    'Close it, or double quotes inside quoted values ("").',
  );
