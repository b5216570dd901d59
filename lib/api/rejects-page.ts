import type { RejectedRow } from "#lib/contracts/api-answers.ts";
import { rejectColumns } from "#lib/contracts/ingest-report.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Bytes read at a time of a file that may list millions. */
const pieceBytes = 256 * 1024;

export interface RejectsPart {
  readonly rejects: readonly RejectedRow[];
  /** The byte at which the next part begins; `undefined` at the end. */
  readonly next: number | undefined;
}

/**
 * Up to `limit` rows of `rejects.csv` from byte `start` on, by one read; whole rows only. An unclosed
 * row at the end of what was read belongs to the next part.
 */
export async function readRejects(
  lake: Lake,
  key: string,
  start: number,
  limit: number,
): Promise<RejectsPart> {
  const size = (await lake.stat(key))?.size ?? 0;
  if (start >= size) return { rejects: [], next: undefined };
  const bytes = Buffer.from(await lake.readRange(key, start, Math.min(size, start + pieceBytes)));
  const rows: RejectedRow[] = [];
  let at = start === 0 ? endOfRow(bytes, 0) : 0;
  while (rows.length < limit && at < bytes.length) {
    const end = endOfRow(bytes, at);
    if (end < 0) break;
    rows.push(parseRow(bytes.toString("utf8", at, end)));
    at = end;
  }
  // A row longer than a piece is passed over rather than asked for again without end.
  const next = start + (rows.length === 0 ? bytes.length : at);
  return { rejects: rows, next: next < size ? next : undefined };
}

const [quote, lineEnd] = [34, 10];

/** The byte after the row that begins at `at`, quoted line ends skipped; -1 where it does not end. */
function endOfRow(bytes: Buffer, at: number): number {
  let isQuoted = false;
  for (let i = at; i < bytes.length; i++) {
    if (bytes[i] === quote) isQuoted = !isQuoted;
    else if (bytes[i] === lineEnd && !isQuoted) return i + 1;
  }
  return -1;
}

const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g;

function parseRow(line: string): RejectedRow {
  const values = Array.from(line.trimEnd().matchAll(field), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
  const named = rejectColumns.map((name, c) => [name, values[c] ?? ""]);
  return Object.fromEntries(named) as RejectedRow;
}
