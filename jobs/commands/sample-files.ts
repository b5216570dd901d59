import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { FileSample } from "#lib/config/file-sample.ts";
import type { Progress } from "#lib/run/step.ts";
import { type FileKind, fileKind } from "./find-data-files.ts";
import { sampleArrow } from "./sample-arrow.ts";

/** Rows to guess from: enough to see every weekday and how often a value repeats. */
const sampleRows = 4000;
/** Rows read at most to choose them from, so that a file of gigabytes is not read whole. */
const scannedRows = 1_000_000;
/** Letters kept of a value. */
const valueLetters = 200;
/** Files of one kind that are read: a hundred months of sales look alike. */
const readOfOneKind = 3;

export interface SampledFiles {
  readonly samples: readonly FileSample[];
  readonly unreadable: readonly UnreadableFile[];
}

interface UnreadableFile {
  readonly file: string;
  readonly reason: string;
}

interface Header {
  readonly file: string;
  readonly columns: readonly string[];
}

/** Looks into files, those with the same columns together. */
export async function sampleFiles(
  folder: string,
  files: readonly string[],
  progress: Progress,
): Promise<SampledFiles> {
  // One thread, so that the same files give the same sample.
  const duck = await DuckDBInstance.create(":memory:", { threads: "1", max_memory: "700MB" });
  const connection = await duck.connect();
  await connection.run("SET autoinstall_known_extensions = false");
  const unreadable: UnreadableFile[] = [];
  const headers: Header[] = [];
  const samples: FileSample[] = [];
  try {
    for (const file of files) {
      const columns = await readHeader(connection, folder, file).catch(firstLine);
      if (typeof columns === "string") unreadable.push({ file, reason: columns });
      else headers.push({ file, columns });
    }
    const groups = [...Map.groupBy(headers, groupKey).values()];
    for (const [i, group] of groups.entries()) {
      progress.report(i, groups.length, group[0]?.file);
      samples.push(await sampleGroup(connection, folder, group, unreadable));
    }
  } finally {
    connection.closeSync();
    duck.closeSync();
  }
  return { samples, unreadable };
}

const firstLine = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0] ?? message;
};

/** Files are one table's when their columns and their kind are the same. */
const groupKey = ({ file, columns }: Header): string =>
  JSON.stringify([kindOf(file), columns.map((column) => column.toLowerCase())]);

const kindOf = (file: string): FileKind => fileKind(file) ?? "csv";

async function readHeader(
  connection: DuckDBConnection,
  folder: string,
  file: string,
): Promise<string[]> {
  const path = join(folder, file);
  if (kindOf(file) === "arrow") return [...(await sampleArrow(path, 0)).keys()];
  const result = await connection.run(`SELECT * FROM ${scan(path)} LIMIT 0`);
  return result.deduplicatedColumnNames();
}

async function sampleGroup(
  connection: DuckDBConnection,
  folder: string,
  group: readonly Header[],
  unreadable: UnreadableFile[],
): Promise<FileSample> {
  const values = new Map<string, string[]>();
  let rowCount = 0;
  for (const { file } of group.slice(0, readOfOneKind)) {
    const columns = await sampleOne(connection, join(folder, file)).catch(firstLine);
    if (typeof columns === "string") {
      unreadable.push({ file, reason: columns });
      continue;
    }
    rowCount += [...columns.values()][0]?.length ?? 0;
    for (const [name, column] of columns) {
      values.set(name, [...(values.get(name) ?? []), ...column]);
    }
  }
  return {
    files: group.map(({ file }) => file),
    columns: [...values].map(([name, column]) => ({ name, values: column })),
    rowCount,
  };
}

async function sampleOne(connection: DuckDBConnection, path: string) {
  if (kindOf(path) === "arrow") return sampleArrow(path, sampleRows);
  const rows = `(SELECT * FROM ${scan(path)} LIMIT ${scannedRows})`;
  const result = await connection.runAndReadAll(
    `SELECT left(CAST(COLUMNS(*) AS VARCHAR), ${valueLetters}) FROM ${rows}
     USING SAMPLE reservoir(${sampleRows} ROWS) REPEATABLE (1)`,
  );
  const names = result.deduplicatedColumnNames();
  const columns = result.getColumns();
  return new Map(names.map((name, c) => [name, (columns[c] ?? []).map((v) => String(v ?? ""))]));
}

/** The file as DuckDB reads it: every value of a CSV as text, faulty lines left for `check` to name. */
function scan(path: string): string {
  const name = `'${path.replaceAll("'", "''")}'`;
  switch (kindOf(path)) {
    case "parquet":
      return `read_parquet(${name})`;
    case "json":
      return `read_ndjson(${name}, ignore_errors = true)`;
    default:
      return `read_csv(${name}, all_varchar = true, header = true, ignore_errors = true, max_line_size = 16000000)`;
  }
}
