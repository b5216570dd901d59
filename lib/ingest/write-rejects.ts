import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { rejectColumns } from "#lib/contracts/ingest-report.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { listRejects, type Reject } from "./list-rejects.ts";
import type { ReadTable } from "./read-table.ts";

/** A row that was set aside, and of which table. */
export interface TableReject extends Omit<Reject, "isLine"> {
  readonly table: string;
}

/** Rejects that are handed back, for a person to see at once. */
const sampled = 20;

/** Rows of one file that are listed at most: whoever has more looks for one cause, not for rows. */
const listedOfFile = 100_000;

/**
 * Writes `rejects.csv`, reading once more only the files that have rejects.
 *
 * @returns the first of them
 * @param ordered a database with one thread
 */
export async function writeRejects(
  ordered: Duckdb,
  tables: readonly ReadTable[],
  path: string,
): Promise<TableReject[]> {
  const sample: TableReject[] = [];
  await pipeline(async function* () {
    yield `${rejectColumns.join(",")}\n`;
    for await (const reject of allRejects(ordered, tables)) {
      if (sample.length < sampled) sample.push(reject);
      yield csvLine(reject);
    }
  }, createWriteStream(path));
  return sample;
}

async function* allRejects(
  ordered: Duckdb,
  tables: readonly ReadTable[],
): AsyncIterable<TableReject> {
  for (const { wanted, groups } of tables) {
    const names = namingColumns(wanted);
    for (const group of groups) {
      const isClean =
        group.brokenLines.length === 0 && group.brokenRows.every((rows) => rows === 0);
      if (isClean) continue;
      for await (const reject of listRejects(ordered, group, listedOfFile)) {
        yield { table: wanted.name, ...withoutNames(reject, names) };
      }
    }
  }
}

/** Columns of the files that tell who bought, as they are mapped and as we call them. */
const namingColumns = ({ sources }: ReadTable["wanted"]): ReadonlySet<string> =>
  new Set(
    sources.flatMap(({ source: { columns } }) =>
      ["customer", "order"]
        .filter((name) => columns[name] !== undefined)
        .flatMap((name) => [name, (columns[name] as string).toLowerCase()]),
    ),
  );

/** The list goes into the lake, where nobody is named: its line says where to look. */
function withoutNames(
  { isLine, ...reject }: Reject,
  names: ReadonlySet<string>,
): Omit<Reject, "isLine"> {
  const mayName = names.size > 0 && (isLine || names.has(reject.column.toLowerCase()));
  return mayName ? { ...reject, value: "(not shown: it may name a customer)" } : reject;
}

const csvLine = ({ table, file, line, column, value, reason }: TableReject): string =>
  `${[table, file, String(line), column, value, reason].map(quoted).join(",")}\n`;

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function quoted(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
