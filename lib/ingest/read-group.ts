import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { TableQueryError } from "#lib/tables/duckdb-error.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { type BrokenLine, isTooLong, takeBrokenLines } from "./broken-lines.ts";
import { DataRefusedError } from "./data-refused.ts";
import type { FileGroup } from "./file-group.ts";
import { lineBytes, type OpenContext, reopenText, withLongLines } from "./open-file.ts";
import { brokenName, type TableQuery } from "./table-query.ts";

/** What one pass over a group of files gave. */
export interface ReadGroup {
  readonly group: FileGroup;
  readonly query: TableQuery;
  /** Parquet files of good rows, by bucket. */
  readonly parts: ReadonlyMap<number, readonly string[]>;
  readonly accepted: number;
  /** Rows set aside by rule, [rules]. */
  readonly brokenRows: readonly number[];
  readonly brokenLines: readonly BrokenLine[];
}

export interface GroupOutput {
  /** Folder for the parts, emptied first. */
  readonly folder: string;
  /** SQL of the columns to write, over the typed ones. */
  readonly select: string;
  /** SQL of the bucket of a good row, from 0. */
  readonly bucket: string;
  /** Whether to number rows by their place in the files, as `recordName`; one thread only. */
  readonly isNumbered: boolean;
  /** Where the config has the table, for errors. */
  readonly place: string;
}

const bucketName = "__bucket";

/**
 * Reads, types, judges and writes a group in one pass. Rows that break a rule go to buckets below 0,
 * one a rule, where they are counted by the files' footers and are otherwise forgotten.
 */
export async function readGroup(
  context: OpenContext,
  group: FileGroup,
  query: TableQuery,
  output: GroupOutput,
): Promise<ReadGroup> {
  const { duckdb } = context;
  await takeBrokenLines(duckdb);
  const { read, brokenLines } = await writeReadable(context, group, query, output);
  const counts = await countRows(duckdb, output.folder);
  return {
    group: read,
    query,
    parts: await listParts(output.folder),
    accepted: sum([...counts].map(([bucket, rows]) => (bucket >= 0 ? rows : 0))),
    brokenRows: query.rules.map((_rule, i) => counts.get(-1 - i) ?? 0),
    brokenLines,
  };
}

type Readable = Pick<ReadGroup, "brokenLines"> & { readonly read: FileGroup };

/** Reads again what trips DuckDB: files that mix line ends, and those with very long lines. */
async function writeReadable(
  context: OpenContext,
  group: FileGroup,
  query: TableQuery,
  output: GroupOutput,
): Promise<Readable> {
  const { duckdb } = context;
  const write = async (read: FileGroup): Promise<Readable> => {
    await writeBuckets(duckdb, read, query, output);
    return { read, brokenLines: await takeBrokenLines(duckdb) };
  };
  const first = await write(group).catch(async (error: unknown) => {
    if (!isLineEndTrouble(error)) throw refusal(error, group, output.place);
    await takeBrokenLines(duckdb);
    const files = await Promise.all(group.files.map(({ file }) => reopenText(context, file)));
    return write({ ...group, files });
  });
  if (!first.brokenLines.some(isTooLong)) return first;
  const again = await write({ ...first.read, files: first.read.files.map(withLongLines) });
  const line = again.brokenLines.find(isTooLong);
  if (line === undefined) return again;
  const problem = `${line.readPath} has a line of more than ${lineBytes.most} bytes.`;
  throw new DataRefusedError("FILE_UNREADABLE", problem, "Look for a quote that is not closed.");
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

async function writeBuckets(
  duckdb: Duckdb,
  { files }: FileGroup,
  query: TableQuery,
  { folder, select, bucket, isNumbered }: GroupOutput,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const numbering = isNumbered ? "row_number() OVER ()" : undefined;
  await duckdb.run(
    `COPY (SELECT ${select}, CASE WHEN ${brokenName} = 0 THEN (${bucket})::INTEGER
        ELSE -${brokenName} END AS ${bucketName} FROM ${query.judged(files, numbering)})
     TO ${sqlText(folder)} (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (${bucketName}), OVERWRITE true)`,
  );
}

const isLineEndTrouble = (error: unknown): boolean =>
  error instanceof TableQueryError && /state machine|invalid state/i.test(error.message);

function refusal(error: unknown, { files }: FileGroup, place: string): unknown {
  if (!(error instanceof TableQueryError) || error.code !== "TABLE_QUERY_FAILED") return error;
  const names = files.map(({ file }) => file.path);
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} …` : names.join(", ");
  const problem = `${place} could not be read from ${shown}: ${error.reason}`;
  const remedy = "Check the file, and the expressions of the mapping.";
  return new DataRefusedError("FILE_UNREADABLE", problem, remedy, { cause: error });
}

async function countRows(duckdb: Duckdb, folder: string): Promise<Map<number, number>> {
  const parts = await listParts(folder);
  if (parts.size === 0) return new Map();
  const pattern = join(folder, "*", "*.parquet");
  const rows = await duckdb.rows(
    `SELECT regexp_extract(file_name, '${bucketName}=(-?\\d+)', 1)::INTEGER AS bucket,
       sum(num_rows)::BIGINT AS rows FROM parquet_file_metadata(${sqlText(pattern)}) GROUP BY ALL`,
  );
  return new Map(rows.map((row) => [Number(row.bucket), Number(row.rows)]));
}

async function listParts(folder: string): Promise<Map<number, string[]>> {
  const parts = new Map<number, string[]>();
  for (const name of await readdir(folder)) {
    const bucket = Number(name.slice(bucketName.length + 1));
    const files = (await readdir(join(folder, name))).sort();
    parts.set(
      bucket,
      files.map((file) => join(folder, name, file)),
    );
  }
  return parts;
}
